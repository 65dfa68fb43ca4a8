"""History: the calls of a span of time, out of a list of any length and order.

The list is nearly sorted by time, whichever of its orders it has: by id, which
is by the end of each row, or by start. So the pages of a span are found by
halving, and only they are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .. import Call, CallRecord, RowKey
from ..calls import CallFilter, OfficeNumbers, build_call, calls_apart
from .pages import ListChangedError, PagedList, ReadPage, Slice

MOST_PAGES: Final = 200
"""So many pages are read at most on the way to a full answer: 20,000 rows."""

OVERLAP: Final = timedelta(days=1)
OVERLAP_PAGES: Final = 10
"""A row that is ordered by its end can lie so far above the span in which it started."""

SLACK: Final = timedelta(minutes=5)
"""Rows of one burst, and first legs whose call goes on in the span, may be so much out of order."""

_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to before ``end``; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies within."""
        return (self.start is None or moment >= self.start) and (
            self.end is None or moment < self.end
        )


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """Calls with the latest first; ``truncated`` when there may be more."""

    calls: tuple[Call, ...]
    truncated: bool


async def find_calls(
    read_page: ReadPage, numbers: OfficeNumbers, span: Span, wanted: CallFilter, limit: int
) -> FoundCalls:
    """Find the latest calls that started within the span and are wanted.

    Raises what ``read_page`` raises, and ListChangedError for a list that
    doesn't hold still.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return await CallSearch(read_page, numbers, span, wanted).find(limit)
        except ListChangedError:
            continue
    return await CallSearch(read_page, numbers, span, wanted).find(limit)


class CallSearch:
    """One search through the list; made anew for each."""

    def __init__(
        self, read_page: ReadPage, numbers: OfficeNumbers, span: Span, wanted: CallFilter
    ) -> None:
        """Take where to look and what for; nothing is read yet."""
        self._pages = PagedList(read_page)
        self._numbers = numbers
        self._span = span
        self._wanted = wanted
        self._seen: set[RowKey] = set()
        self._legs: dict[str, dict[RowKey, CallRecord]] = {}
        self._found: dict[str, list[Call]] = {}
        self._count = 0
        self._pages_read = 0

    async def find(self, limit: int) -> FoundCalls:
        """Read the pages of the span, the latest first, until the answer is full."""
        rank = self._count = await self._pages.explore()
        if self._span.end is not None:
            rank = await self._last_before(self._span.end)
            await self._read_overlap(rank + 1, self._span.end)
        while (rank := rank if rank >= 1 else await self._grown()) >= 1:
            if self._pages_read >= MOST_PAGES:
                return self._answer(limit, is_cut=True)
            part, shift = await self._read(rank)
            rank = part.lowest_rank + shift - 1
            ends = [row.ended_at for row in part.rows if isinstance(row, CallRecord)]
            if self._is_below_span(ends) or self._are_final(ends, limit):
                break
        return self._answer(limit)

    async def _last_before(self, end: datetime) -> int:
        """Give the highest rank, but for the overlap, of a row that started before the end."""
        low, high = 0, self._count + 1
        middle = self._count  # an end that is yet to come is the usual case
        while high - low > 1:
            part = await self._pages.slice_with(middle, self._count)
            rows = [row for row in part.rows if isinstance(row, CallRecord)]
            if rows and all(row.started_at >= end for row in rows):
                high = min(middle, part.lowest_rank)
            else:
                low = max(middle, part.highest_rank)
            middle = (low + high) // 2
        return low

    async def _read_overlap(self, rank: int, end: datetime) -> None:
        """Read upwards from a rank: there are the ends of calls that were long."""
        for _ in range(OVERLAP_PAGES):
            if rank > self._count:
                return
            part, _ = await self._read(rank)
            rank = max(rank, part.highest_rank) + 1
            starts = [row.started_at for row in part.rows if isinstance(row, CallRecord)]
            if starts and min(starts) >= end + OVERLAP:
                return

    async def _read(self, rank: int) -> tuple[Slice, int]:
        """Read a page; also give by how much the list grew since the page before it.

        Rows that come in at the top of a list push the others to later pages,
        where they are met again.
        """
        part = await self._pages.slice_with(rank, self._count)
        self._pages_read += 1
        again, changed = 0, set()
        for row in part.rows:
            if isinstance(row, CallRecord):
                again += row.key in self._seen
                self._seen.add(row.key)
                self._legs.setdefault(row.call_id, {})[row.key] = row
                changed.add(row.call_id)
        for call_id in changed:
            self._found[call_id] = self._build(self._legs[call_id].values())
        shift = again if self._pages.newest_first else 0
        self._count += shift
        return part, shift

    async def _grown(self) -> int:
        """Give by how much the list grew unnoticed: so many of its oldest rows aren't read yet."""
        if not self._pages.newest_first:
            return 0
        before, self._count = self._count, (await self._pages.probe(self._count)).count
        return self._count - before

    def _build(self, legs: Iterable[CallRecord]) -> list[Call]:
        calls = [build_call(group, self._numbers) for group in calls_apart(legs)]
        return [
            call
            for call in calls
            if self._span.holds(call.started_at) and self._wanted.matches(call)
        ]

    def _is_below_span(self, ends: Sequence[datetime]) -> bool:
        """Whether what lies below a page has started before the span, in either order."""
        start = self._span.start
        return start is not None and bool(ends) and max(ends) < start - SLACK

    def _are_final(self, ends: Sequence[datetime], limit: int) -> bool:
        """Whether more calls than wanted are found, and none below can be later than they."""
        if not ends:
            return False
        reached = max(ends) + SLACK
        final = [call for calls in self._found.values() for call in calls]
        return len(final) > limit and sum(call.started_at > reached for call in final) > limit

    def _answer(self, limit: int, *, is_cut: bool = False) -> FoundCalls:
        calls = [call for calls in self._found.values() for call in calls]
        calls.sort(key=lambda call: (call.started_at, call.db_id), reverse=True)
        return FoundCalls(tuple(calls[:limit]), is_cut or len(calls) > limit)
