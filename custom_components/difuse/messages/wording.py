"""A call as one sentence."""

from datetime import timedelta
from typing import Final

from ..cdr import Call, Direction, Disposition, Reached
from ..cdr.archive import Way
from ..cdr.calls import StepKind, plain_number

_OUTCOMES: Final = {
    Disposition.NO_ANSWER: "nobody answered",
    Disposition.BUSY: "the line was busy",
    Disposition.CANCEL: "the caller hung up",
    Disposition.CONGESTION: "no line was free",
    Disposition.FAILED: "it failed",
    Disposition.UNKNOWN: "the outcome is unknown",
}
_LEFT: Final = {
    Reached.VOICEMAIL: "left on voicemail",
    Reached.MENU: "left in the menu",
    Reached.QUEUE: "left in the queue",
    Reached.CONFERENCE: "left in the conference",
    Reached.UNKNOWN: "answered by a machine",
}
_ANSWERED: Final = {
    Reached.VOICEMAIL: " by voicemail",
    Reached.MENU: " by a menu",
    Reached.QUEUE: " in the queue",
    Reached.CONFERENCE: " in the conference",
}
_HANDED_ON: Final = {
    StepKind.FORWARDED: "forwarded from {by}",
    StepKind.PICKED_UP: "picked up for {by}",
    StepKind.TAKEN: "then taken from the park by {number}",
    StepKind.TRANSFERRED: "then transferred to {number}",
}
"""What is worth saying of the way, the most telling first."""


def in_one_sentence(call: Call, way: Way = ()) -> str:
    """Say who called whom, what came of it, and at most one thing of the way it went."""
    caller = _person(call)
    if call.disposition is Disposition.ANSWERED:
        ring, talk = _span(call.ring_duration), _span(call.talk_duration)
        by = _by(call) + _handed_on(way)
        return f"{caller} called {call.called_number}, answered{by} after {ring}, talked {talk}"
    outcome = _OUTCOMES[call.disposition]
    if not call.missed:
        return f"{caller} called {call.called_number}, {outcome}"
    to = f" to {call.called_number}" if call.direction is Direction.INTERNAL else ""
    return f"Missed call from {caller}{to}{_why(call, way)}"


def _by(call: Call) -> str:
    if call.answered_by:
        return f" by {call.answered_by}"
    return _ANSWERED.get(call.reached, "")


def _handed_on(way: Way) -> str:
    for kind, words in _HANDED_ON.items():
        for step in way:
            if step.kind is kind:
                return f" ({words.format(by=step.by, number=step.number)})"
    return ""


def _why(call: Call, way: Way) -> str:
    """Say where a missed call ended; else that it was forwarded, or how it ended."""
    if left := _LEFT.get(call.reached):
        return f", {left}"
    if call.disposition is not Disposition.NO_ANSWER:
        return f", {_OUTCOMES[call.disposition]}"
    forwarded = [step.number for step in way if step.kind is StepKind.FORWARDED]
    return f", forwarded to {forwarded[-1]}" if forwarded else ""


def in_one_line(call: Call) -> str:
    """Say who called whom and how long, as the title of a recording."""
    length = _span(call.talk_duration or call.duration)
    return f"{_person(call)} → {call.called_number}, {length}"


def _person(call: Call) -> str:
    return name_and_number(call.caller_name, call.caller_number)


def name_and_number(name: str, number: str) -> str:
    """Return name and number; one of them where the other says no more."""
    if not number:
        return name or "a withheld number"
    if not name or plain_number(name) == plain_number(number):
        return number
    return f"{name} ({number})"


def _span(duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
