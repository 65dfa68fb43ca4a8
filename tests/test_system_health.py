"""System health: the first look at a problem."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.flows import make_entry
from tests.simulator import Simulator

from .home import now, poll
from .pushing import Pusher

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""A moment, not a text: the frontend shows it in the user's language and time zone."""


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
    freezer.move_to(NOON)
    make_entry(hass, {}, unique_id="02:00:5e:00:53:01", source=SOURCE_IGNORE)
    await set_up()
    answering = {"pbxs": 1, "pbxs_answering": 1, "last_sync": NOON}
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


async def test_a_pbx_that_only_pushes_answers_while_it_pushes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    """It can't be asked, so nothing fails while it is away."""
    assert (await health(hass))["pbxs_answering"] == 0
    alone.pbx.call(source="+447700900001", start=now() - 40)
    assert await alone.push() == [200]
    await hass.async_block_till_done()
    assert (await health(hass))["pbxs_answering"] == 1
    await poll(hass, freezer, timedelta(minutes=16).total_seconds())
    assert (await health(hass))["pbxs_answering"] == 0
