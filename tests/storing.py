"""The file in which an entry keeps its calls: how to find it, to fill it and to break it."""

from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import STORAGE_DIR
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import Connection

from custom_components.difuse.cdr.views import sizes
from custom_components.difuse.const import DOMAIN

UNAVAILABLE: Final = "archive_unavailable"
BROKEN: Final = "archive_broken"
NOT_DELETED: Final = "The calls that are kept in PostgreSQL couldn't be deleted"


def file_of(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return the file in which the calls of an entry are."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry.entry_id}.db"))


def put_aside(hass: HomeAssistant, entry: MockConfigEntry) -> list[Path]:
    """Return the broken files that were put aside."""
    path = file_of(hass, entry)
    return sorted(path.parent.glob(f"{path.name}.broken.*"))


def content(path: Path) -> bytes:
    return path.read_bytes()


def overwrite(path: Path) -> None:
    """Write something else over a file."""
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)


def issues(hass: HomeAssistant) -> set[str]:
    """Return what is said under Repairs."""
    found = ir.async_get(hass).issues.values()
    return {str(issue.translation_key) for issue in found if issue.domain == DOMAIN}


async def pragma(entry: MockConfigEntry, name: str) -> Any:
    """Ask or tell the connection that writes something."""

    def ask(db: Connection) -> Any:
        found = db.exec_driver_sql(f"PRAGMA {name}")
        return found.scalar() if found.returns_rows else None

    return await entry.runtime_data.archive.database.write(ask)


async def kept_calls(entry: MockConfigEntry) -> int:
    """Return how many calls are in the archive."""
    found: dict[str, int] = await entry.runtime_data.archive.read(sizes)
    return found["calls"]


def loading(entry: MockConfigEntry) -> ConfigEntryState:
    state: ConfigEntryState = entry.state
    return state


async def break_while_it_runs(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Write over the file of an entry that is loaded; what was read of it is forgotten."""
    database = entry.runtime_data.archive.database
    await database.hold_file()
    overwrite(file_of(hass, entry))
    for use in (database.read, database.write):
        await use(lambda db: db.exec_driver_sql("PRAGMA shrink_memory").close())
