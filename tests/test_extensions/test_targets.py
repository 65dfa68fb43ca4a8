"""Triggers and conditions that point at an extension: its calls only."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.automations import Runs, set_up_automations, tell
from tests.conftest import SetUp
from tests.home import EVENT, now, poll
from tests.simulator import SimulatedPbx

from .adding import add_extension, device_of

CALLERS = {phone: f"+4477009{phone:05}" for phone in (1001, 1002, 1003)}


@pytest.fixture
async def loaded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX with two extensions."""
    entry = await set_up()
    await add_extension(hass, entry, "1001", name="Anna")
    await add_extension(hass, entry, "1002", name="Ben")
    return entry


def miss(pbx: SimulatedPbx, *phones: int) -> None:
    """Let a call to each phone be missed."""
    for at, phone in enumerate(phones):
        start = now() - 60 + at
        pbx.call(
            source=CALLERS[phone], destination=str(phone), disposition="NO ANSWER", start=start
        )


async def automate(hass: HomeAssistant, target: dict[str, Any], **more: Any) -> None:
    trigger = {"trigger": "difuse.call_missed", "target": target, **more}
    await set_up_automations(hass, {"triggers": [trigger]})


@pytest.mark.parametrize(
    ("target", "phones"),
    [
        ("device", {1001}),
        ("event", {1001}),
        ("area", {1001}),
        ("label", {1001}),
        ("both", {1001, 1002}),
        ("pbx", {1001, 1002, 1003}),
        ("pbx_too", {1001, 1002, 1003}),
        ("none", {1001, 1002, 1003}),
        ("sensor", set()),
    ],
)
async def test_calls_of_the_extension_that_is_meant_set_a_trigger_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    loaded: MockConfigEntry,
    target: str,
    phones: set[int],
) -> None:
    runs = Runs(hass)
    anna, ben = device_of(hass, loaded, "1001"), device_of(hass, loaded, "1002")
    of_pbx = er.async_get(hass).async_get(EVENT)
    assert anna is not None
    assert ben is not None
    assert of_pbx is not None
    area = ar.async_get(hass).async_create("Front office")
    label = lr.async_get(hass).async_create("Sales")
    dr.async_get(hass).async_update_device(anna.id, area_id=area.id, labels={label.label_id})
    targets: dict[str, dict[str, Any]] = {
        "device": {"device_id": anna.id},
        "event": {"entity_id": "event.anna_call"},
        "area": {"area_id": area.id},
        "label": {"label_id": label.label_id},
        "both": {"device_id": [anna.id, ben.id]},
        "pbx": {"device_id": of_pbx.device_id},
        "pbx_too": {"entity_id": [EVENT, "event.anna_call"]},
        "none": {},
        "sensor": {"entity_id": "sensor.anna_calls_today"},
    }
    await automate(hass, targets[target])
    miss(pbx, 1001, 1002, 1003)
    await poll(hass, freezer)
    assert runs.callers == [CALLERS[phone] for phone in sorted(phones)]


async def test_options_hold_as_well(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    runs = Runs(hass)
    await automate(hass, {"entity_id": "event.anna_call"}, options={"extension": "1002"})
    miss(pbx, 1001, 1002)
    await poll(hass, freezer)
    assert runs.data == []


async def test_an_extension_that_was_removed_sets_nothing_off(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    runs = Runs(hass)
    anna = device_of(hass, loaded, "1001")
    assert anna is not None
    await automate(hass, {"device_id": anna.id})
    assert anna.config_subentry_id is not None
    hass.config_entries.async_remove_subentry(loaded, anna.config_subentry_id)
    miss(pbx, 1001)
    await poll(hass, freezer)
    assert runs.data == []


@pytest.mark.parametrize("kind", ["device", "event", "sensor"])
async def test_the_condition_asks_for_missed_calls_of_the_extension(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    loaded: MockConfigEntry,
    kind: str,
) -> None:
    runs = Runs(hass)
    anna = device_of(hass, loaded, "1001")
    assert anna is not None
    targets = {
        "device": {"device_id": anna.id},
        "event": {"entity_id": "event.anna_call"},
        "sensor": {"entity_id": "sensor.anna_missed_today"},
    }
    condition = {"condition": "difuse.has_new_missed_calls", "target": targets[kind]}
    trigger = {"trigger": "event", "event_type": "knock"}
    await set_up_automations(
        hass, {"triggers": [trigger], "conditions": [condition], "actions": tell("yes")}
    )

    async def knock() -> int:
        hass.bus.async_fire("knock")
        await hass.async_block_till_done()
        return len(runs.data)

    miss(pbx, 1002, 1003)
    await poll(hass, freezer)
    assert await knock() == 0
    miss(pbx, 1001)
    await poll(hass, freezer)
    assert await knock() == 1
    await hass.services.async_call("difuse", "mark_missed_calls_seen", blocking=True)
    assert await knock() == 1
