"""The trigger for missed callers who need nobody any more: once each, and why."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr import CALL_FIELDS
from custom_components.difuse.cdr.callers import MissedCaller
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.const import DOMAIN, signal_handled
from tests.another_pbx import another_pbx
from tests.automations import Runs, set_up_automations, tell
from tests.conftest import SetUp
from tests.home import BUTTON, poll
from tests.pushing import Pusher
from tests.simulator import SimulatedPbx

from .people import (
    ALICE,
    BOB,
    BOB_SHOWN,
    OPEN,
    all_clear,
    answered,
    listed,
    missed,
    reload,
    returned,
    tick,
)


async def test_what_the_trigger_gives_is_the_last_call_and_how_many_there_were(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, {**all_clear(), "actions": tell("{{ trigger }}")})
    missed(pbx, ago=40)
    missed(pbx, ago=30, destination="1002")
    await poll(hass, freezer)
    returned(pbx)
    await poll(hass, freezer)
    (given,) = runs.data
    assert tuple(given["call"]) == CALL_FIELDS
    assert given["call"]["handled"] == "returned"
    assert given["call"]["called_number"] == "1002"
    assert given["call"]["missed"] is True
    assert (given["calls"], given["config_entry_id"]) == (2, entry.entry_id)
    assert given["platform"] == "difuse.call_returned"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "returned answered_later seen"),
        ({"handled": []}, "returned answered_later seen"),
        ({"handled": "returned"}, "returned"),
        ({"handled": ["seen", "answered_later"]}, "answered_later seen"),
        ({"number": "0044 7700 900001"}, "returned"),
        ({"number": "+4477*", "handled": "seen"}, "seen"),
        ({"extension": "1002"}, "answered_later"),
        ({"group": "unknown"}, "returned answered_later seen"),
        ({"group": "VIP"}, ""),
    ],
)
async def test_options_choose_callers_and_reasons(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    options: dict[str, Any],
    expected: str,
) -> None:
    runs = Runs(hass)
    await set_up()
    say = tell("{{ trigger.call.handled }}")
    await set_up_automations(hass, {**all_clear(**options), "actions": say})
    missed(pbx)
    missed(pbx, BOB, destination="1002")
    missed(pbx, "+447700900003", destination="1003")
    await poll(hass, freezer)
    returned(pbx)
    await poll(hass, freezer)
    answered(pbx, BOB)
    await poll(hass, freezer)
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    await hass.async_block_till_done()
    assert runs.data == expected.split()


async def test_each_of_those_who_are_seen_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, all_clear())
    missed(pbx, ago=50)
    missed(pbx, "anonymous", ago=40, caller_id='"" <anonymous>')
    missed(pbx, BOB)
    await poll(hass, freezer)
    await hass.services.async_call(DOMAIN, "mark_missed_calls_seen", {}, blocking=True)
    await hass.async_block_till_done()
    assert sorted(runs.data) == ["Alice Morgan 1 seen", "None 1 seen", "None 1 seen"]


async def test_who_waits_again_and_is_called_back_is_told_of_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, all_clear())
    missed(pbx)
    await poll(hass, freezer)
    await tick(hass, "Alice Morgan")
    await tick(hass, "Alice Morgan", OPEN)
    assert runs.data == ["Alice Morgan 1 seen"]
    await poll(hass, freezer)
    returned(pbx, ago=10)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert runs.data == ["Alice Morgan 1 seen", "Alice Morgan 1 returned"]


async def test_who_is_called_back_and_missed_again_still_waits(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, all_clear())
    missed(pbx)
    await poll(hass, freezer)
    returned(pbx, ago=40)
    missed(pbx, ago=20)
    await poll(hass, freezer)
    assert (await listed(hass), runs.data) == (["Alice Morgan"], [])


async def test_a_call_that_turns_out_to_be_answered_was_not_missed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, all_clear())
    missed(pbx, call_id="1795387191.8")
    await poll(hass, freezer)
    pbx.call(source=ALICE, call_id="1795387191.8", talk=9)
    await poll(hass, freezer)
    assert (await listed(hass), runs.data) == ([], [])


async def test_a_push_tells_at_once(hass: HomeAssistant, pusher: Pusher, pbx: SimulatedPbx) -> None:
    runs = Runs(hass)
    await set_up_automations(hass, all_clear())
    missed(pbx)
    await pusher.push()
    assert await listed(hass) == ["Alice Morgan"]
    returned(pbx, ago=12)
    await pusher.push()
    await hass.async_block_till_done()
    assert runs.data == ["Alice Morgan 1 returned"]


async def test_what_cannot_be_looked_up_is_told_afterwards(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, all_clear())
    missed(pbx)
    await poll(hass, freezer)

    def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr("custom_components.difuse.running.callbacks.became_of", fail)
        returned(pbx)
        await poll(hass, freezer)
        assert runs.data == []
    await poll(hass, freezer)
    assert runs.data == ["Alice Morgan 1 returned"]


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
        triggers = all_clear()["triggers"]
        target = {"entity_id": "event.other_call"}
        await set_up_automations(
            hass, {"triggers": [{**triggers[0], "target": target}], "actions": tell("second")}
        )
        await hass.config_entries.async_setup(entry_2.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        missed(other)
        missed(pbx)
        await poll(hass, freezer)
        returned(pbx)
        await poll(hass, freezer)
        assert runs.data == []
        returned(other)
        await poll(hass, freezer)
        assert runs.data == ["second"]


async def test_a_reload_tells_nothing_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    told: list[MissedCaller] = []
    async_dispatcher_connect(hass, signal_handled(entry.entry_id), told.append)
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    returned(pbx)
    await poll(hass, freezer)
    for _ in range(2):
        await reload(hass, entry)
        await poll(hass, freezer)
    assert [one.who for one in told] == [ALICE]
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan"]
