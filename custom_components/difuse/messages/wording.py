"""A call as one sentence."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from ..cdr import Call, Direction, Disposition, OtherEnd, Reached
from ..cdr.archive import Way
from ..cdr.calls import StepKind, says_more

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


type Names = Mapping[str, str]
"""What the office's extensions are called, by their numbers."""

NO_NAMES: Final[Names] = MappingProxyType({})


def in_one_sentence(call: Call, way: Way = (), names: Names = NO_NAMES) -> str:
    """Say who called whom, what came of it, and at most one thing of the way it went."""
    caller, called = _caller(call, names), _called(call, names)
    if call.disposition is Disposition.ANSWERED:
        ring, talk = _span(call.ring_duration), _span(call.talk_duration)
        by = _by(call, names) + _handed_on(way, names)
        return f"{caller} called {called}, answered{by} after {ring}, talked {talk}"
    outcome = _OUTCOMES[call.disposition]
    if not call.missed:
        return f"{caller} called {called}, {outcome}"
    to = f" to {called}" if call.direction is Direction.INTERNAL else ""
    return f"Missed call from {caller}{to}{_why(call, way, names)}"


def _by(call: Call, names: Names) -> str:
    if not call.answered_by:
        return _ANSWERED.get(call.reached, "")
    if call.direction is Direction.OUTBOUND and call.answered_by == call.called_number:
        return ""  # Whoever was called.
    name = call.answered_by_name or names.get(call.answered_by)
    return f" by {name or call.answered_by}"


def _handed_on(way: Way, names: Names) -> str:
    for kind, words in _HANDED_ON.items():
        for step in way:
            if step.kind is kind:
                by, number = (names.get(one, one) for one in (step.by, step.number))
                return f" ({words.format(by=by, number=number)})"
    return ""


def _why(call: Call, way: Way, names: Names) -> str:
    """Say where a missed call ended; else that it was forwarded, or how it ended."""
    if left := _LEFT.get(call.reached):
        return f", {left}"
    if call.disposition is not Disposition.NO_ANSWER:
        return f", {_OUTCOMES[call.disposition]}"
    forwarded = [step.number for step in way if step.kind is StepKind.FORWARDED]
    return f", forwarded to {names.get(forwarded[-1], forwarded[-1])}" if forwarded else ""


def in_one_line(call: Call, names: Names = NO_NAMES) -> str:
    """Say who called whom and how long, as the title of a recording."""
    length = _span(call.talk_duration or call.duration)
    return f"{_caller(call, names)} → {_called(call, names)}, {length}"


def _caller(call: Call, names: Names) -> str:
    """Return who called: a contact, an extension, or what the PBX says."""
    is_outbound = call.direction is Direction.OUTBOUND
    other = OtherEnd() if is_outbound else call.other
    name = names.get(call.caller_number) or other.name or call.caller_name
    return name_and_number(name, call.caller_number, other.shown) or "a withheld number"


def _called(call: Call, names: Names) -> str:
    """Return whom they called."""
    other = call.other if call.direction is Direction.OUTBOUND else OtherEnd()
    name = other.name or names.get(call.called_number, "")
    return name_and_number(name, call.called_number, other.shown)


def name_and_number(name: str, number: str, shown: str = "") -> str:
    """Return name and number, as people here write it; one of them where the other says no more."""
    if not number:
        return name
    return f"{name} ({shown or number})" if says_more(name, number, shown) else shown or number


def _span(duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
