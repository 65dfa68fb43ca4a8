"""Keeps: every row once, the calls they are parts of, and what is to be announced of them."""

from .archive import EVERY_ROW, Archive, save_marks
from .ingest import Arrival, Ingested, known_rows
from .outbox import LONGEST_WAIT, due, expire_due, mark_announced, next_due
from .retention import delete_calls, delete_pbx

__all__ = [
    "EVERY_ROW",
    "LONGEST_WAIT",
    "Archive",
    "Arrival",
    "Ingested",
    "delete_calls",
    "delete_pbx",
    "due",
    "expire_due",
    "known_rows",
    "mark_announced",
    "next_due",
    "save_marks",
]
