"""An office with calls, whose extensions are to be added."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.home import now
from tests.simulator import SimulatedPbx

from .adding import OUTSIDE


@pytest.fixture
async def loaded(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX with calls of three phones, of one of which it sends a name."""
    for _ in range(2):
        pbx.call(source="1001", name="Anna", destination=OUTSIDE, start=now() - 900, talk=60)
    pbx.call(source=OUTSIDE, destination="1002", start=now() - 600)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 500)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 400)
    pbx.call(source=OUTSIDE, destination="1003", start=now() - 300)
    return await set_up()
