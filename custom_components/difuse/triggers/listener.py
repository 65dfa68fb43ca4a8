"""Listens for what signals say of PBXs, whether or not their entries are loaded."""

from collections.abc import Callable
from functools import partial

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN


class PbxListener:
    """Listens for a signal of every PBX there is, loaded or not, and of those that are added.

    ``signal`` names it by the id of the PBX's entry, which the listener is given before
    what the signal says.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        signal: Callable[[str], str],
        listener: Callable[..., None],
    ) -> None:
        """Listen from now on."""
        self._hass = hass
        self._signal, self._listener = signal, listener
        self._stops: dict[str, CALLBACK_TYPE] = {}
        for entry in hass.config_entries.async_entries(DOMAIN):
            self._listen_to(entry)
        self._stop_following = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._follow
        )

    @callback
    def async_close(self) -> None:
        """Listen no more."""
        self._stop_following()
        for stop in self._stops.values():
            stop()
        self._stops.clear()

    @callback
    def _follow(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != DOMAIN:
            return
        if change is not ConfigEntryChange.REMOVED:
            self._listen_to(entry)
        elif entry.entry_id in self._stops:
            self._stops.pop(entry.entry_id)()

    @callback
    def _listen_to(self, entry: ConfigEntry) -> None:
        if entry.entry_id not in self._stops:
            listener = partial(self._listener, entry.entry_id)
            self._stops[entry.entry_id] = async_dispatcher_connect(
                self._hass, self._signal(entry.entry_id), listener
            )
