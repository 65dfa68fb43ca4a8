"""From what the PBX pushed to calls announced; what isn't enough for that brings the poll forward.

Where there is no polling, what isn't enough is refused.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import batched
from typing import Final

from homeassistant.util import dt as dt_util

from ..cdr import CallRecord
from ..cdr.database import DatabaseError
from ..cdr.pbx import (
    NEEDED_WITHOUT_POLLS,
    PbxResponseError,
    Pushed,
    WireReader,
    pushed_entries,
    read_pushed,
)
from ..coordinator import DifuseCoordinator
from ..running import Alarm
from ..storage import archive_error

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
        """Take the coordinator whose calls these are."""
        self._coordinator = coordinator
        self._reader = WireReader(dt_util.get_default_time_zone())
        self._poll_forward = Alarm(coordinator.hass, self._poll)
        coordinator.config_entry.async_on_unload(self._poll_forward.stop)

    @property
    def is_armed(self) -> bool:
        """Return whether calls that come in now would be announced."""
        return self._coordinator.is_armed

    async def take(self, payload: object) -> Taken:
        """Keep the calls in a parsed body.

        Raise PbxResponseError when there are none, or too little of them, and DatabaseError.
        """
        entries = pushed_entries(payload)
        pushed = await self._read(entries)
        coordinator = self._coordinator
        if not self.is_armed:
            return Taken.TOO_LATE
        coordinator.pushes.note_push(len(entries), pushed.incomplete)
        if pushed.incomplete and coordinator.is_push_only and not pushed.records:
            needed = f"{', '.join(NEEDED_WITHOUT_POLLS)} and timestamp"
            coordinator.pushes.note_incomplete(needed)
            raise PbxResponseError(f"An entry needs {needed}")
        coordinator.sync.note()
        # Before its calls come: an event entity that becomes available sets off no trigger.
        coordinator.pushes.note_life()
        is_taken = await self._keep(pushed.records, is_batch=len(entries) > 1)
        if is_taken and (not pushed.incomplete or coordinator.is_push_only):
            return Taken.MERGED
        self._poll_forward.set_once(POLL_AFTER)
        return Taken.POLL_FOLLOWS

    async def _keep(self, records: Sequence[CallRecord], *, is_batch: bool) -> bool:
        """Keep and announce calls; return whether that could be done."""
        coordinator, entry = self._coordinator, self._coordinator.config_entry
        if not records:
            return True
        try:
            is_taken = await coordinator.feed.push(records, is_batch=is_batch)
        except DatabaseError as err:
            archive_error(coordinator.hass, entry, coordinator.archive, err)
            raise
        if is_taken:
            await coordinator.async_publish()
            await coordinator.async_deliver()
        return is_taken

    async def _read(self, entries: list[object]) -> Pushed:
        records: list[CallRecord] = []
        for part in batched(entries, _AT_A_TIME, strict=False):
            is_push_only = self._coordinator.is_push_only
            records += read_pushed([*part], self._reader, is_push_only=is_push_only).records
            await asyncio.sleep(0)
        return Pushed(tuple(records), len(entries) - len(records))

    async def _poll(self, _: datetime) -> None:
        await self._coordinator.async_refresh()
