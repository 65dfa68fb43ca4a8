"""Recordings of calls: fetched from the PBX, served to who may listen."""

from .fetch import RECORDINGS, RecordingError, recording_id, recording_path
from .folders import Folders, pbx_name
from .view import async_setup_recordings

__all__ = [
    "RECORDINGS",
    "Folders",
    "RecordingError",
    "async_setup_recordings",
    "pbx_name",
    "recording_id",
    "recording_path",
]
