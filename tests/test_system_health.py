"""System health: the first look at a problem."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.simulator import Simulator

from .home import poll


async def health(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    return {
        key: await value if asyncio.iscoroutine(value) else value for key, value in info.items()
    }


async def test_it_counts_pbxs_and_those_that_answer(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-06-15 12:00:00+00:00")
    await set_up()
    answering = {"pbxs": 1, "pbxs_answering": 1, "last_sync": "2026-06-15T14:00:00+02:00"}
    assert await health(hass) == answering
    await simulator.down()
    await poll(hass, freezer)
    assert await health(hass) == {**answering, "pbxs_answering": 0}


async def test_a_pbx_that_was_never_reached_has_no_last_sync(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, set_up: SetUp
) -> None:
    await simulator.down()
    await set_up()
    assert await health(hass) == {"pbxs": 1, "pbxs_answering": 0, "last_sync": "-"}
