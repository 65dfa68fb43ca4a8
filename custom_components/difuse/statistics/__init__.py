"""Long-term statistics of calls, in Home Assistant's recorder."""

from .deletion import delete_statistics
from .writer import CallStatistics

__all__ = [
    "CallStatistics",
    "delete_statistics",
]
