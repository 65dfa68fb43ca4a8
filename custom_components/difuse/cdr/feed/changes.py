"""What a merge of rows changed, and what is stored of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from .. import Call, CallRecord
from ..pbx import Row
from .seen import SeenState


@dataclass(frozen=True, slots=True)
class Amendment:
    """A call that turned out different after it had been announced."""

    before: Call
    after: Call


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """What one ``apply`` brought.

    ``settled`` are the calls to announce, in the order of the records.
    ``late`` counts legs of calls that aren't known whole any more, so can't be amended.
    """

    settled: tuple[Call, ...] = ()
    amended: tuple[Amendment, ...] = ()
    new_rows: int = 0
    unreadable: int = 0
    late: int = 0

    @property
    def is_something(self) -> bool:
        """Whether anything has to be written down."""
        return bool(self.new_rows or self.settled or self.amended)


class LedgerState(TypedDict):
    """What is stored of the ledger."""

    count: int | None
    newest_end: str | None
    former_end: NotRequired[str | None]
    own_numbers: list[str]
    seen: SeenState
    parts: NotRequired[list[str]]
    """The ids of calls that aren't known whole: what one more leg changes can't be told."""


def in_order(rows: Iterable[Row]) -> list[CallRecord]:
    """Give the readable rows in the order in which the PBX wrote them."""
    records = [row for row in rows if isinstance(row, CallRecord)]
    records.sort(key=lambda record: record.db_id)
    return records
