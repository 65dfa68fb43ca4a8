"""A release takes the place of the one before, and goes again, on the oldest and newest version."""

import asyncio
import os
from pathlib import Path
import time

import pytest

from tests.simulator import SimulatedPbx, Simulator, Synthetic

from .automations import EVENT, write_automation
from .flow import add_book, add_entry, change_options
from .hass import OLDEST_PYTHON, PYTHON, HassProcess
from .kept import Storage
from .releases import build_release, build_version_before, has_version_before, install
from .seed import House
from .test_calls_survive import (
    ANSWERS,
    LONGEST_WAIT,
    place_calls,
    poll,
    wait_until_heard,
    wait_until_stored,
)

IMPORT = Path(__file__).parent / "import_past.py"
CARDS = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Smith\nTEL:+447700900100\nEND:VCARD\n"
GIVEN_NAME = "The office's calls"
STATISTICS = {"statistics_enabled": True, "statistics_deleted": True}
SERIES = "difuse:difuse_pbx_calls"

needs_history = pytest.mark.skipif(
    not has_version_before() and "CI" not in os.environ,
    reason="this clone is without the commits of the version before",
)


async def use_version_before(hass: HassProcess, simulator: Simulator) -> tuple[Storage, list[str]]:
    """Set it up and have calls announced; return what is on the disk then, and the callers."""
    async with hass:
        entry_id = await add_entry(hass, {"host": simulator.url, **ANSWERS})
        await add_book(hass, entry_id, CARDS)
        callers = place_calls(simulator.pbx, 100, 2)
        await poll(hass)
        await wait_until_heard(hass, callers)
        registry = "config/entity_registry/update"
        await hass.ws_call(registry, entity_id=EVENT, name=GIVEN_NAME)
        await wait_until_stored(hass)
    process = await asyncio.create_subprocess_exec(
        *(hass.python, "-P", IMPORT),
        cwd=hass.config_dir,
        env=hass.environment() | {"PYTHONPATH": str(hass.config_dir)},
    )
    assert await process.wait() == 0
    return Storage(hass.config_dir, entry_id), callers


async def remove(hass: HassProcess, storage: Storage) -> None:
    """Delete the entry and, as was asked for, its statistics."""
    async with asyncio.timeout(LONGEST_WAIT):
        while SERIES not in storage.statistics():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
    await change_options(hass, storage.entry_id, "statistics", STATISTICS)
    path = f"/api/config/config_entries/entry/{storage.entry_id}"
    assert not (await hass.delete(path))["require_restart"]


@needs_history
@pytest.mark.parametrize("python", [OLDEST_PYTHON, PYTHON], ids=["oldest", "newest"])
@pytest.mark.parametrize("calls", [1_000, pytest.param(100_000, marks=pytest.mark.long)])
async def test_an_update_loses_and_announces_nothing_and_a_removal_leaves_nothing(
    tmp_path: Path, python: Path, calls: int
) -> None:
    hass = HassProcess(
        tmp_path / "config", house=House(name="Home"), python=python, is_linked=False
    )
    write_automation(hass.config_dir)
    install(build_version_before(tmp_path), hass.config_dir)
    pbx = SimulatedPbx(synthetic=Synthetic(calls, last_end=time.time() - 3600))
    async with Simulator(pbx) as simulator:
        storage, callers = await use_version_before(hass, simulator)
        before, size = storage.rows(), storage.size()
        assert storage.version() == 1
        assert len(before["difuse_call"]) == calls + len(callers)
        entities = storage.entities()

        install(build_release(tmp_path), hass.config_dir)
        callers += place_calls(pbx, 200, 3)
        began = time.monotonic()
        async with hass:
            took = time.monotonic() - began
            await wait_until_heard(hass, callers)
            assert storage.version() == 2
            after = storage.rows()
            assert [name for name, rows in before.items() if not rows <= after[name]] == []
            assert len(after["difuse_call"]) == calls + len(callers)
            print(f"{calls} calls: running after {took:.1f} s, {size} B, {storage.size()} B")  # noqa: T201
            states = await hass.states()
            await remove(hass, storage)
    there = {name for name, state in states.items() if not state["attributes"].get("restored")}
    assert entities <= there
    assert states[EVENT]["attributes"]["friendly_name"].endswith(GIVEN_NAME)
    assert "custom_components.difuse" not in hass.log_text()
    assert storage.statistics() == {}
    assert storage.traces() == []
