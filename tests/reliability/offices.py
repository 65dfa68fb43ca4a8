"""Realistic offices: weeks of calls, nightly purges, faults, reboots, restarts, another box.

``python -m tests.reliability.offices COUNT WEEKS`` prints the table that is in the docs.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
import heapq
import random
from statistics import median, quantiles
import sys
from typing import Final

from sqlalchemy import select

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.pbx import PbxError
from custom_components.difuse.cdr.tables.schema import CALLS
from tests.simulator import Order, SimulatedPbx
from tests.simulator.calls import PlacedCall
from tests.simulator.office import Office

from .house import EPOCH, House

DAY: Final = 86_400
BUSY: Final = (0, 0, 0, 0, 0, 0, 1, 4, 12, 18, 20, 18, 11, 13, 18, 17, 14, 9, 4, 2, 1, 1, 0, 0)
"""How busy each hour is."""

type Event = tuple[float, int, Callable[[], None]]


@dataclass
class Outcome:
    """What became of the calls of an office; ``delays`` are seconds from end to announcement."""

    seed: int
    calls: int = 0
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)
    vanished: int = 0
    """Calls whose rows were gone before a poll could see them."""
    requests: int = 0
    polls: int = 0
    delays: list[float] = field(default_factory=list)
    missing: int = 0
    """Calls that are not in the archive, though a poll could see them."""


class SimulatedOffice:
    """One office and its PBX; what is odd about them is drawn from the seed."""

    def __init__(self, seed: int, weeks: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - made-up calls
        self.end = EPOCH + weeks * 7 * DAY
        self.outcome = Outcome(seed)
        self.pbx = SimulatedPbx(
            clock=lambda: self.house.now, zone=self._one_of("UTC", "Europe/Berlin")
        )
        self.house = House(self.pbx, limits=Limits(), now=EPOCH)
        self._office = Office(seed)
        self._events: list[Event] = []
        self._number = 0
        self._visible: dict[str, float] = {}
        """When the rows of each call were written, until they are gone."""
        self._ended: dict[str, float] = {}
        self._seen: set[str] = set()
        self._unseen: set[str] = set()
        self._past: set[str] = set()
        self._is_off = False
        self.a_day = round(5 * 100 ** self.chance.random())
        self.keep_rows = self._one_of(0, self.a_day * 10, self.a_day * 45)
        self._shape()

    def _one_of[T](self, *choices: T) -> T:
        return self.chance.choice(choices)

    def _shape(self) -> None:
        """Choose how the PBX makes its list, and how wrong its clock is."""
        paging = self.pbx.paging
        self.pbx.order = self._one_of(*Order)
        paging.cap = self._one_of(None, None, None, 50)
        paging.fixed_limit = self._one_of(None, None, None, None, 25)
        self.pbx.clock_shift = self._one_of(0, 0, 0, -40, 40, 7200)

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Let something happen."""
        self._number += 1
        heapq.heappush(self._events, (when, self._number, what))

    def plan(self) -> None:
        """Plan all weeks: calls, purges, reboots, restarts, and one of each misfortune."""
        self._write_past(self.chance.randrange(0, self.a_day * 20))
        days = range(int(EPOCH // DAY), int(self.end // DAY))
        for day in days:
            for _ in range(self._poisson(self.a_day)):
                hour = self.chance.choices(range(24), BUSY)[0]
                self._plan_call(day * DAY + hour * 3600 + self.chance.random() * 3600)
            self.at(day * DAY + 3 * 3600, self._purge)
        for when in range(int(EPOCH) + 5 * DAY, int(self.end), 28 * DAY):
            self._plan_outage(when + self.chance.randrange(DAY), 180, self.pbx.reboot)
        for when in range(int(EPOCH) + 3 * DAY, int(self.end), 7 * DAY):
            self.at(when + self.chance.randrange(DAY), self._restart_home)
        span = int(self.end - EPOCH) - 4 * DAY
        for what in (self._shape, self._reset, self._swap):
            self._plan_outage(EPOCH + 2 * DAY + self.chance.randrange(span), 300, what)

    def _poisson(self, mean: float) -> int:
        return max(0, round(self.chance.gauss(mean, mean**0.5)))

    def _plan_call(self, start: float) -> None:
        call = self._office.place(int(start))
        self.at(call.end + self.chance.random(), lambda: self._write(call))

    def _write(self, call: PlacedCall) -> None:
        if self._is_off:
            return
        start = call.start + int(self.pbx.clock_shift)
        rows = self.pbx.place(replace(call, start=start))
        for call_id in {str(row.data["call_id"]) for row in rows}:
            self.outcome.calls += 1
            self._ended[call_id] = self.house.now
            self._unseen.add(call_id)

    def _write_past(self, count: int) -> None:
        for number in range(count):
            ended = self.pbx.now() - 500 - (count - number) * 300
            rows = self.pbx.call(start=ended - 60, ring=5, talk=40)
            self._past |= {str(row.data["call_id"]) for row in rows}

    def _purge(self) -> None:
        if self.keep_rows:
            self.pbx.purge(max(0, len(self.pbx) - self.keep_rows))

    def _plan_outage(self, when: float, seconds: float, then: Callable[[], None]) -> None:
        self.at(when, lambda: self._switch(is_off=True))
        self.at(when + seconds * 0.9, then)
        self.at(when + seconds, lambda: self._switch(is_off=False))

    def _switch(self, *, is_off: bool) -> None:
        self._is_off = is_off

    def _forget(self) -> None:
        """Take it that no poll will see what none has seen."""
        self.outcome.vanished += len(self._unseen)
        for call_id in self._unseen:
            self._ended.pop(call_id)
        self._unseen.clear()

    def _reset(self) -> None:
        self._forget()
        self.pbx.start_over()

    def _swap(self) -> None:
        self._forget()
        self.pbx.start_over(self._one_of(1, 100_000))
        self._shape()
        self._write_past(self.chance.randrange(20, 2_000))

    def _restart_home(self) -> None:
        self._restarts_at = self.house.now + self.chance.randrange(40, 120)

    _restarts_at = 0.0

    async def run(self) -> Outcome:
        """Let all weeks pass."""
        self.plan()
        self.house.fails = lambda: self._is_off or self.chance.random() < 0.05
        next_poll = EPOCH + 1.0
        while self.house.now < self.end:
            while self._events and self._events[0][0] <= next_poll:
                when, _, what = heapq.heappop(self._events)
                self.house.now = max(self.house.now, when)
                what()
            self.house.now = max(self.house.now, next_poll)
            if self._restarts_at:
                await self.house.stop()
                next_poll, self._restarts_at = self._restarts_at, 0.0
                continue
            await self._poll()
            next_poll = self.house.now + max(1, self.house.seconds_to_next())
        self._judge()
        return self.outcome

    async def _poll(self) -> None:
        known, visible = len(self.house.told), set(self._unseen)
        try:
            await self.house.poll()
            self._unseen -= visible
            self._seen |= visible
            await self._work()
        except PbxError:
            pass
        self.outcome.polls += 1
        self.outcome.requests += self.house.requests
        for call in self.house.told[known:]:
            self._note(call)

    async def _work(self) -> None:
        left = 60.0
        while left > 0:
            left -= await self.house.feed.work() or 0.2

    def _note(self, call: Call) -> None:
        if call.call_id in self._past:
            self.outcome.past.append(call.call_id)
        elif call.call_id in self._ended:
            self.outcome.delays.append(self.house.now - self._ended[call.call_id])

    def _judge(self) -> None:
        with self.house.engine.connect() as db:
            kept = {call_id: ids for ids in db.scalars(select(CALLS.c.call_ids)) for call_id in ids}
        times = Counter(call.call_id for call in self.house.told)
        told = {call_id for call in self.house.told for call_id in call.call_ids}
        recent = self.house.now - 300
        expected = [call_id for call_id in self._seen if self._ended[call_id] < recent]
        # What was announced may have become part of another call, and the other way round.
        self.outcome.lost = [one for one in expected if told.isdisjoint(kept.get(one, (one,)))]
        self.outcome.repeated = [call_id for call_id, number in times.items() if number > 1]
        self.outcome.missing = len(set(expected) - kept.keys())


def report(outcomes: list[Outcome]) -> str:
    """Return the table."""
    delays = [delay for one in outcomes for delay in one.delays]
    hundredths = quantiles(delays, n=100)
    each = [quantiles(one.delays, n=100) for one in outcomes]
    figures = {
        "offices": len(outcomes),
        "calls": sum(one.calls for one in outcomes),
        "polls": sum(one.polls for one in outcomes),
        "requests": sum(one.requests for one in outcomes),
        "lost": sum(len(one.lost) for one in outcomes),
        "announced twice": sum(len(one.repeated) for one in outcomes),
        "past announced": sum(len(one.past) for one in outcomes),
        "not in the archive": sum(one.missing for one in outcomes),
        "gone before a poll": sum(one.vanished for one in outcomes),
        "seconds to the announcement, median": round(median(delays), 1),
        "95 %": round(hundredths[94], 1),
        "99 %": round(hundredths[98], 1),
        "the longest": round(max(delays)),
        "median of an office, the middle one": round(median(one[49] for one in each), 1),
        "99 % of an office, the middle one": round(median(one[98] for one in each), 1),
    }
    return "\n".join(f"{name:<40}{figure:>12,}" for name, figure in figures.items())


def main(count: int, weeks: int, first: int = 0) -> None:
    """Run offices and print what became of their calls."""
    outcomes = []
    for seed in range(first, first + count):
        one = asyncio.run(SimulatedOffice(seed, weeks).run())
        outcomes.append(one)
        odd = (len(one.lost), len(one.repeated), len(one.past), one.missing)
        print(f"office {seed}: {one.calls} calls, {one.requests} requests, odd {odd}", flush=True)  # noqa: T201
    print(report(outcomes))  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
