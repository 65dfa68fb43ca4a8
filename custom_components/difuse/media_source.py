"""Recordings in the media browser, by day: the latest day and the latest call first."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
import re
from typing import Final, override

from homeassistant.auth.models import User
from homeassistant.components.media_player.const import MediaClass, MediaType
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .cdr import Call
from .cdr.calls import CallFilter
from .cdr.pbx import sound_type_of_name
from .const import DOMAIN, TITLE
from .coordinator import DifuseConfigEntry, DifuseCoordinator
from .messages import in_one_line
from .recordings import RECORDINGS, RecordingError, recording_id, recording_path
from .selection import async_find_calls, within

DAYS: Final = 31
"""So many are listed one by one; older ones lie in folders by month."""

MONTHS: Final = 12

SHOWN: Final = 1000
"""A longer list of one day helps nobody, and a browser has to hold it."""

COUNTED: Final = 5000
"""So many recordings of a day are at least counted."""

_DAY: Final = timedelta(days=1)
_DAY_FOLDER: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_FOLDER: Final = re.compile(r"[0-9]{4}-[0-9]{2}")


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the one media source of all PBXs."""
    return RecordingSource(hass)


class RecordingSource(MediaSource):
    """Folders are ``entry``, ``entry/2026-11`` and ``entry/2026-11-21``; see ``recording_id``."""

    name = TITLE

    def __init__(self, hass: HomeAssistant) -> None:
        """Take where recordings come from."""
        super().__init__(DOMAIN)
        self._hass = hass
        self._recordings = hass.data[RECORDINGS]

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Fetch a recording, so that what is wrong is said now, and tell where it is served."""
        entry_id, _, rest = item.identifier.partition("/")
        part, _, started = rest.partition("/")
        try:
            sound = await self._recordings.listen(entry_id, part, started, _user())
        except RecordingError as err:
            raise _raised_as(err, Unresolvable) from err
        return PlayMedia(recording_path(entry_id, sound.call), sound.content_type)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """List PBXs where there are several, days, months, or the recordings of a day."""
        try:
            return await self._browse(item.identifier)
        except RecordingError as err:
            raise _raised_as(err, BrowseError) from err

    async def _browse(self, identifier: str) -> BrowseMediaSource:
        entries: list[DifuseConfigEntry] = self._hass.config_entries.async_loaded_entries(DOMAIN)
        if not identifier and len(entries) > 1:
            pbxs = [_folder(entry.entry_id, entry.title) for entry in entries]
            return _folder("", TITLE, pbxs)
        if not identifier and not entries:
            raise RecordingError("no_pbx")
        entry_id, _, name = (identifier or entries[0].entry_id).partition("/")
        coordinator = self._recordings.pbx(entry_id, _user())
        today = dt_util.now().date()
        if not name:
            folders = [*_latest_days(today), *_months_before(today - DAYS * _DAY)]
            return self._list(identifier, coordinator.config_entry.title, entry_id, folders)
        try:
            if _MONTH_FOLDER.fullmatch(name):
                days = _days_of_month(date.fromisoformat(f"{name}-01"), today)
                return self._list(identifier, name, entry_id, days)
            if _DAY_FOLDER.fullmatch(name):
                day = date.fromisoformat(name)
                return await self._recordings_of(coordinator, identifier, day)
        except (ValueError, OverflowError) as err:
            raise RecordingError("unknown_folder") from err
        raise RecordingError("unknown_folder")

    def _list(
        self, identifier: str, title: str, entry_id: str, names: Sequence[str]
    ) -> BrowseMediaSource:
        """Make a folder of days and months."""
        folders = [_folder(f"{entry_id}/{name}", self._title(name)) for name in names]
        return _folder(identifier, title, folders)

    def _title(self, name: str) -> str:
        """Name a folder as people do, where there is a word for it."""
        today = dt_util.now().date()
        words = {today.isoformat(): "today", (today - _DAY).isoformat(): "yesterday"}
        if name not in words:
            return name
        key = f"component.{DOMAIN}.common.{words[name]}"
        language = self._hass.config.language
        return async_get_cached_translations(self._hass, language, "common", DOMAIN).get(key, name)

    async def _recordings_of(
        self, coordinator: DifuseCoordinator, identifier: str, day: date
    ) -> BrowseMediaSource:
        """List the recordings of a day, which may have 23 or 25 hours."""
        start, end = dt_util.start_of_local_day(day), dt_util.start_of_local_day(day + _DAY)
        asked = within(CallFilter(recorded=True), start, end)
        found = await async_find_calls(coordinator, asked, COUNTED)
        entry_id = coordinator.config_entry.entry_id
        names = coordinator.data.names
        recordings = [_recording(entry_id, call, names) for call in found.calls[:SHOWN]]
        folder = _folder(identifier, self._title(day.isoformat()), recordings)
        folder.children_media_class = MediaClass.MUSIC
        folder.not_shown = len(found.calls) - len(recordings)
        return folder


def _folder(
    identifier: str, title: str, children: Sequence[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaType.MUSIC,
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
        children_media_class=MediaClass.DIRECTORY,
    )


def _recording(entry_id: str, call: Call, names: Mapping[str, str]) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=recording_id(entry_id, call),
        media_class=MediaClass.MUSIC,
        # Players that filter by type want a MIME type.
        media_content_type=sound_type_of_name(call.recording_url),
        title=f"{dt_util.as_local(call.started_at):%H:%M} {in_one_line(call, names)}",
        can_play=True,
        can_expand=False,
    )


def _latest_days(today: date) -> list[str]:
    return [(today - number * _DAY).isoformat() for number in range(DAYS)]


def _months_before(day: date) -> list[str]:
    """Name the months up to the one that this day is in, the latest first."""
    latest = day.year * 12 + day.month - 1
    months = [divmod(latest - number, 12) for number in range(MONTHS)]
    return [f"{year:04}-{month + 1:02}" for year, month in months]


def _days_of_month(first: date, today: date) -> list[str]:
    """Name the days of a month, the latest first; none that is yet to come."""
    days = [first + number * _DAY for number in range(31)]
    return [day.isoformat() for day in reversed(days) if day.month == first.month and day <= today]


def _user() -> User | None:
    """Return the user who browses; None for an automation."""
    connection = current_connection.get()
    return connection.user if connection else None


def _raised_as[Kind: HomeAssistantError](err: RecordingError, kind: type[Kind]) -> Kind:
    """Say the same as the error that media browsers and players expect."""
    return kind(
        translation_domain=err.translation_domain,
        translation_key=err.translation_key,
        translation_placeholders=err.translation_placeholders,
    )
