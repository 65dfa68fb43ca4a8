"""Long-term statistics of calls, in Home Assistant's recorder."""

from .store import ImportStore
from .writer import CallStatistics, wants_statistics

__all__ = [
    "CallStatistics",
    "ImportStore",
    "wants_statistics",
]
