"""What is due when a day begins at home."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from ..cdr.archive import Archive
from ..cdr.database import DatabaseError
from ..cdr.figures import is_silent
from ..const import LOGGER
from ..snapshot import listed_until
from .push_watch import PushWatch


class NewDay:
    """Has the counters of a new day shown, and notes that no call was pushed on the last one.

    ``pushes`` are those of a PBX that isn't polled, else None.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        archive: Archive,
        pushes: PushWatch | None,
        publish: Callable[[], Awaitable[None]],
        failed: Callable[[DatabaseError], object],
    ) -> None:
        """Take what shows the archive, and what says that it can't be read."""
        self._hass, self._archive, self._pushes = hass, archive, pushes
        self._publish, self._failed = publish, failed

    def start(self) -> CALLBACK_TYPE:
        """Wait for each day; return what ends it."""
        return async_track_time_change(self._hass, self._begin, 0, 0, 0)

    async def _begin(self, _: datetime) -> None:
        try:
            await self._publish()
            await self.look_back()
        except DatabaseError as err:
            self._failed(err)
        except HomeAssistantError as err:
            LOGGER.debug("The new day can't be shown yet: %s", err)

    async def look_back(self) -> None:
        """Look whether the last day was silent. Raise DatabaseError."""
        if self._pushes is None:
            return
        # A PBX that isn't polled doesn't say how far its clock is ahead.
        if await self._archive.read(is_silent, dt_util.now(), listed_until(ahead=0)):
            self._pushes.note_silence()
