"""Somebody who looks at one PBX in a page, and is sent whatever has changed of it."""

from abc import ABC, abstractmethod
import asyncio

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, callback

from ..const import DOMAIN
from ..coordinator import DifuseConfigEntry


class Subscriber[EventT](ABC):
    """One subscription to one PBX; it lasts through reloads of the entry."""

    def __init__(
        self, entry: DifuseConfigEntry, connection: ActiveConnection, message_id: int
    ) -> None:
        """Take whom to send what is seen."""
        self._entry = entry
        self._connection = connection
        self._message_id = message_id
        self._sent: EventT | None = None
        self._lock = asyncio.Lock()
        self._stop_listening: CALLBACK_TYPE | None = None
        self._stop_watching: CALLBACK_TYPE | None = None

    @abstractmethod
    async def _event(self) -> EventT:
        """Return what there is to be seen now."""

    @callback
    def subscribe(self) -> None:
        """Confirm the subscription, send what there is, and follow the entry from now on."""
        self._connection.subscriptions[self._message_id] = self.end
        self._connection.send_result(self._message_id)
        self._stop_watching = self._entry.async_on_state_change(self._follow)
        self._follow()

    @callback
    def end(self) -> None:
        """Send nothing any more."""
        self._let_go()
        if self._stop_watching is not None:
            self._stop_watching()
            self._stop_watching = None

    @callback
    def _follow(self) -> None:
        """Listen to the coordinator that the entry has now: each set-up makes another."""
        self._let_go()
        if self._entry.state is ConfigEntryState.LOADED:
            self._stop_listening = self._entry.runtime_data.async_add_listener(self._send)
        self._send()

    @callback
    def _let_go(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def _send(self) -> None:
        self._connection.hass.async_create_task(self._look(), f"{DOMAIN} card", eager_start=True)

    async def _look(self) -> None:
        """Send what is to be seen, if that is another than before."""
        async with self._lock:
            event = await self._event()
            if self._stop_watching is not None and event != self._sent:
                self._sent = event
                self._connection.send_event(self._message_id, event)
