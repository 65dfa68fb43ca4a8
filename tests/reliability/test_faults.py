"""The lines of the fault table that come down to the network, and faults within a walk."""

import errno
import logging
from typing import NoReturn

import aiohappyeyeballs
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.home import (
    Announced,
    assert_private,
    is_available,
    logged,
    poll,
    poll_slowly,
    state_of,
)
from tests.simulator import Fault, SimulatedPbx
from tests.test_coordinator import FAULTS, Bad

UNREACHABLE = {
    "no route": (errno.EHOSTUNREACH, "The PBX can't be reached"),
    "no network": (errno.ENETUNREACH, "The PBX can't be reached"),
    "refused": (errno.ECONNREFUSED, "The PBX can't be reached"),
    "no answer": (errno.ETIMEDOUT, "The PBX can't be reached"),
}
RECOVERED = "Fetching difuse data recovered"


def recoveries(log: pytest.LogCaptureFixture) -> int:
    """Count how often the log says that the PBX is back."""
    return logged(log, logging.INFO).count(RECOVERED)


@pytest.mark.parametrize(("number", "named"), UNREACHABLE.values(), ids=UNREACHABLE)
async def test_a_network_that_fails_later_is_told_once_and_loses_no_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    number: int,
    named: str,
) -> None:
    async def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, "made up")

    announced = Announced(hass)
    await set_up()
    caplog.clear()
    pbx.call(source="+447700900001", name="Alice")
    with monkeypatch.context() as patch:
        patch.setattr(aiohappyeyeballs, "start_connection", fail)
        for _ in range(3):
            await poll(hass, freezer)
            assert not is_available(hass)
    await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    (down,) = logged(caplog)
    assert named in down
    assert recoveries(caplog) == 1
    assert_private(caplog.text)


async def test_a_name_that_is_unknown_later_is_told_once_and_loses_no_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    async def unknown(*_: object, **__: object) -> NoReturn:
        raise OSError("Name or service not known")

    announced = Announced(hass)
    await set_up()
    caplog.clear()
    pbx.call(source="+447700900001", name="Alice")
    with monkeypatch.context() as patch:
        patch.setattr("aiohttp.TCPConnector._resolve_host", unknown)
        for _ in range(2):
            await poll(hass, freezer)
            assert not is_available(hass)
    await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    (down,) = logged(caplog)
    assert "The PBX's name isn't known in this network" in down
    assert recoveries(caplog) == 1


@pytest.mark.parametrize("retry_after", [None, 30, 240])
async def test_429_is_told_once_and_loses_no_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    retry_after: int | None,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    pbx.faults.add(Fault.RATE_LIMITED, times=2, retry_after=retry_after)
    pbx.call(source="+447700900001", name="Alice")
    await poll(hass, freezer)
    assert not is_available(hass)
    for _ in range(10):
        await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    (down,) = logged(caplog)
    assert "Assistant to wait" in down
    assert recoveries(caplog) == 1


@pytest.mark.parametrize("bad", FAULTS, ids=lambda bad: bad.fault.value)
async def test_a_fault_within_a_walk_loses_and_repeats_no_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    bad: Bad,
) -> None:
    pbx.cap = 2
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    callers = [f"+4477009000{number:02}" for number in range(12)]
    for caller in callers:
        pbx.call(source=caller, name="Alice")
    rule = pbx.faults.add(bad.fault, times=2, match="limit=100", skip=2)
    for _ in range(4):
        # The requests before the fault take the loop a while, for which time must not stop.
        seconds = bad.seconds and max(bad.seconds, 10)
        await poll_slowly(hass, freezer, seconds, step=1 if seconds > 10 else 0.1)
    assert rule.hits == 2
    pbx.faults.clear()
    for _ in range(3):
        await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == callers
    assert state_of(hass, "calls_today").state == "12"
    assert len(logged(caplog)) <= 1
    assert recoveries(caplog) == len(logged(caplog))
    assert_private(caplog.text)
