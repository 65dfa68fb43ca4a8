"""A week of a large office: each call comes, once, in order; memory doesn't grow.

Real are Home Assistant's core, the integration, its HTTP and the simulated PBX;
driven is the clock alone. A poll each minute, 50,000 calls a day: the whole week
takes about a quarter of an hour, so it runs with ``--long`` only.
"""

from collections import Counter, deque
from datetime import date
import gc
import logging
import os
from pathlib import Path
import random
import tracemalloc
from typing import Any, NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest

from tests.conftest import SetUp
from tests.home import EVENT, is_available, logged, now, poll, state_of
from tests.simulator import Order, SimulatedPbx, Synthetic, ring_group

POLLS_A_DAY = 1440
KEPT_ROWS = 2000
"""The PBX computes the rows before these, so that it takes no memory of its own."""

KIB = 1024
MOST_TO_FILL = 2048 * KIB


class Length(NamedTuple):
    """How many days of how many polls and calls, and by how many bytes memory may differ.

    It is compared ``after`` so many days, when what is remembered has its bounds.
    """

    days: int
    polls: int
    calls: int
    spare: int
    after: int


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Take the place of the plugin's storage, which remembers all that was ever written."""
    return {}


class BusyOffice:
    """Places calls, and checks each that is announced: it must be the next one."""

    def __init__(self, hass: HomeAssistant, pbx: SimulatedPbx) -> None:
        self.placed = self.announced = 0
        self.by_day: Counter[date] = Counter()
        self.wrong: list[str] = []
        self._due: deque[str] = deque()
        self._pbx = pbx
        self._chance = random.Random(3)  # noqa: S311 - made-up calls
        async_track_state_change_event(hass, EVENT, self._hear)

    @callback
    def _hear(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state is not None
        if (call_id := state.attributes.get("call_id")) is None:
            return
        self.announced += 1
        if not self._due or self._due.popleft() != call_id:
            self.wrong.append(call_id)

    @property
    def awaited(self) -> int:
        """How many calls are still to be announced."""
        return len(self._due)

    def place(self, count: int) -> None:
        """Let calls end within the minute before now, one after the other."""
        for number in range(count):
            self._place(now() - 60 * (count - number) / count)

    def _place(self, end: float) -> None:
        kind, talk = self._chance.random(), self._chance.randrange(1, 300)
        ring = self._chance.randrange(1, 30)
        more: dict[str, Any] = {}
        if kind < 0.2:
            more, talk = {"disposition": "NO ANSWER"}, 0
        elif kind < 0.3:
            legs = ring_group(("1001", "1002", "1003"), "1002", ring=ring, talk=talk)
            more = {"destination": "600", "legs": legs}
        elif kind < 0.5:
            more = {"source": "1001", "destination": f"+4420794{self._chance.randrange(10**5):05}"}
        start = int(end) - ring - talk
        source = f"+447700{self._chance.randrange(10**6):06}"
        given: dict[str, Any] = {"source": source, "ring": ring, "talk": talk} | more
        rows = self._pbx.call(start=start, **given)
        self._due.append(str(rows[0].data["call_id"]))
        self.placed += 1
        self.by_day[dt_util.as_local(dt_util.utc_from_timestamp(start)).date()] += 1

    def tidy(self) -> None:
        """Forget what only the simulator would remember."""
        self._pbx.requests.clear()
        rows = self._pbx.rows
        if len(rows) > KEPT_ROWS:
            kept = rows[-KEPT_ROWS:]
            before = Synthetic(kept[0].db_id - 1, last_end=kept[0].start - 86400, spacing=1)
            self._pbx.store.replace(kept, before)


def memory_used() -> int:
    """Return the bytes that Python objects take."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize(
    "run",
    [
        # Of so few calls, only the second day fills the list that the simulated PBX keeps, and what
        # is remembered of numbers.
        pytest.param(Length(3, 20, 1200, 256 * KIB, 2), id="an hour, to see that a week can run"),
        pytest.param(
            Length(7, POLLS_A_DAY, 50_000, 256 * KIB, 1), id="a week", marks=pytest.mark.long
        ),
    ],
)
async def test_memory_does_not_grow_and_no_call_is_lost(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    run: Length,
) -> None:
    pbx.order = Order.ID_DESCENDING
    freezer.move_to("2026-03-02 12:00:00+00:00")
    entry = await set_up()
    file = hass.config.path(".storage", f"difuse.{entry.entry_id}.db")
    office = BusyOffice(hass, pbx)
    await poll(hass, freezer, 60)
    caplog.clear()
    # Notes of the loop's and the tests' own would grow, and take most of the time.
    caplog.set_level(logging.WARNING)
    hass.loop.set_debug(enabled=False)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    memory: list[int] = []
    stored: list[int] = []
    tracemalloc.start()
    try:
        for _ in range(run.days):
            for number in range(1, run.polls + 1):
                office.place(
                    run.calls * number // run.polls - run.calls * (number - 1) // run.polls
                )
                await poll(hass, freezer, 60)
                office.tidy()
            await poll(hass, freezer, 60)
            assert (office.awaited, office.wrong) == (0, [])
            today = dt_util.now().date()
            assert state_of(hass, "calls_today").state == str(office.by_day[today])
            memory.append(memory_used())
            stored.append(Path(file).stat().st_size)  # noqa: ASYNC240 - a moment
            print(f"Day {len(memory)}: {memory[-1]} bytes, {stored[-1]} in the archive")  # noqa: T201
    finally:
        tracemalloc.stop()
    assert office.announced == office.placed == run.days * run.calls
    assert is_available(hass)
    assert logged(caplog) == []
    assert abs(memory[-1] - memory[run.after - 1]) < run.spare, memory
    assert max(memory) - memory[0] < MOST_TO_FILL, memory
    await hass.config_entries.async_unload(entry.entry_id)
    rows = run.days * run.calls  # at least
    assert Path(file).stat().st_size < 100_000 + 600 * rows  # noqa: ASYNC240 - a moment
