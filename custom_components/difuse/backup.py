"""Backups of Home Assistant: what is copied of the archives is whole, while calls come in."""

import asyncio
from typing import Final

from homeassistant.core import HomeAssistant

from .cdr.database import Database, DatabaseError
from .const import DOMAIN, LOGGER
from .coordinator import DifuseConfigEntry

PATIENCE_SECONDS: Final = 30


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Put everything into the one file of each archive, which is not touched while it is copied.

    Calls that come in meanwhile go to the log beside it, and are in the backup as far as that
    was copied.
    """
    for database in _databases(hass):
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await database.hold_file()
        except (DatabaseError, TimeoutError) as err:
            LOGGER.warning("An archive couldn't be made ready for the backup: %s", err)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the archives write to their files again."""
    for database in _databases(hass):
        try:
            await database.release_file()
        except DatabaseError as err:
            LOGGER.warning("An archive can't be written after the backup: %s", err)


def _databases(hass: HomeAssistant) -> list[Database]:
    entries: list[DifuseConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data.archive.database for entry in entries]
