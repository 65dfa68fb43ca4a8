"""Keeps: every row once, what is to be announced of them, and what users ask for as queries."""

from .address_books import forget_books, keep_book, kept_book
from .archive import EVERY_ROW, Archive, save_marks
from .callbacks import mark_number_seen, mark_seen, note_reminded, reminded_until, reopen
from .day_sums import keep_days
from .extension_calls import ExtensionDay, calls_by_extension, extension_days
from .extensions import extension_names, latest_extensions, learned_name, name_extensions
from .hours import changed_hours, count, first_hour, forget_changes, hours
from .ingest import Arrival, Ingested, known_rows
from .insight import insight
from .marks import Marks, State
from .migrations import drop_tables, migrate
from .missed_callers import (
    EVER,
    MissedCaller,
    became_of,
    count_callers,
    handled_callers,
    open_callers,
    open_calls,
)
from .outbox import LONGEST_WAIT, due, expire_due, mark_announced, next_due
from .persons import keep_people, known_groups, match_people, photo_of
from .queries import find, latest_records, sizes
from .recordings import (
    RecordedPerson,
    RecordedSpan,
    recorded_extensions,
    recorded_people,
    recorded_spans,
)
from .retention import delete_calls, delete_pbx
from .schema import HOUR
from .today import today
from .ways import Way, recorded_at, ways

__all__ = [
    "EVER",
    "EVERY_ROW",
    "HOUR",
    "LONGEST_WAIT",
    "Archive",
    "Arrival",
    "ExtensionDay",
    "Ingested",
    "Marks",
    "MissedCaller",
    "RecordedPerson",
    "RecordedSpan",
    "State",
    "Way",
    "became_of",
    "calls_by_extension",
    "changed_hours",
    "count",
    "count_callers",
    "delete_calls",
    "delete_pbx",
    "drop_tables",
    "due",
    "expire_due",
    "extension_days",
    "extension_names",
    "find",
    "first_hour",
    "forget_books",
    "forget_changes",
    "handled_callers",
    "hours",
    "insight",
    "keep_book",
    "keep_days",
    "keep_people",
    "kept_book",
    "known_groups",
    "known_rows",
    "latest_extensions",
    "latest_records",
    "learned_name",
    "mark_announced",
    "mark_number_seen",
    "mark_seen",
    "match_people",
    "migrate",
    "name_extensions",
    "next_due",
    "note_reminded",
    "open_callers",
    "open_calls",
    "photo_of",
    "recorded_at",
    "recorded_extensions",
    "recorded_people",
    "recorded_spans",
    "reminded_until",
    "reopen",
    "save_marks",
    "sizes",
    "today",
    "ways",
]
