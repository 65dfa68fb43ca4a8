"""Where numbers are from: collected once, kept, and forgotten with the last entry."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any
from unittest.mock import AsyncMock, patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.cdr.people import Areas, AreasError
from custom_components.difuse.running import places
from tests.flows import make_entry
from tests.home import poll, state_of
from tests.simulator import SimulatedPbx

from .conftest import SetUp

AREAS = Areas({"4420": "London"}, {"GB": "United Kingdom", "FR": "France"})
KEY = "difuse.areas"


@pytest.fixture
def read() -> Iterator[AsyncMock]:
    """Have areas at hand, instead of the program that collects them."""
    where = "custom_components.difuse.running.places.read_areas"
    with patch(where, AsyncMock(return_value=AREAS)) as mock:
        yield mock


@pytest.fixture(autouse=True)
async def in_britain(hass: HomeAssistant) -> None:
    await hass.config.async_update(country="GB")


async def location(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx
) -> str | None:
    """Return where the caller of a new call is from."""
    pbx.call(source="02079460123", talk=10)
    await poll(hass, freezer)
    await poll(hass, freezer)
    found: str | None = state_of(hass, "last_caller").attributes["location"]
    return found


async def test_areas_are_collected_once_and_kept(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    read: AsyncMock,
    hass_storage: dict[str, Any],
) -> None:
    entry = await set_up()
    assert await location(hass, freezer, pbx) == "London"
    read.assert_awaited_once_with("GB", "en")
    assert hass_storage[KEY]["data"]["areas"] == {"4420": "London"}
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await location(hass, freezer, pbx) == "London"
    read.assert_awaited_once()


async def test_another_country_or_language_is_read_anew(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    read: AsyncMock,
) -> None:
    entry = await set_up()
    read.return_value = Areas({}, {"GB": "Vereinigtes Königreich"})
    await hass.config.async_update(country="DE", language="de")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert read.await_args is not None
    assert read.await_args.args == ("DE", "de")
    pbx.call(source="+442079460123", talk=10)
    await poll(hass, freezer)
    assert state_of(hass, "last_caller").attributes["location"] == "Vereinigtes Königreich"


async def test_without_areas_places_are_unknown_until_the_next_start(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    read: AsyncMock,
) -> None:
    read.side_effect = AreasError("No program can be started")
    entry = await set_up()
    assert await location(hass, freezer, pbx) is None
    read.side_effect = None
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await location(hass, freezer, pbx) == "London"


async def test_areas_go_with_the_last_entry(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    read: AsyncMock,
    hass_storage: dict[str, Any],
) -> None:
    make_entry(hass, {}, unique_id="02:00:5e:00:53:01", source=SOURCE_IGNORE)
    entry = await set_up()
    assert await location(hass, freezer, pbx) == "London"
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert KEY not in hass_storage


async def test_what_was_kept_before_a_restart_is_there_at_once(
    hass: HomeAssistant, set_up: SetUp, read: AsyncMock, hass_storage: dict[str, Any]
) -> None:
    kept = {"areas": AREAS.areas, "countries": AREAS.countries}
    edition = [version("phonenumbers"), "GB", "en"]
    hass_storage[KEY] = {"version": 1, "key": KEY, "data": {"edition": edition, **kept}}
    await set_up()
    assert places(hass).areas == AREAS
    read.assert_not_awaited()
