"""How tests add extensions, and where what belongs to one is found."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.tables import extension_names
from custom_components.difuse.const import DOMAIN

OUTSIDE = "+447700900001"
KEYS = ("call", "calls_today", "last_call", "missed_today", "talk_time_today")


async def begin_to_add(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Open the form."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "extension"), context={"source": SOURCE_USER}
    )


async def submit(hass: HomeAssistant, result: Any, **typed: str) -> Any:
    """Submit the form that is shown, and wait until it has taken effect."""
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


async def add_extension(
    hass: HomeAssistant, entry: MockConfigEntry, number: str, **name: str
) -> Any:
    """Add an extension as a user does."""
    return await submit(hass, await begin_to_add(hass, entry), extension=number, **name)


def device_of(hass: HomeAssistant, entry: MockConfigEntry, number: str) -> DeviceEntry | None:
    """Return the device of an extension."""
    identifier = (DOMAIN, f"{entry.entry_id}_{number}")
    return dr.async_get(hass).async_get_device_by_identifier(identifier, entry.entry_id)


def entities_of(hass: HomeAssistant, entry: MockConfigEntry, number: str) -> dict[str, str]:
    """Return the entities of an extension by their keys."""
    mine = f"{entry.entry_id}_{number}_"
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {
        one.unique_id.removeprefix(mine): one.entity_id
        for one in found
        if one.unique_id.startswith(mine)
    }


async def names(entry: MockConfigEntry) -> dict[str, str]:
    """Return what extensions are called."""
    found: dict[str, str] = await entry.runtime_data.archive.read(extension_names)
    return found


def subentry_id(entry: MockConfigEntry, number: str) -> str:
    """Return by what Home Assistant knows an extension."""
    (found,) = [one for one in entry.subentries.values() if one.unique_id == number]
    return found.subentry_id
