"""A PBX with calls of two days, and Assist."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .asking import ASSISTANT, BOB, CAROL, NO_ANSWER, expose, local, place


@pytest.fixture
async def sunday(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Make it a Sunday afternoon where tests' Home Assistant is."""
    freezer.move_to("2026-11-22T23:00:00+00:00")
    assert await async_setup_component(hass, "homeassistant", {})


@pytest.fixture
async def assist(hass: HomeAssistant, sunday: None) -> None:
    """Set up Home Assistant's own agent."""
    assert await async_setup_component(hass, ASSISTANT, {})


@pytest.fixture
def day(sunday: None, pbx: SimulatedPbx) -> SimulatedPbx:
    """Return a PBX with a call of yesterday, and today's: two that were missed, and one more."""
    place(pbx, "Carol", local(9, 30, days_ago=1), source=CAROL)
    place(pbx, "Alice Morgan", local(10, 5), **NO_ANSWER)
    place(pbx, "Bob", local(11), source=BOB, **NO_ANSWER)
    place(pbx, "Alice Morgan", local(14, 5))
    return pbx


@pytest.fixture
async def house(hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp) -> MockConfigEntry:
    return await expose(hass, set_up)
