"""Keeps: every row once, what is to be announced of them, and what users ask for as queries."""

from .address_books import forget_books, keep_book, kept_book
from .archive import EVERY_ROW, Archive, save_marks
from .extension_calls import ExtensionDay, calls_by_extension, extension_days
from .extensions import extension_names, learned_name, name_extensions
from .ingest import Arrival, Ingested, known_rows
from .outbox import LONGEST_WAIT, due, expire_due, mark_announced, mark_seen, next_due
from .queries import (
    changed_hours,
    count,
    find,
    first_hour,
    forget_changes,
    hours,
    latest_records,
    sizes,
    unseen,
)
from .retention import delete_calls, delete_pbx
from .schema import HOUR, Marks, State, migrate
from .ways import Way, ways

__all__ = [
    "EVERY_ROW",
    "HOUR",
    "LONGEST_WAIT",
    "Archive",
    "Arrival",
    "ExtensionDay",
    "Ingested",
    "Marks",
    "State",
    "Way",
    "calls_by_extension",
    "changed_hours",
    "count",
    "delete_calls",
    "delete_pbx",
    "due",
    "expire_due",
    "extension_days",
    "extension_names",
    "find",
    "first_hour",
    "forget_books",
    "forget_changes",
    "hours",
    "keep_book",
    "kept_book",
    "known_rows",
    "latest_records",
    "learned_name",
    "mark_announced",
    "mark_seen",
    "migrate",
    "name_extensions",
    "next_due",
    "save_marks",
    "sizes",
    "unseen",
    "ways",
]
