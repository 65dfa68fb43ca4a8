"""What must be true, whatever happened: nothing lost, nothing past announced, nothing twice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.tables.schema import CALLS, LEG_FIELDS, LEGS
from tests.cdr.joined import calls_of

from .world import Placed, World

SLACK = 2
"""Seconds: dates are whole ones."""

ORDINARY = 120

_LAST = select(func.max(CALLS.c.id))
_NEW = (
    select(CALLS.c.id, CALLS.c.call_id, CALLS.c.state, CALLS.c.legs)
    .where(CALLS.c.id > bindparam("seen"))
    .order_by(CALLS.c.id)
)
_ALL_LEGS = select(*[LEGS.c[name] for name in LEG_FIELDS])
_ALL_CALLS = select(CALLS)


@dataclass
class Verdict:
    """Looks at each call as soon as it is in the archive, and at all of them now and then."""

    world: World
    heard: int = 0
    seen: int = 0
    polled_at: int = 0
    listed: int = 0
    replaced: int = 0
    is_import: bool = False
    is_burst: bool = False
    was_importing: bool = False
    was_killed: bool = False
    """Nobody heard then whether the list was taken for another one."""

    def before(self, *, is_import: bool = False) -> None:
        """Note how things are before something is read."""
        self.is_import, self.was_killed = is_import, False
        house, marks = self.world.house, self.world.house.feed.intake.marks
        self.listed = marks.listed
        self.was_importing = marks.import_to > 0
        self.world.has_rows = len(self.world.pbx) > 0
        self.world.note_deep(house.limits.deepest)
        # A process that has just begun reads it from the archive.
        self.polled_at = marks.polled_at or house.last_written_poll()
        self.replaced = house.replaced

    def look_again(self) -> None:
        """Take it that the archive is an older one: its calls come again."""
        self.seen = self._last()

    def _last(self) -> int:
        return self.world.house.ask(_LAST)[0][0] or 0

    def after(self) -> None:
        """Judge what came into the archive, and what was announced."""
        house = self.world.house
        found = house.ask(_NEW, seen=self.seen)
        # So many at once go by the clock.
        self.is_burst = sum(row.legs for row in found) > house.limits.burst
        for row in found:
            self.seen = row.id
            is_told = row.state in (State.DUE, State.ANNOUNCED)
            if row.call_id in self.world.past:
                self._judge_past(row.call_id, is_told=is_told)
            elif row.call_id not in self.world.foreign:
                self._judge(self.world.calls[row.call_id], is_told=is_told)
        self.heard = len(house.told)
        times = Counter(call.call_id for call in house.told)
        for call_id, placed in self.world.calls.items():
            assert times[call_id] <= 1 + placed.repeats, "twice"

    def _judge_past(self, call_id: str, *, is_told: bool) -> None:
        """Judge a call that was there before.

        The PBX's clock, set since then, may say that it wasn't: in another list, or where the first
        import has missed it.
        """
        clocks = self.world.past[call_id]
        is_in_doubt = self.world.house.replaced > 0 or not self.listed or self.world.was_turned
        assert not is_told or (is_in_doubt and clocks != self.world.clocks), "past"

    def _judge(self, placed: Placed, *, is_told: bool) -> None:
        """Judge a call at the moment in which it came into the archive."""
        house = self.world.house
        age, since_poll = house.now - placed.ended, house.now - self.polled_at
        is_ordinary = placed.is_ordinary and not (self.is_import or self.is_burst)
        is_in_doubt = house.replaced > self.replaced or not self.listed or self.was_killed
        # What a walk missed that the list shifted is found by the next one, as old as it is.
        is_recent = since_poll <= ORDINARY and age <= since_poll + ORDINARY
        # While the past is imported, the count doesn't say what is new, and clocks do.
        is_by_clock = self.was_importing and placed.clocks != self.world.clocks
        is_plain = is_recent and self.polled_at and not (is_in_doubt or is_by_clock)
        if is_ordinary and is_plain:
            assert is_told, "an ordinary poll finds what is new, whatever clocks say"
        if placed.clocks != self.world.clocks:
            return  # By the PBX's clock it is as old as that says.
        # Of several rows only the first may have been there; it may have ended at its start.
        is_part = len(placed.rows) > 1
        oldest = self.world.pbx.now() - placed.rows[0].start if is_part else age
        if is_in_doubt and oldest > since_poll - SLACK:
            return
        limit = min(house.max_age, house.now - house.feed.intake.marks.set_up_at)
        if oldest <= limit - SLACK and not (is_in_doubt and age > since_poll):
            assert is_told, "lost"
        if age > house.max_age + SLACK and since_poll > house.max_age + SLACK:
            assert not is_told, "too old"

    def allow(self, call_ids: Iterable[str]) -> None:
        """Let calls be announced again: the process was killed before that was written down."""
        for call_id in call_ids:
            if call_id in self.world.calls:
                self.world.calls[call_id].repeats += 1

    def allow_again(self) -> None:
        """Let the calls of the last hour be announced again: an older archive doesn't know them."""
        house = self.world.house
        for placed in self.world.calls.values():
            placed.is_ordinary = False
            is_recent = house.now - placed.ended <= house.max_age + SLACK
            if is_recent or placed.clocks != self.world.clocks:
                placed.repeats += 1

    def check(self, depth: int) -> None:
        """Assert that the newest rows are all there, and each call is what its rows say."""
        world, house = self.world, self.world.house
        legs = [CallRecord(*row) for row in house.ask(_ALL_LEGS)]
        calls = house.ask(_ALL_CALLS)
        kept = {leg.key: leg for leg in legs}
        is_importing = house.feed.intake.marks.past_id > 0
        for row in world.newest(depth):
            record = house.reader.row(row.data)
            if is_importing and record.key[1] in world.past:
                continue
            assert kept.get(record.key) == record, "lost"
        numbers = house.feed.intake.archive.numbers
        if house.feed.intake.marks.reread:
            return
        there = {(call.call_id, call.started_at): call for call in calls}
        expected = calls_of(legs, numbers)
        assert len(expected) == len(calls)
        for call in expected:
            found = there[call.call_id, call.started_at]
            assert found.call_ids == call.call_ids
            assert (found.legs, found.disposition, found.direction) == (
                call.legs,
                call.disposition,
                call.direction,
            )
            assert (found.talk_duration, found.db_id) == (call.talk_duration, call.db_id)
