"""Home Assistant is killed again and again while calls arrive: none is missed, few come again."""

import asyncio
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
import random
import sqlite3
import time

import pytest

from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.tables import State
from tests.simulator import SimulatedPbx, Simulator

from .automations import heard, write_automation
from .flow import add_entry
from .hass import HassProcess
from .test_calls_survive import ANSWERS, LONGEST_WAIT, wait_until_stored

START_SECONDS = 8
"""A start is killed at a random moment within about as long as it takes."""


@dataclass
class Calls:
    """Calls that keep arriving, each with one row and a caller of its own."""

    pbx: SimulatedPbx
    chance: random.Random
    callers: list[str] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def place(self, count: int) -> None:
        for _ in range(count):
            caller = f"+4477009{len(self.callers):05}"
            # It ends now: one that ended before the set-up is past, where many come at once.
            (row,) = self.pbx.call(source=caller, start=time.time() - 7, ring=2, talk=5)
            self.callers.append(caller)
            self.ids[caller] = row.db_id

    async def keep_arriving(self) -> None:
        while True:
            self.place(1)
            await asyncio.sleep(self.chance.uniform(0.05, 0.5))


@dataclass
class Killed:
    """What was heard and written down when the process was killed."""

    hass: HassProcess
    calls: Calls
    entry_id: str
    kills: int = 0
    may_repeat: Counter[str] = field(default_factory=Counter)
    _read: int = 0

    def note(self) -> None:
        """Note which calls were heard since the last kill and aren't written down."""
        since, self._read = heard(self.hass.config_dir)[self._read :], self._heard_so_far()
        written = self._written()
        unwritten = [caller for caller in since if self.calls.ids[caller] not in written]
        assert len(unwritten) <= Limits().batch, "more than one step"
        self.may_repeat.update(set(unwritten))
        self.kills += 1

    def _heard_so_far(self) -> int:
        return len(heard(self.hass.config_dir))

    def _written(self) -> set[int]:
        """Return the rows of the calls that the archive takes for announced; it must be whole."""
        file = self.hass.config_dir / f".storage/difuse.{self.entry_id}.db"
        with closing(sqlite3.connect(file)) as archive:
            assert archive.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            told = archive.execute(
                "SELECT db_id FROM difuse_call WHERE state = ?", (State.ANNOUNCED,)
            )
            return {row[0] for row in told}


async def kill_during_start(hass: HassProcess, after: float) -> None:
    """Start, and kill so many seconds later, whatever it is doing by then."""
    with suppress(TimeoutError):
        async with asyncio.timeout(after):
            await hass.start()
            await asyncio.sleep(after)
    await hass.kill()


async def kill_while_announcing(hass: HassProcess, after: float) -> None:
    """Start, and kill a moment after the first call was heard."""
    before = len(heard(hass.config_dir))
    starting = asyncio.create_task(hass.start())
    async with asyncio.timeout(LONGEST_WAIT):
        while len(heard(hass.config_dir)) == before:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.005)
    await asyncio.sleep(after)
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await starting
    await hass.kill()


async def kill_again_and_again(killed: Killed, kills: int) -> None:
    chance = killed.calls.chance
    for _ in range(kills):
        killed.calls.place(chance.choice((1, 20, 170)))
        if chance.random() < 0.5:
            await kill_during_start(killed.hass, chance.uniform(0.2, START_SECONDS))
        else:
            await kill_while_announcing(killed.hass, chance.uniform(0, 0.3))
        killed.note()


async def wait_for_all(hass: HassProcess, calls: Calls) -> None:
    for _ in range(LONGEST_WAIT * 10):
        if set(calls.callers) <= set(heard(hass.config_dir)):
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)


@pytest.mark.parametrize(
    ("kills", "seed"), [(3, 1), pytest.param(50, 2, marks=pytest.mark.long)], ids=["3", "50"]
)
async def test_no_call_is_missing_after_so_many_kills(
    tmp_path: Path, kills: int, seed: int
) -> None:
    hass = HassProcess(tmp_path / "config")
    write_automation(hass.config_dir)
    calls = Calls(SimulatedPbx(), random.Random(seed))  # noqa: S311 - made-up moments
    async with Simulator(calls.pbx) as simulator:
        await hass.start()
        entry_id = await add_entry(hass, {"host": simulator.url, **ANSWERS})
        await wait_until_stored(hass)
        await hass.kill()
        killed = Killed(hass, calls, entry_id)
        arriving = asyncio.create_task(calls.keep_arriving())
        try:
            await kill_again_and_again(killed, kills)
        finally:
            arriving.cancel()
            await hass.kill()
        async with hass:
            await wait_for_all(hass, calls)
    told = Counter(heard(hass.config_dir))
    repeated = {caller: times - 1 for caller, times in told.items() if times > 1}
    print(f"{killed.kills} kills, {len(calls.callers)} calls, {sum(repeated.values())} repeats")  # noqa: T201
    assert [caller for caller in calls.callers if caller not in told] == []
    assert {caller for caller, n in repeated.items() if n > killed.may_repeat[caller]} == set()
    assert list(told) == calls.callers
