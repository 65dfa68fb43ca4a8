"""What many calls at once cost, and which of them each contender notices."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
import gc
import time
from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.util import dt as dt_util
import orjson

from custom_components.difuse.cdr.feed.news import SETTLE
from custom_components.difuse.coordinator import DifuseCoordinator

from .home import EVENT, REST_SENSOR, Home
from .idle import FEW, fill
from .remote import PAGE_SIZE, RemotePbx
from .table import Line, middle
from .watch import Work, watch

_BURST = 200


@dataclass
class Heard:
    """What was noticed: announcements of ours; changes of the RESTful sensor, and rows in it."""

    announced: set[str] = field(default_factory=set)
    rest_changes: int = 0
    rest_listed: set[int] = field(default_factory=set)

    @callback
    def note(self, event: Event[EventStateChangedData]) -> None:
        """Take a change of a state."""
        state = event.data["new_state"]
        if state is None:
            return
        if state.entity_id == EVENT and "call_id" in state.attributes:
            # Calls of one phone that all end in one second may pass for one.
            self.announced.update(state.attributes["call_ids"])
        if state.entity_id == REST_SENSOR:
            self.rest_changes += 1
            self.rest_listed |= {row["db_id"] for row in state.attributes["data"]}


@dataclass(frozen=True)
class Caught:
    """What one catch-up took."""

    work: Work
    rows: int
    requests: int

    @property
    def pages(self) -> int:
        """The fewest requests that can do."""
        return -(-self.rows // PAGE_SIZE)


@contextmanager
def listening(hass: HomeAssistant) -> Iterator[Heard]:
    """Listen to states."""
    heard = Heard()
    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, heard.note)
    try:
        yield heard
    finally:
        stop()


async def measure_burst(home: Home, *, quick: bool) -> list[Line]:
    """Let 200 calls end between two polls, and see which of them each contender noticed."""
    del quick
    await fill(home.pbx, FEW)
    async with home.entry() as coordinator:
        await home.rest.async_refresh()
        call = {"destination": "1001", "start": dt_util.utcnow().timestamp() - 60, "talk": 20}
        calls = [call | {"source": f"+4477009{number:05}"} for number in range(_BURST)]
        with listening(home.hass) as heard:
            rows = await home.pbx.tell("calls", calls=calls)
            await coordinator.async_refresh()
            await home.rest.async_refresh()
            await home.hass.async_block_till_done()
    listed = heard.rest_listed & {row["db_id"] for row in rows}
    return [
        Line(
            what=f"burst of {_BURST} calls in one poll: without an event",
            ours=_BURST - len(heard.announced),
            rest=_BURST - heard.rest_changes,
            limit=0,
            budget="0",
        ),
        Line(
            what=f"burst of {_BURST} calls in one poll: seen nowhere",
            ours=_BURST - len(heard.announced),
            rest=_BURST - len(listed),
        ),
    ]


async def measure_catch_up(home: Home, *, quick: bool) -> list[Line]:
    """Catch up with 10,000 calls in one poll."""
    calls, runs = (1_000, 1) if quick else (10_000, 3)
    bare: list[Work] = []
    async with _fresh(home, "id-descending") as coordinator:
        ours = []
        for _ in range(runs):
            ours.append(await _caught_up(home, coordinator, calls))
            bare.append(await _bare(home.pbx, ours[-1].rows))
    async with _fresh(home, "id-ascending") as coordinator:
        oldest_first = await _caught_up(home, coordinator, calls)
    await home.pbx.tell("settings", order="id-descending")
    return _lines(calls, ours, bare, oldest_first)


@asynccontextmanager
async def _fresh(home: Home, order: str) -> AsyncIterator[DifuseCoordinator]:
    await home.pbx.tell("settings", order=order)
    await fill(home.pbx, FEW)
    async with home.entry() as coordinator:
        while await coordinator.feed.work() < 60:
            pass
        # Of a call that lies on two pages, the leg that is read first may have ended a while ago.
        intake = coordinator.feed.intake
        intake.marks = replace(intake.marks, set_up_at=intake.marks.set_up_at - 3600)
        yield coordinator


async def _caught_up(home: Home, coordinator: DifuseCoordinator, calls: int) -> Caught:
    rows = await home.pbx.burst(calls)
    # What has just ended waits for further rows.
    await asyncio.sleep(SETTLE)
    await home.pbx.forget_requests()
    with listening(home.hass) as heard, watch() as work:
        await coordinator.async_refresh()
        # What lies deeper than one poll reads comes as the past does, without its pauses.
        while await coordinator.feed.work() < 60:
            pass
        await coordinator.async_refresh()
    assert len(heard.announced) >= calls, len(heard.announced)
    requests = (await home.pbx.traffic()).requests
    await home.recorded_bytes()
    return Caught(work, rows, requests)


async def _bare(pbx: RemotePbx, rows: int) -> Work:
    """Read and parse the same pages, and nothing else."""
    with watch() as work:
        for page in range(-(-rows // PAGE_SIZE)):
            orjson.loads(await pbx.read(page + 1))
    return work


def _collection() -> float:
    """Return how long Python takes to go through all objects of this Home Assistant."""
    begun = time.thread_time()
    gc.collect()
    return time.thread_time() - begun


def _requests(what: str, caught: Caught) -> Line:
    most = caught.pages + 5
    return Line(what=what, ours=caught.requests, bare=caught.pages, limit=most, budget=f"{most}")


def _lines(calls: int, ours: list[Caught], bare: list[Work], oldest_first: Caught) -> list[Line]:
    name = f"catching up {calls:,} calls"
    worst = max(ours, key=lambda caught: caught.requests - caught.pages)

    def both(field_name: str, factor: float) -> dict[str, Any]:
        return {
            "ours": middle(getattr(caught.work, field_name) * factor for caught in ours),
            "bare": middle(getattr(work, field_name) * factor for work in bare),
        }

    return [
        _requests(f"{name} ({worst.rows:,} rows): requests", worst),
        _requests(f"{name}: requests where the oldest rows come first", oldest_first),
        Line(what=f"{name}: time", unit="s", **both("elapsed", 1)),
        Line(what=f"{name}: event loop", unit="s", **both("cpu", 1)),
        Line(
            what=f"{name}: longest block",
            unit="ms",
            **both("longest_cpu", 1e3),
            limit=50,
            budget="50 ms",
        ),
        Line(what=f"{name}: the same by the wall clock", unit="ms", **both("longest_wall", 1e3)),
        Line(
            what=f"{name}: the same with full garbage collections (bare: one of those alone)",
            unit="ms",
            ours=middle(caught.work.longest_of_all * 1e3 for caught in ours),
            bare=_collection() * 1e3,
        ),
    ]
