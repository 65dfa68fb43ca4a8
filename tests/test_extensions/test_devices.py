"""Extensions are devices of their own, with the calls in which they took part."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.difuse.const import DOMAIN, EVENT_CALL
from tests.home import EVENT, SENSOR, Announced, now, poll, seconds_of, state_of
from tests.simulator import SimulatedPbx, Simulator

from .adding import (
    KEYS,
    OUTSIDE,
    add_extension,
    device_of,
    entities_of,
    names,
    subentry_id,
)


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
    assert seconds_of(shown["talk_time_today"]) == 120
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
