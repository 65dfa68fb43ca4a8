"""Setting up, starting again, unloading and removing an entry."""

from pathlib import Path
import stat
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.loader import async_get_dhcp
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.difuse.const import DOMAIN
from custom_components.difuse.messages.issues import raise_issue
from tests.conftest import SetUp
from tests.simulator import Fault, SimulatedPbx, Simulator

from .test_event import EVENT, callers, now, poll, state_of

CALLS_TODAY = "sensor.difuse_pbx_calls_today"


async def test_one_device_named_as_the_entry(hass: HomeAssistant, set_up: SetUp) -> None:
    entry = await set_up()
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.name == "Difuse PBX"
    assert device.manufacturer == "Difuse"
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.identifiers == {(DOMAIN, entry.entry_id)}


async def test_a_pbx_that_was_seen_in_the_network_is_followed_by_its_device(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    entry = await set_up()
    hass.config_entries.async_update_entry(entry, unique_id="02:00:5e:00:53:01")
    await hass.config_entries.async_reload(entry.entry_id)
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.connections == {(dr.CONNECTION_NETWORK_MAC, "02:00:5e:00:53:01")}
    followed = [one["domain"] for one in await async_get_dhcp(hass) if "registered_devices" in one]
    assert DOMAIN in followed


async def test_unloading_makes_entities_unavailable(hass: HomeAssistant, set_up: SetUp) -> None:
    entry = await set_up()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert state_of(hass, CALLS_TODAY).state == STATE_UNAVAILABLE


def files(hass: HomeAssistant) -> list[Path]:
    """Return the files in which something of an entry is."""
    return list(Path(hass.config.path(STORAGE_DIR)).glob(f"{DOMAIN}.*"))


async def test_removing_leaves_nothing_behind(
    hass: HomeAssistant, hass_storage: dict[str, Any], set_up: SetUp
) -> None:
    entry = await set_up()
    raise_issue(hass, entry.entry_id, "list_replaced")
    (archive,) = [path for path in files(hass) if path.suffix == ".db"]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    await hass.config_entries.async_remove(entry.entry_id)
    assert not files(hass)
    assert not [key for key in hass_storage if key.startswith(DOMAIN)]
    assert not [issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]


async def test_calls_while_home_assistant_was_off_are_announced_at_the_start(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(600)
    numbers = [f"+44770090000{number}" for number in range(5)]
    for number in numbers:
        pbx.call(source=number, destination="1001", start=now() - 60, talk=5)
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    await set_up()
    assert [caller for caller in callers(events) if caller.startswith("+")] == numbers
    assert state_of(hass, CALLS_TODAY).state == "5"


async def test_lists_are_there_again_after_a_restart(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    for number in range(3):
        pbx.call(source=f"+44770090000{number}", destination="1001", start=now() - 30)
    await poll(hass, freezer)
    before = state_of(hass, "sensor.difuse_pbx_recent_calls").attributes["calls"]
    await hass.config_entries.async_unload(entry.entry_id)
    await set_up()
    assert state_of(hass, "sensor.difuse_pbx_recent_calls").attributes["calls"] == before
    assert len(before) == 3


async def test_one_refusal_at_the_start_is_forgiven(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.faults.add(Fault.UNAUTHORIZED, times=1)
    entry = await set_up()
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_two_refusals_at_the_start_ask_for_the_secret(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.faults.add(Fault.UNAUTHORIZED, times=2)
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


async def test_an_address_where_nothing_listens_is_tried_again(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp
) -> None:
    await simulator.stop()
    entry = await set_up()
    assert [entry.state, entry.error_reason_translation_key] == [
        ConfigEntryState.SETUP_RETRY,
        "cannot_connect",
    ]
    await simulator.start()
    await hass.config_entries.async_reload(entry.entry_id)
    assert EVENT in hass.states.async_entity_ids()
