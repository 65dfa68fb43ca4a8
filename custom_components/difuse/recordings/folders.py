"""The folders in which recordings lie: by day, by person, by extension; only where there are some.

Paths within a PBX are ``days``, ``2026-11``, ``2026-11-21``, ``people``, ``person/<who>``,
``extensions`` and ``extension/<number>``; "" is the PBX itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..cdr import OtherEnd
from ..cdr.calls import CallFilter, NumberPattern
from ..cdr.views import RecordedSpan, recorded_extensions, recorded_people, recorded_spans
from ..const import DOMAIN
from ..coordinator import DifuseConfigEntry, DifuseCoordinator
from ..messages import common_word, name_and_number, words_of, written_day, written_month
from ..selection import async_find_calls, async_read, within
from .dates import day_of, month_of
from .fetch import RecordingError, escape, unescape

DAYS: Final = 31
"""So many are listed one by one; older ones lie in folders by month."""

MOST_MONTHS: Final = 120
MOST_PEOPLE: Final = 500

RECORDED: Final = CallFilter(recorded=True)
_KINDS: Final = ("days", "people", "extensions")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in a list of folders."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in a folder: others, or the recordings of the calls that ``asked`` finds."""

    title: str
    folders: tuple[Folder, ...] = ()
    asked: CallFilter | None = None


class Folders:
    """The folders of one PBX."""

    def __init__(self, hass: HomeAssistant, coordinator: DifuseCoordinator) -> None:
        """Take whose recordings they are."""
        self._hass, self._coordinator = hass, coordinator

    async def open(self, path: str) -> Opened:
        """Return what is in a folder. Raise RecordingError where there is none."""
        if not path:
            return await self._root()
        if path in _KINDS:
            return await self._kind(path)
        if _MONTH.fullmatch(path):
            return await self._month(path)
        asked = self.asked(path)
        return Opened(await self._title(path, asked), asked=asked)

    def asked(self, path: str) -> CallFilter:
        """Return which calls' recordings lie somewhere below a folder. Raise RecordingError."""
        kind, _, name = path.partition("/")
        try:
            if path in ("", *_KINDS):
                return RECORDED
            if _DAY.fullmatch(path):
                day = date.fromisoformat(path)
                return _between(day, day + timedelta(days=1))
            if _MONTH.fullmatch(path):
                return _between(*_month(path))
            if kind == "person":
                who = unescape(name)
                return CallFilter(recorded=True, numbers=(NumberPattern.parse(who, lambda _: who),))
            if kind == "extension" and name:
                return CallFilter(recorded=True, extensions=frozenset((unescape(name),)))
        except (ValueError, OverflowError) as err:
            raise RecordingError("unknown_folder") from err
        raise RecordingError("unknown_folder")

    async def _title(self, path: str, asked: CallFilter) -> str:
        """Return what a folder with recordings is called."""
        kind, _, name = path.partition("/")
        if kind == "extension":
            return self._extension(unescape(name))
        if kind != "person":
            return self._day(date.fromisoformat(path))
        found = await async_find_calls(self._coordinator, asked, 1)
        other = found.calls[0].other if found.calls else OtherEnd()
        return name_and_number(other.name or "", other.number, other.shown) or unescape(name)

    def _day(self, day: date) -> str:
        return written_day(words_of(self._hass), day)

    def _extension(self, number: str) -> str:
        return name_and_number(self._coordinator.data.names.get(number, ""), number)

    async def _root(self) -> Opened:
        title = pbx_name(self._hass, self._coordinator.config_entry)
        some = await async_read(self._coordinator, recorded_spans, day_of, 1)
        kinds = [Folder(kind, common_word(self._hass, f"media_{kind}")) for kind in _KINDS]
        return Opened(title, tuple(kinds) if some else ())

    async def _kind(self, kind: str) -> Opened:
        list_kind = {"days": self._days, "people": self._people, "extensions": self._extensions}
        folders = await list_kind[kind]()
        return Opened(common_word(self._hass, f"media_{kind}"), tuple(folders))

    async def _days(self) -> list[Folder]:
        """List the latest days, then the months before."""
        days = await async_read(self._coordinator, recorded_spans, day_of, DAYS)
        folders = self._of_days(days)
        if len(days) < DAYS:
            return folders
        before = days[-1].start
        months = await async_read(self._coordinator, recorded_spans, month_of, MOST_MONTHS, before)
        for month in months:
            first = dt_util.as_local(month.start).date()
            folders.append(Folder(f"{first:%Y-%m}", written_month(words_of(self._hass), first)))
        return folders

    async def _month(self, path: str) -> Opened:
        try:
            first, following = _month(path)
        except (ValueError, OverflowError) as err:
            raise RecordingError("unknown_folder") from err
        start, end = (dt_util.start_of_local_day(day) for day in (first, following))
        days = await async_read(
            self._coordinator, recorded_spans, day_of, (following - first).days, end
        )
        title = written_month(words_of(self._hass), first)
        return Opened(title, tuple(self._of_days(day for day in days if day.start >= start)))

    def _of_days(self, days: Iterable[RecordedSpan]) -> list[Folder]:
        found = [(dt_util.as_local(day.start).date(), day.recordings) for day in days]
        return [
            Folder(day.isoformat(), _counted(self._day(day), recordings))
            for day, recordings in found
        ]

    async def _people(self) -> list[Folder]:
        people = await async_read(self._coordinator, recorded_people, MOST_PEOPLE)
        return [
            Folder(
                f"person/{escape(one.who)}",
                _counted(name_and_number(one.name, one.who, one.shown), one.recordings),
            )
            for one in people
        ]

    async def _extensions(self) -> list[Folder]:
        extensions = await async_read(self._coordinator, recorded_extensions)
        return [
            Folder(f"extension/{escape(one)}", _counted(self._extension(one), recordings))
            for one, recordings in extensions.items()
        ]


def pbx_name(hass: HomeAssistant, entry: DifuseConfigEntry) -> str:
    """Return what a PBX is called: as its device, which users rename."""
    device_id = dr.async_get_device_id_by_identifier(
        hass, (DOMAIN, entry.entry_id), config_entry_id=entry.entry_id
    )
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    return (device and (device.name_by_user or device.name)) or entry.title


def _counted(title: str, recordings: int) -> str:
    return f"{title} ({recordings})"


def _month(path: str) -> tuple[date, date]:
    """Return the first day of a month, and of the one that follows."""
    first = date.fromisoformat(f"{path}-01")
    return first, (first + timedelta(days=31)).replace(day=1)


def _between(first: date, following: date) -> CallFilter:
    """Return which calls' recordings are of some days: each may have 23 or 25 hours."""
    start, end = (dt_util.start_of_local_day(day) for day in (first, following))
    return within(RECORDED, start, end)
