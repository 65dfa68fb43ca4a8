"""A call from somebody of a group is announced, answered or not."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.cdr.books import Card
from tests.blueprints import Use, call, call_as, go_to
from tests.books import keep
from tests.conftest import SetUp
from tests.home import poll
from tests.phone import Phone, buttons
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx

from .conftest import log_in

MUM = Card("Mum", ("07700 900001",), ("Family", "vip"))
MISSED = "Mum (07700 900001) called 1001 at 12:04, nobody answered."
ANSWERED = "07700 900002 called 1001 at 12:04, answered."


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, [MISSED]),
        ({"group": ["VIP", "unknown"]}, [MISSED, ANSWERED]),
        ({"group": ["Family"], "only_missed": True}, [MISSED]),
        ({"group": ["Unknown"]}, [ANSWERED]),
        ({"group": ["Unknown"], "only_missed": True}, []),
        ({"group": ["Friends"]}, []),
        ({"pbx": "another"}, []),
        ({"group": ["unknown"], "pbx": "another"}, []),
    ],
)
@pytest.mark.usefixtures("britain")
async def test_whose_calls_are_announced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
    inputs: dict[str, Any],
    expected: list[str],
) -> None:
    await go_to(hass, freezer, "12:05:00")
    await keep(hass, await set_up(), freezer, MUM)
    await use("vip_called", phone=await log_in(hass, phone), **inputs)
    call(pbx, name="Alice", disposition="NO ANSWER")
    call(pbx, "+447700900002")
    call(pbx, "1002", destination="+447700900003")
    await poll(hass, freezer)
    assert phone.texts == expected


async def test_calling_back_and_what_a_caller_chose(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    phone: Phone,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    await set_up()
    await use("vip_called", phone=await log_in(hass, phone), group=["unknown"])
    call_as(pbx, CHOSEN)
    call(pbx, "anonymous")
    await poll(hass, freezer)
    assert len(phone.shown) == len(CHOSEN) + 1
    for push in phone.shown:
        assert_does_nothing(push["message"].split(" at ")[0])
    assert buttons(phone.shown[0])["Call back"]["uri"] == "deep-link://tel:+447700900000"
    assert buttons(phone.shown[-1]) == {}
