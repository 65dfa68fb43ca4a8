"""Placed calls and the rows they leave: ring groups, queues, voicemail, transfers.

The shapes follow rows that a real Asterisk wrote. Durations are seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from .recordings import recording_url
from .rows import Record, caller_id

ANSWERED = "ANSWERED"
NO_ANSWER = "NO ANSWER"
BUSY = "BUSY"
FAILED = "FAILED"
CONGESTION = "CONGESTION"
CANCEL = "CANCEL"
_OUTSIDE_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One row of a call; what is None is taken from the call.

    `after` counts from the start of the call. `up` tells that the PBX had answered the caller
    before, so that the row has an answer time whatever its disposition. Legs with another
    `channel` get another call id.
    """

    disposition: str = ANSWERED
    destination: str | None = None
    computed: str = ""
    after: int = 0
    ring: int = 0
    talk: int = 0
    up: bool = False
    channel: int = 0
    source: str | None = None
    caller_id: str | None = None
    context: str | None = None
    recorded: bool = False

    @property
    def ends(self) -> int:
        """Seconds from the start of the call to the end of this leg."""
        return self.after + self.ring + self.talk

    @property
    def answered(self) -> int | None:
        """Seconds from the start of the call to the answer time, if there is one."""
        if self.up:
            return self.after
        return self.after + self.ring if self.disposition == ANSWERED else None


class CallFields(TypedDict, total=False):
    """What a call may be given besides its parties; see `PlacedCall`."""

    name: str
    dialled: str | None
    caller_id: str | None
    context: str
    call_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """A call with all that is needed to write its rows; start is in epoch seconds."""

    start: int
    source: str
    destination: str
    legs: tuple[Leg, ...]
    name: str = ""
    dialled: str | None = None
    caller_id: str | None = None
    context: str = "sip_internal"
    call_id: str | None = None

    @property
    def end(self) -> int:
        """When the last leg ends, which is when the PBX writes the rows."""
        return self.start + max(leg.ends for leg in self.legs)


def single(
    disposition: str = ANSWERED, *, ring: int = 5, talk: int = 60, computed: str = ""
) -> tuple[Leg, ...]:
    """One row: answered after ring seconds, or not answered at all."""
    spoken = talk if disposition == ANSWERED else 0
    return (Leg(disposition=disposition, ring=ring, talk=spoken, computed=computed),)


def ring_group(
    phones: Sequence[str],
    answered_by: str | None = None,
    *,
    ring: int = 6,
    talk: int = 60,
) -> tuple[Leg, ...]:
    """Return a row for each phone that rang, in dial order; equal ones when nobody answers."""
    return tuple(
        Leg(ring=ring, talk=talk, computed=phone)
        if phone == answered_by
        else Leg(disposition=NO_ANSWER, ring=ring)
        for phone in phones
    )


def voicemail(*, ring: int = 20, talk: int = 15, busy: bool = False) -> tuple[Leg, ...]:
    """Return an unanswered row and the ANSWERED one of the mailbox that picked up."""
    ring = 0 if busy else ring
    first = Leg(disposition=BUSY if busy else NO_ANSWER, ring=ring)
    return first, Leg(after=ring, talk=talk)


def queue(
    answered_by: str | None = None,
    *,
    tries: int = 2,
    wait: int = 12,
    talk: int = 60,
    timeout: bool = False,
    recorded: bool = False,
) -> tuple[Leg, ...]:
    """Return attempts on agents after the queue answered; with a timeout a row of 0 s."""
    legs = [
        Leg(disposition=NO_ANSWER, after=number * (wait + 1), ring=wait, up=True)
        for number in range(tries)
    ]
    after = tries * (wait + 1)
    if answered_by is not None:
        legs.append(Leg(after=after, talk=talk, up=True, computed=answered_by, recorded=recorded))
    elif timeout:
        legs.append(Leg(after=after, up=True))
    return tuple(legs)


def menu_hang_up(choice: str = "s", *, talk: int = 8) -> tuple[Leg, ...]:
    """Return a caller who leaves in the voice menu: ANSWERED, though nobody spoke."""
    return (Leg(destination=choice, context="ivr", talk=talk, up=True),)


def menu(phone: str, *, listen: int = 7, ring: int = 5, talk: int = 60) -> tuple[Leg, ...]:
    """Return a caller who chose a phone in the menu; the answer time is the menu's."""
    return (Leg(destination=phone, ring=listen + ring, talk=talk, up=True),)


def blind_transfer(
    phone: str, target: str, *, ring: int = 5, first: int = 20, talk: int = 60
) -> tuple[Leg, ...]:
    """Answered at one phone and handed to another: both rows name the second."""
    return (
        Leg(destination=target, computed=phone, ring=ring, talk=first),
        Leg(destination=target, after=ring + first, talk=talk, up=True),
    )


def attended_transfer(
    phone: str,
    target: str,
    *,
    ring: int = 5,
    first: int = 20,
    consult: int = 10,
    talk: int = 60,
) -> tuple[Leg, ...]:
    """Handed over after asking: the consultation has a call id of its own."""
    asked = ring + first
    return (
        Leg(destination=phone, ring=ring, talk=first + consult),
        Leg(
            destination=phone,
            computed=target,
            after=asked + consult,
            talk=talk,
            up=True,
        ),
        Leg(
            destination=target,
            source=phone,
            after=asked,
            talk=consult + talk,
            channel=1,
        ),
    )


def forward(phone: str, target: str, *, ring: int = 5, talk: int = 60) -> tuple[Leg, ...]:
    """Return a forwarded phone: two answered rows that share no call id."""
    return (
        Leg(destination=phone, computed=target, ring=ring, talk=talk),
        Leg(destination=target, ring=ring, talk=talk, channel=1),
    )


def route_retry(first: str = CONGESTION, second: str = ANSWERED) -> tuple[Leg, ...]:
    """Return a trunk that failed and the next one, under one call id."""
    talk = 45 if second == ANSWERED else 0
    return Leg(disposition=first, ring=1), Leg(disposition=second, after=1, ring=8, talk=talk)


def record_of(call: PlacedCall, leg: Leg, call_id: str, db_id: int) -> Record:
    """Return the row that a leg of a call leaves."""
    source = call.source if leg.source is None else leg.source
    outside = len(source) >= _OUTSIDE_DIGITS
    shown = leg.caller_id if leg.caller_id is not None else call.caller_id
    destination = call.destination if leg.destination is None else leg.destination
    start = call.start + leg.after
    return Record(
        db_id=db_id,
        call_id=call_id,
        caller_id=caller_id(call.name, source, outside=outside) if shown is None else shown,
        source=source,
        destination_context=leg.context or call.context,
        destination=destination,
        initial_destination=call.destination if call.dialled is None else call.dialled,
        computed_destination=leg.computed,
        disposition=leg.disposition,
        start=start,
        answer=None if leg.answered is None else call.start + leg.answered,
        end=call.start + leg.ends,
        recording_url=recording_url(call_id) if leg.recorded else "",
    )
