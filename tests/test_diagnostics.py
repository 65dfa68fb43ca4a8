"""Diagnostics: what is needed to find a fault, and nothing that is anybody's."""

import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.difuse.cdr.pbx import hash_secret
from custom_components.difuse.diagnostics import async_get_config_entry_diagnostics
from tests.conftest import SetUp
from tests.simulator import FOREVER, Fault, SimulatedPbx, Simulator, ring_group

from .home import poll

OPTIONS = {
    "internal_digits": 4,
    "own_numbers": ["+44 20 7946 0100"],
    "service_numbers": ["6999"],
    "announce_max_age": 30,
}
PRIVATE = (
    "difuse-demo",
    hash_secret("difuse-demo"),
    "4001",
    "127.0.0.1",
    "Alice",
    "Böb",
    "447700900",
    "2079460",
    "7946 0100",
    "6999",
    "1001",
    "1002",
    "1003",
)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots as Home Assistant does."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


async def place_calls(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx
) -> None:
    """Let calls come with every kind of number and name in every field."""
    pbx.call(source="+447700900001", name="Alice", destination="1001", dialled="+442079460101")
    pbx.call(source="1002", name="Böb", destination="+447700900002")
    pbx.call(source="+442079460102", destination="+447700900003", name="Böb")
    legs = ring_group(("1001", "1003"), "1003")
    pbx.call(source="+447700900004", destination="6999", legs=legs)
    pbx.raw({"db_id": "x", "caller_id": '"Alice" <+447700900005>'})
    await poll(hass, freezer)
    await poll(hass, freezer)


async def diagnostics(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    return await async_get_config_entry_diagnostics(hass, entry)


async def test_nothing_private_is_in_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    freezer.move_to("2026-06-15 12:00:00+00:00")
    entry.add_to_hass(hass)
    data = {**entry.data, "fingerprint": ""}
    hass.config_entries.async_update_entry(entry, data=data, options=OPTIONS)
    await set_up()
    await place_calls(hass, freezer, pbx)
    shown = await diagnostics(hass, entry)
    assert len(shown["recent_calls"]) == 4
    await simulator.down()
    await poll(hass, freezer)
    for text in (json.dumps(shown), json.dumps(await diagnostics(hass, entry))):
        leaked = [private for private in (*PRIVATE, str(simulator.port)) if private in text]
        assert leaked == []


async def test_what_it_shows(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    snapshot: SnapshotAssertion,
) -> None:
    freezer.move_to("2026-06-15 12:00:00+00:00")
    entry = await set_up(**OPTIONS)
    await place_calls(hass, freezer, pbx)
    assert await diagnostics(hass, entry) == snapshot(exclude=props("requests"))


async def test_it_tells_what_went_wrong(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    before = await diagnostics(hass, entry)
    assert before["sync"]["last_error"] is None
    assert before["sync"]["unreadable_rows"] == 0
    pbx.raw(None, "nonsense")
    await poll(hass, freezer)
    pbx.faults.add(Fault.SERVER_ERROR, times=FOREVER)
    await poll(hass, freezer)
    pbx.faults.clear()
    after = await diagnostics(hass, entry)
    assert after["sync"]["unreadable_rows"] == 2
    assert after["sync"]["last_update_success"] is False
    assert after["sync"]["last_error"] == "UpdateFailed"
    assert after["list"]["requests"] > before["list"]["requests"]


@pytest.mark.parametrize("least", [None, 10])
async def test_it_says_whether_the_pbx_honours_small_pages(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, least: int | None
) -> None:
    for _ in range(30):
        pbx.call()
    if least is not None:
        pbx.paging.minimum_limit = least
    entry = await set_up()
    shown = await diagnostics(hass, entry)
    assert shown["sync"]["marks"]["listed"] == 30
    assert shown["list"]["rows_in_smallest_page"] == (least or 1)


async def test_an_archive_that_cannot_be_read_hides_nothing_else(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp
) -> None:
    await set_up()
    await entry.runtime_data.archive.database.close()
    found = await async_get_config_entry_diagnostics(hass, entry)
    assert found["archive"] == {"error": "The database is closed"}
    assert found["sync"]["last_update_success"]
