"""What users read: errors, issues, and a call in words."""

from .book_issues import clear_book_issue, raise_book_issue
from .dates import short_date, written_date, written_day, written_month
from .errors import database_error, error_key, error_words, poll_error
from .issues import clear_issue, clear_issues, raise_issue
from .markup import without_markup
from .plain import in_plain_texts
from .plural import plural
from .to_return import description_of, summary_of
from .typed import (
    group_as_asked,
    service_as_saved,
    service_as_typed,
    unwanted_groups,
    word_for,
)
from .wording import in_one_line, in_one_sentence, name_and_number
from .words import Words, async_words_of, common_word, words_of

__all__ = [
    "Words",
    "async_words_of",
    "clear_book_issue",
    "clear_issue",
    "clear_issues",
    "common_word",
    "database_error",
    "description_of",
    "error_key",
    "error_words",
    "group_as_asked",
    "in_one_line",
    "in_one_sentence",
    "in_plain_texts",
    "name_and_number",
    "plural",
    "poll_error",
    "raise_book_issue",
    "raise_issue",
    "service_as_saved",
    "service_as_typed",
    "short_date",
    "summary_of",
    "unwanted_groups",
    "without_markup",
    "word_for",
    "words_of",
    "written_date",
    "written_day",
    "written_month",
]
