"""Calls over time: a history of busy and quiet hours, then live ones."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
import heapq
from itertools import count
import random

from .calls import PlacedCall
from .office import Office
from .pbx import SimulatedPbx
from .rows import Row

_DAY = 86400
_UNDER_WAY = 15 * 60

# How busy each hour of a weekday is, against the busiest.
_BUSY = (
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    4,
    12,
    18,
    20,
    18,
    11,
    13,
    18,
    17,
    14,
    9,
    4,
    2,
    1,
    1,
    0,
    0,
)


class Traffic:
    """An office's calls; each is written when its caller hangs up, so long ones land late."""

    def __init__(self, pbx: SimulatedPbx, *, seed: int = 0, calls_per_hour: float = 120.0) -> None:
        """Make live traffic of so many calls an hour, by day and night."""
        self.calls_per_hour = calls_per_hour
        self._pbx = pbx
        self._office = Office(seed)
        self._chance = random.Random(seed)
        self._pending: list[tuple[int, int, PlacedCall]] = []
        self._numbers = count()
        self._next: float | None = None

    @property
    def pending(self) -> int:
        """How many calls are going on."""
        return len(self._pending)

    def history(self, days: float, *, calls_per_day: float = 160.0) -> list[Row]:
        """Write the rows of past days up to now, with busy hours and quiet weekends."""
        now = self._pbx.true_now()
        peak = calls_per_day * max(_BUSY) / sum(_BUSY) / 3600
        at = now - days * _DAY
        while (at := at + self._chance.expovariate(peak)) < now:
            if self._chance.random() < self._busy(at):
                self._dial(at)
        return self._hang_up(now)

    def advance(self, to: float | None = None) -> list[Row]:
        """Let live calls come in up to this true epoch (now), and write those that ended."""
        to = self._pbx.true_now() if to is None else to
        if self._next is None:
            self._next = to + self._gap()
        while self._next <= to:
            self._dial(self._next)
            self._next += self._gap()
        return self._hang_up(to)

    def burst(self, calls: int) -> list[Row]:
        """So many calls that all end now."""
        now = int(self._pbx.true_now())
        rows: list[Row] = []
        for _ in range(calls):
            call = self._office.place(now)
            rows += self._write(replace(call, start=now - (call.end - now)))
        return rows

    async def run(self, *, every: float = 0.5) -> None:
        """Keep the calls coming, for ever; looks at the clock every so many seconds.

        It begins in the past, so that calls are going on already and soon end.
        """
        if self._next is None:
            self._next = self._pbx.true_now() - _UNDER_WAY
        while True:
            self.advance()
            await asyncio.sleep(every)

    def _gap(self) -> float:
        if self.calls_per_hour <= 0:
            return float("inf")
        return self._chance.expovariate(self.calls_per_hour / 3600)

    def _busy(self, at: float) -> float:
        """How busy the office is at an epoch, from 0 to 1; a fifth of that at weekends."""
        local = datetime.fromtimestamp(at, self._pbx.zone)
        return (_BUSY[local.hour] + 0.2) / max(_BUSY) * (1.0 if local.weekday() < 5 else 0.2)

    def _dial(self, at: float) -> None:
        call = self._office.place(int(at))
        heapq.heappush(self._pending, (call.end, next(self._numbers), call))

    def _hang_up(self, to: float) -> list[Row]:
        rows: list[Row] = []
        while self._pending and self._pending[0][0] <= to:
            rows += self._write(heapq.heappop(self._pending)[2])
        return rows

    def _write(self, call: PlacedCall) -> tuple[Row, ...]:
        """Write a call's rows with the times that the PBX's own clock showed."""
        return self._pbx.place(replace(call, start=call.start + int(self._pbx.clock_shift)))
