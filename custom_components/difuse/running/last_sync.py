"""When the PBX gave a sign of life."""

from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..const import signal_sync


class LastSync:
    """The last good poll or push of one PBX."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Take whose it is; there was none yet."""
        self._hass, self._signal = hass, signal_sync(entry_id)
        self.at: datetime | None = None

    @callback
    def note(self) -> None:
        """Note one now, and tell of it."""
        self.at = dt_util.utcnow()
        async_dispatcher_send(self._hass, self._signal)
