"""Calls leave the archive's outbox, each by signal, when they are due."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..cdr import Call
from ..cdr.database import DatabaseError
from ..cdr.feed import CallFeed
from ..cdr.views import Way
from ..const import signal_call
from ..messages import clear_issue
from .alarm import AGAIN_AFTER, Alarm


class Announcements:
    """Announces the calls of one entry, once ``start`` has been called."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        feed: CallFeed,
        look_again: Callable[[], Awaitable[None]],
    ) -> None:
        """Take what to do when a call is due: its last rows may have come meanwhile."""
        self._hass, self._entry_id, self._feed = hass, entry_id, feed
        self._look_again = look_again
        self._due = Alarm(hass, self._settle)
        self.is_on = False

    @callback
    def start(self) -> None:
        """Announce from now on: somebody listens."""
        self.is_on = True

    @callback
    def stop(self) -> None:
        """Announce no more."""
        self.is_on = False
        self._due.stop()

    async def deliver(self) -> None:
        """Announce what is due, and look again when the next call is. Raise DatabaseError."""
        if not self.is_on:
            return
        try:
            await self._feed.deliver(self._announce)
        except DatabaseError:
            # From a PBX that only pushes, no poll comes to try it again.
            self._due.set_once(AGAIN_AFTER)
            raise
        # Reading works sooner than writing where a disk is full: only now all is well.
        clear_issue(self._hass, self._entry_id, "archive_unavailable")
        due = self._feed.intake.next_due
        if due is not None and self.is_on:
            self._due.set(max(1, due - dt_util.utcnow().timestamp()))

    @callback
    def _announce(self, call: Call, way: Way) -> None:
        async_dispatcher_send(self._hass, signal_call(self._entry_id), call, way)

    async def _settle(self, _: datetime) -> None:
        await self._look_again()
