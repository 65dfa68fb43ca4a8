"""Difuse: the calls of a Difuse PBX in Home Assistant."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

from .assist import async_setup_assist
from .card import (
    async_setup_callbacks,
    async_setup_details,
    async_setup_finding,
    async_setup_frontend,
    async_setup_insight,
    async_setup_pbxs,
    async_setup_photos,
    async_setup_websocket,
)
from .cdr.database import DatabaseDriverError
from .const import DOMAIN, PLATFORMS
from .coordinator import DifuseConfigEntry, DifuseCoordinator
from .entity import async_register_device
from .messages import clear_book_issue, clear_issues, raise_issue
from .push import PushHook, PushInbox, async_forget_cloud_address
from .recordings import async_setup_recordings
from .running import PushWatch, places
from .services import async_setup_services
from .statistics import delete_statistics
from .storage import async_close_in_time, async_remove_archive, create_database

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(
    hass: HomeAssistant,
    config: ConfigType,  # noqa: ARG001  Home Assistant calls it so
) -> bool:
    """Register what is there with or without a PBX: actions, intents, what the card needs."""
    async_setup_services(hass)
    async_setup_websocket(hass)
    async_setup_details(hass)
    async_setup_finding(hass)
    async_setup_callbacks(hass)
    async_setup_pbxs(hass)
    async_setup_insight(hass)
    async_setup_photos(hass)
    await async_setup_frontend(hass)
    async_setup_recordings(hass)
    await async_setup_assist(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: DifuseConfigEntry) -> bool:
    """Set up one PBX: read what is there, then announce what comes."""
    pushes = PushWatch(hass, entry)
    hook = PushHook(hass, entry, pushes)
    # First of all: until it is there, Home Assistant answers pushes with 200 and forgets them.
    hook.register()
    try:
        database = await hass.async_add_executor_job(create_database, hass, entry)
    except DatabaseDriverError as err:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_database_driver"
        ) from err
    except OSError as err:
        raise_issue(hass, entry.entry_id, "archive_unavailable")
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="archive_unavailable"
        ) from err
    async_close_in_time(hass, entry, database)
    await places(hass).load()
    coordinator = DifuseCoordinator(hass, entry, database, pushes)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    async_register_device(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    # Triggers listen without an entity: polling must go on where all are disabled.
    entry.async_on_unload(coordinator.async_add_listener(lambda: None))
    entry.async_on_unload(async_at_started(hass, coordinator.async_arm))
    hook.open(PushInbox(coordinator))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DifuseConfigEntry) -> bool:
    """Unload one PBX."""
    await entry.runtime_data.async_disarm()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: DifuseConfigEntry, device: DeviceEntry
) -> bool:
    """Remove an extension with its device; the PBX's own goes with the entry only."""
    if device.config_subentry_id is None:
        return False
    hass.config_entries.async_remove_subentry(entry, device.config_subentry_id)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: DifuseConfigEntry) -> None:
    """Forget all about one PBX."""
    await async_forget_cloud_address(hass, entry)
    clear_issues(hass, entry.entry_id)
    clear_book_issue(hass, entry.entry_id)
    delete_statistics(hass, entry)
    await async_remove_archive(hass, entry)
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        await places(hass).forget()
