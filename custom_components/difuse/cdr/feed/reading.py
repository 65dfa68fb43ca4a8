"""The one reading of all that is past: from the list's newest row to its oldest, page by page."""

import asyncio
from itertools import batched
from typing import Final, Self, TypedDict

from ..calls import NumberPlan, OfficeNumbers
from .backward import BackwardReader, Place, PlaceState
from .pages import ReadPage
from .past import Boundary, BoundaryState, PastCalls, PastState

BATCH_ROWS: Final = 100
"""So many rows are counted at a time: a millisecond or two of the event loop."""


class ReadingState(TypedDict):
    """What is stored of a reading."""

    boundary: BoundaryState
    place: PlaceState | None
    past: PastState


class PastReading:
    """Reads a list and counts its calls; stored between two pages, it goes on from there.

    A reading that was interrupted comes to the same as one that wasn't: it takes
    the office's own numbers as they were known when the boundary was drawn.
    """

    def __init__(self, boundary: Boundary, plan: NumberPlan, read_page: ReadPage) -> None:
        """Take what is past, and the function that reads one page."""
        self._boundary = boundary
        self.past = PastCalls(OfficeNumbers(plan, boundary.own_numbers), boundary)
        self.reader = BackwardReader(read_page)

    async def step(self) -> bool:
        """Read and count one page; False when there is none left.

        Raises what reading a page raises; a further step goes on from the same place.
        """
        rows = await self.reader.next()
        for part in batched(rows or (), BATCH_ROWS, strict=False):
            self.past.take(part)
            await asyncio.sleep(0)
        return rows is not None

    async def finish(self) -> None:
        """Count the calls of which no further rows will come."""
        is_more = True
        while is_more:
            is_more = self.past.close(BATCH_ROWS)
            await asyncio.sleep(0)

    def as_dict(self) -> ReadingState:
        """Give what is to be stored."""
        place = self.reader.place
        return {
            "boundary": self._boundary.as_dict(),
            "place": place.as_dict() if place else None,
            "past": self.past.as_dict(),
        }

    @classmethod
    def from_dict(cls, state: ReadingState, plan: NumberPlan, read_page: ReadPage) -> Self:
        """Restore what was stored. Raises PbxStateError, KeyError or TypeError if it can't be."""
        reading = cls(Boundary.from_dict(state["boundary"]), plan, read_page)
        reading.past.restore(state["past"])
        if state["place"] is not None:
            reading.reader.place = Place.from_dict(state["place"])
        return reading
