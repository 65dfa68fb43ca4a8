"""Recordings of calls: short tones, kept in memory as on the real box, gone after a reboot."""

from __future__ import annotations

from functools import cache
import io
import math
import struct
import wave

from aiohttp import web

PREFIX = "/pbx/recordings/"
_RATE = 8000


def recording_url(call_id: str) -> str:
    """Where the PBX says that a call's recording is."""
    return f"{PREFIX}{call_id}.wav"


@cache
def tone(seconds: float = 1.0, hertz: float = 440.0) -> bytes:
    """Return a WAV file with 16-bit mono samples at 8 kHz."""
    count = int(seconds * _RATE)
    samples = (int(12000 * math.sin(2 * math.pi * hertz * at / _RATE)) for at in range(count))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(struct.pack(f"<{count}h", *samples))
    return buffer.getvalue()


def serve(request: web.BaseRequest, kept: set[str]) -> web.Response:
    """Return the recording of a path, or the part of it that a Range header asks for."""
    if request.path not in kept:
        return web.json_response({"error": "Recording not found"}, status=404)
    body = tone()
    headers = {"Accept-Ranges": "bytes", "Content-Type": "audio/wav"}
    if "Range" not in request.headers:
        return web.Response(body=body, headers=headers)
    try:
        first, last, _ = request.http_range.indices(len(body))
    except ValueError:
        first = last = 0
    if first >= last:
        headers["Content-Range"] = f"bytes */{len(body)}"
        return web.Response(status=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last - 1}/{len(body)}"
    return web.Response(status=206, body=body[first:last], headers=headers)
