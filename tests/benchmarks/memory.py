"""What a day of 50,000 calls leaves in memory."""

from datetime import timedelta
import gc
import tracemalloc
from typing import Final

from homeassistant.util import dt as dt_util

from custom_components.difuse.cdr import Row
from custom_components.difuse.cdr.pbx import WireReader
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.coordinator import DifuseCoordinator
from tests.simulator import SimulatedPbx, Traffic

from .home import Home
from .idle import FEW, fill
from .table import Line

_PART: Final = 50
_MEBIBYTE: Final = 1024 * 1024
_MOST: Final = 10


class _Day:
    """Calls of a day, made when asked for, so that they take no memory of their own."""

    def __init__(self, first_id: int) -> None:
        self._at = dt_util.utcnow().timestamp() - timedelta(hours=1).total_seconds()
        self._pbx = SimulatedPbx(clock=lambda: self._at)
        self._pbx.next_id = first_id
        self._traffic = Traffic(self._pbx, seed=3)
        self._reader = WireReader(dt_util.UTC)

    def calls(self, count: int) -> tuple[Row, ...]:
        """Make the rows of so many calls, a moment after the last ones."""
        self._at += 1
        rows = self._traffic.burst(count)
        self._pbx.clear()
        self._pbx.recordings.clear()
        return tuple([self._reader.row(dict(row.data)) for row in rows])


async def measure(home: Home, *, quick: bool) -> list[Line]:
    """Deliver a day's calls and see what is left of them (tracemalloc: all of Home Assistant)."""
    calls = 5_000 if quick else 50_000
    await fill(home.pbx, FEW)
    async with home.entry() as coordinator:
        day = _Day(FEW + 1)
        # The first ones fill what is bounded in Home Assistant itself: caches, the recorder.
        await _deliver(home, coordinator, day, 1_000)
        tracemalloc.start()
        try:
            before = await _used(home)
            await _deliver(home, coordinator, day, calls)
            grown = (await _used(home) - before) / _MEBIBYTE
        finally:
            tracemalloc.stop()
    return [
        Line(
            what=f"memory for {calls:,} calls of a day",
            ours=grown,
            unit="MiB",
            limit=_MOST,
            budget=f"{_MOST} MiB",
        ),
    ]


async def _deliver(home: Home, coordinator: DifuseCoordinator, day: _Day, calls: int) -> None:
    """Deliver as polls would, fifty calls at a time."""
    for _ in range(calls // _PART):
        rows = day.calls(_PART)
        await coordinator.feed.intake.keep(rows, coordinator.feed.intake.marks, lambda _: State.DUE)
        await coordinator.async_publish()
        await coordinator.async_deliver()
    await home.recorded_bytes()


async def _used(home: Home) -> int:
    await home.recorded_bytes()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
