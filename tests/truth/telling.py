"""Rows come one by one, as they were written: what is announced, and what is kept in the end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from custom_components.difuse.cdr import Call, CallRecord
from custom_components.difuse.cdr.calls import (
    NumberPlan,
    OfficeNumbers,
    build_call,
    gather,
    join,
    moments,
    was_placed,
)
from custom_components.difuse.cdr.feed.news import SETTLE


@dataclass(slots=True)
class Teller:
    """Announces a call when a row of another one follows, or some seconds after its end."""

    numbers: OfficeNumbers
    announced: list[Call] = field(default_factory=list)
    legs: dict[str, list[CallRecord]] = field(default_factory=lambda: defaultdict(list))
    _at: dict[datetime, set[str]] = field(default_factory=lambda: defaultdict(set))
    _told: set[str] = field(default_factory=set)
    _waiting: str = ""

    def take(self, record: CallRecord) -> None:
        """Take the next row, at the moment of its end."""
        self.numbers.learn(record)
        self.legs[record.call_id].append(record)
        for moment in moments([record]):
            self._at[moment].add(record.call_id)
        ids = self.group_of(record.call_id)
        if self._waiting and (self._waiting not in ids or self._has_settled(record)):
            self.settle()
        self._waiting = record.call_id

    def settle(self) -> None:
        """Announce the call that waits, unless part of it was, or nobody placed it."""
        ids = self.group_of(self._waiting)
        placed = any(was_placed(self.legs[one], self.numbers) for one in ids[:1])
        if placed and self._told.isdisjoint(ids):
            self.announced.append(self.call_of(ids))
            self._told |= {*ids}

    def call_of(self, ids: tuple[str, ...]) -> Call:
        """Return a call as all its rows say by now."""
        legs = [leg for one in ids for leg in self.legs[one]]
        return build_call(legs, self.numbers, ids)

    def group_of(self, call_id: str) -> tuple[str, ...]:
        """Return which call ids are one call with this one, the placed one's first."""
        parts = gather({call_id: self.legs[call_id]}, self._near, self.numbers)
        return next(ids for ids in join(parts, self.numbers) if call_id in ids)

    def kept(self) -> list[Call]:
        """Return all calls in the end, parts of others and what nobody placed left out."""
        found = {self.group_of(call_id) for call_id in self.legs}
        return [self.call_of(ids) for ids in found if was_placed(self.legs[ids[0]], self.numbers)]

    def _has_settled(self, record: CallRecord) -> bool:
        end = max(leg.ended_at for leg in self.legs[self._waiting] if leg is not record)
        return (record.ended_at - end).total_seconds() >= SETTLE

    def _near(self, legs: Sequence[CallRecord]) -> dict[str, list[CallRecord]]:
        near = sorted({call_id for moment in moments(legs) for call_id in self._at[moment]})
        return {call_id: self.legs[call_id] for call_id in near}


def tell(records: Iterable[CallRecord], plan: NumberPlan) -> Teller:
    """Let all rows come, one by one."""
    teller = Teller(OfficeNumbers(plan))
    for record in records:
        teller.take(record)
    teller.settle()
    return teller
