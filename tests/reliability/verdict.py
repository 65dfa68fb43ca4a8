"""What must be true once a PBX has been healthy for three polls."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import CallLedger, DayCounts, ListState, Summary, walk
from custom_components.difuse.cdr.pbx import WireReader
from tests.simulator import Row

from .home import Run
from .world import Placed, World


def check(world: World, home: Run) -> None:
    """Assert that all was heard, once, in order, nothing else, and that the counters are right."""
    told = Counter(call.call_id for call in world.house.heard)
    owed = {placed.call_id for placed in world.calls.values() if is_due(placed, world)}
    assert owed - set(told) == set(), "missing"
    merged = {row.key for row in world.house.applied}
    for placed in world.calls.values():
        if is_due(placed, world):
            assert {(row.db_id, placed.call_id) for row in placed.rows} <= merged
    assert set(told) - set(world.calls) == set(), "past"
    allowed = {placed.call_id: 1 + placed.repeats for placed in world.calls.values()}
    assert {call_id for call_id, times in told.items() if times > allowed[call_id]} == set()
    order = [world.calls[call_id] for call_id in told]
    ordinary = [placed.number for placed in order if placed.is_ordinary and not placed.needs_audit]
    assert ordinary == sorted(ordinary)
    if home.memory.ledger.has_unsettled:
        assert not len(world.pbx), "only the last call of a list that was emptied may wait"
        return
    today = world.house.now().date()
    assert home.memory.summary.counts(today) == recount(world)


def is_due(placed: Placed, world: World) -> bool:
    """Whether a call must have been heard by now.

    Where as many rows are deleted as come in, the count stays the same and only
    an audit sees the new ones, as far back as it reads.
    """
    if not placed.is_owed or not placed.needs_audit:
        return placed.is_owed
    return all(world.depth(row) < walk.AUDIT_ROWS for row in placed.rows)


def recount(world: World) -> DayCounts:
    """Count today's calls from scratch: those of the baseline and those heard since.

    A leg that comes too late for a call that isn't known whole any more amends nothing.
    """
    house = world.house
    counted = house.past | {call.call_id for call in house.heard}
    merged = {row.key: row for row in house.applied if row.key not in house.too_late}
    rows = {key: row for key, row in merged.items() if key[1] in counted}
    ledger, summary = CallLedger(), Summary(ZoneInfo("UTC"))
    summary.apply(ledger.baseline(rows.values(), len(rows)), past=True)
    return summary.counts(world.house.now().date())


def excuse(world: World, state: ListState, last_end: datetime | None) -> None:
    """Expect nothing of the calls of which the README's limits say that they aren't found.

    Called with what a poll found the list to be, for which an issue is raised, and
    with the end of the last call that was known before.
    """
    unmerged = _unmerged(world)
    if state is ListState.STARTED_OVER and last_end is not None:
        # The PBX's clock was set back as its ids started over, or as a list was back: a call
        # that ended, by that clock, before the last one known looks like one of an old backup.
        for placed, rows in unmerged:
            records = [WireReader().row(row.data) for row in rows]
            ends = [record.ended_at for record in records if isinstance(record, CallRecord)]
            placed.is_owed = placed.is_owed and max(ends) > last_end
    if state is ListState.OUT_OF_REACH:
        # A call lasted so long that thousands of known rows stand above it, by start.
        depths = {id(row): world.depth(row) for _, rows in unmerged for row in rows}
        for placed, rows in unmerged:
            deepest = max(depths[id(row)] for row in rows)
            known = deepest - sum(depth < deepest for depth in depths.values())
            placed.is_owed = placed.is_owed and known < walk.DEEPEST_ROWS


def _unmerged(world: World) -> list[tuple[Placed, list[Row]]]:
    """Give the calls with rows in the list that weren't read yet, and these rows."""
    merged = {row.key for row in world.house.applied}
    there = {id(row) for row in world.pbx.rows}
    unmerged = []
    for placed in world.calls.values():
        new = [row for row in placed.rows if (row.db_id, placed.call_id) not in merged]
        if new := [row for row in new if id(row) in there]:
            unmerged.append((placed, new))
    return unmerged
