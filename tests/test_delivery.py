"""When the newest call is announced, whose other legs may be on their way."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import Announced, poll


@pytest.mark.parametrize("ahead", [0, 240])
async def test_further_polls_do_not_put_off_a_call_that_waits(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    ahead: int,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    await poll(hass, freezer)
    pbx.clock_shift = ahead
    freezer.tick(61)
    pbx.call(source="+447700900001")
    await poll(hass, freezer, 0)
    assert announced.callers == []
    for _ in range(2):
        freezer.tick(4)
        await entry.runtime_data.async_refresh()
        assert announced.callers == []
    await poll(hass, freezer, 3)
    assert announced.callers == ["+447700900001"]
