"""From what a poll read to calls announced: merge, announce, write down, part by part."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from .cdr import CallRecord
from .cdr.feed import Harvest, LedgerChange, ListState
from .cdr.pbx import FAR_OFF
from .const import CLOCK_TOLERANCE, LOGGER, POLL_INTERVAL, SETTLE_AFTER, signal_call
from .memory import BATCH_ROWS, CallMemory
from .messages import clear_issue, raise_issue

_NOTEWORTHY: Final = {
    ListState.EMPTY: "empty",
    ListState.STARTED_OVER: "started_over",
    ListState.OTHER_PBX: "other_pbx",
    ListState.PURGED: "purged",
    ListState.OUT_OF_REACH: "out_of_reach",
}

_ONE_RUN: Final = timedelta(seconds=10)
"""Pushes that follow each other so closely are of one run of the PBX's job."""


class Delivery:
    """Merges rows into the memory and announces the calls they make, each of them once.

    ``publish`` is called after each merge, before its calls are announced. A
    crash repeats no more than the calls of one part.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        memory: CallMemory,
        max_age: timedelta,
        publish: Callable[[], None],
    ) -> None:
        """Take what is merged into, and how old a call caught up may be to be announced."""
        self._hass = hass
        self._entry_id = entry_id
        self._memory = memory
        self._max_age = max_age
        self._publish = publish
        self._settle_at: float | None = None
        self._too_old_pushed: datetime | None = None
        self._lock = asyncio.Lock()
        self._is_closed = False
        self.unreadable_rows = 0
        self.late_legs = 0
        self.unannounced_calls = 0

    @property
    def seconds_to_settle(self) -> float | None:
        """How long to wait for further legs of the newest call; None if none is awaited."""
        if self._settle_at is None:
            return None
        return max(0.0, self._settle_at - self._hass.loop.time())

    async def close(self) -> None:
        """Announce no more, once what has been announced is written down.

        Whoever delivers the same PBX's calls next begins with what is written: a call
        announced after that, or before it was written down, would be announced twice.
        """
        self._is_closed = True
        async with self._lock:
            pass

    async def deliver(self, harvest: Harvest, *, audited: bool) -> int:
        """Take over what a poll read; give how many of the rows were new."""
        async with self._lock:
            return 0 if self._is_closed else await self._deliver(harvest, audited=audited)

    async def deliver_pushed(
        self, records: Sequence[CallRecord], is_batch: bool, *, alone: bool
    ) -> bool:
        """Take over what the PBX pushed; ``alone`` where there is no polling beside it.

        Gives False where it came too late for that. A batch is all that came since the
        one before. Where the PBX sends one row a request, the newest call waits for
        ``settle_pushed``: its other legs are on their way.
        """
        async with self._lock:
            if self._is_closed:
                return False
            now = dt_util.utcnow()
            is_same_run = alone and now - self._memory.polled_at < _ONE_RUN
            if not is_same_run:
                self._too_old_pushed = self._too_old_before(now)
            in_order = sorted(records, key=lambda record: record.db_id)
            if alone and self._memory.ledger.has_started_over(in_order, now):
                anew = Harvest((), 0, ListState.STARTED_OVER, past=())
                self._begin_anew(anew, self._too_old_pushed)
            for at in range(0, len(in_order), BATCH_ROWS):
                part = in_order[at : at + BATCH_ROWS]
                is_end = is_batch and at + BATCH_ROWS >= len(in_order)
                await self._merge_pushed(part, settle=is_end, alone=alone)
            if alone:
                self._memory.polled_at = now
            return True

    async def settle_pushed(self) -> None:
        """Announce the call that waits: no more legs came."""
        async with self._lock:
            if self._memory.ledger.has_unsettled and not self._is_closed:
                await self._merge_pushed((), settle=True, alone=False)

    async def _merge_pushed(
        self, records: Sequence[CallRecord], *, settle: bool, alone: bool
    ) -> None:
        change = self._memory.merge_pushed(records, settle=settle, alone=alone)
        self._publish()
        self._announce(change, self._too_old_pushed)
        if change.is_something:
            await self._write_down()

    def _begin_anew(self, harvest: Harvest, too_old: datetime | None) -> None:
        """Take over what the list is, if it is another than before, and tell of it."""
        self._tell_of_list(harvest)
        if harvest.past is not None and self._memory.ledger.has_unsettled:
            # The list of the call that waits is gone: no more of its legs will come.
            change = self._memory.merge((), settled_before=None, settle=True)
            self._settle_at = None
            self._publish()
            self._announce(change, too_old)
        self._memory.start_over(harvest)

    async def _deliver(self, harvest: Harvest, *, audited: bool) -> int:
        memory, now = self._memory, dt_util.utcnow()
        counted = memory.ledger.count
        too_old = self._too_old_before(now)
        self._begin_anew(harvest, too_old)
        overdue = self.seconds_to_settle == 0
        parts, found = memory.parts(harvest), 0
        for number, part in enumerate(parts, start=1):
            is_last = number == len(parts)
            before = None if overdue or not is_last else now - SETTLE_AFTER
            change = memory.merge(part, settled_before=before, settle=overdue or not is_last)
            found += change.new_rows
            if is_last:
                if not audited:
                    self._check_clock(change, now, harvest.read_at)
                if harvest.state is not ListState.EMPTY:
                    memory.ledger.end_poll(harvest.count, harvest.there_before)
                memory.polled_at = now
            self._publish()
            self._announce(change, too_old)
            is_other_count = memory.ledger.count != counted
            if change.is_something or harvest.past is not None or audited or is_other_count:
                await self._write_down()
            if self._is_closed:
                return found
        self._await_settling(now)
        return found

    async def commit(self) -> bool:
        """Write down what is known, unless it is too late for that; tell when it can't be done."""
        async with self._lock:
            if self._is_closed:
                return False
            await self._write_down()
            return True

    async def _write_down(self) -> None:
        await self._memory.save()
        if self._memory.store.is_writable:
            clear_issue(self._hass, self._entry_id, "store_not_writable")
        else:
            raise_issue(self._hass, self._entry_id, "store_not_writable")

    @callback
    def _announce(self, change: LedgerChange, too_old: datetime | None) -> None:
        if change.unreadable and not self.unreadable_rows:
            LOGGER.warning("Some rows that the PBX sends can't be read as calls and are skipped")
        self.unreadable_rows += change.unreadable
        self.late_legs += change.late
        signal = signal_call(self._entry_id)
        for call in change.settled:
            if too_old is not None and call.ended_at < too_old:
                self.unannounced_calls += 1
            else:
                async_dispatcher_send(self._hass, signal, call)

    def _too_old_before(self, now: datetime) -> datetime | None:
        """Give the end before which a call is too old to be announced; None as a rule.

        Only a gap makes calls old: what an ordinary poll finds is new whatever
        the PBX's clock says.
        """
        gap = now - self._memory.polled_at
        if gap <= max(self._max_age, 2 * POLL_INTERVAL):
            return None
        return now + self._memory.clock_offset - self._max_age

    @callback
    def _check_clock(self, change: LedgerChange, now: datetime, read_at: datetime | None) -> None:
        """Compare the PBX's clock with ours by a call that ended since the last poll.

        ``read_at`` is what its web server takes for the time.
        """
        polled_at = self._memory.polled_at
        if not change.settled or now - polled_at > 2 * POLL_INTERVAL:
            return
        end = max(call.ended_at for call in change.settled)
        offset = end - now if end > now else min(end - polled_at, timedelta())
        if read_at is not None and abs(now + offset - read_at) > FAR_OFF:
            return  # It is the date of this call that is wrong.
        is_off = abs(offset) > CLOCK_TOLERANCE
        self._memory.clock_offset = offset if is_off else timedelta()
        if is_off:
            minutes = str(round(abs(offset).total_seconds() / 60))
            raise_issue(self._hass, self._entry_id, "clock_off", minutes=minutes)
        else:
            clear_issue(self._hass, self._entry_id, "clock_off")

    @callback
    def _tell_of_list(self, harvest: Harvest) -> None:
        if harvest.state is not ListState.EMPTY:
            clear_issue(self._hass, self._entry_id, "empty")
        if (key := _NOTEWORTHY.get(harvest.state)) is not None:
            LOGGER.warning("The PBX's list of calls changed in an unusual way: %s", key)
            raise_issue(self._hass, self._entry_id, key, missing=str(harvest.missing))

    @callback
    def _await_settling(self, now: datetime) -> None:
        if not self._memory.ledger.has_unsettled:
            self._settle_at = None
        elif self._settle_at is None:
            newest_end = self._memory.ledger.newest_end or now
            wait = min(max(newest_end + SETTLE_AFTER - now, timedelta(seconds=1)), SETTLE_AFTER)
            self._settle_at = self._hass.loop.time() + wait.total_seconds()
