"""The fault table: a PBX whose clock is wrong, or whose zone changes; and calls of long ago."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.simulator import Order, SimulatedPbx, Simulator

from .home import Announced, is_available, logged, now, poll, state_of


def clock_issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(DOMAIN, f"clock_off_{entry.entry_id}")


async def miss_a_call(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator, caller: str
) -> None:
    """Let a call end while the PBX can't be reached for an hour, and wait until it is known."""
    await simulator.down()
    await poll(hass, freezer, 3600)
    simulator.pbx.call(source=caller)
    await simulator.up()
    await poll(hass, freezer)
    await poll(hass, freezer)


@pytest.mark.parametrize(
    ("shift", "minutes"),
    [(3600, 60), (-3600, 59), (7 * 86400, 10080), (-7 * 86400, 10079), (-400, 6), (500, 7)],
)
async def test_calls_of_a_wrong_clock_are_announced_and_the_clock_is_told(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    shift: int,
    minutes: int,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    await poll(hass, freezer)
    pbx.clock_shift = shift
    for number in range(2):
        pbx.call(source=f"+44770090000{number}")
        await poll(hass, freezer)
        await poll(hass, freezer)
    assert announced.callers == ["+447700900000", "+447700900001"]
    issue = clock_issue(hass, entry)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert abs(int(issue.translation_placeholders["minutes"]) - minutes) <= 2
    pbx.clock_shift = 0
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers[-1] == "+447700900002"
    assert clock_issue(hass, entry) is None
    assert is_available(hass)
    assert logged(caplog) == []


@pytest.mark.parametrize("was_ahead", [0, 12 * 3600])
async def test_a_clock_that_was_ahead_at_the_set_up_makes_no_call_past(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    was_ahead: int,
) -> None:
    """The PBX deletes as many records as it writes, so only clocks tell what is new."""
    announced = Announced(hass)
    pbx.clock_shift = was_ahead
    for number in range(300):
        pbx.call(start=now() + was_ahead - 40 * (310 - number), talk=20)
    pbx.order, pbx.cap = Order.ID_DESCENDING, 7  # so small that a set-up doesn't read all of today
    await set_up()
    pbx.clock_shift = 0
    await poll(hass, freezer)
    callers = [f"+44770090000{number}" for number in range(3)]
    for caller in callers:
        pbx.purge(1)
        pbx.call(source=caller)
        await poll(hass, freezer)
        await poll(hass, freezer)
    assert announced.callers == callers


async def test_one_call_with_a_broken_date_says_nothing_of_the_clock(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    """Else all calls of an outage that follows it would be too old to be announced."""
    announced = Announced(hass)
    entry = await set_up(announce_max_age=30)
    await poll(hass, freezer)
    pbx.call(source="+447700900001", start=now() + 20 * 365 * 86400)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert clock_issue(hass, entry) is None
    await miss_a_call(hass, freezer, simulator, "+447700900002")
    assert announced.callers == ["+447700900001", "+447700900002"]


@pytest.mark.parametrize("shift", [-240, 0, 240])
async def test_a_clock_that_is_a_little_off_is_no_issue(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    shift: int,
) -> None:
    entry = await set_up()
    pbx.clock_shift = shift
    for _ in range(3):
        pbx.call()
        await poll(hass, freezer)
        assert clock_issue(hass, entry) is None


async def test_another_zone_changes_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    for zone in ("Asia/Dubai", "America/New_York", "Asia/Kathmandu", "UTC"):
        pbx.set_zone(zone)
        begin = now() - 40
        pbx.call(start=begin, ring=5, talk=30)
        await poll(hass, freezer)
        (latest,) = announced.states[-1:]
        assert latest.attributes["started_at"].startswith(freezer.time_to_freeze.date().isoformat())
        assert latest.attributes["duration"] == 35
        assert latest.attributes["talk_duration"] == 30
        assert clock_issue(hass, entry) is None
    assert len(announced.callers) == 4


@pytest.mark.parametrize("behind", [5 * 3600, 30 * 86400])
async def test_a_wrong_clock_makes_no_call_of_an_outage_too_old(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
    behind: int,
) -> None:
    """What was learned of the clock before the outage counts: the call is minutes old."""
    announced = Announced(hass)
    pbx.clock_shift = -behind
    await set_up(announce_max_age=30)
    await poll(hass, freezer)
    pbx.call(source="+447700900001")
    await poll(hass, freezer)
    await poll(hass, freezer)
    await miss_a_call(hass, freezer, simulator, "+447700900002")
    assert announced.callers == ["+447700900001", "+447700900002"]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, ["+447700900003"]),
        (30, ["+447700900002", "+447700900003"]),
        (60, ["+447700900002", "+447700900003"]),
        (240, ["+447700900001", "+447700900002", "+447700900003"]),
    ],
)
async def test_after_an_outage_older_calls_are_counted_and_listed_only(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
    minutes: int,
    expected: list[str],
) -> None:
    freezer.move_to("2026-06-01 12:00:00+00:00")
    announced = Announced(hass)
    await set_up(announce_max_age=minutes)
    await simulator.down()
    await poll(hass, freezer, 3 * 3600)
    pbx.call(source="+447700900001", start=now() - 7200, talk=20)
    pbx.call(source="+447700900002", start=now() - 600, talk=20)
    await simulator.up()
    await poll(hass, freezer)
    pbx.call(source="+447700900003", start=now() - 60, talk=20)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == expected
    assert state_of(hass, "calls_today").state == "3"
    assert len(state_of(hass, "recent_calls").attributes["calls"]) == 3


async def test_an_ordinary_poll_announces_a_call_that_the_pbx_dates_last_week(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await set_up(announce_max_age=1)
    await poll(hass, freezer)
    pbx.call(source="+447700900001", start=now() - 7 * 86400)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001"]
