"""The button that takes all missed calls as seen."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx, Simulator

from .home import BUTTON, CONNECTED, poll, state_of


async def miss(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, calls: int
) -> None:
    for number in range(calls):
        pbx.call(source=f"+44770090000{number}", disposition="NO ANSWER", ring=20)
    await poll(hass, freezer)
    await poll(hass, freezer)


async def press(hass: HomeAssistant) -> None:
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)


async def test_missed_calls_stay_new_over_restarts_until_the_button_is_pressed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    await miss(hass, freezer, pbx, 3)
    assert state_of(hass, "new_missed_calls").state == "3"
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, "new_missed_calls").state == "3"
    await press(hass)
    assert state_of(hass, "new_missed_calls").state == "0"
    await hass.config_entries.async_reload(entry.entry_id)
    await miss(hass, freezer, pbx, 1)
    assert state_of(hass, "new_missed_calls").state == "1"
    assert state_of(hass, "missed_today").state == "4"


async def test_the_button_works_while_the_pbx_is_away(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    await set_up()
    await miss(hass, freezer, pbx, 2)
    await simulator.down()
    await poll(hass, freezer)
    assert state_of(hass, CONNECTED).state == STATE_OFF
    assert state_of(hass, "new_missed_calls").state == "2"
    await press(hass)
    assert state_of(hass, "new_missed_calls").state == "0"
    await simulator.up()
    await poll(hass, freezer)
    assert state_of(hass, "new_missed_calls").state == "0"


@pytest.mark.parametrize(
    ("source", "destination", "outcome"),
    [
        ("1001", "1002", "NO ANSWER"),
        ("1001", "+447700900009", "NO ANSWER"),
        ("+447700900001", "1001", "ANSWERED"),
    ],
    ids=["internal", "outbound", "answered"],
)
async def test_what_is_no_missed_call_from_outside_is_not_new(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    source: str,
    destination: str,
    outcome: str,
) -> None:
    await set_up()
    pbx.call(source=source, destination=destination, disposition=outcome)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert state_of(hass, "calls_today").state == "1"
    assert state_of(hass, "new_missed_calls").state == "0"
