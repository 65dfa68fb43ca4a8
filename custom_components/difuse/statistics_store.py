"""What survives a restart of the import of past calls."""

from enum import StrEnum
from typing import Any, TypedDict, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from .const import DOMAIN, LOGGER
from .pbx import ReadingState


class Stage(StrEnum):
    """How far the import is."""

    READING = "reading"
    WRITING = "writing"
    DONE = "done"


class ImportState(TypedDict):
    """What is stored of the import; only figures once it is done."""

    run: str
    stage: str
    reading: ReadingState | None
    hours: dict[str, list[int]]
    has_rows: bool


class ImportStore(Store[ImportState]):
    """A store that tells whether it could be written; it is large while the import is on."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file after the entry; numbers are in it, so it is private."""
        key = f"{DOMAIN}.{entry_id}.statistics"
        super().__init__(
            hass, 1, key, private=True, atomic_writes=True, serialize_in_event_loop=False
        )
        self.is_writable = True

    async def async_load_known(self) -> ImportState | None:
        """Load what there is; None when there is nothing that this version can read."""
        try:
            return await self.async_load()
        except UnsupportedStorageVersionError:
            return None

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        try:
            await super()._async_write_data(data)
        except (WriteError, OSError) as err:
            if self.is_writable:
                LOGGER.error("How far the import of past calls is can't be written: %s", err)
            self.is_writable = False
        else:
            self.is_writable = True
