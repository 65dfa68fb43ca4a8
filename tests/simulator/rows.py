"""The rows of the PBX's database and the JSON that the vendor documents for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

FIELDS = (
    "db_id",
    "call_id",
    "caller_id",
    "source",
    "destination_context",
    "destination",
    "initial_destination",
    "computed_destination",
    "disposition",
    "timestamp",
    "date",
    "start_time",
    "answer_time",
    "end_time",
    "recording_url",
)
CALLER_ID_BYTES = 79


@dataclass(frozen=True, slots=True)
class Row:
    """What is stored: the JSON as it is served, with the two keys that rows are sorted by."""

    db_id: int
    start: int
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One leg of a call as Asterisk knows it; times are epoch seconds of the PBX's clock."""

    db_id: int
    call_id: str
    caller_id: str
    source: str
    destination_context: str
    destination: str
    initial_destination: str
    computed_destination: str
    disposition: str
    start: int
    answer: int | None
    end: int
    recording_url: str = ""

    def as_json(self, zone: tzinfo) -> dict[str, Any]:
        """Return the row with keys, order and types exactly as in the vendor's sample."""
        start = wall(self.start, zone)
        return {
            "db_id": self.db_id,
            "call_id": self.call_id,
            "caller_id": self.caller_id,
            "source": self.source,
            "destination_context": self.destination_context,
            "destination": self.destination,
            "initial_destination": self.initial_destination,
            "computed_destination": self.computed_destination,
            "disposition": self.disposition,
            "timestamp": str(self.start),
            "date": start,
            "start_time": start,
            "answer_time": "" if self.answer is None else wall(self.answer, zone),
            "end_time": wall(self.end, zone),
            "recording_url": self.recording_url,
        }

    def as_row(self, zone: tzinfo) -> Row:
        """Return the row as stored: its times become text in the zone of that moment, for good."""
        return Row(self.db_id, self.start, self.as_json(zone))


def wall(epoch: float, zone: tzinfo) -> str:
    """Return the PBX's wall time without an offset, as its database holds it."""
    return datetime.fromtimestamp(epoch, zone).strftime("%Y-%m-%d %H:%M:%S")


def read_wall(text: str) -> int:
    """Read a wall time as if it were UTC, in epoch seconds; raises ValueError."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp())


def escape(name: str) -> str:
    """Escape a display name as Asterisk does before it puts it between quotes."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def caller_id(name: str, number: str, *, outside: bool = False) -> str:
    """Asterisk's `"name" <number>`, cut at 79 bytes even in the middle of a character.

    A name with quotes that came over a trunk was escaped once by the sender and is escaped again.
    """
    text = f'"{escape(escape(name) if outside else name)}" <{number}>'
    return text.encode()[:CALLER_ID_BYTES].decode(errors="replace")


def sort_start(data: Any) -> int:
    """Return the epoch by which a row of unknown content is sorted: its timestamp, else zero."""
    try:
        return int(float(data["timestamp"]))
    except KeyError, TypeError, ValueError, OverflowError:
        return 0
