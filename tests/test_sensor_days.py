"""Today's counters across midnight, daylight saving, zones, restarts and late legs."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx, Synthetic

from .home import Announced, now, poll, seconds_of, state_of


class Day(NamedTuple):
    """A local day of Home Assistant, by its ends in UTC, and the PBX's own zone."""

    home: str
    pbx: str
    begin: str
    end: str


DAYS = {
    "summer": Day("Europe/Berlin", "Europe/Berlin", "2026-06-09T22:00Z", "2026-06-10T22:00Z"),
    "23-hours": Day("Europe/Berlin", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
    "25-hours": Day("Europe/Berlin", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
    "two-zones": Day("America/New_York", "Asia/Dubai", "2026-06-10T04:00Z", "2026-06-11T04:00Z"),
    "two-zones-25-hours": Day(
        "America/New_York", "Asia/Dubai", "2026-11-01T04:00Z", "2026-11-02T05:00Z"
    ),
    "no-midnight": Day("Africa/Cairo", "UTC", "2026-04-23T22:00Z", "2026-04-24T21:00Z"),
    "half-hours": Day("Asia/Kathmandu", "UTC", "2026-06-09T18:15Z", "2026-06-10T18:15Z"),
}


async def pass_until(hass: HomeAssistant, freezer: FrozenDateTimeFactory, moment: datetime) -> None:
    """Poll each half hour, and at the moment itself."""
    while (left := moment.timestamp() - now()) > 0:
        await poll(hass, freezer, min(left, 1800))


def last_reset(hass: HomeAssistant) -> datetime:
    return datetime.fromisoformat(state_of(hass, "calls_today").attributes["last_reset"])


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
async def test_a_day_is_home_assistants_local_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    day: Day,
) -> None:
    begin, end = (datetime.fromisoformat(moment) for moment in (day.begin, day.end))
    await hass.config.async_set_time_zone(day.home)
    freezer.move_to(begin - timedelta(minutes=20))
    pbx.set_zone(day.pbx)
    announced = Announced(hass)
    await set_up()
    pbx.call(talk=60)
    await poll(hass, freezer)
    assert state_of(hass, "calls_today").state == "1"
    moments = [begin + timedelta(minutes=minutes) for minutes in (10, 90, 150, 210, 700)]
    for calls, moment in enumerate((*moments, end - timedelta(minutes=10))):
        await pass_until(hass, freezer, moment)
        assert state_of(hass, "calls_today").state == str(calls)
        assert last_reset(hass) == begin
        pbx.call(talk=60)
        await poll(hass, freezer)
        await poll(hass, freezer, 61)
        assert state_of(hass, "calls_today").state == str(calls + 1)
        assert seconds_of(state_of(hass, "talk_time_today")) == 60 * (calls + 1)
    await pass_until(hass, freezer, end + timedelta(seconds=1))
    assert (state_of(hass, "calls_today").state, last_reset(hass)) == ("0", end)
    assert state_of(hass, "recent_calls").state == "7"
    assert len(announced.callers) == 7


async def test_the_counters_start_over_at_midnight_without_a_poll(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-06-10T21:59:30Z")
    pbx.call(source="+447700900001", disposition="NO ANSWER")
    await set_up()
    assert state_of(hass, "missed_today").state == "1"
    asked = len(pbx.requests)
    await poll(hass, freezer, 31)
    assert len(pbx.requests) == asked
    state = state_of(hass, "missed_today")
    assert (state.state, state.attributes["last_reset"]) == ("0", "2026-06-11T00:00:00+02:00")
    assert state_of(hass, "last_caller").state == "+447700900001"


async def test_a_call_over_midnight_counts_on_the_day_it_started(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-06-10T21:59:30Z")
    announced = Announced(hass)
    await set_up()
    await poll(hass, freezer)
    pbx.call(source="+447700900001", start=now() - 55, ring=5, talk=40)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001"]
    assert state_of(hass, "calls_today").state == "0"
    assert seconds_of(state_of(hass, "talk_time_today")) == 0


@pytest.mark.parametrize("hours", [0, 3])
async def test_a_restart_changes_no_counter(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    hours: int,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-06-10T20:00:00Z")
    pbx.call(talk=60)
    entry = await set_up()
    pbx.call(source="+447700900001", disposition="NO ANSWER")
    await poll(hass, freezer)
    await poll(hass, freezer)
    keys = ("calls_today", "missed_today", "talk_time_today", "new_missed_calls")
    before = [float(state_of(hass, key).state) for key in keys]
    assert before == [2, 1, pytest.approx(60 / 3600), 1]
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(timedelta(hours=hours))
    await set_up()
    after = [float(state_of(hass, key).state) for key in keys]
    assert after == (before if hours == 0 else [0, 0, 0, 1])
    assert state_of(hass, "recent_calls").state == "2"


async def test_a_late_leg_amends_counters_and_announces_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    freezer.move_to("2026-06-10T12:00:00Z")
    await set_up()
    begin = now() - 60
    row: dict[str, Any] = {
        "call_id": "1.1",
        "source": "+447700900001",
        "destination": "600",
        "start": begin,
    }
    pbx.row(**row, ring=20, disposition="NO ANSWER")
    await poll(hass, freezer)
    counted = ("calls_today", "answered_today", "missed_today", "new_missed_calls")
    assert [state_of(hass, key).state for key in counted] == ["1", "0", "1", "1"]
    pbx.row(**row, ring=20, talk=30, computed_destination="1002")
    await poll(hass, freezer)
    assert [state_of(hass, key).state for key in counted] == ["1", "1", "0", "0"]
    assert seconds_of(state_of(hass, "talk_time_today")) == 30
    assert state_of(hass, "last_disposition").state == "answered"
    assert state_of(hass, "recent_calls").state == "1"
    assert [state.attributes["disposition"] for state in announced.states] == ["no_answer"]


async def test_calls_of_another_day_in_the_list_are_not_counted_at_set_up(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("America/New_York")
    freezer.move_to("2026-06-10T12:00:00Z")
    pbx.set_zone("Asia/Dubai")
    for hours in (20, 10, 8.5, 7.5, 1):
        pbx.call(start=now() - hours * 3600)
    await set_up()
    assert state_of(hass, "calls_today").state == "2"
    assert state_of(hass, "recent_calls").state == "5"


async def test_of_many_calls_today_all_are_counted_in_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-06-10T10:00:00Z")
    midnight = datetime.fromisoformat("2026-06-09T22:00:00Z")
    pbx.store.synthetic = Synthetic(
        3_000, last_end=now() - 60, today=2_500, midnight=midnight.timestamp()
    )
    await set_up()
    assert state_of(hass, "calls_today").state == "200"
    for _ in range(40):
        await poll(hass, freezer, 1)
    assert state_of(hass, "calls_today").state == "2500"
    assert last_reset(hass) == midnight
