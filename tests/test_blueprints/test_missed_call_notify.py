"""Missed calls are told at once, or when the quiet hours are over, and can be marked as seen."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.blueprints import Use, call, go_to, messages
from tests.conftest import SetUp
from tests.home import EVENT, poll, state_of
from tests.simulator import SimulatedPbx


async def test_missed_calls_are_told_at_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    sent = async_mock_service(hass, "notify", "mobile_app_anna")
    await set_up()
    await use("missed_call_notify", notify_action="notify.mobile_app_anna")
    call(pbx, name="Alice", disposition="NO ANSWER")
    call(pbx, "+447700900002", disposition="BUSY", ring=0)
    call(pbx, "anonymous", disposition="NO ANSWER")
    call(pbx, "+447700900003")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == [
        "Alice (+447700900001) called 1001 at 12:04.",
        "+447700900002 called 1001 at 12:04.",
        "Withheld number called 1001 at 12:04.",
    ]
    (button,) = sent[0].data["data"]["actions"]
    assert state_of(hass, "new_missed_calls").state == "3"
    hass.bus.async_fire("mobile_app_notification_action", {"action": "SOMETHING_ELSE"})
    await hass.async_block_till_done()
    assert state_of(hass, "new_missed_calls").state == "3"
    hass.bus.async_fire("mobile_app_notification_action", {"action": button["action"]})
    await hass.async_block_till_done()
    assert state_of(hass, "new_missed_calls").state == "0"
    assert len(sent) == 3


@pytest.mark.parametrize(
    ("start", "end", "time"),
    [("22:00:00", "07:00:00", "03:00:00"), ("12:00:00", "14:00:00", "13:00:00")],
)
async def test_missed_calls_wait_in_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    start: str,
    end: str,
    time: str,
) -> None:
    await go_to(hass, freezer, time)
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    target = {"entity_id": EVENT}
    await use("missed_call_notify", quiet_start=start, quiet_end=end, pbx=target)
    call(pbx, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert not sent
    await go_to(hass, freezer, end)
    assert messages(sent) == ["There are missed calls that nobody has seen yet."]
    await hass.services.async_call("difuse", "mark_missed_calls_seen", blocking=True)
    await go_to(hass, freezer, end)
    assert len(sent) == 1


async def test_no_quiet_hours_and_other_directions(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    times = {"quiet_start": "23:00:00", "quiet_end": "23:00:00"}
    await use("missed_call_notify", direction=["internal"], **times)
    call(pbx, disposition="NO ANSWER")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == ["1002 called 1001 at 22:59."]
    await go_to(hass, freezer, "23:00:00")
    assert len(sent) == 1
