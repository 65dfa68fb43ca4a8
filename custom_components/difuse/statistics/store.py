"""What survives a restart of the import of past calls."""

from enum import StrEnum
from typing import TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..cdr.feed import ReadingState
from ..store import TellingStore


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


class ImportStore(TellingStore[ImportState]):
    """The store of the import of one PBX's past; it is large while that is on."""

    holds = "How far the import of past calls is"

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file after the entry."""
        super().__init__(hass, f"{entry_id}.statistics", is_large=True)

    async def async_load_known(self) -> ImportState | None:
        """Load what there is; None when there is nothing that this version can read."""
        try:
            return await self.async_load()
        except HomeAssistantError:
            return None
