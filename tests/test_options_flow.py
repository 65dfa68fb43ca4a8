"""The options: a menu of forms that don't disturb each other, and the numbers they propose."""

from collections.abc import Generator
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.flow import options as options_flow
from tests.flows import Result, make_entry, stored, suggested
from tests.simulator import Fault, Order, SimulatedPbx, Simulator, queue

DEFAULTS = {"internal_digits": 5, "announce_max_age": 60}


@pytest.fixture(autouse=True)
def set_up_entry(enable_custom_integrations: None) -> Generator[AsyncMock]:
    """Keep the entry from being set up."""
    with (
        patch("custom_components.difuse.async_setup_entry", return_value=True) as mock,
        patch("custom_components.difuse.async_unload_entry", return_value=True),
    ):
        yield mock


async def open_calls(hass: HomeAssistant, entry: MockConfigEntry) -> Result:
    """Choose the form about numbers and calls in the menu."""
    result: Result = await hass.config_entries.options.async_init(entry.entry_id)
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "init")
    assert "calls" in result["menu_options"]
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "calls"}
    )
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "calls")
    return result


async def submit(hass: HomeAssistant, result: Result, typed: dict[str, Any]) -> Result:
    """Submit the form, and wait for what it sets off."""
    result = await hass.config_entries.options.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


def proposed(result: Result) -> dict[str, list[str]]:
    """Give what the form proposes, by field, as the user reads it."""
    return {
        str(key): [option["label"] for option in value.config["options"]]
        for key, value in result["data_schema"].schema.items()
        if "numbers" in str(key)
    }


async def test_saves_the_options_and_reloads(
    hass: HomeAssistant, simulator: Simulator, set_up_entry: AsyncMock
) -> None:
    entry = make_entry(hass, stored(simulator))
    await hass.config_entries.async_setup(entry.entry_id)
    result = await open_calls(hass, entry)
    assert suggested(result) == {}
    assert result["data_schema"]({}) == DEFAULTS
    typed = {
        "internal_digits": 3.0,
        "own_numbers": [" +44 20 7946 0100", "", "+44 20 7946 0100"],
        "service_numbers": ["700", " "],
        "announce_max_age": 0.0,
    }
    result = await submit(hass, result, typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "internal_digits": 3,
        "own_numbers": ["+44 20 7946 0100"],
        "service_numbers": ["700"],
        "announce_max_age": 0,
    }
    assert type(entry.options["internal_digits"]) is int
    assert len(set_up_entry.mock_calls) == 2

    result = await open_calls(hass, entry)
    assert suggested(result) == entry.options


async def test_keeps_what_other_forms_saved(hass: HomeAssistant, simulator: Simulator) -> None:
    saved = {"push_enabled": True, "own_numbers": ["1"], "service_numbers": ["2"]}
    entry = make_entry(hass, stored(simulator), options=saved)
    await submit(hass, await open_calls(hass, entry), {})
    assert entry.options == {
        "push_enabled": True,
        "own_numbers": [],
        "service_numbers": [],
        **DEFAULTS,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("internal_digits", 0),
        ("internal_digits", 10),
        ("announce_max_age", -1),
        ("announce_max_age", 10081),
    ],
)
async def test_refuses_figures_that_make_no_sense(
    hass: HomeAssistant, simulator: Simulator, field: str, value: int
) -> None:
    entry = make_entry(hass, stored(simulator))
    result = await open_calls(hass, entry)
    with pytest.raises(InvalidData):
        await submit(hass, result, {field: value})
    await submit(hass, result, {})
    assert entry.options[field] == DEFAULTS[field]


def make_calls(pbx: SimulatedPbx) -> None:
    """Let two customers ring the office, which has a queue."""
    for start in range(4):
        pbx.call(
            source="+447700900001",
            dialled="+442079460100",
            destination="1001",
            start=1_800_000_000 + start * 60,
        )
    for start in range(2):
        pbx.call(
            source="+447700900002",
            dialled="+442079460103",
            destination="700",
            legs=queue(tries=1, timeout=True),
            start=1_800_001_000 + start * 60,
        )


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("cap", [2, 100])
async def test_proposes_numbers_that_it_finds(
    hass: HomeAssistant, simulator: Simulator, order: Order, cap: int
) -> None:
    make_calls(simulator.pbx)
    simulator.pbx.order = order
    simulator.pbx.cap = cap
    entry = make_entry(hass, stored(simulator))
    found = proposed(await open_calls(hass, entry))
    assert "+442079460103: 2 calls from outside came in on it" in found["own_numbers"]
    assert found["service_numbers"][0].startswith("700: ")
    assert len(simulator.pbx.data_requests) <= 6
    if cap == 100:
        assert found["own_numbers"][0] == "+442079460100: 4 calls from outside came in on it"


async def test_reads_no_more_than_it_needs(hass: HomeAssistant, simulator: Simulator) -> None:
    for _ in range(301):
        simulator.pbx.call(destination="1001")
    entry = make_entry(hass, stored(simulator))
    await open_calls(hass, entry)
    pages = [int(request.query["limit"]) for request in simulator.pbx.data_requests]
    assert pages.count(100) <= 4


@pytest.mark.parametrize("fault", [Fault.LOGIN_PAGE, Fault.UNAUTHORIZED, Fault.HANG])
async def test_the_form_comes_all_the_same_when_the_pbx_cannot_be_read(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    make_calls(simulator.pbx)
    simulator.pbx.faults.add(fault, match="limit=100")
    monkeypatch.setattr(options_flow, "PATIENCE_SECONDS", 0.1)
    entry = make_entry(hass, stored(simulator))
    result = await open_calls(hass, entry)
    assert proposed(result) == {"own_numbers": [], "service_numbers": []}
    await submit(hass, result, {"own_numbers": ["+442079460100"]})
    assert entry.options["own_numbers"] == ["+442079460100"]


async def test_an_empty_pbx_proposes_nothing(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = make_entry(hass, stored(simulator))
    found = proposed(await open_calls(hass, entry))
    assert found == {"own_numbers": [], "service_numbers": []}
