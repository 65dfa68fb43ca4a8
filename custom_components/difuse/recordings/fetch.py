"""Recordings of calls: who may listen, and how they are fetched, a few at a time.

They come from the configured PBX and from nowhere else, which the library's
``read_recording`` sees to.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, unquote
from weakref import WeakSet

from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.hass_dict import HassKey

from ..cdr import Call
from ..cdr.pbx import PbxClient, PbxError, PbxProblem, PbxResponseError, sound_type
from ..const import DOMAIN
from ..coordinator import DifuseCoordinator
from ..messages import Words, error_key, error_words, words_of
from ..running import Alarm
from ..selection import async_find_call, may_see_calls

FETCHES_AT_ONCE: Final = 2
"""Each is held in memory as a whole, and a PBX has better things to do than to send files."""

MOST_HELD: Final = 128 * 1024 * 1024
"""Bytes; a recording that somebody takes long to listen to stays in memory as long."""

KEPT_FOR: Final = timedelta(minutes=1)
"""Players ask for one file several times, part by part."""

PREFIX: Final = "/api/difuse/recording"

REASONS: Final[Mapping[str, HTTPStatus]] = {
    "unknown_pbx": HTTPStatus.NOT_FOUND,
    "recording_not_allowed": HTTPStatus.FORBIDDEN,
    "unknown_call": HTTPStatus.NOT_FOUND,
    "no_recording": HTTPStatus.NOT_FOUND,
    "recording_push_only": HTTPStatus.NOT_FOUND,
    "recording_gone": HTTPStatus.GONE,
    "recording_unplayable": HTTPStatus.BAD_GATEWAY,
    "recordings_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "unknown_folder": HTTPStatus.NOT_FOUND,
    "no_pbx": HTTPStatus.SERVICE_UNAVAILABLE,
    "not_loaded": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Why there is nothing to play, besides what ``error_key`` names (all 502): players say which.

Who may not listen isn't answered 401: Home Assistant would take that for a failed login.
"""

_GONE: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)

type _Key = tuple[DifuseCoordinator, str, datetime]


class RecordingError(HomeAssistantError):
    """A recording can't be played; ``reason`` is also a key under ``exceptions``."""

    def __init__(self, reason: str, error: str = "") -> None:
        """Keep the reason, and the HTTP status that goes with it."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=reason,
            translation_placeholders={"error": error},
        )
        self.reason = reason
        self.status = REASONS.get(reason, HTTPStatus.BAD_GATEWAY)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Sound:
    """What can be played of a call."""

    call: Call
    content_type: str
    body: bytes | bytearray


def recording_path(entry_id: str, call: Call) -> str:
    """Return the path at which a call's recording is served, to be signed for an audio element."""
    return f"{PREFIX}/{recording_id(entry_id, call)}"


def recording_id(entry_id: str, call: Call) -> str:
    """Name a call's recording: PBX, call id and the start as whole epoch seconds."""
    return f"{entry_id}/{escape(call.call_id)}/{int(call.started_at.timestamp())}"


def escape(call_id: str) -> str:
    """Write a call id so that it is one part of a path, as it is in all usual cases.

    Home Assistant decodes a path when it signs it, so percent signs don't last.
    """
    escaped = quote(call_id, safe="").replace("~", "%7E").replace("%", "~")
    # A part that is only dots would be taken for a way up.
    return escaped if escaped.strip(".") else escaped.replace(".", "~2E")


def unescape(part: str) -> str:
    """Read a call id that was escaped."""
    return unquote(part.replace("~", "%"))


class Recordings:
    """Fetches recordings, and keeps the latest for a minute."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing fetched."""
        self._hass = hass
        self._places = asyncio.Semaphore(FETCHES_AT_ONCE)
        self._fetches: dict[_Key, asyncio.Task[Sound]] = {}
        self._sounds: WeakSet[Sound] = WeakSet()
        self._forgetting = Alarm(hass, self._forget)

    @callback
    def pbx(self, entry_id: str, user: User | None) -> DifuseCoordinator:
        """Return the PBX whose recordings somebody wants; None is Home Assistant itself.

        Raise RecordingError, also where the user may not see its calls.
        """
        entry = self._hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.domain != DOMAIN:
            raise RecordingError("unknown_pbx")
        if user is not None and not may_see_calls(self._hass, user, entry_id):
            raise RecordingError("recording_not_allowed")
        if entry.state is not ConfigEntryState.LOADED:
            raise RecordingError("not_loaded")
        coordinator: DifuseCoordinator = entry.runtime_data
        if coordinator.is_push_only:
            raise RecordingError("recording_push_only")
        return coordinator

    async def listen(self, entry_id: str, part: str, started: str, user: User | None) -> Sound:
        """Return the sound of the call that ``recording_path`` names so. Raise RecordingError."""
        coordinator = self.pbx(entry_id, user)
        try:
            key = (coordinator, unescape(part), datetime.fromtimestamp(int(started), UTC))
        except (ValueError, OverflowError, OSError) as err:
            raise RecordingError("unknown_call") from err
        task = self._fetches.get(key)
        if task is None:
            task = self._hass.async_create_background_task(
                self._fetch(*key), f"{DOMAIN} recording", eager_start=False
            )
            self._fetches[key] = task
            task.add_done_callback(partial(self._note_end, key))
        # Others may wait for it when this one is gone.
        return await asyncio.shield(task)

    async def _fetch(self, coordinator: DifuseCoordinator, call_id: str, about: datetime) -> Sound:
        async with self._places:
            self._refuse_too_many()
            call = await async_find_call(coordinator, call_id, about)
            if call is None:
                raise RecordingError("unknown_call")
            sound = await _read(words_of(self._hass), coordinator.client, call)
            self._sounds.add(sound)
            return sound

    def _refuse_too_many(self) -> None:
        """Raise RecordingError where as much is held as may be, by listeners who don't read."""
        if self._held() > MOST_HELD:
            self._forget()
            if self._held() > MOST_HELD:
                raise RecordingError("recordings_busy")

    def _held(self) -> int:
        return sum(len(sound.body) for sound in self._sounds)

    @callback
    def _note_end(self, key: _Key, task: asyncio.Task[Sound]) -> None:
        """Keep the latest recording only; what went wrong is to be tried again."""
        if task.cancelled() or task.exception() is not None:
            self._fetches.pop(key, None)
            return
        self._forget()
        self._fetches[key] = task
        self._forgetting.set(KEPT_FOR)

    @callback
    def _forget(self, _: datetime | None = None) -> None:
        self._fetches = {key: task for key, task in self._fetches.items() if not task.done()}


RECORDINGS: Final[HassKey[Recordings]] = HassKey(f"{DOMAIN}_recordings")
"""Where the one that views and media sources share is found, from ``async_setup`` on."""


async def _read(words: Words, client: PbxClient, call: Call) -> Sound:
    if not call.recording_url:
        raise RecordingError("no_recording")
    try:
        recording = await client.read_recording(call.recording_url)
    except PbxResponseError as err:
        reason = "recording_gone" if err.status in _GONE else "recording_unplayable"
        raise RecordingError(reason, error_words(words, err)) from err
    except PbxError as err:
        raise RecordingError(error_key(err), error_words(words, err)) from err
    kind = sound_type(recording)
    if kind is None:
        raise RecordingError("recording_unplayable", words.say(f"error_{PbxProblem.NO_SOUND}"))
    return Sound(call, kind, recording.body)
