"""What ties a part to a call of another call id: one rule for each way of handling a call.

The fact that a rule rests on is beside it, with rows of ``tests/cdr/fixtures/office-open.json``.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Final

from .. import CallRecord, Disposition
from .numbers import OfficeNumbers, plain_number
from .parts import Part

_TELLING_DIGITS: Final = 8
"""Two ways of writing one number end alike; what stands before depends on who writes it."""

type Rule = Callable[[Part, Part, OfficeNumbers], bool]


def is_leg_of(part: Part, other: Part, _: OfficeNumbers) -> bool:
    """Return whether the PBX rang somebody for a call through a channel of its own.

    Forwards, 302, follow me, groups with Local legs: the same caller and dialled number, but
    another destination (12 of 15-17, 1-2 of 3-5, 337 of 338-339 of 341-342, 175 of 178-180). It
    begins and ends where rows of the call do. Two calls of one company to one number have the same
    destination.
    """
    mine, its = part.first, other.first
    return (
        (mine.source, mine.initial_destination) == (its.source, its.initial_destination)
        and mine.destination != its.destination
        and part.age > other.age
        and {part.start, part.end} <= other.moments
        and (part.start < part.end or _has_twin(part, other))
    )


def is_agent_of(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    """Return whether a queue rang an agent through a channel that keeps no dialled number.

    The same caller has a row that begins and ends with it, at the queue (130 of 139, 156 of 155).
    """
    mine, its = part.first, other.first
    return (
        mine.source == its.source
        and bool(mine.caller_number)
        and mine.destination == mine.initial_destination
        and numbers.is_extension(mine.destination)
        and mine.destination != its.destination
        and part.age > other.age
        and _has_twin(part, other)
    )


def continues(part: Part, other: Part, _: OfficeNumbers) -> bool:
    """Return whether who was called goes on talking, or ringing, when the caller has hung up.

    A transfer by the caller ends the caller's row; the rest is in the channel of the called
    phone, which never dialled: nothing, or its own number, stands there as dialled (532 after 527,
    428 after 426, 47 after 46, 35 after 33).
    """
    source = part.first.source
    return part.first.initial_destination in ("", source) and any(
        leg.ended_where == source and leg.disposition is Disposition.ANSWERED
        for leg in other.ending(part.start)
    )


def asks_back(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    """Return whether the called phone asked a colleague before it handed the caller over.

    It did so while it talked; the consultation ends with that talk, and the caller's next row names
    who was asked (55 of 60-61, 80 of 84-85, 445 of 448-449; 490 of 495-496 while it still rang,
    when the row names the phone itself as destination).
    """
    phone = part.first.source
    asked = {part.first.initial_destination, *[leg.ended_where for leg in part.legs]} - {phone}
    placed = bool(part.first.destination) and numbers.is_extension(phone)
    return placed and any(
        leg.ended_where == phone
        and leg.ended_at == part.end
        and _had_answered(leg, part.start)
        and after.started_at >= part.end
        and after.ended_where in asked
        for leg, after in pairwise(other.legs)
    )


def asks_before(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    """Return whether the calling phone asked a colleague before it handed over whom it had called.

    The one who was asked, and had answered, goes on in a row without a destination (528 of 532, 425
    of 428).
    """
    last = part.legs[-1]
    asked = last.ended_where
    return (
        numbers.is_extension(part.first.source)
        and last.disposition is Disposition.ANSWERED
        and any(
            not leg.destination and leg.source != asked and leg.computed_destination == asked
            for leg in other.beginning(part.end)
        )
    )


def retrieves(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    """Return whether somebody took a parked caller back.

    A call of no length to the place, in the second in which the caller's row there ends and the
    next one begins, with that phone (151 of 148-150, 31 of 28-30).
    """
    return (
        part.start == part.end
        and not numbers.is_code(part.first.destination)
        and any(
            leg.ended_at == part.start
            and _had_answered(leg, leg.started_at)
            and after.started_at == part.start
            and after.ended_where == part.first.source
            for leg, after in pairwise(other.legs)
        )
    )


def is_paged(part: Part, other: Part, _: OfficeNumbers) -> bool:
    """Return whether these are the phones of one page among themselves (587-589 of 590-592)."""
    return part.first.destination == part.first.initial_destination == "s" and any(
        leg.ended_where == part.first.source for leg in other.ending(part.end)
    )


def comes_back_in(part: Part, other: Part, _: OfficeNumbers) -> bool:
    """Return whether a call left the office and came back in by its own number (614 of 613)."""
    mine, its = part.first, other.first
    times = (mine.started_at, mine.answered_at, mine.ended_at)
    dialled = [plain_number(leg.initial_destination) for leg in (mine, its)]
    return (
        mine.source == its.source
        and times == (its.started_at, its.answered_at, its.ended_at)
        and dialled[0] != dialled[1]
        and len(dialled[0]) >= _TELLING_DIGITS
        and dialled[0][-_TELLING_DIGITS:] == dialled[1][-_TELLING_DIGITS:]
    )


def _has_twin(part: Part, other: Part) -> bool:
    return any(leg.ended_at == part.end for leg in other.beginning(part.start))


def _had_answered(leg: CallRecord, moment: datetime) -> bool:
    answered = leg.disposition is Disposition.ANSWERED and leg.started_at < leg.ended_at
    return answered and leg.talked_from <= moment


RULES: Final[tuple[Rule, ...]] = (
    is_leg_of,
    is_agent_of,
    continues,
    asks_back,
    asks_before,
    retrieves,
    is_paged,
    comes_back_in,
)
"""In this order, since what one has joined is one call for the next."""
