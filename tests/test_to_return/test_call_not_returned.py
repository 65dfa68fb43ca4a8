"""The trigger for callers whom nobody has called back in time: once each."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.const import SERVICE_RELOAD, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.cdr import CALL_FIELDS
from tests.automations import Runs, set_up_automations, tell
from tests.conftest import SetUp
from tests.home import poll, state_of
from tests.pushing import Pusher, let_legs_come
from tests.simulator import SimulatedPbx, Simulator

from .people import ALICE, BOB, OPEN, missed, reload, reminder, returned, tick

ALICE_WAITS = "Alice Morgan 1 waits"
BOB_WAITS = "None 1 waits"


async def test_what_the_trigger_gives_is_the_last_call_and_how_many_there_were(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, {**reminder(), "actions": tell("{{ trigger }}")})
    missed(pbx)
    await poll(hass, freezer)
    missed(pbx, destination="1002")
    await poll(hass, freezer)
    await poll(hass, freezer, 3600 - 30 - 2 * 61 - 1)
    assert runs.data == []
    await poll(hass, freezer, 62)
    (given,) = runs.data
    assert tuple(given["call"]) == CALL_FIELDS
    assert (given["call"]["called_number"], given["call"]["handled"]) == ("1002", None)
    assert (given["calls"], given["config_entry_id"]) == (2, entry.entry_id)
    assert given["platform"] == "difuse.call_not_returned"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [ALICE_WAITS, BOB_WAITS]),
        ({"number": ALICE}, [ALICE_WAITS]),
        ({"number": "+4477*", "extension": "1002"}, [BOB_WAITS]),
        ({"group": "VIP"}, []),
        ({"for": {"minutes": 90}}, [ALICE_WAITS, BOB_WAITS]),
        ({"for": "01:59:00"}, [ALICE_WAITS, BOB_WAITS]),
        ({"for": 7140}, [ALICE_WAITS, BOB_WAITS]),
        ({"for": {"seconds": 0.5}}, [ALICE_WAITS, BOB_WAITS]),
        ({"for": 0}, [ALICE_WAITS, BOB_WAITS]),
        ({"for": {"hours": 3}}, []),
    ],
)
async def test_options_choose_callers_and_how_long(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    options: dict[str, Any],
    expected: list[str],
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder(**options))
    missed(pbx, ago=40)
    missed(pbx, BOB, destination="1002")
    await poll(hass, freezer)
    await poll(hass, freezer, 7200)
    await poll(hass, freezer)
    assert runs.data == expected


@pytest.mark.parametrize("options", [{"for": "soon"}, {"for": -60}, {"handled": "seen"}])
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, set_up: SetUp, options: dict[str, Any]
) -> None:
    await set_up()
    await set_up_automations(hass, reminder(**options))
    assert state_of(hass, "automation.test_0").state == STATE_UNAVAILABLE


async def test_each_automation_has_its_own_patience(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    short, long = reminder(**{"for": "00:10:00"}), reminder(**{"for": "01:00:00"})
    await set_up_automations(
        hass, {**long, "actions": tell("long")}, {**short, "actions": tell("short")}
    )
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 600)
    assert runs.data == ["short"]
    await poll(hass, freezer, 3000)
    await poll(hass, freezer, 3000)
    assert runs.data == ["short", "long"]


async def test_who_was_called_back_a_moment_ago_is_left_in_peace(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    """The PBX is looked at once more when the time has come."""
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder())
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600 - 30 - 61 - 20)
    returned(pbx, ago=11)
    await let_legs_come(hass, freezer, 25)
    await poll(hass, freezer, 3600)
    assert runs.data == []


async def test_the_time_comes_between_two_polls_too(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder())
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600 - 30 - 61 - 20)
    await let_legs_come(hass, freezer, 15)
    assert runs.data == []
    await let_legs_come(hass, freezer, 10)
    assert runs.data == [ALICE_WAITS]


async def test_a_pbx_that_only_pushes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, alone: Pusher
) -> None:
    runs = Runs(hass)
    await set_up_automations(hass, reminder())
    missed(pbx)
    await alone.push()
    await let_legs_come(hass, freezer, 3500)
    assert runs.data == []
    await let_legs_come(hass, freezer, 100)
    await let_legs_come(hass, freezer, 5000)
    assert runs.data == [ALICE_WAITS]


async def test_while_the_pbx_is_away_nobody_knows_who_is_called_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder())
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await simulator.stop()
    await poll(hass, freezer)
    returned(pbx, ago=10)
    await poll(hass, freezer, 7200)
    assert runs.data == []
    await simulator.start()
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert runs.data == [BOB_WAITS]


async def test_whom_a_person_opens_again_waits_for_another_hour(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, reminder())
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS]
    await tick(hass, "Alice Morgan")
    await poll(hass, freezer, 7200)
    await tick(hass, "Alice Morgan", OPEN)
    await poll(hass, freezer, 3500)
    assert len(runs.data) == 1
    await poll(hass, freezer, 200)
    assert runs.data == [ALICE_WAITS] * 2


async def test_an_automation_hears_nothing_of_what_was_due_before_it_was_there(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    missed(pbx)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await set_up_automations(hass, reminder())
    await reload(hass, entry)
    await poll(hass, freezer, 3600)
    assert runs.data == [BOB_WAITS]


async def test_reloads_and_what_is_turned_off(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs(hass)
    entry = await set_up()
    await set_up_automations(hass, reminder())
    listed = [{"id": "a", "alias": "Again", "mode": "queued", **reminder()}]

    async def read_config(_: HomeAssistant) -> dict[str, Any]:
        return {AUTOMATION: listed}

    monkeypatch.setattr("homeassistant.config.async_hass_config_yaml", read_config)
    missed(pbx)
    await poll(hass, freezer)
    await hass.services.async_call(AUTOMATION, SERVICE_RELOAD, blocking=True)
    await reload(hass, entry)
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS]
    await hass.services.async_call(AUTOMATION, SERVICE_RELOAD, blocking=True)
    await reload(hass, entry)
    missed(pbx, BOB)
    await poll(hass, freezer)
    again = {"entity_id": "automation.again"}
    await hass.services.async_call(AUTOMATION, "turn_off", again, blocking=True)
    await poll(hass, freezer, 3600)
    await hass.services.async_call(AUTOMATION, "turn_on", again, blocking=True)
    await poll(hass, freezer, 3600)
    assert runs.data == [ALICE_WAITS]
