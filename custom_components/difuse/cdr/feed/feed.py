"""The feed: what is read of a PBX, what is kept, and what is announced, each call once.

How it is known what is new, and why so, is in ``docs/architecture.md`` and ``docs/decisions``.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
import time
from typing import Final

from .. import Call, CallRecord
from ..archive import LONGEST_WAIT, Archive, due, expire_due, next_due, save_marks
from ..pbx import ReadPage, RecordList
from ..people import Areas
from ..tables import HOUR, Marks, State
from ..views import Way, ways
from .intake import Intake
from .limits import Limits
from .polling import Polled, Polling
from .upkeep import Upkeep

LEGS_WITHIN: Final = 2
"""So many seconds a call that was pushed by itself waits for its other rows."""

_LIMITS: Final = Limits()


class CallFeed:
    """Brings the calls of one PBX into its archive, and out of it to whoever listens.

    All methods raise DatabaseError; those that read the PBX's list raise PbxError as well. Where
    the PBX only pushes (``has_list`` is False), none of them does.
    """

    def __init__(
        self,
        read_page: ReadPage,
        archive: Archive,
        *,
        has_list: bool = True,
        max_age: float = HOUR,
        keep_days: int = 730,
        clock: Callable[[], float] = time.time,
        zone: Callable[[], tzinfo] = lambda: UTC,
        limits: Limits = _LIMITS,
    ) -> None:
        """Take what reads and what keeps; ``open`` it first. See ``Intake`` for the others.

        ``zone`` says by which time zone days are.
        """
        self.list = RecordList(read_page, clock, limits.page)
        self.intake = Intake(archive, clock, limits, max_age, keep_days)
        self._polling = Polling(self.list, self.intake, limits)
        self._upkeep = Upkeep(self.intake, self.list, limits, zone, has_list=has_list)
        self._archive, self._clock, self._limits = archive, clock, limits
        self._has_list = has_list
        self._reading = asyncio.Lock()
        self._is_closed = False

    async def open(self) -> None:
        """Open the archive; where nothing is known yet, take what the list holds as past."""
        async with self._reading, self.intake.lock:
            self.list.begin()
            self.intake.marks = await self._archive.open()
            if not self.intake.marks.set_up_at:
                await self._set_up()
            await self._archive.write(expire_due, self._clock() - self.intake.max_age)
            self.intake.next_due = await self._archive.read(next_due)

    async def _set_up(self) -> None:
        if self._has_list:
            await self._polling.set_up()
            return
        now = int(self._clock())
        # The first that is pushed may have ended before.
        marks = Marks(set_up_at=now - int(self.intake.max_age), polled_at=now, swept_at=now)
        await self.intake.keep((), marks, lambda _: State.PAST)

    async def poll(self) -> Polled:
        """Read what is new in the list, and keep it."""
        async with self._reading:
            self.list.begin()
            polled = await self._polling.poll()
            self._upkeep.is_odd = self._upkeep.is_odd or polled.is_odd
            return polled

    async def push(self, records: Sequence[CallRecord], *, is_batch: bool) -> bool:
        """Keep rows that the PBX pushed; return whether that could be done.

        While the first import runs, only a poll can tell what is past. A batch holds its calls
        whole.
        """
        async with self.intake.lock:
            if self._is_closed or self.intake.marks.past_id:
                return False
            marks = self.intake.marks
            news = self.intake.news(self.list.ahead, len(records))
            if self._has_list:
                news = replace(news, highest_id=marks.highest_id)
            wait = 0 if is_batch else LEGS_WITHIN
            await self.intake.keep(records, marks, news.judge, is_listed=False, wait=lambda _: wait)
            return True

    async def work(self) -> float:
        """Do a piece of what can wait; return after how many seconds to do the next."""
        async with self._reading:
            self.list.begin()
            return await self._upkeep.work()

    async def locate(self, areas: Areas) -> None:
        """Take where numbers are from; calls are understood anew with it."""
        async with self.intake.lock:
            self.intake.marks = await self._archive.locate(areas, self.intake.marks)

    async def deliver(self, announce: Callable[[Call, Way], None]) -> None:
        """Announce what is due, in the order of the records, and write down that it was.

        With each call goes the way it went, where several rows tell it. What was announced and
        couldn't be written down isn't announced again.
        """
        now, next_one = self._clock(), self.intake.next_due
        if next_one is None or now < next_one <= now + LONGEST_WAIT:
            return
        async with self.intake.lock:
            while not self._is_closed:
                await self.intake.write_down()
                batch = await self._archive.read(due, now, self._limits.batch)
                way_of = await self._ways([call for _, call in batch if call.legs > 1])
                for number, call in batch:
                    self.intake.announced.add(number)
                    announce(call, way_of.get(call.call_id, ()))
                if not batch:
                    break
            self.intake.next_due = await self._archive.read(next_due)

    async def _ways(self, calls: Sequence[Call]) -> dict[str, Way]:
        """Return how calls went, by their ids."""
        found = await self._archive.read(ways, self._archive.numbers, calls) if calls else []
        return {call.call_id: way for call, way in zip(calls, found, strict=True)}

    async def close(self) -> None:
        """Announce no more, once what was announced is written down."""
        async with self.intake.lock:
            self._is_closed = True
            await self.intake.write_down()
            await self._archive.write(save_marks, self.intake.marks)
