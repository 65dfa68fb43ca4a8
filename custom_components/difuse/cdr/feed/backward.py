"""Reads a whole list once, from its newest row down, however it changes meanwhile.

Downwards because lists grow at the top and are purged from the bottom: either
way rows move towards what was read already, so none is missed, and what comes
twice is recognised. That each page goes on where the one before ended is
checked all the same, by identity: it starts with rows that were read, or the
last row that was read still stands at its rank. Where neither holds, the place
is looked for again.
"""

from dataclasses import dataclass
from typing import Final, Self, TypedDict

from .. import RowKey
from ..pbx import PbxStateError, Row
from .pages import ListChangedError, PagedList, ReadPage, Slice
from .seen import read_keys, write_key

ANCHORS: Final = 100
"""So many of the rows read last are remembered, to find the place again."""

PAGES_ABOVE: Final = 10
"""The place is looked for in so many pages above where it was; below, in all there are."""


class PlaceState(TypedDict):
    """What is stored of a place."""

    rank: int
    count: int
    anchors: list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list of ``count`` rows was read: down to ``rank``; ``anchors`` came last."""

    rank: int
    count: int
    anchors: tuple[RowKey, ...]

    def as_dict(self) -> PlaceState:
        """Give what is to be stored."""
        anchors = [write_key(key) for key in self.anchors]
        return {"rank": self.rank, "count": self.count, "anchors": anchors}

    @classmethod
    def from_dict(cls, state: PlaceState) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        try:
            anchors = tuple(read_keys(state["anchors"]))
            return cls(int(state["rank"]), int(state["count"]), anchors)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored place makes no sense ({type(err).__name__})") from err


class BackwardReader:
    """Gives the rows of a list page by page, newest first, each of them once.

    ``place`` is where an earlier reader stopped. ``is_lost`` is set when that
    place isn't found any more: what was below it is gone, or the list is another.
    """

    def __init__(self, read_page: ReadPage, place: Place | None = None) -> None:
        """Take the function that reads one page; nothing is read yet."""
        self.pages = PagedList(read_page)
        self.place = place
        self.is_lost = False
        self._is_sure = False

    @property
    def percent(self) -> int:
        """How much of the list was read."""
        if self.place is None:
            return 0
        return 100 * (self.place.count - self.place.rank + 1) // max(1, self.place.count)

    async def next(self) -> tuple[Row, ...] | None:
        """Read on; None at the end of the list.

        Raises what ``read_page`` raises, and ListChangedError for a list that is
        empty for the moment; a further call goes on from the same place.
        """
        place = self.place
        if place is None:
            return await self._begin()
        if self._is_sure and place.rank > 1:
            # Where that fails, a further call doesn't ask for a page that may not be there.
            self._is_sure = False
            if taken := await self._read_next(place):
                return taken
        return await self._go_on(place)

    async def _read_next(self, place: Place) -> tuple[Row, ...] | None:
        """Read the page below; None or nothing where it doesn't go on from the place."""
        part = await self.pages.slice_with(place.rank - 1, place.count)
        rows = _below(part, place)
        if rows is None and await self._is_in_place(place):
            rows = part.rows
        return self._take(part, rows, place.count) if rows else None

    async def _begin(self) -> tuple[Row, ...] | None:
        count = await self.pages.explore()
        if not count:
            return None
        part = await self.pages.slice_with(count, count)
        return self._take(part, part.rows, count)

    async def _is_in_place(self, place: Place) -> bool:
        """Whether the row that was read last has not moved."""
        row = await self.pages.standing_at(place.rank, place.count)
        return row is not None and row.key == place.anchors[-1]

    async def _go_on(self, place: Place) -> tuple[Row, ...] | None:
        """Look where the rows that were read last stand now, and read the next ones below."""
        count = await self.pages.explore()
        if not count:
            raise ListChangedError("The PBX's list of records is empty for the moment")
        part = await self._page_with(place, count)
        if part is None:
            self.is_lost = True
            return None
        rows = _below(part, place)
        while not rows and part.lowest_rank > 1:
            part = await self.pages.slice_with(part.lowest_rank - 1, count)
            below = _below(part, place)
            rows = part.rows if below is None else below
        return self._take(part, rows, count) if rows else None

    async def _page_with(self, place: Place, count: int) -> Slice | None:
        """Look for the place: where it was last, a little above, then all below."""
        part = await self.pages.slice_with(min(max(1, place.rank), count), count)
        low, high = part.lowest_rank, part.highest_rank
        for _ in range(PAGES_ABOVE):
            if high >= count or _below(part, place) is not None:
                break
            part = await self.pages.slice_with(high + 1, count)
            high = max(high + 1, part.highest_rank)
        while low > 1 and _below(part, place) is None:
            part = await self.pages.slice_with(low - 1, count)
            low = min(low - 1, part.lowest_rank)
        return None if _below(part, place) is None else part

    def _take(self, part: Slice, rows: tuple[Row, ...], count: int) -> tuple[Row, ...]:
        former = self.place.anchors if self.place else ()
        anchors = (*former, *[row.key for row in rows])[-ANCHORS:]
        self.place = Place(part.lowest_rank, count, anchors)
        self._is_sure = True
        return rows


def _below(part: Slice, place: Place) -> tuple[Row, ...] | None:
    """Give the rows below those that were read last; None where none of those is among them."""
    anchors = frozenset(place.anchors)
    places = [at for at, row in enumerate(part.rows) if row.key in anchors]
    return part.rows[places[-1] + 1 :] if places else None
