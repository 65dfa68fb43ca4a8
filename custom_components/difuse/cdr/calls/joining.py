"""Which call ids are one call: rows of several, where that is sure.

Asterisk gives each channel that calls a call id of its own, and nothing in a row ties them
together. Each rule here says how a *part* hangs on another call; the fact that it rests on is
beside it, with rows of ``tests/cdr/fixtures/office-open.json``. A part is joined only where all
that a rule allows is one and the same call.

All rules ask for a moment that both have in common, in whole seconds: a row of the one begins or
ends when one of the other does. So neighbours are found by index, with ``moments``, and no call is
held against more than those few. Two channels see one event within milliseconds; where a second
ends just between them, the part stays a call of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import pairwise
import re
from typing import Final

from .. import CallRecord, Disposition
from .numbers import OfficeNumbers, plain_number

_CHANNEL: Final = re.compile(r"(\d+)\.(\d+)\Z")
_TELLING_DIGITS: Final = 8
"""Two ways of writing one number end alike; what stands before depends on who writes it."""

MOST_ROUNDS: Final = 6
"""So far it is looked from a call to what hangs on it, and what hangs on that: a transfer of a
forwarded call, which rang a group, takes four."""


class Part:
    """The legs with one call id, and where in time they begin and end."""

    def __init__(self, legs: Sequence[CallRecord]) -> None:
        """Take legs, at least one, in any order."""
        self.legs = sorted(legs, key=lambda leg: (leg.started_at, leg.db_id))
        self.first = self.legs[0]
        self.start = self.first.started_at
        self.end = max([leg.ended_at for leg in self.legs])

    @cached_property
    def age(self) -> tuple[int, int, datetime, str]:
        """What tells the older of two channels: Asterisk counts them, anew with each start."""
        found = _CHANNEL.search(self.first.call_id)
        made, counted = (int(found[1]), int(found[2])) if found else (0, 0)
        return made, counted, self.start, self.first.call_id

    @cached_property
    def moments(self) -> frozenset[datetime]:
        """When its legs begin and end."""
        return moments(self.legs)

    def ending(self, moment: datetime) -> list[CallRecord]:
        """Return its legs that end then."""
        return [leg for leg in self.legs if leg.ended_at == moment]

    def beginning(self, moment: datetime) -> list[CallRecord]:
        """Return its legs that begin then."""
        return [leg for leg in self.legs if leg.started_at == moment]


def moments(legs: Iterable[CallRecord]) -> frozenset[datetime]:
    """Return when legs begin and end: whatever they may be joined with has one of these too."""
    return frozenset([at for leg in legs for at in (leg.started_at, leg.ended_at)])


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

    A transfer by the caller ends the caller's row; the rest is told by the channel of the called
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
    return answered and (leg.answered_at or leg.started_at) <= moment


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


def never_dialled(leg: CallRecord, numbers: OfficeNumbers) -> bool:
    """Return whether nobody dialled this: a channel that the PBX made, or that was left over.

    No row of a placed call lacks its destination (35, 42, 83, 428), and no phone dials ``s``, where
    a dialplan begins (587-589); a trunk may come in there.
    """
    if not leg.destination:
        return True
    return leg.destination == leg.initial_destination == "s" and numbers.is_extension(leg.source)


def was_placed(legs: Iterable[CallRecord], numbers: OfficeNumbers) -> bool:
    """Return whether somebody placed a call with these legs; else nothing is announced."""
    return not all(never_dialled(leg, numbers) for leg in legs)


type Near = Callable[[Sequence[CallRecord]], Mapping[str, Sequence[CallRecord]]]
"""Gives, by call id, all legs of what has a moment (``moments``) in common with some legs."""


def gather(
    legs: Mapping[str, Sequence[CallRecord]], near: Near, numbers: OfficeNumbers
) -> dict[str, Sequence[CallRecord]]:
    """Return the legs of some call ids, and of all that may be one call with them, for ``join``.

    ``near`` is asked once for all, and once more for each round in which a rule has found
    something: as a rule twice.
    """
    found = {call_id: Part(one) for call_id, one in legs.items()}
    todo = [*found]
    for _ in range(MOST_ROUNDS):
        asked = [leg for call_id in todo for leg in found[call_id].legs]
        around = {
            call_id: Part(one) for call_id, one in near(asked).items() if call_id not in found
        }
        at = _by_moment(around)
        todo = list(
            dict.fromkeys(
                other
                for call_id in todo
                for moment in found[call_id].moments
                for other in at[moment]
                if _may_be_one(found[call_id], around[other], numbers)
            )
        )
        found |= {call_id: around[call_id] for call_id in todo}
        if not todo:
            break
    return {call_id: part.legs for call_id, part in found.items()}


def join(legs: Mapping[str, Sequence[CallRecord]], numbers: OfficeNumbers) -> list[tuple[str, ...]]:
    """Return which of some call ids are one call, the placed one's first.

    All that may be one call with them must be among them, see ``gather``.
    """
    parts = {call_id: Part(one) for call_id, one in legs.items()}
    at = _by_moment(parts)
    group = {call_id: call_id for call_id in parts}
    for rule in RULES:
        _apply(rule, parts, at, group, numbers)
    joined: dict[str, list[str]] = defaultdict(list)
    for call_id, of in group.items():
        joined[of].append(call_id)

    def rank(call_id: str) -> tuple[bool, tuple[int, int, datetime, str]]:
        return not was_placed(parts[call_id].legs, numbers), parts[call_id].age

    return [tuple(sorted(call_ids, key=rank)) for call_ids in joined.values()]


def _by_moment(parts: Mapping[str, Part]) -> Mapping[datetime, list[str]]:
    at: dict[datetime, list[str]] = defaultdict(list)
    for call_id, part in parts.items():
        for moment in part.moments:
            at[moment].append(call_id)
    return at


def _may_be_one(part: Part, other: Part, numbers: OfficeNumbers) -> bool:
    return any(rule(part, other, numbers) or rule(other, part, numbers) for rule in RULES)


def _apply(
    rule: Rule,
    parts: Mapping[str, Part],
    at: Mapping[datetime, Sequence[str]],
    group: dict[str, str],
    numbers: OfficeNumbers,
) -> None:
    """Join by one rule; again while what was joined leaves only one candidate for others."""
    found: dict[str, list[str]] = {}
    for call_id, part in parts.items():
        around = dict.fromkeys([*at[part.start], *at[part.end]])
        others = [
            other for other in around if other != call_id and rule(part, parts[other], numbers)
        ]
        if others:
            found[call_id] = others
    sure = [*found]
    while sure:
        sure = [one for one, others in found.items() if len({group[of] for of in others}) == 1]
        for call_id in sure:
            mine, its = group[call_id], group[found.pop(call_id)[0]]
            for one, of in group.items():
                if of == mine:
                    group[one] = its
