"""One descent through the list, newest row first, which survives failing pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Final

from .. import CallRecord, RowKey
from ..pbx import Row
from .ledger import CallLedger
from .pages import ListChangedError, PagedList, Slice

AUDIT_ROWS: Final = 200
"""So many of the newest rows are read again now and then: late ids are found that far back."""

DEEPEST: Final = timedelta(days=1)
"""A call can't have lasted longer, so its row lies no deeper in a list ordered by start."""

DEEPEST_ROWS: Final = 5000
"""The depth at which a row is given up, where starts don't say that it was reached sooner."""

MOST_PAGES: Final = 5000
"""A poll reads no more: half a million rows, more than a month of a large office."""


@dataclass(slots=True)
class Walk:
    """Reads down from the newest end; what it read is kept when a page fails.

    A second ``descend`` goes on from there: it recognises the rows of the first
    attempt, by identity, and reads the last page of it again, since rows may
    have come in between. Where their ranks rose, rows came in below them, as a
    long call's does in a list ordered by start: then all is read again.
    """

    pages: PagedList
    ledger: CallLedger
    rows: dict[RowKey, Row] = field(default_factory=dict)
    repeated: int = 0
    """How many rows came a second time, with the same identity."""
    touched: bool = False
    """Whether a row was met that had been met in the list before: it is the same list."""
    is_former: bool = False
    """Whether the first known row is one that only a list before this one held: it is back."""
    recognised: bool = False
    """Whether a row was met that the ledger knows, be it by push alone."""
    in_place: bool = False
    """Whether the newest known row was seen at its old rank."""
    is_joined: bool = True
    """Whether what was read since ``start_again`` reaches down to what was read before it."""
    at_end: bool = False
    has_grown: bool = False
    """Whether rows were met beyond the count with which the walk began."""
    pages_read: int = 0
    _earlier: dict[RowKey, int] = field(default_factory=dict)
    _kept: frozenset[RowKey] = frozenset()
    _reached: int = 0
    _last: Slice | None = None
    _newest: RowKey | None = None
    _found: int = 0
    _found_on_last: int = 0
    _pushed: int = 0
    _maybe_past: list[Row] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many of the rows are new for sure, those that occur twice counted twice.

        Rows that were pushed since they were read are new no more.
        """
        self._update_found()
        return self._found - len(self._maybe_past)

    def found_of(self, needed: int) -> int:
        """How many rows are new where the list grew by ``needed``."""
        return self.found + len(self._maybe_past) - len(self.there_before(needed))

    def there_before(self, needed: int) -> tuple[Row, ...]:
        """Give the rows that were there at the baseline, unread, though their ids are high.

        Which of those that may have been weren't is told by the count: as it grew by
        ``needed``, so many are new, those with the highest ids. Only the rest is told
        by the PBX's clock.
        """
        # Rows that were pushed meanwhile are in the ledger's count, not in the list's.
        new = max(0, needed + len(self.ledger.pushed_meanwhile or ()) - self.found)
        return tuple(self._maybe_past[: max(0, len(self._maybe_past) - new)])

    def _update_found(self) -> None:
        if self._pushed != self.ledger.pushed:
            self._count_found()

    def _count_found(self) -> None:
        self._pushed = self.ledger.pushed
        self._found = sum(self.ledger.seen.is_new(row) for row in self.rows.values())
        self._sort_out()

    def _sort_out(self) -> None:
        """Find the rows that may be new or not: whole calls, as legs may have ended long before."""
        seen = self.ledger.seen
        unsure = [row for row in self.rows.values() if seen.may_be_past(row)]
        keys = {row.key for row in unsure}
        sure = {key[1] for key, row in self.rows.items() if key not in keys and seen.is_new(row)}
        self._maybe_past = sorted(
            [row for row in unsure if row.key[1] not in sure], key=lambda row: row.key
        )

    async def descend(self, count: int, is_done: Callable[[], Awaitable[bool]]) -> None:
        """Read pages of a list of ``count`` rows until done or at its oldest row.

        Raises what reading a page raises; what was read until then is kept. Raises
        ListChangedError where nothing is left of what an earlier attempt read.
        """
        # What came twice may have moved from page to page, as the list grew.
        self._count_found()
        ranks: dict[RowKey, int] = {}
        rank, jumped = count, not self._earlier
        is_same = jumped
        self.at_end = rank < 1
        try:
            while not self.at_end:
                part = await self.pages.slice_with(rank, count)
                if rank == count and part.rows:
                    self._newest = part.rows[0].key
                    self.has_grown = part.highest_rank > count
                self._take(part, ranks)
                is_same = is_same or self._shift(part, ranks) is not None
                rank = part.lowest_rank - 1
                self.at_end = rank < 1
                if await is_done() or self.pages_read >= MOST_PAGES:
                    break
                if not jumped and (shift := self._shift(part, ranks)) is not None:
                    jumped = True
                    if shift <= 0:
                        self._earlier = {key: at + shift for key, at in self._earlier.items()}
                        rank = min(rank, self._reached + shift + len(part.rows) - 1)
                    else:
                        self._earlier = {}
        finally:
            if jumped:
                self._earlier |= ranks
                self._reached = rank + 1
        if not is_same:
            raise ListChangedError("The PBX's list of records became another while it was read")

    def start_again(self) -> None:
        """Read from the top again at the next descent; the rows read are kept."""
        self._earlier = {}
        self._kept, self.is_joined = frozenset(self.rows), not self.rows

    @property
    def newest(self) -> RowKey | None:
        """The row at the newest end when the walk last began there."""
        return self._newest

    @property
    def oldest_read(self) -> tuple[Row, ...]:
        """The rows of the last page read."""
        return self._last.rows if self._last else ()

    def _take(self, part: Slice, ranks: dict[RowKey, int]) -> None:
        self.pages_read += 1
        self._last = part
        self._update_found()
        found = found_before = self._found
        for place, row in enumerate(part.rows):
            if row.key not in ranks:
                is_again = row.key in self.rows
                found += not is_again and self.ledger.seen.is_new(row)
            else:
                is_new = self.ledger.seen.is_new(row)
                found += is_new
                self.repeated += is_new
            self.is_joined = self.is_joined or row.key in self._kept
            self.touched = self.touched or self.ledger.seen.is_anchor(row.key)
            was_former = not self.touched and self.ledger.seen.was_former(row.key)
            self.is_former = self.is_former or was_former
            self.recognised = self.recognised or self.ledger.seen.knows(row.key)
            ranks[row.key] = part.highest_rank - place
            self.rows[row.key] = row
        self._found, self._found_on_last = found, found - found_before
        calls = {row.key[1] for row in self._maybe_past}
        if any(row.key[1] in calls or self.ledger.seen.may_be_past(row) for row in part.rows):
            self._sort_out()

    def _shift(self, part: Slice, ranks: dict[RowKey, int]) -> int | None:
        """By how much ranks differ from those of an earlier attempt; None if it isn't met yet."""
        for row in part.rows:
            if (earlier := self._earlier.get(row.key)) is not None:
                return ranks[row.key] - earlier
        return None

    def is_beyond_reach(self) -> bool:
        """Whether new rows can't lie deeper than what was read."""
        if len(self.rows) < AUDIT_ROWS or self._found_on_last:
            return False
        if len(self.rows) - self.found >= DEEPEST_ROWS:
            return True
        records = [row for row in self.rows.values() if isinstance(row, CallRecord)]
        if not records:
            return True
        oldest = [row.started_at for row in self.oldest_read if isinstance(row, CallRecord)]
        newest = max(record.started_at for record in records)
        # A new call may have ended long ago, if nobody asked since.
        newest = min(newest, self.ledger.newest_end or newest)
        return is_ordered_by_id(records) or bool(oldest and max(oldest) < newest - DEEPEST)


def is_ordered_by_id(records: list[CallRecord]) -> bool:
    """Whether rows, newest first, are surely in the order of their ids and not of their starts."""
    by_id = all(later.db_id > earlier.db_id for later, earlier in pairwise(records))
    by_start = all(later.started_at >= earlier.started_at for later, earlier in pairwise(records))
    return by_id and not by_start
