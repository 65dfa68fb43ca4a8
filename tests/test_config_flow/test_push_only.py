"""Entries that only take pushes: their address is a name, which several may have."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.flows import Result, add, fields, make_entry, stored, submit
from tests.simulator import Simulator

FACTORY = "https://10.254.248.1"
ONLY = {"host": FACTORY, "push_only": True}


@pytest.fixture(autouse=True)
async def address(hass: HomeAssistant) -> None:
    """Let Home Assistant know the address that the PBX is told."""
    await hass.config.async_update(internal_url="http://192.168.1.10:8123")


async def add_push_only(hass: HomeAssistant, **typed: str) -> Result:
    """Go through all the forms, in which the factory's address stands already."""
    result = await add(hass, {**typed, "advanced": {"push_only": True}})
    assert result["step_id"] == "push"
    result = await submit(hass, result, {"push_local_only": True, "push_address": "internal"})
    return await submit(hass, result, {})


async def test_several_may_have_the_same_address_and_are_told_apart(hass: HomeAssistant) -> None:
    titles = [(await add_push_only(hass))["title"] for _ in range(4)]
    assert titles == [
        "Difuse PBX",
        "Difuse PBX (10.254.248.1)",
        "Difuse PBX (10.254.248.1) 2",
        "Difuse PBX (10.254.248.1) 3",
    ]


async def test_a_title_that_became_free_is_given_again(hass: HomeAssistant) -> None:
    make_entry(hass, ONLY, title="Difuse PBX (10.254.248.1)")
    assert (await add_push_only(hass))["title"] == "Difuse PBX (10.254.248.1) 2"
    make_entry(hass, ONLY, title="Difuse PBX (10.254.248.1) 4")
    assert (await add_push_only(hass))["title"] == "Difuse PBX (10.254.248.1) 3"
    assert (await add_push_only(hass, host="pbx.lan"))["title"] == "Difuse PBX (pbx.lan)"


async def test_a_pbx_that_is_polled_may_have_it_too(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    make_entry(hass, {**ONLY, "host": simulator.url})
    result = await add(hass, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"Difuse PBX (127.0.0.1:{simulator.port})"
    result = await add_push_only(hass, host=simulator.url)
    assert result["title"] == f"Difuse PBX (127.0.0.1:{simulator.port}) 2"
    assert (await add(hass, fields(simulator)))["reason"] == "already_configured"


@pytest.mark.parametrize("data", [ONLY, {"host": FACTORY}])
async def test_it_may_move_to_the_address_of_another(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, Any]
) -> None:
    make_entry(hass, stored(simulator, **data), title="Difuse PBX")
    make_entry(hass, ONLY, title="Difuse PBX (10.254.248.1)")
    entry = make_entry(hass, {**ONLY, "host": "https://pbx.lan"}, title="Difuse PBX (pbx.lan)")
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, {"host": "10.254.248.1"})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["host"] == FACTORY
    assert entry.title == "Difuse PBX (10.254.248.1) 2"


@pytest.mark.parametrize(
    ("host", "becomes"),
    [
        ("10.254.248.1", "Difuse PBX (10.254.248.1) 2"),
        ("pbx.lan", "Difuse PBX (pbx.lan)"),
    ],
)
async def test_a_title_with_a_number_follows_the_address(
    hass: HomeAssistant, host: str, becomes: str
) -> None:
    entry = make_entry(hass, ONLY, title="Difuse PBX (10.254.248.1) 2")
    result = await entry.start_reconfigure_flow(hass)
    await submit(hass, result, {"host": host})
    assert entry.title == becomes
