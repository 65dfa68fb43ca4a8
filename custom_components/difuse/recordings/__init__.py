"""Recordings of calls: fetched from the PBX, served to who may listen."""

from .fetch import RECORDINGS, RecordingError, recording_id, recording_path
from .view import async_setup_recordings

__all__ = [
    "RECORDINGS",
    "RecordingError",
    "async_setup_recordings",
    "recording_id",
    "recording_path",
]
