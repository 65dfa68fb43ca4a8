"""The steps of the way that a call went, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from .. import CallRecord, Reached
from .answers import Answers
from .parts import Part


class StepKind(StrEnum):
    """What happened in a step."""

    RANG = "rang"
    BUSY = "busy"
    FAILED = "failed"
    GROUP = "group"
    """Phones rang together."""
    QUEUE = "queue"
    MENU = "menu"
    CHOICE = "choice"
    """The caller's, in a menu."""
    VOICEMAIL = "voicemail"
    CONFERENCE = "conference"
    SERVICE = "service"
    """Something answered that was no person: the rows don't tell what."""
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    PICKED_UP = "picked_up"
    TRANSFERRED = "transferred"
    PARKED = "parked"
    TAKEN = "taken"
    """From the park."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what happened at which number, and for how many seconds it rang or took.

    ``by`` is who forwarded or transferred, or in whose place somebody picked up, if that is known.
    """

    kind: StepKind
    number: str = ""
    seconds: int = 0
    by: str = ""
    phones: int = 0
    """How many rang together."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the steps are made from: the placed call's legs, and the parts of other call ids."""

    placed: Part
    others: Sequence[Part]
    answers: Answers
    people: Sequence[CallRecord]

    def kind(self, number: str) -> Reached | None:
        """Return what the user says that a service number is, None for other numbers."""
        return self.answers.numbers.plan.service_numbers.get(number)

    def is_number(self, number: str) -> bool:
        """Return whether this can be shown: not nothing, and no name in the dialplan, as ``s``."""
        numbers = self.answers.numbers
        is_named = number in numbers.plan.service_numbers
        return is_named or numbers.is_code(number) or not numbers.is_special(number)


class Steps(list[Step]):
    """Steps, one after another."""

    def add(self, step: Step) -> None:
        """Add a step; one like the last makes that one longer."""
        last = self[-1] if self else None
        if last and (last.kind, last.number) == (step.kind, step.number):
            self[-1] = replace(last, seconds=last.seconds + step.seconds)
        else:
            self.append(step)

    def add_once(self, step: Step) -> None:
        """Add a step unless it is there already."""
        if step not in self:
            self.append(step)


def seconds_of(span: timedelta) -> int:
    """Return a span in seconds."""
    return max(0, round(span.total_seconds()))


def length(leg: CallRecord) -> int:
    """Return how many seconds a leg took."""
    return seconds_of(leg.ended_at - leg.started_at)


def talk(leg: CallRecord) -> int:
    """Return how many seconds people talked."""
    return seconds_of(leg.ended_at - leg.talked_from)
