"""A number turns something on, and time turns it off."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed, async_mock_service

from tests.blueprints import Use, call
from tests.conftest import SetUp
from tests.home import poll
from tests.simulator import SimulatedPbx


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float, calls: list[ServiceCall]
) -> None:
    """Let time pass until an action was called; an automation that waits is never done."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    for _ in range(50_000):
        if calls:
            break
        await asyncio.sleep(0)


@pytest.mark.parametrize("numbers", [["0044 7700 900001"], ["1009", "+4477009*"], "+447700900001"])
async def test_a_number_turns_something_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    numbers: list[str] | str,
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    hass.states.async_set("light.door", "off")
    on = async_mock_service(hass, "homeassistant", "turn_on")
    off = async_mock_service(hass, "homeassistant", "turn_off")
    await set_up()
    things = {"entity_id": "light.door"}
    await use("number_turns_on", numbers=numbers, things=things, minutes=3)
    call(pbx, "+15550100")
    call(pbx, "1001", destination="+447700900001")
    await poll(hass, freezer)
    assert not on
    call(pbx)
    await pass_time(hass, freezer, 61, on)
    assert [one.data["entity_id"] for one in on] == [["light.door"]]
    assert not off
    await pass_time(hass, freezer, 181, off)
    assert len(off) == 1
