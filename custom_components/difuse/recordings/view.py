"""The address at which a logged-in user, or a signed path, gets a call's recording."""

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView

from ..cdr.pbx import SOUND_ENDINGS
from .fetch import PREFIX, RECORDINGS, RecordingError, Recordings, Sound

PATIENCE_SECONDS: Final = 30
"""So long a listener may read nothing at all."""

_CHUNK: Final = 64 * 1024
_AGE: Final = 60
"""Seconds; as long as the recording is kept here."""


@callback
def async_setup_recordings(hass: HomeAssistant) -> None:
    """Serve recordings from now on: views can't be taken back, so once for all PBXs."""
    recordings = hass.data[RECORDINGS] = Recordings(hass)
    hass.http.register_view(RecordingView(recordings))


class RecordingView(HomeAssistantView):
    """Serves recordings; ``recordings.recording_path`` gives the paths."""

    url = PREFIX + "/{entry_id}/{part}/{started}"
    name = "api:difuse:recording"

    def __init__(self, recordings: Recordings) -> None:
        """Take where recordings come from."""
        self._recordings = recordings

    async def get(
        self, request: web.Request, entry_id: str, part: str, started: str
    ) -> web.StreamResponse:
        """Answer with the recording or the part of it that is asked for, or say why not."""
        try:
            sound = await self._recordings.listen(entry_id, part, started, request[KEY_HASS_USER])
        except RecordingError as err:
            return self.json_message(str(err), err.status, message_code=err.reason)
        return await _send(request, sound)

    head = get


async def _send(request: web.Request, sound: Sound) -> web.StreamResponse:
    """Send it piece by piece, so that nobody waits for a slow listener."""
    size = len(sound.body)
    asked = _asked_range(request)
    first, last, _ = (asked or slice(None)).indices(size)
    headers = {
        hdrs.ACCEPT_RANGES: "bytes",
        hdrs.CACHE_CONTROL: f"private, max-age={_AGE}",
        hdrs.CONTENT_TYPE: sound.content_type,
        hdrs.CONTENT_DISPOSITION: f'inline; filename="{_file_name(sound)}"',
        "X-Content-Type-Options": "nosniff",
    }
    if asked is None:
        status = HTTPStatus.OK
    elif first < last:
        status = HTTPStatus.PARTIAL_CONTENT
        headers[hdrs.CONTENT_RANGE] = f"bytes {first}-{last - 1}/{size}"
    else:
        return web.Response(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={hdrs.CONTENT_RANGE: f"bytes */{size}"},
        )
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = last - first
    await response.prepare(request)
    try:
        if request.method != hdrs.METH_HEAD:
            view = memoryview(sound.body)
            for start in range(first, last, _CHUNK):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await response.write(view[start : min(start + _CHUNK, last)])
        await response.write_eof()
    except TimeoutError:
        # Whoever doesn't read must not hold it in memory; a player asks for the rest anew.
        response.force_close()
        if request.transport is not None:
            request.transport.abort()
    return response


def _asked_range(request: web.Request) -> slice | None:
    """Return the one range that is asked for; others are left out, as HTTP allows."""
    if request.method != hdrs.METH_GET or hdrs.RANGE not in request.headers:
        return None
    try:
        return request.http_range
    except ValueError:
        return None


def _file_name(sound: Sound) -> str:
    """Name a file by the time of the call: nothing in it comes from the PBX."""
    ending = SOUND_ENDINGS.get(sound.content_type, "")
    return f"recording-{sound.call.started_at:%Y%m%d-%H%M%S}{ending}"
