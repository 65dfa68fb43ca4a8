"""A list of calls that is another than before: told under Repairs, and what is new announced."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import Announced, is_available, now, poll, state_of


def issue_keys(hass: HomeAssistant) -> set[str | None]:
    return {
        issue.translation_key
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
    }


async def fill(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    """Set up against a PBX with five calls."""
    for number in range(5):
        pbx.call(source=f"+44770090000{number}", start=now() - 900 + 60 * number)
    await set_up()
    await poll(hass, freezer)


async def test_an_empty_list_is_told_until_a_call_comes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await fill(hass, freezer, pbx, set_up)
    pbx.clear()
    await poll(hass, freezer)
    assert is_available(hass)
    assert issue_keys(hass) == {"empty"}
    assert state_of(hass, "recent_calls").state == "5"
    pbx.call(source="+447700900009")
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert "empty" not in issue_keys(hass)
    assert announced.callers == ["+447700900009"]


async def test_ids_that_start_over_are_told_and_lose_no_call(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    freezer.move_to("2026-06-01 20:00:00+00:00")  # noon at home: all calls are of one day
    announced = Announced(hass)
    await fill(hass, freezer, pbx, set_up)
    pbx.start_over()
    pbx.call(source="+447700900009")
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert issue_keys(hass) == {"started_over"}
    assert announced.callers == ["+447700900009"]
    assert state_of(hass, "calls_today").state == "6"


async def test_a_purge_of_all_that_was_known_is_told(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await fill(hass, freezer, pbx, set_up)
    pbx.skip_ids(3)
    pbx.call(source="+447700900009")
    pbx.purge(5)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert issue_keys(hass) == {"purged"}
    assert announced.callers == ["+447700900009"]


async def test_another_pbx_is_told_and_its_calls_are_past(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    await fill(hass, freezer, pbx, set_up)
    pbx.start_over(5000)
    for number in range(3):
        pbx.call(source=f"+44770090001{number}", start=now() - 7200 + 60 * number)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert issue_keys(hass) == {"other_pbx"}
    assert announced.callers == []
    assert state_of(hass, "recent_calls").state == "3"
    pbx.call(source="+447700900009")
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900009"]
