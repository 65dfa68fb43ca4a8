"""Calls leave the archive's outbox, each by signal, when they are due."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..cdr import Call
from ..cdr.archive import Archive, due, ways
from ..cdr.calls import Step
from ..cdr.feed import CallFeed
from ..const import signal_call
from ..messages import clear_issue
from .alarm import Alarm

MOST_ROWS: Final = 1000
"""Of so many rows the way is told with the announcement; after a long break there may be more."""


class Announcements:
    """Announces the calls of one entry, once ``start`` has been called."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        archive: Archive,
        feed: CallFeed,
        look_again: Callable[[], Awaitable[None]],
    ) -> None:
        """Take what to do when a call is due: its last rows may have come meanwhile."""
        self._hass, self._entry_id = hass, entry_id
        self._archive, self._feed = archive, feed
        self._look_again = look_again
        self._due = Alarm(hass, self._settle)
        self.is_on = False
        self.ways: dict[str, tuple[Step, ...]] = {}
        """By call id, how calls went that are being announced, where several rows tell it."""

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
        await self._find_ways()
        await self._feed.deliver(self._announce)
        # Reading works sooner than writing where a disk is full: only now all is well.
        clear_issue(self._hass, self._entry_id, "archive_unavailable")
        due = self._feed.intake.next_due
        if due is not None and self.is_on:
            self._due.set(max(1, due - dt_util.utcnow().timestamp()))

    async def _find_ways(self) -> None:
        self.ways = {}
        now, next_due = dt_util.utcnow().timestamp(), self._feed.intake.next_due
        if next_due is None or next_due > now:
            return
        batch = await self._archive.read(due, now, MOST_ROWS)
        calls = [call for _, call in batch if call.legs > 1]
        if calls:
            found = await self._archive.read(ways, self._archive.numbers, calls)
            self.ways = {call.call_id: way for call, way in zip(calls, found, strict=True)}

    @callback
    def _announce(self, call: Call) -> None:
        async_dispatcher_send(self._hass, signal_call(self._entry_id), call)

    async def _settle(self, _: datetime) -> None:
        await self._look_again()
