"""How the PBX answers page and limit, with the freedoms its documentation leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .order import Order, RowStore


class PastEnd(StrEnum):
    """What a page after the last one gets."""

    EMPTY = "empty"
    NOT_FOUND = "not-found"
    LAST_PAGE = "last-page"


@dataclass(slots=True)
class Paging:
    """Settings that may be changed at any time.

    `cap` is the most rows of a page whatever is asked, `minimum_limit` the least, and `fixed_limit`
    makes the PBX ignore the limit. `numeric_echo` and `numeric_total` choose numbers or strings.
    `echo_effective` echoes the limit that was used instead of the one that was asked for.
    """

    order: Order = Order.ID_ASCENDING
    cap: int | None = None
    minimum_limit: int = 1
    fixed_limit: int | None = None
    default_limit: int = 10
    numeric_echo: bool = False
    numeric_total: bool = True
    echo_effective: bool = False
    past_end: PastEnd = PastEnd.EMPTY
    empty_total_pages: int = 0

    def effective_limit(self, asked: int) -> int:
        """How many rows a page has when this limit is asked for."""
        if self.fixed_limit is not None:
            return self.fixed_limit
        limit = max(asked, self.minimum_limit, 1)
        return limit if self.cap is None else min(limit, self.cap)

    def answer(
        self, store: RowStore, page_text: str | None, limit_text: str | None
    ) -> tuple[int, dict[str, Any]]:
        """Return the HTTP status and the JSON object for a request's page and limit."""
        page = _number(page_text, 1)
        asked = _number(limit_text, self.default_limit)
        limit = self.effective_limit(asked)
        total = -(-len(store) // limit) or self.empty_total_pages
        if page > max(total, 1) and self.past_end is PastEnd.NOT_FOUND:
            return 404, {"error": "Page not found"}
        served = max(total, 1) if self.past_end is PastEnd.LAST_PAGE else page
        first = (min(page, served) - 1) * limit
        rows = [row.data for row in store.slice(self.order, first, first + limit)]
        echoed = limit if self.echo_effective else asked
        return 200, {
            "data": rows,
            "page": page if self.numeric_echo else str(page),
            "limit": echoed if self.numeric_echo else str(echoed),
            "total_pages": total if self.numeric_total else str(total),
        }


def _number(text: str | None, default: int) -> int:
    """Return a positive number of a query, or the default for anything else."""
    if text is None or not text.isascii() or not text.isdigit() or int(text) < 1:
        return default
    return int(text)
