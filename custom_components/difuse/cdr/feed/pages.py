"""The PBX's list of records, read in pages of whatever order and size it has.

The order isn't documented (the vendor's sample suggests that page 1 holds the
oldest rows), nor whether ``limit`` is honoured. Both are found out by looking.
Ranks count from the oldest end: 1 is the first row of the list, ``count`` the
newest one.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from .. import CallRecord
from ..pbx import Page, PbxResponseError, Row

PAGE_SIZE: Final = 100
"""Rows asked for at once: about 45 KB, read in a few milliseconds."""

_NOT_FOUND: Final = 404


class ListChangedError(PbxResponseError):
    """The list shrank, or its pages changed their size, while it was being read."""


type ReadPage = Callable[[int, int], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Probe:
    """A look at the newest end.

    ``count`` is how many rows the PBX holds. ``row`` stands at the newest end,
    or, where the list grew in ascending order, where that end was before; None
    where one small request can't show it.
    """

    count: int
    row: Row | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A page with the ranks it covers, newest row first."""

    rows: tuple[Row, ...]
    lowest_rank: int
    highest_rank: int


class PagedList:
    """Reads the list by rank and remembers what it found out about paging.

    ``unit`` is how many rows the PBX sends when one is asked for; more than
    one on a PBX that doesn't honour ``limit=1``. ``page_size`` is how many it
    sends when ``PAGE_SIZE`` are asked for, None until that is known. ``read_at``
    is when it sent the last page, by its own clock.
    """

    def __init__(self, read_page: ReadPage) -> None:
        """Take the function that reads one page, given its number and limit."""
        self._read_page = read_page
        self.newest_first = False
        self.unit = 1
        self.page_size: int | None = None
        self.requests = 0
        self.read_at: datetime | None = None

    async def explore(self) -> int:
        """Find the newest end and the smallest page; give the number of rows."""
        first = last = await self._read(1, 1)
        self.unit = max(1, len(first.rows))
        rows, count = first.rows, len(first.rows)
        if first.total_pages > 1:
            last = await self._read(first.total_pages, 1)
            rows = first.rows + last.rows
            count = (last.total_pages - 1) * self.unit + len(last.rows)
        fall = descent(rows)
        if fall == 0 and first is not last:
            fall = descent(await self._rows_at_both_ends())
        self.newest_first = (fall or descent(rows, by_start=False)) > 0
        return count

    async def _rows_at_both_ends(self) -> tuple[Row, ...]:
        """Read two pages at either end, in order.

        One row may say nothing: it can't be read, or a long call's id says that
        it is the newest and its start that it is the oldest.
        """
        first = await self._read(1, PAGE_SIZE)
        last = first.total_pages
        others = [number for number in sorted({2, last - 1, last}) if 1 < number <= last]
        pages = [first, *[await self._read(number, PAGE_SIZE) for number in others]]
        return tuple([row for page in pages for row in page.rows])

    async def probe(self, hint: int) -> Probe:
        """Look at the newest end with one small request where ``hint`` rows still are there."""
        if self.newest_first and self.unit == 1:
            page = await self._read(1, 1)
            if len(page.rows) <= 1:
                return Probe(page.total_pages if page.rows else 0, _first(page.rows))
            await self.explore()
        return await self._probe_last_page(max(1, -(-hint // self.unit)))

    async def _probe_last_page(self, number: int) -> Probe:
        page = await self._read_or_none(number, 1)
        if page is not None and not page.rows and number == 1:
            return Probe(0, None)
        if page is None or not page.rows or self._has_other_unit(page, number):
            page, number = await self._find_last_page()
        elif page.total_pages > number and self.unit > 1:
            number = page.total_pages
            page = await self._read(number, 1)
        elif page.total_pages < number:
            # Past the end some PBXs send the last page again.
            number = page.total_pages
        if not page.rows:
            return Probe(0, None)
        whole = self.unit == 1 and page.total_pages > 1
        count = page.total_pages if whole else (number - 1) * self.unit + len(page.rows)
        return Probe(count, None if self.newest_first else page.rows[-1])

    def _has_other_unit(self, page: Page, number: int) -> bool:
        """Whether the PBX takes ``limit`` otherwise than it did: only a last page is shorter."""
        size = len(page.rows)
        return size > self.unit or (size < self.unit and page.total_pages > number)

    async def _find_last_page(self) -> tuple[Page, int]:
        first = await self._read(1, 1)
        # One page that holds everything may be shorter than the PBX's pages are.
        self.unit = max(len(first.rows), 1 if first.total_pages > 1 else self.unit)
        if first.total_pages <= 1:
            return first, 1
        return await self._read(first.total_pages, 1), first.total_pages

    async def _read_or_none(self, number: int, limit: int) -> Page | None:
        """Read a page that may lie past the end, where some PBXs answer 404."""
        try:
            return await self._read(number, limit)
        except PbxResponseError as err:
            if err.status != _NOT_FOUND or number == 1:
                raise
            return None

    async def slice_with(self, rank: int, count: int) -> Slice:
        """Read the page that holds the row of this rank, in a list of ``count`` rows.

        Raises ListChangedError when the list turns out to have no such row.
        """
        for _ in range(3):
            size = self.page_size
            if size is None:
                page = await self._read(1, PAGE_SIZE)
                if page.total_pages > 1:
                    self.page_size = max(1, len(page.rows))
                if page.total_pages <= 1 or (self.newest_first and count - rank < len(page.rows)):
                    return self._slice_down_to(rank, page, 1, len(page.rows), count)
                continue
            number = (count - rank if self.newest_first else rank - 1) // size + 1
            found = await self._read_or_none(number, PAGE_SIZE)
            if found is None or not found.rows or found.total_pages < number:
                self.page_size = None
            elif found.total_pages > number and len(found.rows) != size:
                self.page_size = len(found.rows)
            else:
                return self._slice_down_to(rank, found, number, size, count)
        raise ListChangedError("The PBX's list of records changed while it was read")

    def _slice_down_to(self, rank: int, page: Page, number: int, size: int, count: int) -> Slice:
        part = self._slice(page, number, size, count)
        if part.lowest_rank > rank:
            raise ListChangedError("The PBX's list of records shrank while it was read")
        return part

    async def row_at(self, rank: int, count: int) -> Row | None:
        """Read the one row of this rank, if the PBX sends single rows; None if it can't be had."""
        if self.unit > 1 or not 1 <= rank <= count:
            return None
        return await self.standing_at(rank, count)

    async def standing_at(self, rank: int, count: int) -> Row | None:
        """Read the row of this rank with the smallest page that holds it; None if it has none."""
        before = count - rank if self.newest_first else rank - 1
        number, place = divmod(before, self.unit)
        page = await self._read_or_none(number + 1, 1)
        return page.rows[place] if page and place < len(page.rows) else None

    def _slice(self, page: Page, number: int, size: int, count: int) -> Slice:
        before = (number - 1) * size
        if self.newest_first:
            highest = count - before
            return Slice(page.rows, highest - len(page.rows) + 1, highest)
        return Slice(page.rows[::-1], before + 1, before + len(page.rows))

    async def _read(self, number: int, limit: int) -> Page:
        self.requests += 1
        page = await self._read_page(number, limit)
        self.read_at = page.sent_at
        return page


def _first(rows: tuple[Row, ...]) -> Row | None:
    return rows[0] if rows else None


def descent(rows: Iterable[Row], *, by_start: bool = True) -> int:
    """Give how many more rows are older than the row before them than are newer.

    Where id and start say the opposite, it isn't known.
    """
    fall = 0
    for one, other in pairwise([row for row in rows if isinstance(row, CallRecord)]):
        by_id = one.db_id - other.db_id
        later = (one.started_at - other.started_at).total_seconds() if by_start else 0
        if by_id * later >= 0:
            fall += 1 if by_id > 0 else -1
    return fall
