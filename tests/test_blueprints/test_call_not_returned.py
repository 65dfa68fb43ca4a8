"""A caller whom nobody called back in time is remembered, until the call was handled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.difuse.cdr import Call, Handled
from custom_components.difuse.const import DOMAIN
from custom_components.difuse.triggers.callbacks import NotReturnedTrigger
from tests.blueprints import Calls, Use, call, call_as, go_to
from tests.conftest import SetUp
from tests.home import poll
from tests.phone import Phone, buttons
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx

from .conftest import log_in
from .later import handle, wait_too_long

ALICE = "+447700900001"


async def missed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp, pbx: SimulatedPbx
) -> tuple[str, list[Call]]:
    """Let Alice and somebody who withheld the number call in vain."""
    entry = await set_up()
    calls = Calls(hass, entry)
    call(pbx, ALICE, name="Alice", disposition="NO ANSWER")
    call(pbx, "anonymous", disposition="NO ANSWER")
    await poll(hass, freezer)
    return entry.entry_id, calls.announced


async def test_it_reminds_and_goes_when_the_call_was_returned(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    entry_id, calls = await missed(hass, freezer, set_up, pbx)
    await use("call_not_returned", phone=await log_in(hass, phone))
    assert phone.texts == []
    for one in calls:
        await wait_too_long(hass, entry_id, one)
    assert phone.texts == [
        "Alice (+44 7700 900001) called 1001 at 12:04, and nobody has called back.",
        "A withheld number called 1001 at 12:04, and nobody has called back.",
    ]
    for one in calls:
        await handle(hass, entry_id, replace(one, handled=Handled.RETURNED))
    assert phone.texts == []


async def test_its_buttons(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    entry_id, calls = await missed(hass, freezer, set_up, pbx)
    marked = async_mock_service(hass, DOMAIN, "mark_missed_calls_seen")
    await use("call_not_returned", phone=await log_in(hass, phone))
    for one in calls:
        await wait_too_long(hass, entry_id, one)
    alice, withheld = map(buttons, phone.shown)
    assert list(withheld) == ["Done"]
    assert alice["Call back"]["uri"] == f"deep-link://tel:{ALICE}"
    others: list[dict[str, str]] = [{"action": "SOMETHING_ELSE"}, {"reply_text": "Not ours"}]
    for data in (*others, alice["Done"], withheld["Done"]):
        hass.bus.async_fire("mobile_app_notification_action", data)
        await hass.async_block_till_done()
    assert [one.data for one in marked] == [
        {"config_entry_id": entry_id, "number": ALICE},
        {"config_entry_id": entry_id, "number": ""},
    ]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [({}, timedelta(hours=1)), ({"within": {"minutes": 20}}, timedelta(minutes=20))],
)
async def test_how_long_it_waits(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    inputs: dict[str, Any],
    expected: timedelta,
) -> None:
    asked = []
    validate = NotReturnedTrigger.async_validate_config

    async def note(hass: HomeAssistant, config: dict[str, Any]) -> dict[str, Any]:
        valid = await validate(hass, config)
        asked.append(valid["options"]["for"])
        return valid

    monkeypatch.setattr(NotReturnedTrigger, "async_validate_config", note)
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone), **inputs)
    assert set(asked) == {expected}


async def test_what_a_caller_chose_does_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    entry = await set_up()
    calls = Calls(hass, entry)
    await use("call_not_returned", phone=await log_in(hass, phone))
    call_as(pbx, CHOSEN, disposition="NO ANSWER")
    await poll(hass, freezer)
    for one in calls.announced:
        await wait_too_long(hass, entry.entry_id, one)
    assert len(phone.pushed) == len(CHOSEN)
    for push in phone.pushed:
        assert_does_nothing(push["message"].split(" at ")[0])
