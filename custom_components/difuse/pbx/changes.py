"""A call while its legs come in, what a merge of rows changed, and what is stored of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from .calls import SAME_CALL_WITHIN, build_call
from .models import Call, CallRecord, RowKey
from .numbers import OfficeNumbers
from .seen import SeenState
from .wire import Row


@dataclass(frozen=True, slots=True)
class Amendment:
    """A call that turned out different after it had been announced."""

    before: Call
    after: Call


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """What one ``apply`` brought.

    ``settled`` are the calls to announce, in the order of the records.
    ``late`` counts legs of calls so old that nothing is left of them to amend.
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


@dataclass(slots=True)
class OpenCall:
    """The legs of one call seen so far, and what was last made of them."""

    legs: dict[RowKey, CallRecord] = field(default_factory=dict)
    settled: Call | None = None

    def belongs(self, record: CallRecord) -> bool:
        """Whether a row with this call's id is close enough in time to be of this call."""
        first = next(iter(self.legs.values()))
        return abs(record.started_at - first.started_at) <= SAME_CALL_WITHIN

    @property
    def last_id(self) -> int:
        """The highest db_id of its legs."""
        return max([db_id for db_id, _ in self.legs])

    def build(self, numbers: OfficeNumbers) -> Call:
        """Make the call of the legs."""
        return build_call([*self.legs.values()], numbers)


class LedgerState(TypedDict):
    """What is stored of the ledger."""

    count: int | None
    newest_end: str | None
    own_numbers: list[str]
    seen: SeenState


def in_order(rows: Iterable[Row]) -> list[CallRecord]:
    """Give the readable rows in the order in which the PBX wrote them."""
    records = [row for row in rows if isinstance(row, CallRecord)]
    records.sort(key=lambda record: record.db_id)
    return records
