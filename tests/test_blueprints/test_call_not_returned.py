"""A caller whom nobody called back in time is remembered, until the call was handled."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.blueprints import MADE, Use, call, call_as, go_to
from tests.conftest import SetUp
from tests.home import poll, state_of
from tests.phone import Phone, buttons
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx
from tests.test_to_return.people import DONE, OPEN, listed

from .conftest import log_in, press, press_others

ALICE = "+447700900001"
WAITED = 30 + 61
"""Seconds for which callers have waited when they are known."""

WAIT = [
    "A withheld number called 1001 at 12:04, and nobody has called back.",
    "Alice (+44 7700 900001) called 1001 at 12:04, and nobody has called back.",
]


async def be_missed(hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx) -> None:
    """Let Alice and somebody who withheld the number call in vain."""
    call(pbx, ALICE, name="Alice", disposition="NO ANSWER")
    call(pbx, "anonymous", disposition="NO ANSWER")
    await poll(hass, freezer)


@pytest.mark.parametrize("returns", [True, False])
async def test_it_reminds_once_and_goes_when_the_call_was_handled(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    *,
    returns: bool,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone))
    await be_missed(hass, freezer, pbx)
    await poll(hass, freezer, 3600 - WAITED - 1)
    assert phone.pushed == []
    await poll(hass, freezer, 2)
    assert sorted(phone.texts) == WAIT
    for _ in range(3):
        await poll(hass, freezer, 3600)
    assert len(phone.pushed) == len(WAIT)
    answered = {"source": "1001", "destination": ALICE} if returns else {"source": ALICE}
    call(pbx, **answered)
    await poll(hass, freezer)
    assert phone.texts == WAIT[:1]


async def test_its_buttons(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone))
    await be_missed(hass, freezer, pbx)
    await poll(hass, freezer, 3600)
    withheld, alice = sorted(phone.shown, key=lambda push: str(push["message"]))
    assert list(buttons(withheld)) == ["Done"]
    assert buttons(alice)["Call back"]["uri"] == f"deep-link://tel:{ALICE}"
    last_run = state_of(hass, MADE).attributes["last_triggered"]
    await press_others(hass)
    assert state_of(hass, MADE).attributes["last_triggered"] == last_run
    await press(hass, buttons(alice)["Done"])
    assert phone.shown == [withheld]
    assert len(await listed(hass, OPEN)) == 1
    await press(hass, buttons(withheld)["Done"])
    assert phone.shown == []
    assert (await listed(hass, OPEN), len(await listed(hass, DONE))) == ([], 2)


@pytest.mark.parametrize(
    ("inputs", "seconds"),
    [({}, 3600), ({"within": {"minutes": 20}}, 1200), ({"within": {"hours": 3}}, 3 * 3600)],
)
async def test_how_long_it_waits(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    inputs: dict[str, Any],
    seconds: int,
) -> None:
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone), **inputs)
    await be_missed(hass, freezer, pbx)
    await poll(hass, freezer, seconds - WAITED - 1)
    assert phone.pushed == []
    await poll(hass, freezer, 2)
    assert len(phone.pushed) == len(WAIT)


async def test_callers_of_another_pbx_are_left_out(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone), pbx="another")
    await be_missed(hass, freezer, pbx)
    await poll(hass, freezer, 3600)
    assert phone.pushed == []


async def test_what_a_caller_chose_does_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("call_not_returned", phone=await log_in(hass, phone))
    call_as(pbx, CHOSEN, disposition="NO ANSWER")
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert len(phone.pushed) == len(CHOSEN)
    for push in phone.pushed:
        assert_does_nothing(push["message"].split(" at ")[0])
