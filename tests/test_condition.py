"""The condition: there is a missed call that nobody has seen."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.another_pbx import another_pbx
from tests.automations import Runs, set_up_automations, tell
from tests.conftest import SetUp
from tests.home import EVENT, now, poll, state_of
from tests.simulator import SimulatedPbx

CONDITION = "difuse.has_new_missed_calls"


async def holds(hass: HomeAssistant, runs: Runs) -> bool:
    """Run the automation, and say whether it got past its condition."""
    before = len(runs.data)
    hass.bus.async_fire("knock")
    await hass.async_block_till_done()
    return len(runs.data) > before


async def set_up_condition(hass: HomeAssistant, **more: Any) -> None:
    await set_up_automations(
        hass,
        {
            "triggers": [{"trigger": "event", "event_type": "knock"}],
            "conditions": [{"condition": CONDITION, **more}],
            "actions": tell("yes"),
        },
    )


def miss(pbx: SimulatedPbx) -> None:
    pbx.call(source="+447700900001", destination="1001", disposition="NO ANSWER", start=now() - 30)


async def test_it_holds_from_a_missed_call_until_it_is_seen(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_condition(hass)
    assert not await holds(hass, runs)
    miss(pbx)
    await poll(hass, freezer)
    assert await holds(hass, runs)
    assert await holds(hass, runs)
    await hass.services.async_call("difuse", "mark_missed_calls_seen", blocking=True)
    assert not await holds(hass, runs)


@pytest.mark.parametrize("target", ["event", "sensor", "device", "area"])
async def test_targets(
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
    area = ar.async_get(hass).async_create("Office")
    er.async_get(hass).async_update_entity(EVENT, area_id=area.id)
    targets = {
        "event": {"entity_id": EVENT},
        "sensor": {"entity_id": "sensor.difuse_pbx_new_missed_calls"},
        "device": {"device_id": event.device_id},
        "area": {"area_id": area.id},
    }
    await set_up_condition(hass, target=targets[target])
    miss(pbx)
    await poll(hass, freezer)
    assert await holds(hass, runs)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("{pbx}", True), (["another", "{pbx}"], True), ([], True), ("another", False)],
)
async def test_a_pbx_is_chosen_as_in_the_editor(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    chosen: str | list[str],
    expected: bool,
) -> None:
    runs = Runs(hass)
    pbx_id = (await set_up()).entry_id
    ids = [chosen] if isinstance(chosen, str) else chosen
    await set_up_condition(
        hass, options={"config_entry_id": [one.format(pbx=pbx_id) for one in ids]}
    )
    miss(pbx)
    await poll(hass, freezer)
    assert await holds(hass, runs) is expected


async def test_others_and_pbxs_that_are_off_dont_count(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_condition(hass, target={"entity_id": "sensor.somebody_elses"})
    miss(pbx)
    await poll(hass, freezer)
    assert not await holds(hass, runs)
    await hass.config_entries.async_unload(entry.entry_id)
    assert not await holds(hass, runs)


async def test_one_of_two_pbxs(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    runs = Runs(hass)
    await set_up()
    async with another_pbx(hass, entry, SimulatedPbx()) as other:
        await hass.config_entries.async_setup(other.entry_id)
        await set_up_condition(hass, target={"entity_id": "event.other_call"})
        miss(pbx)
        await poll(hass, freezer)
        assert state_of(hass, "new_missed_calls").state == "1"
        assert not await holds(hass, runs)


async def test_options_are_refused(hass: HomeAssistant, set_up: SetUp) -> None:
    await set_up()
    await set_up_condition(hass, options={"more": "than that"})
    assert state_of(hass, f"{AUTOMATION}.test_0").state == "unavailable"
