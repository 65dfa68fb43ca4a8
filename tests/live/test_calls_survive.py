"""Calls reach a real automation exactly once: over a killed Home Assistant and an outage."""

import asyncio
from pathlib import Path
import time

import pytest

from tests.simulator import SimulatedPbx, Simulator

from .automations import EVENT, heard, write_automation
from .flow import add_entry
from .hass import HassProcess

LONGEST_WAIT = 60
ANSWERS = {"extension": "4001", "secret": "difuse-demo"}


def place_calls(pbx: SimulatedPbx, first: int, count: int) -> list[str]:
    """Add calls that have just ended, and return their callers."""
    callers = [f"+4477009{number:05}" for number in range(first, first + count)]
    for caller in callers:
        pbx.call(source=caller, destination="1001", start=time.time() - 20, ring=2, talk=5)
    return callers


async def poll(hass: HassProcess, entity_id: str = EVENT) -> None:
    """Ask for a poll now instead of within a minute."""
    await hass.ws_call(
        "call_service",
        domain="homeassistant",
        service="update_entity",
        service_data={"entity_id": entity_id},
    )


async def wait_until_stored(hass: HassProcess) -> None:
    """Wait until Home Assistant has written its new config entry down, which takes it a second."""
    entries = hass.config_dir / ".storage/core.config_entries"
    async with asyncio.timeout(LONGEST_WAIT):
        while not entries.exists() or '"difuse"' not in entries.read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # another process writes it


async def wait_until_heard(hass: HassProcess, expected: list[str]) -> None:
    """Wait until the automation ran for each call; a run too many fails, too."""
    for _ in range(LONGEST_WAIT * 10):
        if len(heard(hass.config_dir)) >= len(expected):
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    assert heard(hass.config_dir) == expected


@pytest.fixture
async def pbx() -> SimulatedPbx:
    pbx = SimulatedPbx()
    place_calls(pbx, 0, 3)
    return pbx


@pytest.mark.long  # kills at random moments are tried in test_crash
async def test_thirty_calls_while_home_assistant_was_killed(
    tmp_path: Path, pbx: SimulatedPbx
) -> None:
    hass = HassProcess(tmp_path / "config")
    write_automation(hass.config_dir)
    async with Simulator(pbx) as simulator, hass:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        expected = place_calls(pbx, 100, 2)
        await poll(hass)
        await wait_until_heard(hass, expected)
        await wait_until_stored(hass)
        await hass.kill()
        expected += place_calls(pbx, 200, 30)
        await hass.start()
        await wait_until_heard(hass, expected)


async def test_calls_during_an_outage_of_the_pbx(tmp_path: Path, pbx: SimulatedPbx) -> None:
    hass = HassProcess(tmp_path / "config")
    write_automation(hass.config_dir)
    async with Simulator(pbx) as simulator, hass:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        await simulator.stop()
        await poll(hass)
        await hass.wait_for_state(EVENT, lambda state: state["state"] == "unavailable", 20)
        expected = place_calls(pbx, 300, 30)
        await simulator.start()
        await poll(hass)
        await wait_until_heard(hass, expected)
