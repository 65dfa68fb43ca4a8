"""The life of a missed call, end to end."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant

from tests.automations import Runs, set_up_automations
from tests.conftest import SetUp
from tests.home import TO_RETURN, poll, state_of
from tests.simulator import SimulatedPbx

from .people import (
    ALICE,
    BOB,
    BOB_SHOWN,
    DONE,
    all_clear,
    answered,
    listed,
    missed,
    reload,
    reminder,
    returned,
)


def counted(hass: HomeAssistant) -> tuple[str, ...]:
    """Return how many calls are new, and how many callers wait, on the list as well."""
    keys = ("new_missed_calls", "calls_to_return", TO_RETURN)
    return tuple(state_of(hass, key).state for key in keys)


async def test_missed_twice_and_called_back(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder(), all_clear())
    missed(pbx)
    await poll(hass, freezer)
    assert (await listed(hass), counted(hass)) == (["Alice Morgan"], ("1", "1", "1"))
    missed(pbx)
    await poll(hass, freezer)
    assert (await listed(hass), counted(hass)) == (["Alice Morgan (2)"], ("2", "1", "1"))
    returned(pbx)
    await poll(hass, freezer)
    assert (await listed(hass), counted(hass)) == (["✓ Alice Morgan (2)"], ("0", "0", "0"))
    await poll(hass, freezer, 2 * 3600)
    assert runs.data == ["Alice Morgan 2 returned"]


async def test_missed_and_answered_when_they_ring_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder(), all_clear())
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    assert await listed(hass) == [BOB_SHOWN, "Alice Morgan"]
    answered(pbx)
    await poll(hass, freezer)
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan"]
    assert counted(hass) == ("1", "1", "1")
    await poll(hass, freezer, 2 * 3600)
    assert runs.data == ["Alice Morgan 1 answered_later", "None 1 waits"]


async def test_called_back_while_home_assistant_was_off(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, reminder(), all_clear())
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await hass.config_entries.async_unload(entry.entry_id)
    returned(pbx)
    freezer.tick(3 * 3600)
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await listed(hass) == [BOB_SHOWN, "Alice Morgan"]
    assert runs.data == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan"]
    assert sorted(runs.data) == ["Alice Morgan 1 returned", "None 1 waits"]
    await reload(hass, entry)
    await poll(hass, freezer, 3600)
    assert len(runs.data) == 2


async def test_missed_and_called_back_while_home_assistant_was_off(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    told = {"triggers": [{"trigger": "difuse.call_missed"}]}
    said = [{"action": "test.run", "data": {"heard": "missed, {{ trigger.call.handled }}"}}]
    await set_up_automations(hass, reminder(), all_clear(), {**told, "actions": said})
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(3 * 3600)
    missed(pbx, ago=900)
    returned(pbx, ago=600)
    missed(pbx, BOB, ago=7200)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan"]
    # An hour and more is no news; but nobody has called them back.
    assert runs.data == ["missed, returned", "None 1 waits"]


async def test_an_item_ticks_itself_for_home_assistants_own_trigger(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    trigger = {
        "trigger": "todo.item_completed",
        "target": {"entity_id": TO_RETURN},
    }
    said = [{"action": "test.run", "data": {"heard": "{{ trigger.item_ids | count }} done"}}]
    await set_up_automations(hass, {"triggers": [trigger], "actions": said})
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await reload(hass, entry)
    returned(pbx, ALICE)
    await poll(hass, freezer)
    assert await listed(hass, DONE) == ["✓ Alice Morgan"]
    assert runs.data == ["1 done"]
