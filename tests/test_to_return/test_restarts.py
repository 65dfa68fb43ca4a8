"""Reminders over restarts of Home Assistant: what came due meanwhile once, the rest never again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.callers import note_reminded, reminded_until
from custom_components.difuse.cdr.database import Database, DatabaseError
from tests.automations import Runs, set_up_automations
from tests.conftest import SetUp
from tests.home import poll
from tests.simulator import SimulatedPbx, Simulator

from .people import BOB, missed, reload, reminder, returned

ALICE_WAITS = "Alice Morgan 1 waits"
BOB_WAITS = "None 1 waits"

type Restart = Callable[[float], Awaitable[None]]


@pytest.fixture
async def runs(hass: HomeAssistant) -> Runs:
    """Begin with an automation that is there when Home Assistant starts."""
    runs = Runs(hass)
    hass.set_state(CoreState.starting)
    await set_up_automations(hass, reminder())
    hass.set_state(CoreState.running)
    return runs


@pytest.fixture
async def restart(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry
) -> Restart:
    """Return a function that turns Home Assistant off, and on again so many seconds later."""

    async def do_restart(seconds: float) -> None:
        if entry.state.recoverable:
            await hass.config_entries.async_unload(entry.entry_id)
        freezer.tick(timedelta(seconds=seconds))
        hass.set_state(CoreState.starting)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        hass.set_state(CoreState.running)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await hass.async_block_till_done(wait_background_tasks=True)

    return do_restart


def kill(patch: pytest.MonkeyPatch) -> None:
    """Let nothing be written down at the end, as by a Home Assistant that is killed."""

    async def not_now(_: object) -> None:
        pass

    patch.setattr("custom_components.difuse.running.callbacks.Callbacks.write_down", not_now)


async def test_what_came_due_while_it_was_off_is_told_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    runs: Runs,
    restart: Restart,
) -> None:
    await set_up()
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 1800)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await restart(2000)
    assert runs.data == [ALICE_WAITS]
    await restart(10)
    assert runs.data == [ALICE_WAITS]
    await restart(7200)
    assert runs.data == [ALICE_WAITS, BOB_WAITS]
    await restart(7200)
    assert len(runs.data) == 2


async def test_what_was_told_before_is_not_told_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    runs: Runs,
    restart: Restart,
) -> None:
    entry = await set_up()
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS]
    await restart(10)
    await reload(hass, entry)
    await restart(3600)
    assert runs.data == [ALICE_WAITS]


async def test_a_crash_repeats_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    runs: Runs,
    restart: Restart,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await set_up()
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    missed(pbx, BOB)
    await poll(hass, freezer)
    with monkeypatch.context() as patch:
        kill(patch)
        await restart(10)
    assert runs.data == [ALICE_WAITS]
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS, BOB_WAITS]


async def test_who_was_called_back_meanwhile_is_left_in_peace(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
    runs: Runs,
    restart: Restart,
) -> None:
    """Nobody is reminded before the PBX was read, which may be off at the start."""
    await set_up()
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    returned(pbx, ago=-300)
    await simulator.down()
    await restart(7200)
    await poll(hass, freezer)
    assert runs.data == []
    await simulator.up()
    await poll(hass, freezer)
    assert runs.data == [BOB_WAITS]


async def test_an_automation_that_is_new_is_told_nothing_of_before_after_a_crash(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    """It counts as having been there when Home Assistant starts the next time."""
    entry = await set_up()
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert await entry.runtime_data.archive.read(reminded_until) is None
    Runs(hass)
    await set_up_automations(hass, reminder(**{"for": "00:10:00"}))
    await poll(hass, freezer, 2)
    until = await entry.runtime_data.archive.read(reminded_until)
    assert until == dt_util.utcnow().replace(microsecond=0)


async def test_a_reminder_that_cannot_be_written_down_waits(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    runs: Runs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await set_up()
    missed(pbx)
    await poll(hass, freezer)

    async def fail(*_: object) -> Any:
        raise DatabaseError("OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", fail)
        await poll(hass, freezer, 3600)
        assert runs.data == []
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert runs.data == [ALICE_WAITS]


async def test_a_moment_from_a_clock_that_was_wrong_counts_for_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    runs: Runs,
    restart: Restart,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = await set_up()
    missed(pbx)
    await poll(hass, freezer)
    far = dt_util.utcnow() + timedelta(days=400)
    await entry.runtime_data.archive.write(note_reminded, far)
    with monkeypatch.context() as patch:
        kill(patch)
        await restart(10)
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS]
