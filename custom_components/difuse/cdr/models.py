"""The words of the field: a record is one row (a leg), a call is all its legs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict


class Disposition(StrEnum):
    """How a leg or a call ended (names after ``ast_cdr_disp2str`` in Asterisk's main/cdr.c)."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    CONGESTION = "congestion"
    CANCEL = "cancel"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Which way a call went, seen from the office."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Reached(StrEnum):
    """Where a call ended."""

    PERSON = "person"
    VOICEMAIL = "voicemail"
    MENU = "menu"
    QUEUE = "queue"
    CONFERENCE = "conference"
    NOBODY = "nobody"
    UNKNOWN = "unknown"
    """Something answered that was no person: the fields don't tell what."""


type RowKey = tuple[int, str]
"""What makes a row that row: its db_id and its call_id, together."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One CDR row: one attempt to reach one party, a leg of a call.

    Times are aware UTC. ``caller_number`` is empty when the caller withheld it.
    A row that was pushed without a ``db_id`` has a negative one, made of what it says.
    """

    db_id: int
    call_id: str
    caller_name: str
    caller_number: str
    source: str
    context: str
    destination: str
    initial_destination: str
    computed_destination: str
    disposition: Disposition
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    recording_url: str

    @property
    def key(self) -> RowKey:
        """The row's identity."""
        return (self.db_id, self.call_id)

    @property
    def ended_where(self) -> str:
        """The extension or number at which this leg ended."""
        return self.computed_destination or self.destination

    @property
    def talked_from(self) -> datetime:
        """When talk began, if it was answered; a row may say no other moment than its start."""
        return self.answered_at or self.started_at


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that no call can be made of; ``key`` tells it from others all the same."""

    key: RowKey
    reason: str


type Row = CallRecord | UnreadableRow


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many calls there were in a time, and how they went; missed counts inbound ones."""

    calls: int = 0
    answered: int = 0
    missed: int = 0
    busy: int = 0
    failed: int = 0
    talk_time: timedelta = timedelta()


class CallDict(TypedDict):
    """A call as users see it in attributes, actions and the websocket."""

    call_id: str
    db_id: int
    direction: str
    disposition: str
    missed: bool
    caller_number: str
    caller_name: str
    called_number: str
    answered_by: str | None
    extensions: list[str]
    started_at: str
    answered_at: str | None
    ended_at: str
    duration: int
    ring_duration: int
    talk_duration: int
    has_recording: bool
    legs: int
    call_ids: list[str]
    reached: str


CALL_FIELDS: Final = tuple(CallDict.__annotations__)


@dataclass(frozen=True, slots=True)
class Call:
    """All legs of a conversation, understood as the one call that people made.

    ``call_ids`` are all that belong to it, the placed call's first.
    """

    call_id: str
    db_id: int
    direction: Direction
    disposition: Disposition
    caller_number: str
    caller_name: str
    called_number: str
    answered_by: str | None
    extensions: tuple[str, ...]
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    talk_duration: timedelta
    recording_url: str
    legs: int
    call_ids: tuple[str, ...]
    reached: Reached

    @property
    def missed(self) -> bool:
        """Return whether somebody tried to reach the office, or a colleague, in vain."""
        return (
            self.disposition is not Disposition.ANSWERED
            and self.direction is not Direction.OUTBOUND
        )

    @property
    def is_missed_inbound(self) -> bool:
        """Return whether somebody outside tried to reach the office in vain."""
        return self.missed and self.direction is Direction.INBOUND

    @property
    def duration(self) -> timedelta:
        """From the first ring to the end."""
        return self.ended_at - self.started_at

    @property
    def ring_duration(self) -> timedelta:
        """How long it rang before somebody answered, or until it ended."""
        return (self.answered_at or self.ended_at) - self.started_at

    @property
    def caller(self) -> str:
        """The caller as a person would say it: the name, else the number."""
        return self.caller_name or self.caller_number

    def as_dict(self) -> CallDict:
        """Return the call with every key: the one form in which it leaves this library."""
        return {
            "call_id": self.call_id,
            "db_id": self.db_id,
            "direction": self.direction.value,
            "disposition": self.disposition.value,
            "missed": self.missed,
            "caller_number": self.caller_number,
            "caller_name": self.caller_name,
            "called_number": self.called_number,
            "answered_by": self.answered_by,
            "extensions": list(self.extensions),
            "started_at": self.started_at.isoformat(),
            "answered_at": self.answered_at.isoformat() if self.answered_at else None,
            "ended_at": self.ended_at.isoformat(),
            "duration": _seconds(self.duration),
            "ring_duration": _seconds(self.ring_duration),
            "talk_duration": _seconds(self.talk_duration),
            "has_recording": bool(self.recording_url),
            "legs": self.legs,
            "call_ids": list(self.call_ids),
            "reached": self.reached.value,
        }


def _seconds(duration: timedelta) -> int:
    return round(duration.total_seconds())
