"""Counts: of hours, days and extensions, and what *Insight* shows of them."""

from .changes import note_changes
from .day_sums import forget_days, keep_days
from .extension_calls import ExtensionDay, calls_by_extension, extension_days
from .hours import IS_MISSED, TALK, changed_hours, count, first_hour, forget_changes, hours
from .insight import insight
from .silence import is_silent
from .today import today

__all__ = [
    "IS_MISSED",
    "TALK",
    "ExtensionDay",
    "calls_by_extension",
    "changed_hours",
    "count",
    "extension_days",
    "first_hour",
    "forget_changes",
    "forget_days",
    "hours",
    "insight",
    "is_silent",
    "keep_days",
    "note_changes",
    "today",
]
