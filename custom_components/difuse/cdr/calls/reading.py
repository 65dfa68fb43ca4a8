"""From legs to the call that people made: direction, outcome, who answered, how long.

The rules are in ``docs/calls.md``, found on what a real Asterisk wrote. Where the
fields can't tell, the README says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from .. import Call, CallRecord, Direction, Disposition
from .numbers import OfficeNumbers

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

type _Order = tuple[datetime, int]


def build_call(legs: Sequence[CallRecord], numbers: OfficeNumbers) -> Call:
    """Make one call of its legs, which may come in any order and must not be empty."""
    ordered = sorted(legs, key=lambda leg: (leg.started_at, leg.db_id)) if len(legs) > 1 else legs
    first = ordered[0]
    direction = find_direction(first, numbers)
    unanswered = _first_unanswered(ordered)
    by_people = [leg for leg in ordered if _is_answered_by_person(leg, unanswered, numbers)]
    answered_at = by_people[0].answered_at or by_people[0].started_at if by_people else None
    return Call(
        call_id=first.call_id,
        db_id=max(0, min([leg.db_id for leg in ordered])),
        direction=direction,
        disposition=Disposition.ANSWERED if by_people else _best_of(ordered),
        caller_number=next((leg.caller_number for leg in ordered if leg.caller_number), ""),
        caller_name=next((leg.caller_name for leg in ordered if leg.caller_name), ""),
        called_number=first.initial_destination,
        answered_by=_answered_by(by_people, numbers),
        extensions=_extensions(ordered, numbers),
        started_at=first.started_at,
        answered_at=answered_at,
        ended_at=max([leg.ended_at for leg in ordered]),
        talk_duration=_talk_duration(by_people),
        recording_url=next((leg.recording_url for leg in ordered if leg.recording_url), ""),
        legs=len(ordered),
    )


def calls_apart(legs: Iterable[CallRecord]) -> list[list[CallRecord]]:
    """Part the legs with one call id into calls: the id may have come again after days."""
    groups: list[list[CallRecord]] = []
    for leg in sorted(legs, key=lambda leg: (leg.started_at, leg.db_id)):
        if groups and leg.started_at - groups[-1][0].started_at <= SAME_CALL_WITHIN:
            groups[-1].append(leg)
        else:
            groups.append([leg])
    return groups


def find_direction(first: CallRecord, numbers: OfficeNumbers) -> Direction:
    """Tell from a call's first leg which way it went.

    Asterisk has no inside and outside: this is a guess from the numbers, which the
    user's number plan can correct.
    """
    stays_inside = numbers.is_inside(first.initial_destination)
    if numbers.is_extension(first.source):
        return Direction.INTERNAL if stays_inside else Direction.OUTBOUND
    if not stays_inside and numbers.is_own(first.source):
        # The route put the office's number in place of the extension's. A call to
        # another of the office's own numbers is still one that left the office.
        return Direction.OUTBOUND
    return Direction.INBOUND


def _leg_order(leg: CallRecord) -> _Order:
    # Rows without an id that began in one second may have come in any order.
    return (leg.started_at, max(0, leg.db_id))


def _first_unanswered(legs: Sequence[CallRecord]) -> dict[str, _Order]:
    """Return where each destination first went unanswered."""
    first: dict[str, _Order] = {}
    for leg in legs:
        if leg.disposition is not Disposition.ANSWERED:
            first.setdefault(leg.destination, _leg_order(leg))
    return first


def _is_answered_by_person(
    leg: CallRecord, unanswered: Mapping[str, _Order], numbers: OfficeNumbers
) -> bool:
    if leg.disposition is not Disposition.ANSWERED:
        return False
    if numbers.is_special(leg.ended_where):
        wanted_it = numbers.is_extension(leg.source)
        return wanted_it and leg.initial_destination == leg.ended_where
    return not _goes_on_after_unanswered(leg, unanswered)


def _goes_on_after_unanswered(leg: CallRecord, unanswered: Mapping[str, _Order]) -> bool:
    """Return whether the dialplan only went on: voicemail or a tone where nobody had answered."""
    if leg.computed_destination or leg.answered_at not in (None, leg.started_at):
        return False
    earlier = unanswered.get(leg.destination)
    return earlier is not None and earlier < _leg_order(leg)


def _best_of(legs: Sequence[CallRecord]) -> Disposition:
    dispositions = {leg.disposition for leg in legs}
    return next((best for best in _FROM_BEST if best in dispositions), Disposition.NO_ANSWER)


def _answered_by(by_people: Sequence[CallRecord], numbers: OfficeNumbers) -> str | None:
    if not by_people or numbers.is_special(by_people[0].ended_where):
        return None
    return by_people[0].ended_where


def _talk_duration(by_people: Sequence[CallRecord]) -> timedelta:
    return sum(
        [leg.ended_at - (leg.answered_at or leg.started_at) for leg in by_people], timedelta()
    )


def _extensions(legs: Sequence[CallRecord], numbers: OfficeNumbers) -> tuple[str, ...]:
    is_extension = numbers.is_extension
    took_part = [number for leg in legs for number in (leg.source, leg.ended_where)]
    return tuple(dict.fromkeys([number for number in took_part if is_extension(number)]))
