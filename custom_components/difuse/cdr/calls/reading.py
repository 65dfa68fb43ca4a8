"""From legs to the call that people made: direction, outcome, who answered, how long.

The rules are in ``answers``, ``direction`` and ``joining``, each with the recorded rows that it
rests on; ``docs/calls.md`` tells them to people, and what the fields can't tell.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from .. import Call, CallRecord, Disposition, Reached
from .answers import Answers, talk_of, who_talked
from .direction import find_direction
from .numbers import OfficeNumbers
from .parts import in_order

SAME_CALL_WITHIN: Final = timedelta(hours=12)
"""Call ids can come again after the PBX's clock was set back; legs this far apart are two calls."""

_FROM_BEST: Final = (
    Disposition.NO_ANSWER,
    Disposition.BUSY,
    Disposition.CANCEL,
    Disposition.CONGESTION,
    Disposition.FAILED,
    Disposition.UNKNOWN,
)


def build_call(
    legs: Sequence[CallRecord], numbers: OfficeNumbers, call_ids: tuple[str, ...] = ()
) -> Call:
    """Make one call of its legs, which may come in any order and must not be empty.

    Where it has several call ids, ``call_ids`` begins with the placed call's: its legs say how the
    call went. Those of others are what the PBX did for it; talk that goes on after its own legs
    have ended counts.
    """
    ordered = in_order(legs)
    placed = [leg for leg in ordered if leg.call_id == call_ids[0]] if call_ids else ordered
    first = placed[0]
    direction = find_direction(first, numbers)
    by_people = Answers(direction, numbers).by_people(placed)
    if by_people and len(placed) < len(ordered):
        by_people += going_on(ordered, placed)
    who = who_talked(by_people)
    return Call(
        call_id=first.call_id,
        db_id=max(0, min([leg.db_id for leg in ordered])),
        direction=direction,
        disposition=Disposition.ANSWERED if by_people else _best_of(ordered),
        caller_number=next((leg.caller_number for leg in placed if leg.caller_number), ""),
        caller_name=next((leg.caller_name for leg in placed if leg.caller_name), ""),
        called_number=first.initial_destination,
        answered_by=None if who is None or numbers.is_special(who.ended_where) else who.ended_where,
        extensions=_extensions(ordered, numbers),
        started_at=first.started_at,
        answered_at=by_people[0].talked_from if by_people else None,
        ended_at=max([leg.ended_at for leg in ordered]),
        talk_duration=talk_of(by_people),
        recording_url=next((leg.recording_url for leg in ordered if leg.recording_url), ""),
        legs=len(ordered),
        call_ids=call_ids or (first.call_id,),
        reached=_reached(placed, who, numbers),
    )


def calls_apart(legs: Sequence[CallRecord]) -> list[list[CallRecord]]:
    """Part the legs with one call id into calls: the id may have come again after days."""
    if len(legs) == 1:
        return [[*legs]]
    groups: list[list[CallRecord]] = []
    for leg in in_order(legs):
        if groups and leg.started_at - groups[-1][0].started_at <= SAME_CALL_WITHIN:
            groups[-1].append(leg)
        else:
            groups.append([leg])
    return groups


def going_on(ordered: Sequence[CallRecord], placed: Sequence[CallRecord]) -> list[CallRecord]:
    """Return the answered legs of other call ids that begin when the placed call's have ended."""
    end = max([leg.ended_at for leg in placed])
    answered = [leg for leg in ordered if leg.disposition is Disposition.ANSWERED]
    return [leg for leg in answered if leg.started_at >= end and leg.call_id != placed[0].call_id]


def _best_of(legs: Sequence[CallRecord]) -> Disposition:
    dispositions = {leg.disposition for leg in legs}
    return next((best for best in _FROM_BEST if best in dispositions), Disposition.NO_ANSWER)


def _reached(legs: Sequence[CallRecord], who: CallRecord | None, numbers: OfficeNumbers) -> Reached:
    """Return where a call ended; what the user says of a service number counts."""
    kinds = numbers.plan.service_numbers
    if who is not None:
        return _reached_by(who, numbers)
    last = legs[-1]
    if last.disposition is not Disposition.ANSWERED:
        return kinds.get(last.ended_where, Reached.NOBODY)
    talked_to_nobody = last.ended_at > last.started_at
    rang_there = any(leg.destination == last.destination for leg in legs[:-1])
    if rang_there and talked_to_nobody:
        return Reached.VOICEMAIL
    return kinds.get(last.ended_where, Reached.UNKNOWN if talked_to_nobody else Reached.NOBODY)


def _reached_by(who: CallRecord, numbers: OfficeNumbers) -> Reached:
    """Return what was reached where somebody, or the service that was asked for, answered."""
    kinds = numbers.plan.service_numbers
    if kinds.get(who.destination) is Reached.CONFERENCE:
        return Reached.CONFERENCE
    if numbers.is_special(who.ended_where) and numbers.is_extension(who.source):
        return kinds.get(who.ended_where, Reached.UNKNOWN)
    return Reached.PERSON


def _extensions(legs: Sequence[CallRecord], numbers: OfficeNumbers) -> tuple[str, ...]:
    is_extension = numbers.is_extension
    took_part = [number for leg in legs for number in (leg.source, leg.ended_where)]
    return tuple(dict.fromkeys([number for number in took_part if is_extension(number)]))
