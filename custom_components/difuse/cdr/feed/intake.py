"""What is taken in of a PBX's rows: kept in one step with the marks by which its list is read."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from .. import Call, Row
from ..archive import Archive, Arrival, Ingested, mark_announced
from ..tables import HOUR, Marks, State
from .limits import Limits
from .news import ORDINARY, News

DAY: Final = 86400
_MARGIN: Final = 12 * HOUR
"""What is about to be too old is left out a little earlier: a part of a call is no call."""


class Intake:
    """The marks of one PBX, and the one way to change them; hold ``lock`` for that.

    ``next_due`` is when the next call is to be announced, in epoch seconds. ``unreadable`` counts
    rows that no call can be made of. Calls that are found more than ``max_age`` seconds after
    their end aren't announced; those older than ``keep_days`` aren't kept, 0 is for ever.
    ``announced`` are the calls of which that isn't written down yet.
    """

    def __init__(
        self,
        archive: Archive,
        clock: Callable[[], float],
        limits: Limits,
        max_age: float,
        keep_days: int,
    ) -> None:
        """Take what keeps, our own clock in epoch seconds, and what the user chose."""
        self.archive, self.clock, self.limits = archive, clock, limits
        # A call of an ordinary poll is announced whatever the user says of late ones.
        self.max_age, self.keep_days = max(max_age, ORDINARY), keep_days
        self.lock = asyncio.Lock()
        self.marks = Marks()
        self.next_due: int | None = None
        self.unreadable = 0
        self.announced: set[int] = set()

    @property
    def keep_from(self) -> float:
        """The start before which rows are left out, in epoch seconds."""
        return self.clock() - self.keep_days * DAY + _MARGIN if self.keep_days else 0

    def news(self, ahead: float | None, rows: int) -> News:
        """Return what is news among so many new rows; ``ahead`` is how far the PBX's clock is."""
        now = self.clock()
        return News(
            pbx_now=now + (ahead or 0),
            since_poll=now - self.marks.polled_at,
            since_set_up=now - self.marks.set_up_at,
            max_age=self.max_age,
            past_id=self.marks.past_id,
            # Without a clock of the PBX's there is nothing else to go by.
            is_burst=ahead is not None and rows > self.limits.burst,
        )

    async def keep(
        self,
        rows: Iterable[Row],
        marks: Marks,
        judge: Callable[[Call], State],
        *,
        is_listed: bool = True,
        wait: Callable[[Call], float] = lambda _: 0,
    ) -> Ingested:
        """Keep rows and marks. Raise DatabaseError."""
        arrival = Arrival(listed=is_listed, now=self.clock(), judge=judge, wait=wait)
        await self.write_down()
        try:
            done, self.marks = await self.archive.ingest(rows, arrival, marks)
        except BaseException:
            # It may be that all was kept, and only the answer is lost: what is due shows.
            self.next_due = 0
            raise
        self.unreadable += done.unreadable
        self.next_due = done.next_due
        return done

    async def write_down(self) -> None:
        """Take what was announced out of the outbox, before it may be joined. Raise DatabaseError.

        Else what it becomes a part of would be announced as well.
        """
        if self.announced:
            await self.archive.write(mark_announced, [*self.announced])
            self.announced.clear()
