"""What kind of sound a recording is; what a PBX calls it isn't to be relied upon."""

from pathlib import PurePosixPath
import re
from typing import Final

from yarl import URL

from .client import Recording

WAV: Final = "audio/wav"
UNKNOWN_SOUND: Final = "application/octet-stream"

_BEGINNINGS: Final = (
    (b"RIFF", WAV),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)

SOUND_ENDINGS: Final = {
    WAV: ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/gsm": ".gsm",
}
"""How files of these types are named."""

_AUDIO: Final = re.compile(r"audio/[a-z0-9.+-]+")
_PAGE: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


def sound_type(recording: Recording) -> str | None:
    """Return a recording's content type by its first bytes, else as the PBX says.

    None where it is no sound: nothing at all, a login page, an error in JSON.
    """
    for beginning, kind in _BEGINNINGS:
        if recording.body.startswith(beginning):
            return kind
    said = recording.content_type.lower()
    if not recording.body or _PAGE.match(recording.body):
        return None
    if _AUDIO.fullmatch(said):
        return said
    return UNKNOWN_SOUND if said.endswith("/octet-stream") else None


def sound_type_of_name(address: str) -> str:
    """Guess the content type of what isn't read yet; the PBX's own files are WAV."""
    try:
        ending = PurePosixPath(URL(address).path).suffix.lower()
    except ValueError:
        ending = ""
    return next((kind for kind, usual in SOUND_ENDINGS.items() if usual == ending), WAV)
