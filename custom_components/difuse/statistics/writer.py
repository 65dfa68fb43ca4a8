"""Long-term statistics of the calls: sums over the archive, sent where an hour has changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..cdr.archive import Archive
from ..cdr.database import DatabaseError
from ..cdr.figures import changed_hours, first_hour, forget_changes, hours
from ..cdr.tables import HOUR
from ..const import CONF_STATISTICS_ENABLED, CONF_STATISTICS_SLUG, DOMAIN, LOGGER
from .series import RECORDER_ERRORS, CallSeries, choose_slug, figures_of, running

WRITE_INTERVAL: Final = timedelta(minutes=5)
"""The recorder's own statistics of an hour are made five to twelve times in it as well."""

REWRITTEN: Final = 48 * HOUR
"""So much is written again at each start: a database may forget its last moments in a power cut."""


def has_turned_on(entry: ConfigEntry) -> bool:
    """Return whether the user has statistics on."""
    return bool(entry.options.get(CONF_STATISTICS_ENABLED, True))


class CallStatistics:
    """The statistics of one PBX; nothing happens where they are off, or there is no recorder."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, archive: Archive) -> None:
        """Take what is counted; nothing is read or written yet."""
        self._hass = hass
        self._entry = entry
        self._archive = archive
        self._series: CallSeries | None = None
        self._since: int | None = None
        self._is_writing = False
        self.failures = 0

    @property
    def is_on(self) -> bool:
        """Return whether calls are counted for statistics."""
        return has_turned_on(self._entry) and "recorder" in self._hass.config.components

    @callback
    def start(self) -> None:
        """Write now, and every five minutes."""
        if self.is_on:
            self._entry.async_create_background_task(
                self._hass, self._run(), f"{DOMAIN} statistics", eager_start=True
            )

    async def _run(self) -> None:
        series = CallSeries(self._hass, self._slug(), self._entry.title)
        await series.async_wait_until_ready()
        try:
            last = await series.async_last_hour()
        except RECORDER_ERRORS:
            last = None
        # Into a database that is new, or was put back, what it lacks is written again.
        self._since = 0 if last is None else last - REWRITTEN
        self._series = series
        await self.async_write()
        self._entry.async_on_unload(
            async_track_time_interval(self._hass, self.async_write, WRITE_INTERVAL)
        )

    def _slug(self) -> str:
        """Return what the ids begin with, chosen once."""
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
        if self._series is None or self._is_writing or self._hass.is_stopping:
            return
        self._is_writing = True
        try:
            await self._write(self._series)
        except (*RECORDER_ERRORS, DatabaseError) as err:
            self.failures += 1
            LOGGER.debug("Statistics can't be written now (%s)", type(err).__name__)
        finally:
            self._is_writing = False

    async def _write(self, series: CallSeries) -> None:
        changed = await self._archive.read(changed_hours)
        starts = [*changed, *([] if self._since is None else [self._since])]
        if not starts:
            return
        since = min(starts)
        counted = await self._archive.read(hours, since)
        recorded = await series.async_read(since)
        figures = {hour: figures_of(counts) for hour, counts in counted.items()}
        first = await self._archive.read(first_hour)
        for hour, former in recorded.rows.items():
            # Of its first hour, and of what was before, the archive may not have all calls.
            is_more = first is None or hour < first or former[0] > figures.get(hour, former)[0]
            if is_more and (first is None or hour <= first):
                figures[hour] = former
            else:
                figures.setdefault(hour, figures_of(None))
        for hour in changed:
            figures.setdefault(hour, figures_of(None))
        rows = running(figures, recorded.before)
        if not rows or await series.async_write(rows):
            await self._archive.write(forget_changes, changed)
            self._since = None

    def as_dict(self) -> Mapping[str, Any]:
        """Return how it goes, for diagnostics."""
        return {
            "is_turned_on": has_turned_on(self._entry),
            "has_recorder": "recorder" in self._hass.config.components,
            "is_live": self._series is not None,
            "failures": self.failures,
        }
