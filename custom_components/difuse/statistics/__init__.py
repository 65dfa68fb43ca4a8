"""Long-term statistics of calls, in Home Assistant's recorder."""

from .writer import CallStatistics

__all__ = [
    "CallStatistics",
]
