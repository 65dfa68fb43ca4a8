"""The fault table: what the PBX answers wrongly makes no call lost and no log long."""

import logging
from typing import NamedTuple

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.simulator import FOREVER, Fault, SimulatedPbx

from .home import (
    Announced,
    assert_private,
    is_available,
    logged,
    poll,
    poll_slowly,
    state_of,
)


class Bad(NamedTuple):
    """A fault, the words by which the log names it, and how long the client waits for it."""

    fault: Fault
    named: str
    seconds: float = 0.0


FAULTS = (
    Bad(Fault.SERVER_ERROR, "HTTP status 500"),
    Bad(Fault.BAD_GATEWAY, "HTTP status 502"),
    Bad(Fault.UNAVAILABLE, "HTTP status 503"),
    Bad(Fault.NOT_FOUND, "HTTP status 404"),
    Bad(Fault.LOGIN_PAGE, "a web page"),
    Bad(Fault.REDIRECT, "another page"),
    Bad(Fault.EMPTY_BODY, "an empty answer"),
    Bad(Fault.TRUNCATED_JSON, "cut off or broken"),
    Bad(Fault.NOT_JSON, "application/json instead of records"),
    Bad(Fault.BAD_UTF8, "without its number of pages"),
    Bad(Fault.DEEP_JSON, "cut off or broken"),
    Bad(Fault.JSON_LIST, "a list instead"),
    Bad(Fault.JSON_STRING, "a text instead"),
    Bad(Fault.JSON_NUMBER, "a number instead"),
    Bad(Fault.JSON_NULL, "nothing instead"),
    Bad(Fault.JSON_ERROR, "an object without a list of records"),
    Bad(Fault.DATA_MISSING, "an object without a list of records"),
    Bad(Fault.DATA_NOT_A_LIST, "an object without a list of records"),
    Bad(Fault.ENDLESS, "answer didn't end"),
    Bad(Fault.HUGE, "answer didn't end"),
    Bad(Fault.GZIP_BOMB, "answer didn't end"),
    Bad(Fault.DRIP, "didn't answer in time", 40),
    Bad(Fault.HANG, "didn't answer in time", 40),
    Bad(Fault.RESET_BEFORE, "connection to the PBX was lost"),
    Bad(Fault.CLOSE_BEFORE, "connection to the PBX was lost"),
    Bad(Fault.RESET_DURING, "stopped in the middle of its answer", 0.2),
)


@pytest.mark.parametrize("bad", FAULTS, ids=lambda bad: bad.fault.value)
async def test_a_fault_is_told_once_and_loses_no_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    bad: Bad,
) -> None:
    pbx.call(source="+447700900000", name="Alice")
    announced = Announced(hass)
    await set_up()
    await poll(hass, freezer)
    caplog.clear()
    rule = pbx.faults.add(bad.fault, times=FOREVER)
    pbx.call(source="+447700900001", name="Alice")
    for _ in range(2):
        await poll_slowly(hass, freezer, bad.seconds, step=min(1, bad.seconds or 1))
        assert not is_available(hass)
    assert rule.hits >= 2
    pbx.faults.clear()
    for _ in range(3):
        await poll(hass, freezer)
        assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    assert state_of(hass, "calls_today").state == "2"
    (down,) = logged(caplog)
    assert bad.named in down
    assert [line for line in logged(caplog, logging.INFO) if "recovered" in line] == [
        "Fetching difuse data recovered"
    ]
    assert_private(caplog.text)


@pytest.mark.parametrize("fault", [Fault.WRONG_CONTENT_TYPE, Fault.SLOW], ids=str)
async def test_an_answer_that_is_good_after_all_is_taken(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    fault: Fault,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    rule = pbx.faults.add(fault, times=FOREVER, delay=2)
    pbx.call(source="+447700900001")
    await poll_slowly(hass, freezer, 10)
    await poll_slowly(hass, freezer, 10)
    assert rule.hits >= 2
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    assert logged(caplog) == []


async def test_after_429_the_next_poll_is_when_the_pbx_says(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    await set_up()
    rule = pbx.faults.add(Fault.RATE_LIMITED, times=1, retry_after=300)
    pbx.call(source="+447700900001")
    await poll(hass, freezer)
    asked = len(pbx.requests)
    for _ in range(4):
        await poll(hass, freezer, 60)
        assert not is_available(hass)
    assert rule.hits == 1
    assert len(pbx.requests) == asked
    await poll(hass, freezer)
    assert is_available(hass)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001"]


async def test_pages_that_fail_now_and_then_lose_and_repeat_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    pbx.cap = 2
    announced = Announced(hass)
    await set_up()
    expected = [f"+4477009{number:05}" for number in range(40)]
    for number in expected:
        pbx.call(source=number)
    pbx.faults.add(Fault.SERVER_ERROR, probability=0.3)
    for _ in range(25):
        await poll(hass, freezer)
    pbx.faults.clear()
    await poll(hass, freezer)
    assert announced.callers == expected
    assert state_of(hass, "calls_today").state == "40"
