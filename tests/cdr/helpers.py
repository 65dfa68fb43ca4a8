"""Rows, records and calls in a few words."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from custom_components.difuse.cdr import Call, CallRecord, Direction, Disposition, Reached
from custom_components.difuse.cdr.calls.numbers import NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.calls.reading import build_call
from custom_components.difuse.cdr.pbx.wire import WireReader

FIXTURES = Path(__file__).parent / "fixtures"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

SAMPLE: dict[str, Any] = {
    "db_id": 1,
    "call_id": "1706950109.0",
    "caller_id": '"4001" <4001>',
    "source": "4001",
    "destination_context": "sip_internal",
    "destination": "2011",
    "initial_destination": "2011",
    "computed_destination": "",
    "disposition": "ANSWERED",
    "timestamp": "1706950109",
    "date": "2024-02-03 08:48:29",
    "start_time": "2024-02-03 08:48:29",
    "answer_time": "2024-02-03 08:48:29",
    "end_time": "2024-02-03 08:48:36",
    "recording_url": "",
}
"""The row of the vendor's document."""


def load_rows(name: str = "asterisk-open.json") -> list[dict[str, Any]]:
    """Read rows that a real Asterisk wrote."""
    rows: list[dict[str, Any]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return rows


def recorded(*ids: int, name: str = "asterisk-open.json") -> list[CallRecord]:
    """Read recorded rows by db_id."""
    return [read(row) for row in load_rows(name) if row["db_id"] in ids]


def raw(**changes: Any) -> dict[str, Any]:
    """Return the vendor's row with some fields changed."""
    return SAMPLE | changes


def read(row: object, reader: WireReader | None = None) -> CallRecord:
    """Read a row that must be readable."""
    record = (reader or WireReader()).row(row)
    assert isinstance(record, CallRecord), record
    return record


def leg(
    db_id: int = 1,
    call_id: str = "1795387191.8",
    *,
    source: str = "+447700900001",
    destination: str = "1001",
    dialled: str | None = None,
    computed: str = "",
    disposition: str = "answered",
    after: float = 0,
    ring: float = 4,
    talk: float = 30,
    up: bool = False,
    **more: Any,
) -> CallRecord:
    """Make a record that starts ``after`` seconds past noon; ``up``: the PBX had answered."""
    outcome = Disposition(disposition)
    answered = outcome is Disposition.ANSWERED
    start = NOON + timedelta(seconds=after)
    end = start + timedelta(seconds=ring + talk * answered)
    picked_up = start + timedelta(seconds=0 if up else ring)
    fields: dict[str, Any] = {
        "caller_name": "",
        "caller_number": source,
        "context": "from_trunk",
        "answered_at": picked_up if answered or up else None,
        "recording_url": "",
    } | more
    return CallRecord(
        db_id=db_id,
        call_id=call_id,
        source=source,
        destination=destination,
        initial_destination=destination if dialled is None else dialled,
        computed_destination=computed,
        disposition=outcome,
        started_at=start,
        ended_at=end,
        **fields,
    )


def call_of(*legs: CallRecord, **plan: Any) -> Call:
    """Make a call of its legs, having learned from them what a ledger would."""
    numbers = OfficeNumbers(NumberPlan.of(**plan))
    for one in legs:
        numbers.learn(one)
    return build_call(legs, numbers)


def a_call(db_id: int = 1, *, after: float = 0, **changes: Any) -> Call:
    """Make an answered inbound call of half a minute, with some fields changed."""
    start = NOON + timedelta(seconds=after)
    fields: dict[str, Any] = {
        "call_id": f"call-{db_id}",
        "direction": Direction.INBOUND,
        "disposition": Disposition.ANSWERED,
        "caller_number": "+447700900001",
        "caller_name": "",
        "called_number": "1001",
        "answered_by": "1001",
        "extensions": ("1001",),
        "started_at": start,
        "answered_at": start + timedelta(seconds=4),
        "ended_at": start + timedelta(seconds=34),
        "talk_duration": timedelta(seconds=30),
        "recording_url": "",
        "legs": 1,
        "call_ids": (f"call-{db_id}",),
        "reached": Reached.PERSON,
    } | changes
    return Call(db_id=db_id, **fields)
