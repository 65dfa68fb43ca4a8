"""What a poll read, and what the PBX's list turned out to be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from .. import CallRecord
from ..pbx import Row
from .ledger import CallLedger
from .walk import AUDIT_ROWS, Walk

_CLOCK_TOLERANCE: Final = timedelta(minutes=15)
"""Rows of one PBX may be written so much later than others that ended after them."""


class ListState(StrEnum):
    """What a poll found the PBX's list to be."""

    SAME = "same"
    EMPTY = "empty"
    """No rows any more: nothing can be told until there are some."""
    STARTED_OVER = "started_over"
    """Only ids below the known ones: emptied, or an old backup. Or a list from before is back."""
    OTHER_PBX = "other_pbx"
    """Only higher ids, and calls from before: another box. A new baseline is due."""
    PURGED = "purged"
    """All that was known is gone and only later rows are there: some may be missing."""
    OUT_OF_REACH = "out_of_reach"
    """The list grew by rows that weren't found where new rows can be."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a poll read.

    ``count`` is how many rows the PBX holds; ``missing`` how many of the new
    ones weren't found. Where ``past`` isn't None the ledger's baseline is to be
    made of it before ``rows`` are applied. ``there_before`` are rows that were there,
    unread, when the ledger began. ``read_at`` is when it was read, by the PBX's clock.
    """

    rows: tuple[Row, ...]
    count: int
    state: ListState = ListState.SAME
    missing: int = 0
    past: tuple[Row, ...] | None = None
    read_at: datetime | None = None
    there_before: tuple[Row, ...] = ()


def batches(rows: Iterable[Row], size: int) -> Iterator[tuple[Row, ...]]:
    """Split rows, in the order in which the PBX wrote them, into parts of whole calls.

    A part is longer than ``size`` where a call's rows reach beyond it.
    """
    ordered = sorted(rows, key=lambda row: row.key)
    last_place = {row.key[1]: place for place, row in enumerate(ordered)}
    begin = reach = 0
    for place, row in enumerate(ordered):
        reach = max(reach, last_place[row.key[1]])
        if place == reach and place - begin >= size - 1:
            yield tuple(ordered[begin : place + 1])
            begin = place + 1
    if begin < len(ordered):
        yield tuple(ordered[begin:])


def judge(walk: Walk, ledger: CallLedger) -> ListState:
    """Tell what a list is of which an audit's reach holds nothing that it held before.

    Rows that were pushed say nothing: they may be another PBX's. SAME means:
    can't be told yet, read on.
    """
    if len(walk.rows) < AUDIT_ROWS and not walk.at_end:
        return ListState.SAME
    if walk.is_former:
        return ListState.STARTED_OVER
    unknown = [row for row in walk.rows.values() if not ledger.seen.knows(row.key)]
    records = [row for row in unknown if isinstance(row, CallRecord)]
    highest_anchor = ledger.seen.highest_anchor
    below = sum(record.db_id <= highest_anchor for record in records)
    if 2 * below > len(records):
        # Single ones are older than the memory: of a time when the PBX's clock was ahead.
        return ListState.STARTED_OVER
    end = ledger.newest_end
    if end and any(ended < end - _CLOCK_TOLERANCE for ended in _ends(records).values()):
        return ListState.OTHER_PBX
    if not walk.at_end or not ledger.seen.has_anchors:
        return ListState.SAME
    # All that is there came since. Ids older than all that are remembered are not left by a purge.
    is_anew = any(ledger.seen.is_forgotten(record) for record in records)
    return ListState.STARTED_OVER if is_anew else ListState.PURGED


def reap(walk: Walk, ledger: CallLedger, count: int, needed: int) -> Harvest:
    """Make a harvest of a finished walk through a list of ``count`` rows."""
    rows, there_before = tuple(walk.rows.values()), walk.there_before(needed)
    left_out = {row.key for row in there_before}
    rest = tuple([row for row in rows if row.key not in left_out])
    is_same = walk.touched or walk.in_place or not ledger.seen.has_met_any
    if is_same and not walk.is_former:
        missing = max(0, needed - walk.found_of(needed))
        state = ListState.OUT_OF_REACH if missing else ListState.SAME
        return Harvest(rest, count, state, missing, there_before=there_before)
    state = judge(walk, ledger)
    if state is ListState.OTHER_PBX:
        return Harvest((), count, state)
    if state is not ListState.STARTED_OVER:
        return Harvest(rest, count, state, there_before=there_before)
    later = _later(rows, walk, ledger)
    past = tuple([row for row in rows if row not in later])
    return Harvest(tuple(later), count, state, past=past)


def reaches_back(walk: Walk, ledger: CallLedger) -> bool:
    """Whether the last page holds a row from before the last call that is known."""
    later = _later(walk.rows.values(), walk, ledger)
    return any(row not in later for row in walk.oldest_read)


def _ends(records: Iterable[CallRecord]) -> dict[str, datetime]:
    """Give when each call ended: legs that nobody answered ended long before they were written."""
    ends: dict[str, datetime] = {}
    for record in records:
        ends[record.call_id] = max(ends.get(record.call_id, record.ended_at), record.ended_at)
    return ends


def _later(rows: Iterable[Row], walk: Walk, ledger: CallLedger) -> dict[Row, None]:
    """Give the rows of calls that ended after the last one that is known.

    Where a list from before is back, that is the last one of any list.
    """
    records = [row for row in rows if isinstance(row, CallRecord)]
    ends, end = _ends(records), ledger.last_end if walk.is_former else ledger.newest_end
    return {record: None for record in records if end is None or ends[record.call_id] > end}
