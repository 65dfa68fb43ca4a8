"""The day's calls, in figures."""

from itertools import batched

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed, async_mock_service

from tests.blueprints import Use, call, call_as, go_to, messages
from tests.conftest import SetUp
from tests.home import now, poll
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx


async def test_the_summary_of_the_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id, at="18:00:00")
    pbx.call(source="+447700900009", start=now() - 86_400, ring=1, talk=600)
    call(pbx, talk=20)
    pbx.call(source="1001", destination="+447700900005", start=now() - 3600, ring=5, talk=600)
    call(pbx, "+447700900002", name="Bob", disposition="NO ANSWER")
    call(pbx, "+447700900003", disposition="BUSY", ring=0)
    await poll(hass, freezer)
    freezer.move_to(dt_util.now().replace(hour=18, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(sent) == 1
    assert messages(sent)[0].startswith("4 calls, 2 answered, 2 missed, 10 minutes of talk.")
    assert messages(sent)[0].endswith("Missed: +447700900003, Bob.")
    await go_to(hass, freezer, "18:00:00")
    assert len(sent) == 1


async def test_the_summary_of_a_day_with_one_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id)
    call(pbx, talk=60)
    await poll(hass, freezer)
    freezer.move_to(dt_util.now().replace(hour=18, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert messages(sent) == ["1 call, 1 answered, 0 missed, 1 minute of talk."]


async def test_the_summary_of_a_day_without_calls(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp, use: Use
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id, even_without_calls=True)
    await go_to(hass, freezer, "18:00:00")
    assert messages(sent) == ["0 calls, 0 answered, 0 missed, 0 minutes of talk."]


@pytest.mark.parametrize("names", batched(CHOSEN, 10, strict=False))
async def test_what_callers_chose_does_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    names: tuple[str, ...],
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id, at="13:00:00")
    call_as(pbx, names, disposition="NO ANSWER")
    await poll(hass, freezer)
    freezer.move_to(dt_util.now().replace(hour=13, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    (message,) = messages(sent)
    assert_does_nothing(message.partition("Missed: ")[2])
