"""What kind of sound a recording is, whatever the PBX calls it."""

import pytest

from custom_components.difuse.cdr.pbx import Recording, sound_type, sound_type_of_name
from tests.simulator import tone

MU_LAW = b"<\xff\x7e" * 100


@pytest.mark.parametrize(
    ("said", "body", "expected"),
    [
        ("audio/wav", tone(), "audio/wav"),
        ("text/html", tone(), "audio/wav"),
        ("application/octet-stream", tone(), "audio/wav"),
        ("audio/mpeg", tone(), "audio/wav"),
        ("text/plain", b"OggS\0", "audio/ogg"),
        ("", b"fLaC\0", "audio/flac"),
        ("audio/x-wav", b"ID3\4", "audio/mpeg"),
        ("text/plain", b"\xff\xfb\x90", "audio/mpeg"),
        ("audio/basic", MU_LAW, "audio/basic"),
        ("Audio/X-GSM", MU_LAW, "audio/x-gsm"),
        ("application/octet-stream", MU_LAW, "application/octet-stream"),
        ("binary/octet-stream", MU_LAW, "application/octet-stream"),
        ("text/html", MU_LAW, None),
        ("video/mp4", MU_LAW, None),
        ("application/json", b'{"error": "gone"}', None),
        ("audio/wav", b"", None),
        ("audio/wav", b"<html><script>", None),
        ("audio/wav", b"\r\n <!DOCTYPE html>", None),
        ("application/octet-stream", b"<?xml version='1.0'?><svg>", None),
        ("audio/wav\r\nX-Evil: 1", MU_LAW, None),
        ("audio/", MU_LAW, None),
    ],
)
def test_sound_is_told_from_what_is_none(said: str, body: bytes, expected: str | None) -> None:
    assert sound_type(Recording(said, body)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/pbx/recordings/1706950109.0.wav", "audio/wav"),
        ("/pbx/recordings/1706950109.0.WAV?x=1.mp3", "audio/wav"),
        ("https://pbx/rec/1.MP3", "audio/mpeg"),
        ("rec/1.ogg", "audio/ogg"),
        ("/rec/1.gsm", "audio/gsm"),
        ("/pbx/recording?id=1", "audio/wav"),
        ("http://[", "audio/wav"),
        ("", "audio/wav"),
    ],
)
def test_a_name_is_enough_for_a_guess(address: str, expected: str) -> None:
    assert sound_type_of_name(address) == expected
