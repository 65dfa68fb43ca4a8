"""The hours of a simulated PBX's calls, counted afresh from all its rows."""

from collections.abc import Iterable

from custom_components.difuse.cdr import Call, CallRecord, Direction
from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.pbx import WireReader
from tests.cdr.joined import calls_of
from tests.simulator import Order, SimulatedPbx

type Hours = dict[int, list[int]]
"""Calls, answered, missed, busy and failed ones, and seconds of talk, by the hour's epoch."""


def records_of(pbx: SimulatedPbx) -> list[CallRecord]:
    """Read all rows that can be read, each once."""
    reader = WireReader()
    stored = pbx.store.slice(Order.ID_ASCENDING, 0, len(pbx))
    rows = [reader.row(row.data) for row in stored]
    return [row for row in rows if isinstance(row, CallRecord)]


def recount(records: Iterable[CallRecord], numbers: OfficeNumbers | None = None) -> Hours:
    """Count calls by hour, all rows being at hand."""
    unique = {record.key: record for record in records}
    hours: Hours = {}
    for call in calls_of(unique.values(), numbers or OfficeNumbers(NumberPlan())):
        _count(hours, call)
    return hours


def _count(hours: Hours, call: Call) -> None:
    start = int(call.started_at.timestamp())
    figures = hours.setdefault(start - start % 3600, [0] * 6)
    disposition = str(call.disposition)
    is_missed = disposition != "answered" and call.direction is Direction.INBOUND
    figures[0] += 1
    figures[1] += disposition == "answered"
    figures[2] += is_missed
    figures[3] += disposition == "busy"
    figures[4] += disposition in ("failed", "congestion")
    figures[5] += int(call.talk_duration.total_seconds())


def without_empty(hours: Hours) -> Hours:
    """Leave out hours in which nothing happened."""
    return {hour: figures for hour, figures in sorted(hours.items()) if any(figures)}
