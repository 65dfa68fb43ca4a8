"""A call as one sentence."""

from datetime import timedelta
from typing import Final

from ..cdr import Call, Direction, Disposition
from ..cdr.calls import plain_number

_OUTCOMES: Final = {
    Disposition.NO_ANSWER: "nobody answered",
    Disposition.BUSY: "the line was busy",
    Disposition.CANCEL: "the caller hung up",
    Disposition.CONGESTION: "no line was free",
    Disposition.FAILED: "it failed",
    Disposition.UNKNOWN: "the outcome is unknown",
}


def in_one_sentence(call: Call) -> str:
    """Say who called whom, and what came of it."""
    caller = _person(call)
    if call.disposition is Disposition.ANSWERED:
        by = f" by {call.answered_by}" if call.answered_by else ""
        ring, talk = _span(call.ring_duration), _span(call.talk_duration)
        return f"{caller} called {call.called_number}, answered{by} after {ring}, talked {talk}"
    outcome = _OUTCOMES[call.disposition]
    if not call.missed:
        return f"{caller} called {call.called_number}, {outcome}"
    to = f" to {call.called_number}" if call.direction is Direction.INTERNAL else ""
    why = "" if call.disposition is Disposition.NO_ANSWER else f", {outcome}"
    return f"Missed call from {caller}{to}{why}"


def in_one_line(call: Call) -> str:
    """Say who called whom and how long, as the title of a recording."""
    length = _span(call.talk_duration or call.duration)
    return f"{_person(call)} → {call.called_number}, {length}"


def _person(call: Call) -> str:
    """Return name and number; one of them where the other says no more."""
    name, number = call.caller_name, call.caller_number
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
