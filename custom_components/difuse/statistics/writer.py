"""Long-term statistics of the calls: what is past is imported, what comes is added.

Whatever is counted is stored together with the ledger, and reaches the recorder
as absolute rows: a crash at any point loses nothing and doubles nothing.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..cdr.feed import HourBook, ReadPage, hour_of
from ..const import (
    CONF_PUSH_ONLY,
    CONF_STATISTICS_ENABLED,
    CONF_STATISTICS_SLUG,
    DOMAIN,
    LOGGER,
    signal_statistics,
)
from ..delivery import Delivery
from ..memory import CallMemory
from .past import PastImport
from .series import RECORDER_ERRORS, CallSeries, choose_slug

WRITE_INTERVAL: Final = timedelta(minutes=5)
"""The recorder's own statistics of an hour are made five to twelve times in it as well."""

REWRITTEN: Final = timedelta(hours=48)
"""So much is written again at each start: a database may forget its last moments in a power cut."""


def wants_statistics(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Whether calls are counted for statistics: it is turned on, and there is a recorder."""
    return has_turned_on(entry) and "recorder" in hass.config.components


def has_turned_on(entry: ConfigEntry) -> bool:
    """Whether the user wants statistics."""
    return bool(entry.options.get(CONF_STATISTICS_ENABLED))


class CallStatistics:
    """The statistics of one PBX; nothing happens where the memory doesn't count hours."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        memory: CallMemory,
        delivery: Delivery,
        read_page: ReadPage,
    ) -> None:
        """Take what is counted from; nothing is read or written yet."""
        self._hass = hass
        self._entry = entry
        self._memory = memory
        self._delivery = delivery
        self._series: CallSeries | None = None
        self._is_live = False
        self._is_writing = False
        self.failures = 0
        self.past_import: PastImport | None = None
        if memory.counts_hours and not entry.data.get(CONF_PUSH_ONLY):
            self.past_import = PastImport(
                hass, entry.entry_id, memory, delivery, read_page, self._tell
            )

    @property
    def percent(self) -> int | None:
        """How much of what is past is in the statistics; None where nothing is imported."""
        return self.past_import.percent if self.past_import else None

    @callback
    def start(self) -> None:
        """Begin, in the background."""
        if not self._memory.counts_hours:
            return
        self._entry.async_create_background_task(
            self._hass, self._run(), f"{DOMAIN} statistics", eager_start=True
        )

    async def _run(self) -> None:
        self._series = CallSeries(self._hass, self._slug(), self._entry.title)
        await self._series.async_wait_until_ready()
        if self.past_import is not None:
            await self.past_import.async_run(self._series)
        self._is_live = True
        await self.async_write()
        self._entry.async_on_unload(
            async_track_time_interval(self._hass, self.async_write, WRITE_INTERVAL)
        )

    def _slug(self) -> str:
        """Give what the ids begin with, chosen once."""
        entry = self._entry
        slug: str | None = entry.data.get(CONF_STATISTICS_SLUG)
        if slug is None:
            others = self._hass.config_entries.async_entries(DOMAIN)
            slugs = [other.data.get(CONF_STATISTICS_SLUG) for other in others]
            slug = choose_slug(entry.title, {other for other in slugs if other is not None})
            data = {**entry.data, CONF_STATISTICS_SLUG: slug}
            self._hass.config_entries.async_update_entry(entry, data=data)
        return slug

    async def async_write(self, _: datetime | None = None) -> None:
        """Write what changed; what can't be written is tried again the next time."""
        if self._series is None or not self._is_live or self._is_writing:
            return
        self._is_writing = True
        try:
            await self._write(self._memory.hours, self._series)
        except RECORDER_ERRORS as err:
            self.failures += 1
            LOGGER.debug("The recorder can't be used (%s)", type(err).__name__)
        finally:
            self._is_writing = False

    async def _write(self, book: HourBook, series: CallSeries) -> None:
        was_deepened = False
        while (hour := book.first_pending) is not None:
            found = await series.async_read(hour, book.start)
            book.deepen(hour, found.rows, found.before)
            was_deepened = True
        # Once the recorder has these rows, they must not be taken for what is pending.
        if was_deepened and not await self._delivery.commit():
            return
        since = book.take_changed()
        if since is not None and await self._hand_over(book, series, since):
            book.trim(hour_of(dt_util.utcnow() - REWRITTEN))

    async def _hand_over(self, book: HourBook, series: CallSeries, since: int) -> bool:
        """Write the rows from an hour on; whether none has changed since."""
        has_arrived = False
        try:
            if self._memory.store.is_writable:
                has_arrived = await series.async_write(book.rows(since))
        finally:
            if not has_arrived:
                book.note_changed(since)
        return book.changed is None

    @callback
    def _tell(self) -> None:
        async_dispatcher_send(self._hass, signal_statistics(self._entry.entry_id))

    def as_dict(self) -> dict[str, Any]:
        """Give how it goes, for diagnostics."""
        past = self.past_import
        return {
            "is_turned_on": has_turned_on(self._entry),
            "has_recorder": "recorder" in self._hass.config.components,
            "is_live": self._is_live,
            "failures": self.failures,
            "import": past.as_dict() if past else None,
        }
