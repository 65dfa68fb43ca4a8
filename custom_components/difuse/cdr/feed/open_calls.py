"""The calls that are kept leg by leg: those that wait for more, and the latest that were told."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
import heapq
from itertools import count
from typing import Final, Self

from .. import Call, CallRecord, RowKey
from ..calls import SAME_CALL_WITHIN, OfficeNumbers, build_call
from .changes import Amendment

WINDOW_ROWS: Final = 1000
"""The calls of about this many rows are kept, so that a late leg can amend them."""


@dataclass(slots=True)
class OpenCall:
    """The legs of one call seen so far, and what was last made of them."""

    legs: dict[RowKey, CallRecord] = field(default_factory=dict)
    settled: Call | None = None
    is_part: bool = False
    """Whether other legs were counted that are gone: what one more changes can't be told."""

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


class OpenCalls:
    """The calls of the latest rows, and which of them wait for further legs."""

    def __init__(self, numbers: OfficeNumbers, parts: Iterable[str] = ()) -> None:
        """Start without a call; ``numbers`` tells what the legs mean.

        Of the calls ``parts`` it was known in an earlier run that they aren't whole.
        """
        self._numbers = numbers
        self._calls: dict[str, OpenCall] = {}
        self._waiting: dict[str, OpenCall] = {}
        self._parts = frozenset(parts)
        self._rows = 0
        self._highest = 0
        self._oldest: list[tuple[int, int, str, OpenCall]] = []
        self._sequence = count()

    def __contains__(self, call_id: str) -> bool:
        """Whether a call with this id is kept."""
        return call_id in self._calls

    @property
    def waiting_rows(self) -> frozenset[RowKey]:
        """The rows of the calls that wait for further legs and weren't told yet."""
        return frozenset([key for opened in self._waiting.values() for key in opened.legs])

    @property
    def parts(self) -> frozenset[str]:
        """The ids of the calls that aren't known whole, be they kept or not."""
        return self._parts | {key for key, opened in self._calls.items() if opened.is_part}

    @property
    def told(self) -> tuple[Call, ...]:
        """The calls that were announced or past."""
        calls = (opened.settled for opened in self._calls.values())
        return tuple([call for call in calls if call is not None])

    @property
    def told_rows(self) -> frozenset[RowKey]:
        """The rows of these calls."""
        settled = [opened for opened in self._calls.values() if opened.settled is not None]
        return frozenset([key for opened in settled for key in opened.legs])

    def find(self, record: CallRecord) -> OpenCall | None:
        """Give the call that a row belongs to, if it is kept."""
        opened = self._calls.get(record.call_id)
        return opened if opened is not None and opened.belongs(record) else None

    def adopt(self, others: Self, rows: Collection[RowKey]) -> None:
        """Take over the calls of a list before this one that have such rows, as they were counted.

        Of the calls that are here it isn't known what was counted, or whether at all.
        """
        for opened in self._calls.values():
            opened.is_part = True
        for call_id, opened in others._calls.items():
            if opened.settled is not None and not opened.legs.keys().isdisjoint(rows):
                if (here := self._calls.get(call_id)) is not None:
                    self._rows -= len(here.legs)
                self._rows += len(opened.legs)
                self._keep(call_id, opened)

    def recall(self, records: Iterable[CallRecord], rows_of: Callable[[str], int]) -> None:
        """Take up calls that were told in an earlier run; ``rows_of`` says of how many rows."""
        for opened in {id(opened): opened for opened in map(self._add_leg, records)}.values():
            opened.settled = opened.build(self._numbers)
            call_id = opened.settled.call_id
            opened.is_part = call_id in self._parts or len(opened.legs) < rows_of(call_id)

    def update(self, record: CallRecord) -> Amendment | None:
        """Take a leg that is here, and may have changed: a recording's address can come later."""
        opened = self.find(record)
        old = opened.legs.get(record.key) if opened else None
        if opened is None or old is None or old == record or opened.is_part:
            return None
        self._numbers.learn(record)
        opened.legs[record.key] = record
        return self._amend(opened)

    def merge(self, records: Iterable[CallRecord]) -> list[Amendment]:
        """Take new legs; their calls wait, or are amended if they were told."""
        told: dict[str, OpenCall] = {}
        for record in records:
            opened = self._add_leg(record)
            if opened.settled is None:
                self._waiting[record.call_id] = opened
            else:
                told[record.call_id] = opened
        amended = [self._amend(opened) for opened in told.values()]
        return [amendment for amendment in amended if amendment is not None]

    def _amend(self, opened: OpenCall) -> Amendment | None:
        before = opened.settled
        if before is None:
            return None
        opened.settled = opened.build(self._numbers)
        return None if opened.settled == before else Amendment(before, opened.settled)

    def _add_leg(self, record: CallRecord) -> OpenCall:
        opened = self._calls.get(record.call_id)
        if opened is None or not opened.belongs(record):
            if opened is not None:
                self._set_apart(record.call_id, opened)
            opened = OpenCall({record.key: record})
            self._keep(record.call_id, opened)
            self._rows += 1
            return opened
        self._rows += record.key not in opened.legs
        opened.legs[record.key] = record
        return opened

    def _keep(self, call_id: str, opened: OpenCall) -> None:
        self._calls[call_id] = opened
        self._highest = max(self._highest, opened.last_id)
        # A row without an id of its own is as old as the newest one is when it comes.
        age = (opened.last_id or self._highest, next(self._sequence))
        heapq.heappush(self._oldest, (*age, call_id, opened))

    def _set_apart(self, call_id: str, opened: OpenCall) -> None:
        """Make room for a later call with the same id."""
        self._rows -= len(opened.legs)
        if self._waiting.pop(call_id, None) is not None:
            self._waiting[f"{call_id} of {min(opened.legs)[0]}"] = opened

    def settle(self, before: datetime | None, *, settle_all: bool) -> tuple[Call, ...]:
        """Tell the calls that wait no longer, in the order of their records.

        The newest one goes on waiting unless it ended by ``before`` or ``settle_all`` is set.
        """
        waiting = sorted(self._waiting.items(), key=lambda item: item[1].last_id)
        settled = []
        for place, (call_id, opened) in enumerate(waiting, start=1):
            call = opened.build(self._numbers)
            is_over = before is not None and call.ended_at <= before
            if place == len(waiting) and not settle_all and not is_over:
                break
            opened.settled = call
            settled.append(call)
            del self._waiting[call_id]
        self._trim()
        return tuple(settled)

    def _trim(self) -> None:
        """Let the calls with the lowest ids go, whenever they came."""
        while self._rows > WINDOW_ROWS:
            *_, call_id, oldest = self._oldest[0]
            if call_id in self._waiting:
                break
            heapq.heappop(self._oldest)
            if self._calls.get(call_id) is oldest:
                self._rows -= len(self._calls.pop(call_id).legs)
