"""The way that a call went: who rang, who answered, and who handed it to whom.

What the steps rest on is beside each rule, in ``rings`` and ``talks``. Where the rows don't tell
how a call came to somebody, they only say who rang and who answered.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from .. import CallRecord, Disposition
from .answers import Answers
from .direction import find_direction
from .numbers import OfficeNumbers
from .parts import Part
from .reading import going_on
from .rings import Rings
from .steps import Facts, Step, Steps
from .talks import Talks

MOST_LEGS: Final = 200
"""A call of more has no steps: nobody would read them, and each leg is held against others."""


def find_way(
    legs: Sequence[CallRecord], numbers: OfficeNumbers, call_ids: Sequence[str] = ()
) -> tuple[Step, ...]:
    """Return the steps of a call; legs and call ids are those that ``build_call`` takes."""
    if len(legs) > MOST_LEGS:
        return ()
    facts = _facts(legs, numbers, call_ids[0] if call_ids else legs[0].call_id)
    steps = Steps()
    rings, talks = Rings(facts, steps), Talks(facts, steps)
    attempts: dict[tuple[datetime, str], list[CallRecord]] = {}
    for leg in facts.placed.legs:
        attempts.setdefault((leg.started_at, leg.destination), []).append(leg)
    for attempt in attempts.values():
        talks.hands_over(attempt)
        rings.attempt(attempt)
        for leg in attempt:
            if leg.disposition is Disposition.ANSWERED:
                talks.answered(leg)
    rings.others()
    if facts.people:
        for leg in going_on([leg for part in facts.others for leg in part.legs], facts.placed.legs):
            talks.goes_on(leg)
    return tuple(steps)


def _facts(legs: Sequence[CallRecord], numbers: OfficeNumbers, first: str) -> Facts:
    ordered = sorted(legs, key=lambda leg: leg.call_id)
    parts = {one: Part([*its]) for one, its in groupby(ordered, lambda leg: leg.call_id)}
    placed = parts.pop(first)
    answers = Answers(find_direction(placed.first, numbers), numbers)
    people = answers.by_people(placed.legs)
    return Facts(placed, sorted(parts.values(), key=lambda part: part.age), answers, people)
