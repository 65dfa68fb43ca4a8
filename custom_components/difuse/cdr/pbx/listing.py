"""The PBX's list of records, whatever order and page size it has: both are found out by looking."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from .. import Row
from .ends import newest_end
from .exceptions import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxError,
    PbxProblem,
    PbxResponseError,
    PbxTimeoutError,
)
from .wire import MOST_ROWS, Page

_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_FINAL: Final = (PbxAuthenticationError, PbxCertificateError, PbxTimeoutError)
"""What trying again at once can't mend."""


ATTEMPTS: Final = 4
"""So often a page is asked for at once where the PBX doesn't give it."""

MOST_READ: Final = 15 * MOST_ROWS
"""Rows that are read in one go. A PBX that sends its whole list at a time needs a few answers."""

_LOOKS: Final = 10
"""A list that has grown by a page after each of so many answers has no end."""


class ReadPage(Protocol):
    """Reads one page."""

    def __call__(self, page: int, limit: int, unless: bytes | None = None) -> Awaitable[Page]:
        """Return a page; one with the digest ``unless`` needn't have its rows and its count."""


@dataclass(frozen=True, slots=True)
class Look:
    """How many rows the list holds, its newest one where it was seen, and the answer's digest."""

    count: int
    row: Row | None
    digest: bytes


class RecordList:
    """Reads the list by how far below its newest row something lies.

    ``unit`` is how many rows the PBX sends when it is asked for one, 0 until that was seen.
    ``ahead`` is by how many seconds its clock is ahead of ours, None where it doesn't tell. All
    methods raise PbxError.
    """

    def __init__(self, read_page: ReadPage, clock: Callable[[], float], page: int) -> None:
        """Take what reads a page, and how many rows a page shall have."""
        self.page, self.small = page, max(2, page // 5)
        self._read_page = read_page
        self._clock = clock
        self._sizes: dict[int, int] = {}
        self.newest_first = False
        self.unit = 0
        self.ahead: float | None = None
        self.requests = 0
        self._left = MOST_READ

    def begin(self) -> None:
        """Begin to read something: what was read before counts no more against ``MOST_READ``."""
        self._left = MOST_READ

    async def look(self, listed: int, unless: bytes | None = None) -> Look:
        """Look at the newest end, with one small request where ``listed`` rows still are there.

        Where the answer is the one that ``unless`` is the digest of, nothing is read of it:
        the count is ``listed``, and the row isn't known.
        """
        at_first = not self.unit or (self.unit == 1 and self.newest_first)
        number = 1 if at_first else max(1, -(-listed // self.unit))
        page = await self._read(number, 1, unless)
        if page.digest == unless:
            return Look(listed, None, page.digest)
        seen = {number: page}
        for _ in range(_LOOKS):
            last = max(1, page.total_pages)
            if number < last or last == 1:
                self.unit = max(self.unit if last == 1 else 1, len(page.rows), 1)
            # Where as many rows as before are there, it is the newest one that tells.
            is_enough = self.newest_first or last != listed
            if number == last or (number < last and self.unit == 1 and is_enough):
                break
            # Beyond the end nothing tells the size of a page: the first one does.
            number = last if number < last else 1
            page = seen[number] = await self._read(number, 1)
        else:
            raise PbxResponseError(
                "The PBX's list keeps growing while it is read", PbxProblem.GROWING
            )
        whole = self.unit == 1 and page.total_pages > 1
        count = page.total_pages if whole else (number - 1) * self.unit + len(page.rows)
        newest = seen.get(1 if self.newest_first else max(1, page.total_pages), Page((), 0)).rows
        row = newest[0 if self.newest_first else -1] if newest else None
        return Look(count, row, page.digest)

    async def below(self, depth: int, count: int, limit: int) -> tuple[Row, ...]:
        """Return rows from one on that lies so far below the newest of ``count``, newest first.

        As many as a page has, or none where the list ends.
        """
        if depth >= count:
            return ()
        rank = depth + 1 if self.newest_first else count - depth
        page, number, size = Page((), 0), 0, limit
        for _ in range(3):
            size = self._sizes.get(limit, max(limit, self.unit))
            number = -(-rank // size)
            page = await self._read(number, limit)
            if await self._fits(page, number, limit, size, count - (number - 1) * size):
                break
        before = (number - 1) * size
        if number > max(1, page.total_pages):
            return ()
        if self.newest_first:
            return page.rows[depth - before :]
        return page.rows[: max(0, count - depth - before)][::-1]

    async def _fits(self, page: Page, number: int, limit: int, size: int, rest: int) -> bool:
        """Return whether pages have the size they were taken to have; if not, it is known now.

        The last page has the ``rest``. Where it hasn't, only the first one tells their size.
        """
        if number == 1 and page.total_pages <= 1:
            return True
        found = len(page.rows)
        if number >= page.total_pages:
            if number == page.total_pages and found == rest:
                return True
            first = await self._read(1, limit)
            found = len(first.rows) if first.total_pages > 1 else max(limit, len(first.rows))
        self._sizes[limit] = max(1, found)
        if self.unit > 1 and found < limit and found != self.unit:
            # No more pages of the size that was seen: nothing that is known of them holds.
            self.unit = 0
        return found == size

    def overlapping(self, depth: int, count: int) -> int:
        """Return a page's size with which the page that begins just above ``depth`` goes far down.

        Pages lie on a grid: those of one size never overlap. So that a page's worth of new rows
        is in it, it is asked for a fifth more.
        """
        size = self.page * 6 // 5
        size = min(self._sizes.get(size, size), size)
        above = depth - 1 if self.newest_first else count - depth

        def reach(size: int) -> int:
            return size - 1 - above % size if self.newest_first else above % size

        return max(range(size, size * 4 // 5, -1), key=reach)

    async def orient(self) -> bool:
        """Find out which end is the newest, and return whether it is another one than before.

        What says nothing, or contradicts itself, changes nothing.
        """
        said = await newest_end(lambda number: self._read(number, self.small))
        before = self.newest_first
        if said is not None:
            self.newest_first = said
        return self.newest_first != before

    async def _read(self, number: int, limit: int, unless: bytes | None = None) -> Page:
        """Read a page; one that fails is tried again at once."""
        if self._left <= 0:
            raise PbxResponseError(
                "The PBX sent more records than can be read at once", PbxProblem.TOO_MANY
            )
        attempts = 0
        while True:
            attempts += 1
            self.requests += 1
            try:
                page = await self._read_page(number, limit, unless)
            except PbxError as err:
                is_past_end = isinstance(err, PbxResponseError) and err.status == _NOT_FOUND
                if is_past_end and number > 1:
                    return Page((), 0)
                if attempts == ATTEMPTS or isinstance(err, _FINAL) or _asks_to_wait(err):
                    raise
            else:
                self._left -= len(page.rows)
                if page.sent_at is not None:
                    self.ahead = page.sent_at.timestamp() - self._clock()
                return page


def _asks_to_wait(err: PbxError) -> bool:
    return isinstance(err, PbxResponseError) and bool(err.retry_after or err.status == _TOO_MANY)
