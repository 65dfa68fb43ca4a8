"""Recordings in the media browser: by day, by person and by extension, and found by search."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, override

from homeassistant.auth.models import User
from homeassistant.components.media_player.browse_media import SearchMedia, SearchMediaQuery
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
from homeassistant.util import dt as dt_util

from .cdr import Call
from .cdr.calls import CallFilter
from .cdr.pbx import sound_type_of_name
from .const import DOMAIN, TITLE
from .coordinator import DifuseConfigEntry, DifuseCoordinator
from .messages import in_one_line, short_date, words_of
from .recordings import (
    RECORDINGS,
    Folders,
    RecordingError,
    pbx_name,
    recording_id,
    recording_path,
)
from .selection import async_find_calls, may_see_calls

SHOWN: Final = 1000
"""A longer list helps nobody, and a browser has to hold it."""

COUNTED: Final = 2000
"""So many recordings of a folder are at least counted."""

FOUND: Final = 100
LONGEST_TEXT: Final = 100


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return the one media source of all PBXs."""
    return RecordingSource(hass)


class RecordingSource(MediaSource):
    """Folders are ``entry`` and what ``recordings.folders`` names; see also ``recording_id``."""

    name = TITLE

    def __init__(self, hass: HomeAssistant) -> None:
        """Take where recordings come from."""
        super().__init__(DOMAIN)
        self._hass = hass
        self._recordings = hass.data[RECORDINGS]

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Fetch a recording, so that what is wrong is said now, and tell where it is served."""
        entry_id, _, rest = _identifier(item).partition("/")
        part, _, started = rest.partition("/")
        try:
            sound = await self._recordings.listen(entry_id, part, started, _user())
        except HomeAssistantError as err:
            raise _raised_as(err, Unresolvable) from err
        return PlayMedia(recording_path(entry_id, sound.call), sound.content_type)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """List PBXs where there are several, the folders of one, or recordings."""
        try:
            return await self._browse(_identifier(item))
        except HomeAssistantError as err:
            raise _raised_as(err, BrowseError) from err

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Find the recordings below a folder of calls with somebody, by name or number."""
        text = query.search_query.strip()[:LONGEST_TEXT]
        classes = query.media_filter_classes
        if not text or (classes and MediaClass.MUSIC not in classes):
            return SearchMedia(result=[])
        entry_id, _, path = _identifier(item).partition("/")
        found: list[tuple[Call, BrowseMediaSource]] = []
        try:
            pbxs = [self._recordings.pbx(entry_id, _user())] if entry_id else self._pbxs()
            for coordinator in pbxs:
                asked = replace(Folders(self._hass, coordinator).asked(path), text=text)
                calls = (await async_find_calls(coordinator, asked, FOUND)).calls
                found += [
                    (call, self._recording(coordinator, call, has_date=True)) for call in calls
                ]
        except HomeAssistantError as err:
            raise _raised_as(err, BrowseError) from err
        found.sort(key=lambda one: one[0].started_at, reverse=True)
        return SearchMedia(result=[recording for _, recording in found[:FOUND]])

    def _pbxs(self) -> list[DifuseCoordinator]:
        """Return the PBXs that run and have recordings, as far as the user may see them.

        Raise RecordingError where there is none.
        """
        entries: list[DifuseConfigEntry] = self._hass.config_entries.async_loaded_entries(DOMAIN)
        if not entries:
            raise RecordingError("no_pbx")
        user = _user()
        seen = [
            entry
            for entry in entries
            if user is None or may_see_calls(self._hass, user, entry.entry_id)
        ]
        polled = [entry for entry in seen if not entry.runtime_data.is_push_only]
        # Where there is none left, it is said of one why.
        return [
            self._recordings.pbx(entry.entry_id, user) for entry in polled or seen or entries[:1]
        ]

    async def _browse(self, identifier: str) -> BrowseMediaSource:
        entry_id, _, path = identifier.partition("/")
        if entry_id:
            coordinator = self._recordings.pbx(entry_id, _user())
        else:
            coordinator, *others = self._pbxs()
            if others:
                entries = [one.config_entry for one in (coordinator, *others)]
                pbxs = [_folder(one.entry_id, pbx_name(self._hass, one)) for one in entries]
                return _folder("", TITLE, pbxs)
        opened = await Folders(self._hass, coordinator).open(path)
        if opened.asked is not None:
            return await self._recordings_of(coordinator, identifier, opened.title, opened.asked)
        entry_id = coordinator.config_entry.entry_id
        folders = [_folder(f"{entry_id}/{one.path}", one.title) for one in opened.folders]
        return _folder(identifier, opened.title, folders)

    async def _recordings_of(
        self, coordinator: DifuseCoordinator, identifier: str, title: str, asked: CallFilter
    ) -> BrowseMediaSource:
        """List the recordings in a folder, the latest first."""
        found = await async_find_calls(coordinator, asked, COUNTED)
        has_date = asked.start is None
        recordings = [
            self._recording(coordinator, call, has_date=has_date) for call in found.calls[:SHOWN]
        ]
        folder = _folder(identifier, title, recordings)
        folder.children_media_class = MediaClass.MUSIC
        folder.not_shown = len(found.calls) - len(recordings)
        return folder

    def _recording(
        self, coordinator: DifuseCoordinator, call: Call, *, has_date: bool
    ) -> BrowseMediaSource:
        started_at = dt_util.as_local(call.started_at)
        words, when = words_of(self._hass), f"{started_at:%H:%M}"
        if has_date:
            when = f"{short_date(words, started_at.date())}, {when}"
        line = in_one_line(words, call, coordinator.data.names)
        return _recording(coordinator.config_entry.entry_id, call, f"{when} {line}")


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
        can_search=True,
        search_media_classes=[MediaClass.MUSIC],
        children=children,
        children_media_class=MediaClass.DIRECTORY,
    )


def _recording(entry_id: str, call: Call, title: str) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=recording_id(entry_id, call),
        media_class=MediaClass.MUSIC,
        # Players that filter by type want a MIME type.
        media_content_type=sound_type_of_name(call.recording_url),
        title=title,
        can_play=True,
        can_expand=False,
    )


def _identifier(item: MediaSourceItem) -> str:
    """Return what is asked for; of the source itself Home Assistant says None."""
    return item.identifier or ""


def _user() -> User | None:
    """Return the user who browses; None for an automation."""
    connection = current_connection.get()
    return connection.user if connection else None


def _raised_as[Kind: HomeAssistantError](err: HomeAssistantError, kind: type[Kind]) -> Kind:
    """Say the same as the error that media browsers and players expect."""
    return kind(
        translation_domain=err.translation_domain,
        translation_key=err.translation_key,
        translation_placeholders=err.translation_placeholders,
    )
