"""Follows which extensions the user adds, renames and removes, while the entry stays as it is."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send

from ..cdr.archive import Archive
from ..cdr.database import DatabaseError
from ..cdr.tables import name_extensions
from ..const import DOMAIN, LOGGER, signal_extensions
from ..extensions import added_extensions, extension_id, given_names
from .alarm import Alarm

RETRY: Final = 60
"""Seconds, where the archive can't be used."""


class Extensions:
    """Keeps the names that the user gave, and tells platforms of extensions that come."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        archive: Archive,
        publish: Callable[[], Awaitable[None]],
    ) -> None:
        """Take how to show what has changed; nothing is followed yet."""
        self._hass, self._entry, self._archive = hass, entry, archive
        self._publish = publish
        self._known = self._titles()
        self._again = Alarm(hass, self._take_over)

    def _titles(self) -> dict[str, tuple[str, str]]:
        added = added_extensions(self._entry)
        return {number: (one.subentry_id, one.title) for number, one in added.items()}

    async def open(self) -> None:
        """Keep the names as they are, and follow them until the unload. Raise DatabaseError."""
        await self._archive.write(name_extensions, given_names(self._entry))
        self._entry.async_on_unload(self._again.stop)
        self._entry.async_on_unload(
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._note_change)
        )

    @callback
    def _note_change(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        titles = self._titles()
        if entry is not self._entry or titles == self._known:
            return
        self._known = titles
        registry = dr.async_get(self._hass)
        for number, (_id, title) in titles.items():
            identifier = (DOMAIN, extension_id(entry.entry_id, number))
            device = registry.async_get_device_by_identifier(identifier, entry.entry_id)
            if device is not None:
                registry.async_update_device(device.id, name=title)
        self._entry.async_create_task(self._hass, self._take_over(), f"{DOMAIN} extensions")

    async def _take_over(self, _: datetime | None = None) -> None:
        try:
            await self._archive.write(name_extensions, given_names(self._entry))
            await self._publish()
        except (DatabaseError, HomeAssistantError) as err:
            LOGGER.debug("Names of extensions can't be kept (%s)", type(err).__name__)
            self._again.set(RETRY)
            return
        async_dispatcher_send(self._hass, signal_extensions(self._entry.entry_id))
