"""What can wait: the past is imported, old calls are deleted, calls are understood anew.

Days that are over are summed up, so that users needn't wait for that.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from .. import Row
from ..archive import delete_calls, known_rows
from ..figures import keep_days
from ..pbx import RecordList
from ..tables import HOUR, State
from .intake import DAY, Intake
from .limits import Limits, is_old

_KEPT_DAYS: Final = 730
"""A year, and the year before: nobody asks for sums of more."""


class Upkeep:
    """Does what can wait, piece by piece, one of them at a time.

    The newest rows are read again once a day, and where a poll couldn't account for what it saw
    (``is_odd``), though not more than once an hour.
    """

    def __init__(
        self,
        intake: Intake,
        pages: RecordList,
        limits: Limits,
        zone: Callable[[], tzinfo],
        *,
        has_list: bool,
    ) -> None:
        """Take what is read, what keeps it, and what says by which time zone days are."""
        self._intake, self._list, self._zone = intake, pages, zone
        self._audit, self._deepest = limits.audit, limits.deepest if has_list else 0
        self._deleted_at = 0.0
        self.is_odd = False

    async def work(self) -> float:
        """Do one piece, and return after how many seconds the next is to be done."""
        marks = self._intake.marks
        if marks.reread:
            async with self._intake.lock:
                await self._intake.write_down()
                self._intake.marks = await self._intake.archive.reread(self._intake.marks)
            return 0
        # The PBX may be away, and what is too old goes all the same.
        if self._is_over(self._deleted_at, DAY) and await self._delete_old():
            return 0
        if marks.import_from < marks.import_to:
            # Which end of the list is the newest, the first poll finds out.
            return await self._import() if self._list.unit else 60
        if await self._sum_up():
            return 0
        if not self._is_over(marks.swept_at, HOUR if self.is_odd else DAY):
            return 60
        await self._begin_again()
        await self._learn()
        return 1

    def _is_over(self, since: float, seconds: float) -> bool:
        """Return whether so many seconds are over; by a clock that was set back, they are."""
        return abs(self._intake.clock() - since) >= seconds

    async def _sum_up(self) -> bool:
        """Sum up some days that are over; return whether there are more."""
        zone = self._zone()
        today = datetime.fromtimestamp(self._intake.clock(), zone).date()
        first, last = (today - timedelta(days=back) for back in (_KEPT_DAYS, 1))
        return await self._intake.archive.write(keep_days, first, last, zone)

    async def _learn(self) -> None:
        """Learn what phones dial before a number outside."""
        async with self._intake.lock:
            self._intake.marks = await self._intake.archive.learn_dial_out(self._intake.marks)

    async def _delete_old(self) -> bool:
        """Delete some of the calls that are too old; return whether there may be more."""
        intake, now = self._intake, self._intake.clock()
        before = datetime.fromtimestamp(now - intake.keep_days * DAY, UTC)
        if intake.keep_days and await intake.archive.write(delete_calls, before):
            return True
        self._deleted_at = now
        return False

    async def _begin_again(self) -> None:
        """Have the newest rows read again, down to this one; polls see to the first of them."""
        async with self._intake.lock:
            self.is_odd = False
            marks = replace(
                self._intake.marks,
                swept_at=int(self._intake.clock()),
                import_from=self._audit,
                import_to=self._deepest,
            )
            await self._intake.keep((), marks, lambda _: State.SILENT)

    async def _import(self) -> float:
        """Read one more page of what lies further down, if it goes on below a known row."""
        intake = self._intake
        depth, count = intake.marks.import_from, intake.marks.listed
        if depth >= count and depth > self._audit:
            # Calls that came since the last poll have pushed the oldest rows further down.
            count = (await self._list.look(count)).count
        page: tuple[Row, ...] = ()
        rows: tuple[Row, ...] = ()
        if depth < count:
            page = await self._list.below(depth - 1, count, self._list.overlapping(depth, count))
            rows = page[1:] or await self._list.below(depth, count, self._list.page)
        known = await intake.archive.read(known_rows, page[:1])
        is_joined = any(is_listed for is_listed, _ in known.values())
        async with intake.lock:
            if depth < count and not (is_joined and rows):
                # Rows were deleted, or it is another list: a poll finds out.
                start = depth if is_joined else max(1, depth - self._list.page)
                intake.marks = replace(intake.marks, import_from=start)
                return 1 if start < depth else 60
            kept = [row for row in rows if not is_old(row, intake.keep_from)]
            marks = replace(intake.marks, import_from=depth + len(rows))
            # One that was written with a wrong clock isn't the end of those that are kept.
            is_end = not rows or is_old(rows[-1], intake.keep_from)
            if is_end or marks.import_from >= marks.import_to:
                marks = replace(marks, import_from=0, import_to=0, past_id=0)
            has_ended = bool(intake.marks.past_id) and not marks.past_id
            await intake.keep(kept, marks, intake.news(self._list.ahead, len(rows)).judge)
        if has_ended:
            await self._learn()
        return 1
