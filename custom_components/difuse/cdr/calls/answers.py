"""Which legs a person answered.

Asterisk writes ANSWERED as well where a menu, a voicemail or a message did, and where the dialplan
only goes on. Each rule here finds answered legs at whose end was nobody. Rows are those of
``tests/cdr/fixtures/office-open.json``; what a rule makes of ``computed_destination`` rests on
recordings in which it is the phone that answered, if that isn't the destination.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from .. import CallRecord, Direction, Disposition, Reached
from .numbers import OfficeNumbers

AT_ONCE: Final = timedelta(seconds=1)
"""Two rows follow each other where the one begins within a second of the other's end: times are
whole seconds."""

type _Order = tuple[datetime, int]


@dataclass(slots=True)
class Answers:
    """What there is to know of a call beside the leg itself; legs come in order."""

    direction: Direction
    numbers: OfficeNumbers
    unanswered: dict[str, _Order] = field(default_factory=dict)
    """Where each destination first went unanswered."""
    taken_until: datetime | None = None
    """When the last leg ended that a person answered whose number was computed."""

    def by_people(self, legs: Sequence[CallRecord]) -> list[CallRecord]:
        """Return the legs that a person answered."""
        for leg in legs:
            if leg.disposition is not Disposition.ANSWERED:
                self.unanswered.setdefault(leg.destination, order(leg))
        found: list[CallRecord] = []
        for leg in legs:
            if leg.disposition is Disposition.ANSWERED and not any(
                rule(leg, self) for rule in NOBODY
            ):
                found.append(leg)
                if leg.computed_destination:
                    self.taken_until = leg.ended_at
        return found


def order(leg: CallRecord) -> _Order:
    """Return what legs are ordered by; rows without an id have none within one second."""
    return (leg.started_at, max(0, leg.db_id))


def is_service(leg: CallRecord, call: Answers) -> bool:
    """Return whether it ended at a service, a menu or a code that the office hadn't dialled.

    A conference is people, though nobody can say which.
    A reminder by the PBX, which reaches ``s``, rings a phone (211).
    """
    kind = call.numbers.plan.service_numbers.get(leg.ended_where)
    if kind is Reached.CONFERENCE or not call.numbers.is_special(leg.ended_where):
        return False
    asked_for_it = call.direction is not Direction.INBOUND
    return not (asked_for_it and leg.initial_destination == leg.ended_where)


def is_menu_key(leg: CallRecord, call: Answers) -> bool:
    """Return whether it ended at a single digit: a caller's choice in a menu (553).

    With a computed destination a phone took it (196), and so did one that rang for some seconds.
    """
    return (
        len(leg.ended_where) == 1
        and _at_once(leg)
        and leg.initial_destination != leg.ended_where
        and call.direction is Direction.INBOUND
    )


def goes_on_after_unanswered(leg: CallRecord, call: Answers) -> bool:
    """Return whether the dialplan only went on: voicemail or a tone where nobody had answered.

    It has the same destination, and begins and is answered at once (87 after 86).

    But after a leg that somebody took it is the talk that goes on, once Asterisk has taken its own
    channels out of the way (17 after 15 and 16).
    """
    if leg.computed_destination or not _at_once(leg):
        return False
    earlier = call.unanswered.get(leg.destination)
    if earlier is None or earlier >= order(leg):
        return False
    return call.taken_until is None or abs(leg.started_at - call.taken_until) > AT_ONCE


def is_message(leg: CallRecord, call: Answers) -> bool:
    """Return whether the PBX took a call at the number itself that was dialled from outside.

    No phone was computed, no inside destination follows, and it was answered in the second in which
    it began (101, 226, 535, 677).
    """
    return (
        call.direction is Direction.INBOUND
        and leg.ended_where == leg.initial_destination
        and not call.numbers.is_inside(leg.ended_where)
        and _at_once(leg)
        and not leg.computed_destination
    )


def _at_once(leg: CallRecord) -> bool:
    return leg.talked_from == leg.started_at


NOBODY: Final[tuple[Callable[[CallRecord, Answers], bool], ...]] = (
    is_service,
    is_menu_key,
    goes_on_after_unanswered,
    is_message,
)


def who_talked(by_people: Sequence[CallRecord]) -> CallRecord | None:
    """Return the leg of the first person who talked.

    Where a leg of no length is followed at once by one whose number was computed, the first names
    who only rang or was passed over: a pickup (51 after 50, 107 after 105), a forward's second hop
    (342 after 341).
    """
    first: CallRecord | None = None
    for leg in by_people:
        if first is not None and not (leg.computed_destination and _follows(leg, first)):
            break
        first = leg
    return first


def _follows(leg: CallRecord, first: CallRecord) -> bool:
    """Return whether a leg begins where one of no length ended; a second's talk is talk."""
    talked = first.ended_at - first.talked_from
    return not talked and timedelta() <= leg.started_at - first.ended_at <= AT_ONCE


def talk_of(by_people: Sequence[CallRecord]) -> timedelta:
    """Return how long people talked: legs that overlap, as those of a conference, count once."""
    total, until = timedelta(), None
    for begin, end in sorted([(leg.talked_from, leg.ended_at) for leg in by_people]):
        since = begin if until is None else max(begin, until)
        if end > since:
            total += end - since
            until = end
    return total
