"""What stands under Repairs of address books that can't be read."""

from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..cdr.books import BookProblem
from ..const import DOMAIN, SUBENTRY_BOOK

BOOK_ISSUES: Final = frozenset({f"{SUBENTRY_BOOK}_{problem}" for problem in BookProblem})


@callback
def raise_book_issue(
    hass: HomeAssistant, entry: ConfigEntry, book: ConfigSubentry, problem: BookProblem
) -> None:
    """Say why a book isn't read; it goes by itself when the book can be read again."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry.entry_id, book.subentry_id),
        is_fixable=False,
        is_persistent=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=f"{SUBENTRY_BOOK}_{problem}",
        translation_placeholders={"title": entry.title, "book": book.title},
    )


@callback
def clear_book_issue(hass: HomeAssistant, entry_id: str, subentry_id: str = "") -> None:
    """Take the issue of a book back, or those of all books."""
    begin = _issue_id(entry_id, subentry_id)
    found = [issue for _, issue in ir.async_get(hass).issues if issue.startswith(begin)]
    for issue in found:
        ir.async_delete_issue(hass, DOMAIN, issue)


def _issue_id(entry_id: str, subentry_id: str) -> str:
    return f"{SUBENTRY_BOOK}_{entry_id}_{subentry_id}"
