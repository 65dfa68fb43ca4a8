"""From what the PBX pushed to calls announced; what isn't enough for that brings the poll forward.

Where there is no polling, what isn't enough is refused.
"""

import asyncio
from datetime import datetime, timedelta
from enum import Enum
from itertools import batched
from typing import Final

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..cdr import CallRecord
from ..cdr.pbx import (
    NEEDED_ALONE,
    PbxResponseError,
    Pushed,
    WireReader,
    pushed_entries,
    read_pushed,
)
from ..coordinator import DifuseCoordinator

LEGS_WITHIN: Final = timedelta(seconds=2)
"""So long the newest call waits for legs that are pushed in requests of their own."""

POLL_AFTER: Final = timedelta(seconds=1)
"""One poll is enough for entries that are pushed one by one."""

_AT_A_TIME: Final = 200
"""Entries read before others get a turn: a few milliseconds of the event loop."""


class Taken(Enum):
    """What became of a push."""

    MERGED = "merged"
    POLL_FOLLOWS = "poll follows"
    TOO_LATE = "too late"
    """Nothing: the entry is being unloaded, or Home Assistant stops."""


class PushInbox:
    """Takes what the PBX pushes to one entry that is set up."""

    def __init__(self, coordinator: DifuseCoordinator) -> None:
        """Take the coordinator whose calls these are, and stop waiting when it is unloaded."""
        self._coordinator = coordinator
        self._reader = WireReader(dt_util.get_default_time_zone())
        self._lock = asyncio.Lock()
        self._settling = Alarm(coordinator.hass, self._settle)
        self._poll_forward = Alarm(coordinator.hass, self._poll)
        for alarm in (self._settling, self._poll_forward):
            coordinator.config_entry.async_on_unload(alarm.stop)

    @property
    def is_open(self) -> bool:
        """Whether calls that come in now would be heard."""
        return self._coordinator.is_armed

    async def take(self, payload: object) -> Taken:
        """Merge the calls in a parsed body.

        Raises PbxResponseError when there are none, or too little of them.
        """
        async with self._lock:
            entries = pushed_entries(payload)
            pushed = await self._read(entries)
            if not self.is_open:
                return Taken.TOO_LATE
            coordinator = self._coordinator
            known, far = self._sort_out(pushed.records)
            lacking = pushed.incomplete + far
            coordinator.pushes.note_push(len(entries), lacking)
            if lacking and coordinator.is_push_only and not known:
                needed = f"{', '.join(NEEDED_ALONE)} and timestamp"
                coordinator.pushes.note_incomplete(needed)
                raise PbxResponseError(f"An entry needs {needed}")
            coordinator.note_push()
            if known:
                alone = coordinator.is_push_only
                is_batch = len(entries) > 1
                if not await coordinator.delivery.deliver_pushed(known, is_batch, alone=alone):
                    return Taken.TOO_LATE
                self._await_legs()
            if not lacking or coordinator.is_push_only:
                return Taken.MERGED
            self._bring_poll_forward()
            return Taken.POLL_FOLLOWS

    async def _read(self, entries: list[object]) -> Pushed:
        records: list[CallRecord] = []
        for part in batched(entries, _AT_A_TIME, strict=False):
            alone = self._coordinator.is_push_only
            records += read_pushed([*part], self._reader, alone=alone).records
            await asyncio.sleep(0)
        return Pushed(tuple(records), len(entries) - len(records))

    def _sort_out(self, records: tuple[CallRecord, ...]) -> tuple[list[CallRecord], int]:
        """Leave out what doesn't continue the list that is known: a poll must judge that."""
        if self._coordinator.is_push_only:
            return [*records], 0
        ledger = self._coordinator.memory.ledger
        known = [record for record in records if ledger.expects(record)]
        return known, len(records) - len(known)

    @callback
    def _await_legs(self) -> None:
        if self._coordinator.memory.ledger.has_unsettled and not self._settling.is_set:
            self._settling.set(LEGS_WITHIN)

    async def _settle(self, _: datetime) -> None:
        await self._coordinator.delivery.settle_pushed()

    @callback
    def _bring_poll_forward(self) -> None:
        if not self._poll_forward.is_set:
            self._poll_forward.set(POLL_AFTER)

    async def _poll(self, _: datetime) -> None:
        await self._coordinator.async_refresh()
        self._await_legs()
