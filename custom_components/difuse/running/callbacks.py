"""Tells what becomes of missed callers: who needs nobody any more, who has waited too long."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..cdr.archive import Archive
from ..cdr.callers import MissedCaller, Waiting, became_of, note_reminded, reminded_until
from ..const import SIGNAL_REMINDERS, signal_handled
from ..snapshot import Snapshot
from .alarm import Alarm
from .reminders import reminders

_WRONG_CLOCK: Final = timedelta(days=1)


class Callbacks:
    """Follows the missed callers of one entry, from ``start`` to ``stop``.

    Nobody is reminded of anything unless ``is_current``: who is called back while the PBX can't be
    reached is only known afterwards.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        archive: Archive,
        look: Callable[[], Snapshot],
        look_again: Callable[[], Awaitable[None]],
    ) -> None:
        """Take what gives the latest picture, and what brings a new one and then has it checked."""
        self._hass, self._entry_id, self._archive = hass, entry_id, archive
        self._look, self._look_again = look, look_again
        self._next = Alarm(hass, self._ring)
        self._checking = asyncio.Lock()
        self._first: Snapshot | None = None
        self._waiting: Waiting | None = None
        self._has_new_reminder = False
        self.is_current = False

    @callback
    def start(self, *, is_current: bool) -> CALLBACK_TYPE:
        """Begin with who waits now: from now on others listen. Return what ends that."""
        self._first, self.is_current = self._look(), is_current
        return async_dispatcher_connect(self._hass, SIGNAL_REMINDERS, self._note_reminder)

    @callback
    def stop(self) -> None:
        """Tell nothing more."""
        self._first = None
        self._next.stop()

    async def write_down(self) -> None:
        """Write down until when users were reminded. Raise DatabaseError."""
        async with self._checking:
            if self._waiting:
                await self._archive.write(note_reminded, self._waiting.reminded_until)

    async def check(self) -> None:
        """Tell what has become of callers since the check before. Raise DatabaseError."""
        async with self._checking:
            if self._first is None:
                return
            waiting = self._waiting or await self._begin(self._first.callers)
            data = self._look()
            if gone := waiting.gone(data.callers):
                for caller in await self._archive.read(became_of, gone):
                    async_dispatcher_send(self._hass, signal_handled(self._entry_id), caller)
            is_all = len(data.callers) >= data.to_return
            self._waiting = waiting.at(dt_util.utcnow(), data.callers, is_all=is_all)
            if self.is_current:
                await self._remind(self._waiting)

    async def _begin(self, callers: Sequence[MissedCaller]) -> Waiting:
        now = dt_util.utcnow()
        until = await self._archive.read(reminded_until)
        if until is None or until > now + _WRONG_CLOCK:
            until = now
        return Waiting.since(until, callers)

    async def _remind(self, waiting: Waiting) -> None:
        there = reminders(self._hass)
        due = [(one, caller) for one in there for caller in waiting.due(one.patience, one.since)]
        if due or self._has_new_reminder:
            # Before: a crash may swallow a reminder, but not have it repeated at each start.
            await self._archive.write(note_reminded, waiting.now)
            self._has_new_reminder = False
        self._waiting = waiting.reminded()
        for one, caller in due:
            if one in reminders(self._hass):
                one.remind(self._entry_id, caller)
        next_due = waiting.next_due([one.patience for one in there])
        if next_due and self._first:
            self._next.set(max(1, (next_due - dt_util.utcnow()).total_seconds()))

    @callback
    def _note_reminder(self) -> None:
        """Note that somebody more is to be reminded, from now on, and when that is."""
        self._has_new_reminder = True
        if self._first:
            self._next.set(1)

    async def _ring(self, _: datetime) -> None:
        await self._look_again()
