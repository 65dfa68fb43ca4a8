"""What users read: errors, issues, and a call in words."""

from .errors import database_error, error_key, poll_error
from .issues import clear_issue, clear_issues, raise_issue
from .wording import in_one_line, in_one_sentence

__all__ = [
    "clear_issue",
    "clear_issues",
    "database_error",
    "error_key",
    "in_one_line",
    "in_one_sentence",
    "poll_error",
    "raise_issue",
]
