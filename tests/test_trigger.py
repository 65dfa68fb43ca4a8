"""Triggers: each call runs each automation that wants it, once, whatever is reloaded."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, SERVICE_RELOAD, STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache_with_extra_data,
)

from custom_components.difuse.cdr import CALL_FIELDS
from tests.another_pbx import another_pbx
from tests.automations import Runs, set_up_automations, tell
from tests.conftest import SetUp
from tests.home import EVENT, now, poll, state_of
from tests.simulator import SimulatedPbx, Simulator

FINISHED = {"trigger": "difuse.call_finished"}


def trigger(key: str = "call_finished", **more: Any) -> dict[str, Any]:
    return {"triggers": [{"trigger": f"difuse.{key}", **more}]}


def place(pbx: SimulatedPbx, number: int, **more: Any) -> str:
    """Add a call that has just ended, and give its caller."""
    given: dict[str, Any] = {"source": f"+4477009{number:05}", "ring": 1, "talk": 2} | more
    pbx.call(start=now() - 30, **{"destination": "1001"} | given)
    return str(given["source"])


async def test_the_call_is_what_the_trigger_gives(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, {**trigger(), "actions": tell("{{ trigger }}")})
    place(pbx, 1, name="Alice")
    await poll(hass, freezer)
    (given,) = runs.data
    assert tuple(given["call"]) == CALL_FIELDS
    attributes = state_of(hass, EVENT).attributes
    assert given["call"] == {field: attributes[field] for field in CALL_FIELDS}
    assert given["config_entry_id"] == entry.entry_id
    assert given["platform"] == "difuse.call_finished"
    assert given["plain"] == {
        "caller": "Alice (+44 7700 900001)",
        "name": "Alice",
        "number": "+44 7700 900001",
        "called": "1001",
        "dial": "+447700900001",
    }


async def test_ten_calls_in_one_poll_are_ten_runs_in_order_of_each_automation(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(
        hass, trigger(), {**trigger(), "actions": tell("second {{ trigger.call.caller_number }}")}
    )
    expected = [place(pbx, number) for number in range(10)]
    await poll(hass, freezer)
    heard = runs.callers
    assert [one for one in heard if not one.startswith("second")] == expected
    assert [one[7:] for one in heard if one.startswith("second")] == expected


FILTERS: list[tuple[str, dict[str, Any], str]] = [
    ("call_finished", {}, "in missed busy out internal internal_missed"),
    ("call_missed", {}, "missed busy"),
    ("call_missed", {"direction": "internal"}, "internal_missed"),
    ("call_missed", {"direction": ["inbound", "internal"]}, "missed busy internal_missed"),
    ("call_missed", {"direction": []}, "missed busy internal_missed"),
    ("call_answered", {}, "in out internal"),
    ("call_answered", {"direction": "outbound"}, "out"),
    ("call_finished", {"direction": ["outbound", "internal"]}, "out internal internal_missed"),
    ("call_finished", {"number": "+44 7700 900001"}, "in"),
    ("call_finished", {"number": "0044 7700-900001"}, "in"),
    ("call_finished", {"number": 447700900001}, "in"),
    ("call_finished", {"number": ["+447700900001", "1003"]}, "in busy internal_missed"),
    ("call_finished", {"number": "+4477*"}, "in missed busy"),
    ("call_finished", {"number": "4930*"}, "out"),
    ("call_finished", {"number": "00*"}, "in missed busy out"),
    ("call_finished", {"number": "+*", "direction": "outbound"}, "out"),
    ("call_finished", {"number": "+44770090000"}, ""),
    ("call_finished", {"number": ["", " "]}, "in missed busy out internal internal_missed"),
    ("call_finished", {"extension": "1003"}, "busy internal_missed"),
    ("call_finished", {"extension": ["1001", 1002]}, "in missed out internal internal_missed"),
    ("call_finished", {"extension": "100"}, ""),
    ("call_answered", {"min_talk": 60}, "out internal"),
    ("call_answered", {"min_talk": 60, "max_talk": 60}, "out"),
    ("call_finished", {"max_talk": 0}, "missed busy internal_missed"),
    ("call_missed", {"number": "+447700900002", "extension": "1001"}, "missed"),
]
"""A trigger, its options, and for which calls it runs."""


async def test_filters_match_what_they_say(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    said = "{{ trigger.call.caller_name }}"
    automations = [
        {**trigger(key, options=options), "actions": tell(f"{number} {said}")}
        for number, (key, options, _) in enumerate(FILTERS)
    ]
    await set_up_automations(hass, *automations)
    place(pbx, 0, source="+447700900001", name="in", talk=20)
    place(pbx, 0, source="+447700900002", name="missed", disposition="NO ANSWER")
    busy = {"destination": "1003", "disposition": "BUSY", "ring": 0}
    place(pbx, 0, source="+447700900003", name="busy", **busy)
    place(pbx, 0, source="1001", name="out", destination="004930123456", talk=60)
    place(pbx, 0, source="1002", name="internal", destination="1001", talk=90)
    missed = {"destination": "1003", "disposition": "NO ANSWER"}
    place(pbx, 0, source="1002", name="internal_missed", **missed)
    await poll(hass, freezer)
    heard = [one.split() for one in runs.data]
    for at, (key, options, expected) in enumerate(FILTERS):
        of_this = [name for number, name in heard if number == str(at)]
        assert of_this == expected.split(), (key, options)


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("call_finished", {"number": "*"}),
        ("call_finished", {"number": "00"}),
        ("call_finished", {"number": "+44*5"}),
        ("call_finished", {"direction": "sideways"}),
        ("call_finished", {"min_talk": 20, "max_talk": 10}),
        ("call_finished", {"min_talk": -1}),
        ("call_missed", {"min_talk": 1}),
        ("call_missed", {"direction": "outbound"}),
        ("call_finished", {"colour": "red"}),
        ("call_lost", {}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, set_up: SetUp, key: str, options: dict[str, Any]
) -> None:
    await set_up()
    await set_up_automations(hass, trigger(key, options=options))
    assert state_of(hass, "automation.test_0").state == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    "target",
    ["event", "device", "area", "floor", "label", "device_label", "group", "none", "empty"],
)
async def test_targets_of_every_kind(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    target: str,
) -> None:
    runs = Runs(hass)
    await set_up()
    event = er.async_get(hass).async_get(EVENT)
    assert event is not None
    assert event.device_id is not None
    floor = fr.async_get(hass).async_create("Ground")
    area = ar.async_get(hass).async_create("Office", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Phones")
    other = lr.async_get(hass).async_create("Boxes")
    dr.async_get(hass).async_update_device(
        event.device_id, area_id=area.id, labels={other.label_id}
    )
    er.async_get(hass).async_update_entity(EVENT, labels={label.label_id})
    hass.states.async_set("group.phones", "on", {"entity_id": [EVENT]})
    targets: dict[str, dict[str, Any]] = {
        "event": {"target": {"entity_id": EVENT}},
        "device": {"target": {"device_id": event.device_id}},
        "area": {"target": {"area_id": area.id}},
        "floor": {"target": {"floor_id": [floor.floor_id]}},
        "label": {"target": {"label_id": label.label_id}},
        "device_label": {"target": {"label_id": other.label_id}},
        "group": {"target": {"entity_id": "group.phones"}},
        "none": {},
        "empty": {"target": {}},
    }
    await set_up_automations(hass, trigger(**targets[target]))
    expected = [place(pbx, 1), place(pbx, 2)]
    await poll(hass, freezer)
    assert runs.callers == expected


async def test_targets_of_others_set_nothing_off(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "bell")}
    )
    bell = er.async_get(hass).async_get_or_create(
        "event", "other", "bell", config_entry=other, device_id=device.id
    )
    await set_up_automations(
        hass,
        trigger(target={"entity_id": bell.entity_id}),
        trigger(target={"device_id": device.id}),
        trigger(target={"entity_id": "event.gone"}),
        trigger(target={"area_id": "gone"}),
        trigger(target={"entity_id": "sensor.difuse_pbx_calls_today"}),
    )
    place(pbx, 1)
    hass.states.async_set(bell.entity_id, "2026-11-22T12:00:00+00:00", {"event_type": "ring"})
    await poll(hass, freezer)
    assert runs.data == []


@pytest.mark.parametrize("key", ["call_finished", "call_missed", "call_answered"])
async def test_a_pbx_is_chosen_as_in_the_editor(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
    key: str,
) -> None:
    runs = Runs(hass)
    await set_up()
    ours, other = entry.entry_id, "another"
    chosen: list[Any] = [ours, [ours], [other, ours], [], "", other, [other]]
    made = [
        {**trigger(key, options={"config_entry_id": one}), "actions": tell(f"{number}")}
        for number, one in enumerate(chosen)
    ]
    away = trigger(key, options={"config_entry_id": ours}, target={"entity_id": "event.gone"})
    await set_up_automations(hass, *made, away)
    place(pbx, 1, disposition="ANSWERED" if key == "call_answered" else "NO ANSWER")
    await poll(hass, freezer)
    assert runs.data == ["0", "1", "2", "3", "4"]


async def test_a_target_follows_what_the_user_moves(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    area = ar.async_get(hass).async_create("Office")
    await set_up_automations(hass, trigger(target={"area_id": area.id}))
    place(pbx, 1)
    await poll(hass, freezer)
    assert runs.data == []
    er.async_get(hass).async_update_entity(EVENT, area_id=area.id)
    expected = [place(pbx, 2)]
    await poll(hass, freezer)
    assert runs.callers == expected


async def test_it_hears_without_the_event_entity(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, trigger(target={"entity_id": EVENT}))
    er.async_get(hass).async_update_entity(EVENT, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    expected = [place(pbx, 1)]
    await poll(hass, freezer)
    assert runs.callers == expected


@pytest.mark.parametrize("times", [1, 3])
async def test_reloads_of_the_entry_and_of_automations(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, trigger())
    listed = [{"id": "a", "alias": "Again", "mode": "queued", "actions": tell(), **trigger()}]

    async def read_config(_: HomeAssistant) -> dict[str, Any]:
        return {AUTOMATION: listed}

    monkeypatch.setattr("homeassistant.config.async_hass_config_yaml", read_config)
    expected = []
    for number in range(times):
        expected.append(place(pbx, 2 * number))
        await poll(hass, freezer)
        await hass.config_entries.async_reload(entry.entry_id)
        await poll(hass, freezer)
        expected.append(place(pbx, 2 * number + 1))
        await hass.services.async_call(AUTOMATION, SERVICE_RELOAD, blocking=True)
        await poll(hass, freezer)
        await poll(hass, freezer)
    assert runs.callers == expected


async def test_an_automation_that_is_there_before_the_pbx(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    """It may be older than the entry, and the PBX may be off at the start."""
    runs = Runs(hass)
    await set_up_automations(hass, trigger())
    assert state_of(hass, "automation.test_0").state == "on"
    await simulator.stop()
    await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await simulator.start()
    place(pbx, 1)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert entry.state.value == ConfigEntryState.LOADED.value
    expected = [place(pbx, 2)]
    await poll(hass, freezer)
    assert runs.callers == expected
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "automation.test_0"}, blocking=True
    )
    assert runs.callers == expected


async def test_an_automation_that_is_turned_off_and_on(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, trigger())
    expected = []
    for number, action in enumerate(("turn_off", "turn_on", "turn_off", "turn_on")):
        await hass.services.async_call(
            AUTOMATION, action, {"entity_id": "automation.test_0"}, blocking=True
        )
        caller = place(pbx, number)
        expected += [caller] if action == "turn_on" else []
        await poll(hass, freezer)
    assert runs.callers == expected


async def test_nothing_runs_for_a_restored_state(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    restored = State(EVENT, "2026-11-20T12:00:00.000+00:00", {"event_type": "no_answer"})
    extra = {"last_event_type": "no_answer", "last_event_attributes": {"caller_number": "1"}}
    mock_restore_cache_with_extra_data(hass, [(restored, extra)])
    runs = Runs(hass)
    place(pbx, 1)
    hass.set_state(CoreState.starting)
    await set_up_automations(hass, trigger(), trigger("call_missed"))
    await set_up()
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert state_of(hass, EVENT).attributes["caller_number"] == "1"
    assert runs.data == []


async def test_two_pbxs_are_told_apart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    runs = Runs(hass)
    await set_up()
    other = SimulatedPbx()
    async with another_pbx(hass, entry, other) as entry_2:
        await set_up_automations(
            hass,
            {**trigger(target={"entity_id": EVENT}), "actions": tell("first")},
            {**trigger(target={"entity_id": "event.other_call"}), "actions": tell("second")},
            {**trigger(), "actions": tell("any")},
        )
        await hass.config_entries.async_setup(entry_2.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        place(other, 1)
        await poll(hass, freezer)
        assert runs.data == ["second", "any"]
        place(pbx, 2)
        await poll(hass, freezer)
        assert runs.data == ["second", "any", "first", "any"]
