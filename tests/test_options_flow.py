"""The options: a menu of forms that don't disturb each other, and the numbers they propose."""

from collections.abc import Generator
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.flow.options import DifuseOptionsFlow
from tests.flows import Result, make_entry, stored, suggested
from tests.simulator import Simulator

DEFAULTS = {"internal_digits": 5, "announce_max_age": 60}


@pytest.fixture(autouse=True)
def set_up_entry(enable_custom_integrations: None) -> Generator[AsyncMock]:
    """Keep the entry from being set up."""
    with (
        patch("custom_components.difuse.async_setup_entry", return_value=True) as mock,
        patch("custom_components.difuse.async_unload_entry", return_value=True),
        patch.object(DifuseOptionsFlow, "_newest_records", return_value=[]),
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


async def test_service_numbers_are_typed_in_the_language_of_home_assistant(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await hass.config.async_update(language="de")
    entry = make_entry(hass, stored(simulator))
    typed = {"service_numbers": ["700 Warteschlange", "*97 voicemail", "800"]}
    await submit(hass, await open_calls(hass, entry), typed)
    assert entry.options["service_numbers"] == ["700 queue", "*97 voicemail", "800"]
    shown = suggested(await open_calls(hass, entry))["service_numbers"]
    assert shown == ["700 Warteschlange", "*97 Voicemail", "800"]


async def test_what_phones_dial_first_is_digits_or_found_out(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator), options={"keep_days": 9})
    for typed in ("9-", "*9", "12345"):
        result = await open_calls(hass, entry)
        result = await submit(hass, result, {"dial_out_prefix": typed})
        assert result["errors"] == {"dial_out_prefix": "invalid_dial_out"}
        assert suggested(result)["dial_out_prefix"] == typed
    result = await open_calls(hass, entry)
    await submit(hass, result, {"dial_out_prefix": " 9 "})
    assert entry.options == {**entry.options, "keep_days": 9, "dial_out_prefix": "9"}
    result = await open_calls(hass, entry)
    assert suggested(result)["dial_out_prefix"] == "9"
    await submit(hass, result, {})
    assert entry.options.get("dial_out_prefix") is None


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
        ("announce_max_age", 0.5),
    ],
)
async def test_refuses_figures_that_make_no_sense(
    hass: HomeAssistant, simulator: Simulator, field: str, value: float
) -> None:
    entry = make_entry(hass, stored(simulator))
    result = await open_calls(hass, entry)
    with pytest.raises(InvalidData):
        await submit(hass, result, {field: value})
    await submit(hass, result, {})
    assert entry.options[field] == DEFAULTS[field]
