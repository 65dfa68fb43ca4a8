"""What the options change: how calls are read once the entry was loaded again."""

from typing import Any, NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import EVENT, Announced, now, poll, state_of


class Reading(NamedTuple):
    """An option, the call it is about, and how that call is read without and with it."""

    options: dict[str, Any]
    call: dict[str, Any]
    without: dict[str, Any]
    with_it: dict[str, Any]


READINGS = {
    "internal-digits": Reading(
        {"internal_digits": 7},
        {"source": "2070001", "destination": "2070002"},
        {"direction": "inbound", "extensions": []},
        {"direction": "internal", "extensions": ["2070001", "2070002"]},
    ),
    "fewer-internal-digits": Reading(
        {"internal_digits": 3},
        {"source": "101", "destination": "44118"},
        {"direction": "internal", "extensions": ["101", "44118"]},
        {"direction": "outbound", "extensions": ["101"]},
    ),
    "own-number": Reading(
        {"own_numbers": ["+44 20 7946 0100"]},
        {"source": "00442079460100", "destination": "+447700900001"},
        {"direction": "inbound"},
        {"direction": "outbound"},
    ),
    "service-number": Reading(
        {"service_numbers": ["6000"]},
        {"source": "+447700900001", "destination": "6000"},
        {"disposition": "answered", "missed": False, "answered_by": "6000"},
        {"disposition": "no_answer", "missed": True, "answered_by": None},
    ),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
async def test_an_option_changes_how_calls_are_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    reading: Reading,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    for options, expected in (({}, reading.without), (reading.options, reading.with_it)):
        hass.config_entries.async_update_entry(entry, options=options)
        await hass.config_entries.async_reload(entry.entry_id)
        await poll(hass, freezer)
        pbx.call(**reading.call, start=now() - 120, ring=5, talk=20)
        await poll(hass, freezer)
        shown = state_of(hass, EVENT).attributes
        assert {key: shown[key] for key in expected} == expected
    assert len(announced.states) == 2


async def test_calls_of_before_are_read_anew_in_the_list(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    pbx.call(source="+447700900001", destination="6000", start=now() - 120)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, "last_disposition").state == "answered"
    hass.config_entries.async_update_entry(entry, options={"service_numbers": ["6000"]})
    await hass.config_entries.async_reload(entry.entry_id)
    await poll(hass, freezer, 2)
    assert state_of(hass, "last_disposition").state == "no_answer"


@pytest.mark.parametrize(
    ("minutes", "expected"), [(1, []), (1440, ["+447700900001"])], ids=["too-old", "young-enough"]
)
async def test_calls_while_home_assistant_was_off_are_announced_up_to_an_age(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    minutes: int,
    expected: list[str],
) -> None:
    entry = await set_up(announce_max_age=minutes)
    await hass.config_entries.async_unload(entry.entry_id)
    announced = Announced(hass)
    freezer.tick(7200)
    pbx.call(source="+447700900001", disposition="NO ANSWER", start=now() - 3600)
    await set_up()
    await poll(hass, freezer)
    assert announced.callers == expected
    assert state_of(hass, "new_missed_calls").state == "1"
    assert state_of(hass, "last_caller").state == "+447700900001"
