"""What can wait: the import of the past, the deletion of old calls, calls understood anew."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..cdr.database import DatabaseError
from ..cdr.feed import CallFeed
from ..cdr.pbx import PbxError
from ..const import DOMAIN, LOGGER
from .alarm import AGAIN_AFTER, Alarm


class Background:
    """Has the feed do what can wait, a piece at a time, from ``start`` to ``stop``."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        feed: CallFeed,
        publish: Callable[[], Awaitable[None]],
        failed: Callable[[DatabaseError], object],
    ) -> None:
        """Take what shows the work that was done, and what tells that the archive failed."""
        self._hass, self._entry = hass, entry
        self._feed, self._publish, self._failed = feed, publish, failed
        self._next = Alarm(hass, self._begin)
        self._is_on = False

    @callback
    def start(self) -> None:
        """Begin a second from now: the first poll comes before."""
        self._is_on = True
        self._next.set(1)

    @callback
    def stop(self) -> None:
        """Do no more."""
        self._is_on = False
        self._next.stop()

    @callback
    def _begin(self, _: datetime) -> None:
        # A PBX may take its time: neither a stop nor an unload waits for it.
        self._entry.async_create_background_task(
            self._hass, self._work(), f"{DOMAIN} what can wait"
        )

    async def _work(self) -> None:
        pause = 0.0
        try:
            while not pause:
                pause = await self._feed.work()
            await self._publish()
        except (PbxError, DatabaseError, HomeAssistantError) as err:
            LOGGER.debug("What can wait failed (%s); it is tried again", type(err).__name__)
            pause = AGAIN_AFTER
            if self._is_on and isinstance(err, DatabaseError):
                self._failed(err)
        if self._is_on:
            self._next.set(pause)
