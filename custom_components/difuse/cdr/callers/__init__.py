"""Knows callers: who they are, whose calls were missed, and who still waits for a call."""

from .address_books import forget_books, keep_book, kept_book
from .callbacks import (
    Touched,
    mark_number_seen,
    mark_seen,
    note_reminded,
    reminded_until,
    reopen,
    update_open,
)
from .missed_callers import (
    MissedCaller,
    became_of,
    count_callers,
    handled_callers,
    open_callers,
    open_calls,
)
from .parties import Parties, latest_numbers
from .persons import keep_people, known_groups, match_people, photo_of
from .waiting import Waiting

__all__ = [
    "MissedCaller",
    "Parties",
    "Touched",
    "Waiting",
    "became_of",
    "count_callers",
    "forget_books",
    "handled_callers",
    "keep_book",
    "keep_people",
    "kept_book",
    "known_groups",
    "latest_numbers",
    "mark_number_seen",
    "mark_seen",
    "match_people",
    "note_reminded",
    "open_callers",
    "open_calls",
    "photo_of",
    "reminded_until",
    "reopen",
    "update_open",
]
