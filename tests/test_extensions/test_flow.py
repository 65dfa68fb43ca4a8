"""The form in which an extension is added: what it offers, what it takes."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .adding import (
    KEYS,
    add_extension,
    begin_to_add,
    device_of,
    entities_of,
    names,
    submit,
)


def labels(result: Any) -> dict[str, str]:
    """Return what the form offers."""
    options = result["data_schema"].schema["extension"].config["options"]
    return {one["value"]: one["label"] for one in options}


async def test_the_form_offers_extensions_that_occur_the_busiest_first(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    result = await begin_to_add(hass, loaded)
    assert labels(result) == {
        "1003": "1003 (3 calls)",
        "1001": "1001 · Anna (2 calls)",
        "1002": "1002 (1 call)",
    }
    assert [*labels(result)] == ["1003", "1001", "1002"]
    await submit(hass, result, extension="1001")
    assert [*labels(await begin_to_add(hass, loaded))] == ["1003", "1002"]


async def test_what_is_offered_speaks_the_language_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.language = "de"
    result = await begin_to_add(hass, loaded)
    assert labels(result)["1001"] == "1001 · Anna (2 Anrufe)"
    result = await submit(hass, result, extension="1003")
    assert result["title"] == "Nebenstelle 1003"


@pytest.mark.parametrize(
    ("number", "typed", "title", "name"),
    [
        ("1001", {"name": " Anna Bell "}, "Anna Bell", "Anna Bell"),
        (" 1001 ", {}, "Anna", "Anna"),
        ("1003", {"name": " "}, "Extension 1003", None),
        ("1999", {"name": "Lobby"}, "Lobby", "Lobby"),
    ],
)
async def test_the_name_is_what_was_typed_else_what_the_pbx_sends(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    number: str,
    typed: dict[str, str],
    title: str,
    name: str | None,
) -> None:
    result = await add_extension(hass, loaded, number, **typed)
    assert (result["type"], result["title"]) == ("create_entry", title)
    assert (await names(loaded)).get(number.strip()) == name
    device = device_of(hass, loaded, number.strip())
    assert device is not None
    assert (device.name, device.manufacturer) == (title, "Difuse")


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("10a1", "not_digits"),
        ("", "not_digits"),
        ("+49", "not_digits"),
        ("\u0661\u0660\u0661", "not_digits"),
        ("447700900001", "not_an_extension"),
        ("600", "not_an_extension"),
        ("112", "not_an_extension"),
        ("1002", "already_added"),
    ],
)
async def test_what_is_no_extension_to_add_is_refused_in_the_form(
    hass: HomeAssistant, loaded: MockConfigEntry, number: str, problem: str
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"service_numbers": ["600 queue"]})
    await add_extension(hass, loaded, "1002")
    result = await add_extension(hass, loaded, number, name="Ben")
    assert result["errors"] == {"extension": problem}
    result = await submit(hass, result, extension="1003", name="Ben")
    assert (result["type"], result["title"]) == ("create_entry", "Ben")


async def test_it_can_be_added_while_the_archive_cannot_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    result = await begin_to_add(hass, loaded)
    assert labels(result) == {}
    result = await submit(hass, result, extension="1001")
    assert result["title"] == "Extension 1001"
    await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(entities_of(hass, loaded, "1001")) == set(KEYS)
    assert (await names(loaded))["1001"] == "Anna"
