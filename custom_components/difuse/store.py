"""What survives a restart: which rows have been seen, and what was counted of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from .cdr.feed import HourBookState, LedgerState, SummaryState
from .const import DOMAIN, LOGGER

STORAGE_VERSION: Final = 1


class StoredState(TypedDict):
    """The content of the store."""

    ledger: LedgerState
    summary: SummaryState
    polled_at: str
    """When the PBX was last read, by Home Assistant's clock."""
    clock_offset: float
    """Seconds by which the PBX's clock was ahead."""
    hours: NotRequired[HourBookState]
    """What the statistics count; only while they are on."""


class TellingStore[T: Mapping[str, Any]](Store[T]):
    """A store that tells when it can't be written, and takes a broken file for none.

    Home Assistant's own store only logs the one, and fails with the other.
    ``is_writable`` is about the last attempt; the reason is logged once, as what
    happens to ``holds``.
    """

    holds: str

    def __init__(self, hass: HomeAssistant, name: str, *, is_large: bool = False) -> None:
        """Name the file; numbers are in it, so it is private."""
        super().__init__(
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.{name}",
            private=True,
            atomic_writes=True,
            serialize_in_event_loop=not is_large,
        )
        self.is_writable = True

    @override
    async def async_load(self) -> T | None:
        """Load what was stored; None when there is nothing, or nothing that can be read.

        Raises UnsupportedStorageVersionError for a file of a newer version, and
        HomeAssistantError where there is one that the disk doesn't give.
        """
        try:
            return await super().async_load()
        except KeyError, TypeError, NotImplementedError:
            # JSON, but not what a store writes: Home Assistant only expects broken JSON.
            return None

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        try:
            await super()._async_write_data(data)
        except (WriteError, OSError) as err:
            if self.is_writable:
                LOGGER.error("%s can't be written: %s", self.holds, err)
            self.is_writable = False
        else:
            self.is_writable = True


class CallStore(TellingStore[StoredState]):
    """The store of one PBX; it tells as well when it was broken."""

    holds = "The list of calls that were announced"

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file after the entry."""
        super().__init__(hass, entry_id)
        self.was_corrupt = False

    @override
    async def async_load(self) -> StoredState | None:
        """Load the state; whether there was one that can't be read is told."""
        was_there = await self.hass.async_add_executor_job(Path(self.path).exists)
        state = await super().async_load()
        self.was_corrupt = was_there and state is None
        return state
