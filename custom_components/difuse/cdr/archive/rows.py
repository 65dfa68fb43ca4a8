"""Rows come back out of the archive, with the calls of which they are part so far."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from .. import CallRecord, RowKey
from ..calls import MOST_AT_ONCE, OfficeNumbers, Part, calls_apart, gather, moments
from ..database import chunks
from ..tables import CALLS, LEGS, legs_of

_FORMER: Final = sa.select(CALLS).where(CALLS.c.id.in_(sa.bindparam("numbers", expanding=True)))


def _at(moment: sa.Column[Any]) -> sa.Select[Any]:
    # By the primary key, SQLite would look through all rows of the PBX.
    here = LEGS.c.pbx + 0 == sa.bindparam("pbx")
    then = moment.in_(sa.bindparam("moments", expanding=True))
    return sa.select(LEGS.c.call_id, moment.label("at")).where(here, then)


_THEN: Final = sa.union(_at(LEGS.c.started_at), _at(LEGS.c.ended_at)).subquery()
_SHARED: Final = sa.select(
    _THEN.c.call_id, sa.func.count().over(partition_by=_THEN.c.at).label("by")
).subquery()
_NEAR: Final = sa.select(_SHARED.c.call_id).where(_SHARED.c.by <= MOST_AT_ONCE).distinct()
"""Of all that begins or ends then; what happens in crowded seconds isn't even read."""

type Key = tuple[str, int]
"""A call id, and which of the calls that had it: it may have come again after days."""
type Legs = list[CallRecord]


class Rows:
    """What is read to understand some calls, each row once.

    ``owner`` is the number of the call of which a row is part so far, ``calls`` are these calls.
    """

    def __init__(self, db: sa.Connection, pbx: int) -> None:
        """Take the transaction."""
        self._db, self._pbx = db, pbx
        self._legs: dict[str, list[Legs]] = {}
        self.owner: dict[RowKey, int | None] = {}
        self.calls: dict[int, sa.Row[Any]] = {}

    def gathered(self, call_ids: Iterable[str], numbers: OfficeNumbers) -> dict[Key, Part]:
        """Return the parts with these call ids, and whatever is, was or may be one with them."""
        asked = dict.fromkeys(call_ids)
        while True:
            found = gather(self._of(asked), self._near, numbers)
            there = {call_id for call_id, _ in found}
            former = self.former(leg for part in found.values() for leg in part.legs)
            missing = {call_id for call in former for call_id in call.call_ids} - there
            if not missing:
                return found
            asked |= dict.fromkeys(sorted(missing))

    def former(self, legs: Iterable[CallRecord]) -> list[sa.Row[Any]]:
        """Return the calls of which some rows are part so far."""
        numbers = {number for leg in legs if (number := self.owner[leg.key]) is not None}
        for chunk in chunks(numbers - self.calls.keys()):
            self.calls |= {one.id: one for one in self._db.execute(_FORMER, {"numbers": chunk})}
        return [self.calls[number] for number in sorted(numbers) if number in self.calls]

    def _of(self, call_ids: Iterable[str]) -> dict[Key, Legs]:
        call_ids = [*call_ids]
        new: dict[str, Legs] = {call_id: [] for call_id in call_ids if call_id not in self._legs}
        for number, leg in legs_of(self._db, self._pbx, new):
            new[leg.call_id].append(leg)
            self.owner[leg.key] = number
        self._legs |= {call_id: calls_apart(legs) for call_id, legs in new.items()}
        return {
            (call_id, at): legs
            for call_id in call_ids
            for at, legs in enumerate(self._legs[call_id])
        }

    def _near(self, legs: Sequence[CallRecord]) -> dict[Key, Legs]:
        """Return what has a moment in common with some rows, but for crowded ones."""
        found = [
            call_id
            for chunk in chunks(sorted(moments(legs)))
            for call_id in self._db.scalars(_NEAR, {"pbx": self._pbx, "moments": chunk})
        ]
        return self._of(sorted(set(found)))
