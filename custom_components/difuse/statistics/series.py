"""The recorder's side of the statistics: which series there are; their rows, written and read."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Final

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    get_last_statistics,
    statistics_during_period,
    valid_statistic_id,
)
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import slugify
from sqlalchemy.exc import SQLAlchemyError

from ..cdr import DayCounts
from ..cdr.tables import HOUR
from ..const import DOMAIN
from ..messages import common_word

CHUNK_HOURS: Final = 250
"""So many hours are handed to the recorder at a time: a few milliseconds of the event loop."""

RECORDER_ERRORS: Final = (HomeAssistantError, SQLAlchemyError)
"""What goes wrong with a database; it may be away for a while."""

_CALLS: Final = "calls"


type Figures = list[int]
"""One number for each series: calls, and seconds of talk."""


@dataclass(frozen=True, slots=True)
class HourRow:
    """One row of the statistics: an hour's own figures, and the totals at its end."""

    hour: int
    figures: Figures
    sums: Figures


def figures_of(counts: DayCounts | None) -> Figures:
    """Return the figures of an hour; None is one without calls."""
    counts = counts or DayCounts()
    calls = [counts.calls, counts.answered, counts.missed, counts.busy, counts.failed]
    return [*calls, round(counts.talk_time.total_seconds())]


def running(hours: Mapping[int, Figures], before: Figures) -> list[HourRow]:
    """Return the rows, oldest first; ``before`` are the totals before all hours."""
    sums, rows = before, []
    for hour, figures in sorted(hours.items()):
        sums = [total + more for total, more in zip(sums, figures, strict=True)]
        rows.append(HourRow(hour, figures, sums))
    return rows


@dataclass(frozen=True, slots=True)
class _Series:
    """One series, in the order of ``Figures``."""

    key: str
    unit: str | None = None
    unit_class: str | None = None


_SERIES: Final = (
    _Series("calls"),
    _Series("answered_calls"),
    _Series("missed_calls"),
    _Series("busy_calls"),
    _Series("failed_calls"),
    _Series("talk_time", UnitOfTime.SECONDS, "duration"),
)


def series_ids(slug: str) -> tuple[str, ...]:
    """Name the series of one PBX."""
    return tuple([f"{DOMAIN}:{slug}_{series.key}" for series in _SERIES])


def choose_slug(title: str, taken: set[str]) -> str:
    """Make of a title what no other PBX's series begin with."""
    first = slugify(title)
    if not valid_statistic_id(f"{DOMAIN}:{first}_{_CALLS}"):
        first = DOMAIN
    used = {name for slug in taken for name in series_ids(slug)}
    slug, number = first, 1
    while used & set(series_ids(slug)):
        number += 1
        slug = f"{first}_{number}"
    return slug


@dataclass(frozen=True, slots=True)
class RecordedHours:
    """What the recorder holds: figures by hour, and the totals before the first of them."""

    rows: Mapping[int, Figures]
    before: Figures


class CallSeries:
    """The series of one PBX. Everything goes through the recorder, whatever its database is.

    All methods raise one of ``RECORDER_ERRORS`` when the database can't be used.
    """

    def __init__(self, hass: HomeAssistant, slug: str, title: str) -> None:
        """Name the series in the language of Home Assistant; nothing is read or written yet."""
        self._hass = hass
        self._ids = series_ids(slug)
        self._metadata = [
            StatisticMetaData(
                mean_type=StatisticMeanType.NONE,
                has_sum=True,
                name=common_word(hass, f"statistics_{series.key}", title=title),
                source=DOMAIN,
                statistic_id=statistic_id,
                unit_class=series.unit_class,
                unit_of_measurement=series.unit,
            )
            for statistic_id, series in zip(self._ids, _SERIES, strict=True)
        ]

    async def async_wait_until_ready(self) -> None:
        """Wait until the recorder has opened its database and brought it up to date."""
        await get_instance(self._hass).async_recorder_ready.wait()

    async def async_write(self, rows: Sequence[HourRow]) -> bool:
        """Write rows, in place of what there is; whether they have arrived in the database."""
        for part in batched(rows, CHUNK_HOURS, strict=False):
            starts = [_moment(row.hour) for row in part]
            for place, metadata in enumerate(self._metadata):
                # A list: of a generator the recorder would find nothing left to write.
                data = [
                    StatisticData(start=start, state=row.figures[place], sum=row.sums[place])
                    for start, row in zip(starts, part, strict=True)
                ]
                async_add_external_statistics(self._hass, metadata, data)
            await self._async_written()
        return await self._async_holds(rows[-1])

    async def _async_written(self) -> None:
        """Wait until the recorder has done all of it so far."""
        future = self._hass.loop.create_future()
        get_instance(self._hass).queue_task(SynchronizeTask(future))
        await future

    async def _async_holds(self, row: HourRow) -> bool:
        found = await self.async_read(row.hour, row.hour + HOUR)
        totals = [before + more for before, more in zip(found.before, row.figures, strict=True)]
        return found.rows.get(row.hour) == row.figures and totals == row.sums

    async def async_last_hour(self) -> int | None:
        """Return the last hour that is recorded; None where there is none."""
        return await _ask(self._hass, self._last_hour)

    def _last_hour(self) -> int | None:
        name = self._ids[0]
        last = get_last_statistics(self._hass, 1, name, False, {"sum"}).get(name)
        return int(last[0]["start"]) if last else None

    async def async_read(self, since: int, until: int | None = None) -> RecordedHours:
        """Read the hours from one to before another, each given by its epoch."""
        return await _ask(self._hass, self._read, since, until)

    def _read(self, since: int, until: int | None) -> RecordedHours:
        end = None if until is None else _moment(until)
        ids = set(self._ids)
        found = statistics_during_period(
            self._hass, _moment(since), end, ids, "hour", None, {"state", "sum"}
        )
        rows: dict[int, Figures] = {}
        before = figures_of(None)
        for place, name in enumerate(self._ids):
            if not (series := found.get(name)):
                before[place] = self._last_sum(name) if until is None else 0
                continue
            before[place] = round((series[0].get("sum") or 0) - (series[0].get("state") or 0))
            for row in series:
                figures = rows.setdefault(int(row["start"]), figures_of(None))
                figures[place] = round(row.get("state") or 0)
        return RecordedHours(rows, before)

    def _last_sum(self, name: str) -> int:
        last = get_last_statistics(self._hass, 1, name, False, {"sum"}).get(name)
        return round(last[0].get("sum") or 0) if last else 0


async def _ask[*P, T](hass: HomeAssistant, read: Callable[[*P], T], *given: *P) -> T:
    """Read in the recorder's threads; a Home Assistant that stops waits until that is done.

    It cancels who waits for it, and then the recorder closes the database under whatever still
    reads it, which can end the process before all is saved.
    """

    async def wait() -> T:
        return await get_instance(hass).async_add_executor_job(read, *given)

    return await asyncio.shield(hass.async_create_task(wait(), f"{DOMAIN} statistics"))


def _moment(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
