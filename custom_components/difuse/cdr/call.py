"""A call, as all its rows and what is known of people say together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict

from .models import Direction, Disposition, Reached


class Handled(StrEnum):
    """Why a missed call needs nobody any more."""

    SEEN = "seen"
    """Somebody said so."""
    RETURNED = "returned"
    """The office called back, and reached that number."""
    ANSWERED_LATER = "answered_later"
    """The same caller rang again, and was answered."""


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
    other_number: str
    other_name: str | None
    groups: list[str]
    location: str | None
    answered_by_name: str | None
    reached: str
    handled: str | None


CALL_FIELDS: Final = tuple(CallDict.__annotations__)


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """Who is at the other end: whom the office called, else who called.

    ``number`` is E.164 where it can be, else as it was sent, "" if it was withheld; ``shown`` is
    how people here write it. ``name`` is the contact's, else what the PBX sent. ``location`` is the
    area, or abroad the country. ``is_contact``: an address book has the number.
    """

    number: str = ""
    shown: str = ""
    name: str | None = None
    groups: tuple[str, ...] = ()
    location: str | None = None
    is_contact: bool = False
    has_photo: bool = False


_NOBODY_YET: Final = OtherEnd()


@dataclass(frozen=True, slots=True)
class Call:
    """All legs of a conversation, understood as the one call that people made.

    ``call_ids`` are all that belong to it, the placed call's first. The fields after ``reached``
    aren't from rows: the archive adds them. ``is_unwanted``: its contact is in a group for those
    whose calls nobody wants to know of.
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
    is_unwanted: bool = False
    handled: Handled | None = None
    answered_by_name: str | None = None
    other: OtherEnd = _NOBODY_YET

    @property
    def missed(self) -> bool:
        """Return whether somebody tried to reach the office, or a colleague, in vain."""
        return (
            self.disposition is not Disposition.ANSWERED
            and self.direction is not Direction.OUTBOUND
            and not self.is_unwanted
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
        if self.direction is Direction.OUTBOUND:
            return self.caller_name or self.caller_number
        return self.other.name or self.caller_name or self.caller_number

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
            "other_number": self.other.number,
            "other_name": self.other.name,
            "groups": list(self.other.groups),
            "location": self.other.location,
            "answered_by_name": self.answered_by_name,
            "reached": self.reached.value,
            "handled": self.handled.value if self.handled else None,
        }


def _seconds(duration: timedelta) -> int:
    return round(duration.total_seconds())
