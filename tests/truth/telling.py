"""A recording's rows become visible to polls: what is announced, and what is kept in the end.

The feed and the archive are the real ones, on one clock.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.views import find
from tests.reliability.house import House, run
from tests.simulator import SimulatedPbx
from tests.simulator.rows import Row

from .recording import Recording

EVERY: Final = 60.0
_WRITING: Final = 0.005
"""Seconds from one row to the next that is written in the same second."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was announced, in this order, and all calls that are kept, the latest first."""

    announced: list[Call]
    kept: list[Call]


def tell(
    recording: Recording, plan: NumberPlan, *, every: float = EVERY, offset: float = 0
) -> Told:
    """Poll from ``offset`` seconds before the first row on, and look again when a call is due.

    With ``every`` = 0, after each row: the worst that can be.
    """
    rows = deque(visible(recording))
    house = House(SimulatedPbx(clock=lambda: house.now), Limits(), plan=plan)
    house.now = rows[0][0] - 1 - offset
    run(house.poll())
    while rows or house.seconds_to_next() < EVERY:
        wait = max(1, house.seconds_to_next())
        house.now = rows[0][0] if rows and not every else house.now + min(wait, every or wait)
        while rows and rows[0][0] <= house.now:
            house.pbx.add(rows.popleft()[1])
        run(house.poll())
        run(house.work(9))
    run(house.work(9))
    told = Told(
        house.told, run(house.feed.intake.archive.read(find, CallFilter(), len(recording.rows)))
    )
    house.end()
    return told


def visible(recording: Recording) -> Iterator[tuple[float, Row]]:
    """Return when each row is there: they are written at their end, one after the other."""
    at = 0.0
    for record, row in zip(recording.records, recording.rows, strict=True):
        at = max(at + _WRITING, record.ended_at.timestamp())
        yield at, Row(record.db_id, int(record.started_at.timestamp()), row)
