"""Finds: calls, recordings, and the ways that calls went."""

from .queries import find, latest_records, sizes
from .recordings import RecordedSpan, recorded_extensions, recorded_people, recorded_spans
from .ways import Way, recorded_at, ways

__all__ = [
    "RecordedSpan",
    "Way",
    "find",
    "latest_records",
    "recorded_at",
    "recorded_extensions",
    "recorded_people",
    "recorded_spans",
    "sizes",
    "ways",
]
