"""The words of the field: a record is one row (a leg), a call is all its legs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


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
    """How many calls there were in a time, and how they went; missed counts inbound ones.

    ``answered_inbound`` are the answered ones of those that came from outside, and ``ringing`` how
    long all of these rang together.
    """

    calls: int = 0
    answered: int = 0
    missed: int = 0
    busy: int = 0
    failed: int = 0
    talk_time: timedelta = timedelta()
    answered_inbound: int = 0
    ringing: timedelta = timedelta()

    @property
    def answer_rate(self) -> float | None:
        """How many percent of the calls from outside were answered; None where there were none."""
        inbound = self.answered_inbound + self.missed
        return 100 * self.answered_inbound / inbound if inbound else None

    @property
    def ring_time(self) -> timedelta | None:
        """How long it rang on average until a call from outside was answered."""
        return self.ringing / self.answered_inbound if self.answered_inbound else None
