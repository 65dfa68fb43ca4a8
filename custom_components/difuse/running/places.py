"""Where numbers are from: collected once for a country and language, and kept."""

import asyncio
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import Store

from ..cdr.database import DatabaseError
from ..cdr.feed import CallFeed
from ..cdr.people import Areas, AreasError, read_areas
from ..const import DOMAIN, LOGGER


class _Kept(TypedDict):
    edition: list[str]
    areas: Mapping[str, str]
    countries: Mapping[str, str]


class Places:
    """The areas of the country that Home Assistant is set to, in its language."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Take Home Assistant; ``load`` next."""
        self._hass = hass
        self._store = Store[_Kept](hass, 1, f"{DOMAIN}.areas")
        self._lock = asyncio.Lock()
        self._edition: list[str] = []
        self.areas = Areas()

    async def load(self) -> Areas:
        """Return the areas that are kept; none where they are to be collected first."""
        async with self._lock:
            edition = await self._hass.async_add_executor_job(self._current)
            if edition != self._edition:
                kept = await self._store.async_load()
                if kept and kept["edition"] == edition:
                    self._edition, self.areas = edition, Areas(kept["areas"], kept["countries"])
                else:
                    self._edition, self.areas = [], Areas()
            return self.areas

    async def collect(self) -> Areas | None:
        """Return the areas, collected if they aren't kept; None where that can't be done now."""
        if (await self.load()).countries or not (country := self._hass.config.country):
            return self.areas
        async with self._lock:
            edition = await self._hass.async_add_executor_job(self._current)
            try:
                found = await read_areas(country, edition[-1])
            except AreasError as err:
                LOGGER.debug("Where numbers are from can't be found out: %s", err)
                return None
            self._edition, self.areas = edition, found
            await self._store.async_save(
                {"edition": edition, "areas": found.areas, "countries": found.countries}
            )
            return self.areas

    async def forget(self) -> None:
        """Delete what is kept."""
        await self._store.async_remove()
        self._edition, self.areas = [], Areas()

    def _current(self) -> list[str]:
        config = self._hass.config
        language = config.language.partition("-")[0]
        return [version("phonenumbers"), config.country or "", language]


_KEY: Final = f"{DOMAIN}_places"


@singleton(_KEY)
def places(hass: HomeAssistant) -> Places:
    """Return the one for all entries."""
    return Places(hass)


@callback
def async_follow_places(hass: HomeAssistant, entry: ConfigEntry, feed: CallFeed) -> None:
    """Find out where numbers are from; begin anew in another country or language."""

    @callback
    def note_move(event: Event) -> None:
        if {"country", "language"} & event.data.keys():
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, note_move))
    if not places(hass).areas.countries:
        entry.async_create_background_task(hass, _locate(hass, feed), f"{DOMAIN} areas")


async def _locate(hass: HomeAssistant, feed: CallFeed) -> None:
    areas = await places(hass).collect()
    if areas is None or not areas.countries:
        return
    try:
        await feed.locate(areas)
    except DatabaseError as err:
        LOGGER.debug("Where numbers are from couldn't be kept (%s)", type(err).__name__)
