"""Parts: what the PBX wrote under one call id, which may be a call or a part of one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
import re
from typing import Final

from .. import CallRecord
from .numbers import OfficeNumbers

_CHANNEL: Final = re.compile(r"(\d+)\.(\d+)\Z")

type Age = tuple[int, int, datetime, str]


class Part:
    """The legs with one call id, and where in time they begin and end."""

    __slots__ = ("_age", "end", "first", "legs", "moments", "start")

    def __init__(self, legs: Sequence[CallRecord]) -> None:
        """Take legs, at least one, in any order."""
        self.legs = in_order(legs)
        self.first = self.legs[0]
        self.start = self.first.started_at
        self.end = max([leg.ended_at for leg in legs])
        self.moments = moments(legs)
        self._age: Age | None = None

    @property
    def age(self) -> Age:
        """What tells the older of two channels: Asterisk counts them, anew with each start."""
        if self._age is None:
            found = _CHANNEL.search(self.first.call_id)
            made, counted = (int(found[1]), int(found[2])) if found else (0, 0)
            self._age = (made, counted, self.start, self.first.call_id)
        return self._age

    def ending(self, moment: datetime) -> list[CallRecord]:
        """Return its legs that end then."""
        return [leg for leg in self.legs if leg.ended_at == moment]

    def beginning(self, moment: datetime) -> list[CallRecord]:
        """Return its legs that begin then."""
        return [leg for leg in self.legs if leg.started_at == moment]


def in_order(legs: Sequence[CallRecord]) -> Sequence[CallRecord]:
    """Return legs as they began, and as they were written where that was in one second."""
    return sorted(legs, key=lambda leg: (leg.started_at, leg.db_id)) if len(legs) > 1 else legs


def moments(legs: Iterable[CallRecord]) -> frozenset[datetime]:
    """Return when legs begin and end: whatever they may be joined with has one of these too."""
    return frozenset([at for leg in legs for at in (leg.started_at, leg.ended_at)])


def never_dialled(leg: CallRecord, numbers: OfficeNumbers) -> bool:
    """Return whether nobody dialled this: a channel that the PBX made, or that was left over.

    Such a row lacks its destination (35, 42, 83, 428), and nothing, or its own number, stands there
    as dialled. And no phone dials ``s``, where a dialplan begins (587-589); a trunk may come in
    there.
    """
    if not leg.destination:
        return leg.initial_destination in ("", leg.source)
    return leg.destination == leg.initial_destination == "s" and numbers.is_extension(leg.source)


def may_be_part(legs: Sequence[CallRecord]) -> bool:
    """Return whether rows of another call may still come of which this is a part.

    Asterisk writes the row of a forwarded leg before that of the call it was made for (109 before
    110-111). It shows that it went elsewhere, as that of a call to a group does.
    """
    return all(leg.destination != leg.initial_destination for leg in legs)


def was_placed(legs: Iterable[CallRecord], numbers: OfficeNumbers) -> bool:
    """Return whether somebody placed a call with these legs; else nothing is announced."""
    return not all(never_dialled(leg, numbers) for leg in legs)
