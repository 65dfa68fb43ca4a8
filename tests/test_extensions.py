"""Extensions that a user adds: devices of their own, with the calls in which they took part."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from sqlalchemy import Connection

from custom_components.difuse.cdr.archive import extension_names
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.const import DOMAIN, EVENT_CALL
from tests.conftest import SetUp
from tests.extensions import (
    KEYS,
    add_extension,
    begin_to_add,
    device_of,
    entities_of,
    submit,
)
from tests.home import EVENT, SENSOR, Announced, now, poll, state_of
from tests.simulator import SimulatedPbx, Simulator

OUTSIDE = "+447700900001"


@pytest.fixture
async def loaded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX with calls of three phones, of one of which it sends a name."""
    for _ in range(2):
        pbx.call(source="1001", name="Anna", destination=OUTSIDE, start=now() - 900, talk=60)
    pbx.call(source=OUTSIDE, destination="1002", start=now() - 600)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 500)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 400)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 300)
    return await set_up()


async def names(entry: MockConfigEntry) -> dict[str, str]:
    """Return what extensions are called."""
    found: dict[str, str] = await entry.runtime_data.archive.read(extension_names)
    return found


def labels(result: Any) -> dict[str, str]:
    """Return what the form offers."""
    options = result["data_schema"].schema["extension"].config["options"]
    return {one["value"]: one["label"] for one in options}


def subentry_id(entry: MockConfigEntry, number: str) -> str:
    (found,) = [one for one in entry.subentries.values() if one.unique_id == number]
    return found.subentry_id


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
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def translations(_: HomeAssistant, language: str, *__: object) -> dict[str, str]:
        asked.append(language)
        category = "component.difuse.common."
        calls = {
            f"{category}extension_call{some}": "{extension}: {calls} Anrufe" for some in ("", "s")
        }
        return {**calls, f"{category}extension": "Nebenstelle {number}"}

    monkeypatch.setattr(
        "custom_components.difuse.flow.extension.async_get_translations", translations
    )
    hass.config.language = "de"
    result = await begin_to_add(hass, loaded)
    assert labels(result)["1001"] == "1001 · Anna: 2 Anrufe"
    result = await submit(hass, result, extension="1003")
    assert result["title"] == "Nebenstelle 1003"
    assert set(asked) == {"de"}


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


async def test_the_entities_are_of_a_device_behind_the_pbx(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    device, entities = device_of(hass, loaded, "1001"), entities_of(hass, loaded, "1001")
    pbx = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, loaded.entry_id), loaded.entry_id
    )
    assert device is not None
    assert pbx is not None
    assert device.via_device_id == pbx.id
    assert device.config_subentry_id == subentry_id(loaded, "1001")
    assert entities == {key: f"{'event' if key == 'call' else 'sensor'}.anna_{key}" for key in KEYS}
    registry = er.async_get(hass)
    for entity_id in entities.values():
        entity = registry.async_get(entity_id)
        assert entity is not None
        assert (entity.device_id, entity.config_subentry_id) == (
            device.id,
            device.config_subentry_id,
        )
        assert state_of(hass, entity_id).name.startswith("Anna ")


async def test_what_its_sensors_show(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    loaded: MockConfigEntry,
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    await add_extension(hass, loaded, "1009", name="Nobody")
    pbx.call(source=OUTSIDE, destination="1001", disposition="NO ANSWER", start=now() - 90)
    await poll(hass, freezer)
    shown = {
        key: state_of(hass, entity_id)
        for key, entity_id in entities_of(hass, loaded, "1001").items()
    }
    assert (shown["calls_today"].state, shown["missed_today"].state) == ("3", "1")
    assert shown["talk_time_today"].state == "120"
    assert shown["last_call"].state.startswith("20")
    midnight = state_of(hass, "calls_today").attributes["last_reset"]
    for key in ("calls_today", "missed_today", "talk_time_today"):
        assert shown[key].attributes["state_class"] == "total"
        assert shown[key].attributes["last_reset"] == midnight
    assert state_of(hass, "sensor.nobody_calls_today").state == "0"
    assert state_of(hass, "sensor.nobody_last_call").state == STATE_UNKNOWN
    await simulator.down()
    await poll(hass, freezer)
    assert state_of(hass, "event.anna_call").state == STATE_UNAVAILABLE
    assert state_of(hass, "sensor.anna_calls_today").state == "3"


async def test_its_event_fires_for_calls_in_which_it_took_part(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    announced, hers = Announced(hass), Announced(hass, "event.anna_call")
    for number, phone in enumerate(("1001", "1002", "10010", "1001")):
        pbx.call(source=f"+44770090000{number}", destination=phone, start=now() - 60 + number)
    await poll(hass, freezer)
    assert len(announced.callers) == 4
    assert hers.callers == ["+447700900000", "+447700900003"]
    (last, of_pbx) = hers.states[-1], announced.states[-1]
    same = {key: of_pbx.attributes[key] for key in ("call_id", "event_type", "extensions")}
    assert {key: last.attributes[key] for key in same} == same


async def test_a_call_is_said_in_words_once_for_all_events_of_it(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    """The logbook takes the words from there, and would have a line for each."""
    await add_extension(hass, loaded, "1001", name="Anna")
    said = async_capture_events(hass, EVENT_CALL)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    pbx.call(source=OUTSIDE, destination="1001", start=now() - 60)
    pbx.call(source=OUTSIDE, destination="1002", start=now() - 50)
    await poll(hass, freezer)
    contexts = {
        entity_id: [one.context.id for one in changes if one.data["entity_id"] == entity_id]
        for entity_id in (EVENT, "event.anna_call")
    }
    assert [one.context.id for one in said] == contexts[EVENT]
    assert contexts["event.anna_call"] == contexts[EVENT][:1]


async def test_its_words_are_there_where_the_event_of_the_pbx_is_disabled(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    er.async_get(hass).async_update_entity(EVENT, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    said = async_capture_events(hass, EVENT_CALL)
    pbx.call(source=OUTSIDE, destination="1001", start=now() - 60)
    await poll(hass, freezer)
    assert [one.context.id for one in said] == [state_of(hass, "event.anna_call").context.id]


async def test_adding_removing_and_renaming_leave_the_entry_as_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    coordinator = loaded.runtime_data
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    await add_extension(hass, loaded, "1001")
    hass.config_entries.async_update_subentry(
        loaded, loaded.subentries[subentry_id(loaded, "1001")], title="Bea"
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.config_entries.async_remove_subentry(loaded, subentry_id(loaded, "1001"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loaded.runtime_data is coordinator
    assert not [one for one in changes if one.data["entity_id"].startswith((SENSOR, EVENT))]


async def test_another_name_is_there_at_once(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await add_extension(hass, loaded, "1001")
    subentry = subentry_id(loaded, "1001")
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry)
    assert result["description_placeholders"] == {"extension": "1001"}
    result = await submit(hass, result, name="Bea")
    assert result["reason"] == "reconfigure_successful"
    device = device_of(hass, loaded, "1001")
    assert device is not None
    assert device.name == loaded.subentries[subentry].title == "Bea"
    assert state_of(hass, "sensor.anna_calls_today").name == "Bea Calls today"
    assert (await names(loaded))["1001"] == "Bea"

    result = await loaded.start_subentry_reconfigure_flow(hass, subentry)
    await submit(hass, result)
    assert loaded.subentries[subentry].title == "Anna"
    assert (await names(loaded))["1001"] == "Anna"


async def test_a_name_is_shown_with_past_calls_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    def answered_by() -> str | None:
        calls = state_of(hass, "recent_calls").attributes["calls"]
        name: str | None = calls[0]["answered_by_name"]
        return name

    assert answered_by() is None
    await add_extension(hass, loaded, "1003", name="Front desk")
    assert answered_by() == "Front desk"
    hass.config_entries.async_update_subentry(
        loaded, loaded.subentries[subentry_id(loaded, "1003")], title="Lobby"
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answered_by() == "Lobby"
    hass.config_entries.async_remove_subentry(loaded, subentry_id(loaded, "1003"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answered_by() is None


@pytest.mark.parametrize(
    ("title", "name"),
    [("A\0n\u202ena", "Anna"), (" \0 ", None), ("<b>Anna</b> {{ 1 }}", "<b>Anna</b> {{ 1 }}")],
)
async def test_a_name_is_data_that_every_database_takes(
    hass: HomeAssistant, loaded: MockConfigEntry, title: str, name: str | None
) -> None:
    await add_extension(hass, loaded, "1003", name="Front desk")
    hass.config_entries.async_update_subentry(
        loaded, loaded.subentries[subentry_id(loaded, "1003")], title=title
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await names(loaded)).get("1003") == name


async def test_a_default_name_that_is_left_stays_one(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    """It doesn't stand before a name that the PBX sends later."""
    await add_extension(hass, loaded, "1003")
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id(loaded, "1003"))
    await submit(hass, result, name="Extension 1003")
    pbx.call(source="1003", name="Carl", destination=OUTSIDE, start=now() - 60)
    await poll(hass, freezer)
    assert (await names(loaded))["1003"] == "Carl"


async def remove_subentry(
    hass: HomeAssistant, entry: MockConfigEntry, client: WebSocketGenerator
) -> None:
    """Remove the extension on the page of the integration."""
    connection = await client(hass)
    await connection.send_json_auto_id(
        {
            "type": "config_entries/subentries/delete",
            "entry_id": entry.entry_id,
            "subentry_id": subentry_id(entry, "1001"),
        }
    )
    assert (await connection.receive_json())["success"]


async def remove_device(
    hass: HomeAssistant, entry: MockConfigEntry, client: WebSocketGenerator
) -> None:
    """Remove the extension on the page of its device."""
    connection, device = await client(hass), device_of(hass, entry, "1001")
    assert device is not None
    await connection.send_json_auto_id(
        {
            "type": "config/device_registry/remove_config_entry",
            "config_entry_id": entry.entry_id,
            "device_id": device.id,
        }
    )
    assert (await connection.receive_json())["success"]


@pytest.mark.parametrize("remove", [remove_subentry, remove_device])
async def test_of_an_extension_that_is_removed_nothing_is_left(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    remove: Callable[..., Any],
) -> None:
    assert await async_setup_component(hass, "config", {})
    await add_extension(hass, loaded, "1001", name="Bea")
    await add_extension(hass, loaded, "1002", name="Ben")
    await remove(hass, loaded, hass_ws_client)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [one.unique_id for one in loaded.subentries.values()] == ["1002"]
    assert device_of(hass, loaded, "1001") is None
    assert entities_of(hass, loaded, "1001") == {}
    assert not [one for one in hass.states.async_entity_ids() if "bea" in one]
    assert await names(loaded) == {"1001": "Anna", "1002": "Ben"}
    assert set(loaded.runtime_data.data.extensions) == {"1002"}
    pbx.call(source=OUTSIDE, destination="1001", start=now() - 60)
    await poll(hass, freezer)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device_of(hass, loaded, "1001") is None
    assert set(entities_of(hass, loaded, "1002")) == set(KEYS)


async def test_the_device_of_the_pbx_is_not_removed(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    pbx = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, loaded.entry_id), loaded.entry_id
    )
    assert pbx is not None
    await client.send_json_auto_id(
        {
            "type": "config/device_registry/remove_config_entry",
            "config_entry_id": loaded.entry_id,
            "device_id": pbx.id,
        }
    )
    assert not (await client.receive_json())["success"]
    assert dr.async_get(hass).async_get(pbx.id) is not None


async def test_one_that_is_added_anew_has_its_entities_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    hass.config_entries.async_remove_subentry(loaded, subentry_id(loaded, "1001"))
    await add_extension(hass, loaded, "1001", name="Front desk")
    assert entities_of(hass, loaded, "1001")["call"] == "event.anna_call"
    assert state_of(hass, "sensor.anna_calls_today").state == "2"


async def test_after_a_restart_all_is_as_it_was(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Bea")
    pbx.call(source=OUTSIDE, destination="1001", start=now() - 60)
    await poll(hass, freezer)
    before = {one.entity_id: one.state for one in hass.states.async_all() if "bea" in one.entity_id}
    hers = Announced(hass, "event.bea_call")
    await hass.config_entries.async_reload(loaded.entry_id)
    await poll(hass, freezer)
    after = {one.entity_id: one.state for one in hass.states.async_all() if "bea" in one.entity_id}
    assert after == before
    assert len(before) == len(KEYS)
    assert set(hers.callers) <= {OUTSIDE}
    assert {one.state for one in hers.states} <= {before["event.bea_call"]}
    assert (await names(loaded))["1001"] == "Bea"


async def test_what_cannot_be_kept_now_is_kept_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Connection, *__: object) -> None:
        raise DatabaseError("The disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("custom_components.difuse.running.extensions.name_extensions", fail)
        await add_extension(hass, loaded, "1001", name="Bea")
        assert (await names(loaded))["1001"] == "Anna"
    await poll(hass, freezer)
    assert (await names(loaded))["1001"] == "Bea"
    assert set(entities_of(hass, loaded, "1001")) == set(KEYS)
