"""The archive's tables: what is kept, and how a call comes out of them."""

from .extensions import (
    extension_names,
    known_extensions,
    latest_extensions,
    learn_names,
    learned_name,
    name_extensions,
    note_calls,
)
from .found_calls import call_of, select_calls
from .legs import legs_of
from .marks import MARKS, Marks, State
from .migrations import drop_tables, migrate
from .schema import (
    BOOKS,
    CALLS,
    CARDS,
    DAYS,
    EPOCH,
    EXTENSIONS,
    HOUR,
    HOURS,
    IS_RECORDED,
    LEARNED,
    LEG_FIELDS,
    LEGS,
    PARTIES,
    PBXS,
    PERSONS,
    hour_of,
)

__all__ = [
    "BOOKS",
    "CALLS",
    "CARDS",
    "DAYS",
    "EPOCH",
    "EXTENSIONS",
    "HOUR",
    "HOURS",
    "IS_RECORDED",
    "LEARNED",
    "LEGS",
    "LEG_FIELDS",
    "MARKS",
    "PARTIES",
    "PBXS",
    "PERSONS",
    "Marks",
    "State",
    "call_of",
    "drop_tables",
    "extension_names",
    "hour_of",
    "known_extensions",
    "latest_extensions",
    "learn_names",
    "learned_name",
    "legs_of",
    "migrate",
    "name_extensions",
    "note_calls",
    "select_calls",
]
