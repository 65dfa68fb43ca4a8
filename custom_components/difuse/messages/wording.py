"""A call as one sentence."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from ..cdr import Call, Direction, Disposition, OtherEnd, Reached
from ..cdr.calls import StepKind, says_more
from ..cdr.views import Way
from .words import Words

_HANDED_ON: Final = (
    StepKind.FORWARDED,
    StepKind.PICKED_UP,
    StepKind.TAKEN,
    StepKind.TRANSFERRED,
)
"""What is worth saying of the way, the most telling first."""

_ANSWERING: Final = (Reached.VOICEMAIL, Reached.MENU, Reached.QUEUE, Reached.CONFERENCE)
_LEFT: Final = (*_ANSWERING, Reached.UNKNOWN)


type Names = Mapping[str, str]
"""What the office's extensions are called, by their numbers."""

NO_NAMES: Final[Names] = MappingProxyType({})


def in_one_sentence(words: Words, call: Call, way: Way = (), names: Names = NO_NAMES) -> str:
    """Say who called whom, what came of it, and at most one thing of the way it went."""
    caller, called = _caller(call, names), _called(call, names)
    if call.missed:
        return _missed(words, call, way, names)
    ends = {"caller": caller or words.say("withheld"), "called": called}
    if call.disposition is not Disposition.ANSWERED:
        outcome = words.say(f"said_{call.disposition}")
        return words.say("said_call", **ends, outcome=outcome)
    return words.say(
        "said_call_answered",
        **ends,
        answered=_answered(words, call, way, names),
        ring=_span(words, call.ring_duration),
        talk=_span(words, call.talk_duration),
    )


def _answered(words: Words, call: Call, way: Way, names: Names) -> str:
    """Say by whom or what, and how it came there."""
    answered = _by(words, call, names)
    for kind in _HANDED_ON:
        for step in way:
            if step.kind is kind:
                by, number = (names.get(one, one) for one in (step.by, step.number))
                handed_on = words.say(f"said_step_{kind}", by=by, number=number)
                return words.say("said_answered_step", answered=answered, step=handed_on)
    return answered


def _by(words: Words, call: Call, names: Names) -> str:
    if not call.answered_by:
        is_known = call.reached in _ANSWERING
        return words.say(f"said_answered_{call.reached}" if is_known else "said_answered")
    if call.direction is Direction.OUTBOUND and call.answered_by == call.called_number:
        return words.say("said_answered")  # Whoever was called.
    name = call.answered_by_name or names.get(call.answered_by)
    return words.say("said_answered_by", who=name or call.answered_by)


def _missed(words: Words, call: Call, way: Way, names: Names) -> str:
    if caller := _caller(call, names):
        missed = words.say("said_missed", caller=caller)
    else:
        missed = words.say("said_missed_withheld")
    if call.direction is Direction.INTERNAL:
        missed = words.say("said_missed_internal", missed=missed, called=_called(call, names))
    why = _why(words, call, way, names)
    return words.say("said_missed_why", missed=missed, why=why) if why else missed


def _why(words: Words, call: Call, way: Way, names: Names) -> str:
    """Say where a missed call ended; else that it was forwarded, or how it ended."""
    if call.reached in _LEFT:
        return words.say(f"card_left_{call.reached}")
    if call.disposition is not Disposition.NO_ANSWER:
        return words.say(f"said_{call.disposition}")
    forwarded = [step.number for step in way if step.kind is StepKind.FORWARDED]
    if not forwarded:
        return ""
    return words.say("said_forwarded", number=names.get(forwarded[-1], forwarded[-1]))


def in_one_line(words: Words, call: Call, names: Names = NO_NAMES) -> str:
    """Say who called whom and how long, as the title of a recording behind its time."""
    caller = _caller(call, names) or words.say("withheld_behind")
    length = _span(words, call.talk_duration or call.duration)
    return f"{caller} → {_called(call, names)}, {length}"


def _caller(call: Call, names: Names) -> str:
    """Return who called: a contact, an extension, or what the PBX says; empty if withheld."""
    is_outbound = call.direction is Direction.OUTBOUND
    other = OtherEnd() if is_outbound else call.other
    name = names.get(call.caller_number) or other.name or call.caller_name
    return name_and_number(name, call.caller_number, other.shown)


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


def _span(words: Words, duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    if seconds < 60:  # noqa: PLR2004  a minute
        return words.say("span_seconds", seconds=seconds)
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return words.say("span_minutes", minutes=minutes)
    return words.say("span_hours", hours=hours, minutes=minutes)
