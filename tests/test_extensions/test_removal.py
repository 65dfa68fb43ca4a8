"""An extension that is removed leaves nothing behind, and may come again."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.difuse.const import DOMAIN
from tests.home import now, poll, state_of
from tests.simulator import SimulatedPbx

from .adding import (
    KEYS,
    OUTSIDE,
    add_extension,
    device_of,
    entities_of,
    names,
    subentry_id,
)


async def remove_subentry(
    hass: HomeAssistant, entry: MockConfigEntry, client: WebSocketGenerator
) -> None:
    """Remove the extension on the page of the integration."""
    connection = await client(hass)
    await connection.send_json_auto_id(
        {
            "type": "config_entries/subentries/delete",
            "entry_id": entry.entry_id,
            "subentry_id": subentry_id(entry, "1001"),
        }
    )
    assert (await connection.receive_json())["success"]


async def remove_device(
    hass: HomeAssistant, entry: MockConfigEntry, client: WebSocketGenerator
) -> None:
    """Remove the extension on the page of its device."""
    connection, device = await client(hass), device_of(hass, entry, "1001")
    assert device is not None
    await connection.send_json_auto_id(
        {
            "type": "config/device_registry/remove_config_entry",
            "config_entry_id": entry.entry_id,
            "device_id": device.id,
        }
    )
    assert (await connection.receive_json())["success"]


@pytest.mark.parametrize("remove", [remove_subentry, remove_device])
async def test_of_an_extension_that_is_removed_nothing_is_left(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    remove: Callable[..., Any],
) -> None:
    assert await async_setup_component(hass, "config", {})
    await add_extension(hass, loaded, "1001", name="Bea")
    await add_extension(hass, loaded, "1002", name="Ben")
    await remove(hass, loaded, hass_ws_client)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [one.unique_id for one in loaded.subentries.values()] == ["1002"]
    assert device_of(hass, loaded, "1001") is None
    assert entities_of(hass, loaded, "1001") == {}
    assert not [one for one in hass.states.async_entity_ids() if "bea" in one]
    assert await names(loaded) == {"1001": "Anna", "1002": "Ben"}
    assert set(loaded.runtime_data.data.extensions) == {"1002"}
    pbx.call(source=OUTSIDE, destination="1001", start=now() - 60)
    await poll(hass, freezer)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device_of(hass, loaded, "1001") is None
    assert set(entities_of(hass, loaded, "1002")) == set(KEYS)


async def test_the_device_of_the_pbx_is_not_removed(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    pbx = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, loaded.entry_id), loaded.entry_id
    )
    assert pbx is not None
    await client.send_json_auto_id(
        {
            "type": "config/device_registry/remove_config_entry",
            "config_entry_id": loaded.entry_id,
            "device_id": pbx.id,
        }
    )
    assert not (await client.receive_json())["success"]
    assert dr.async_get(hass).async_get(pbx.id) is not None


async def test_one_that_is_added_anew_has_its_entities_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await add_extension(hass, loaded, "1001", name="Anna")
    hass.config_entries.async_remove_subentry(loaded, subentry_id(loaded, "1001"))
    await add_extension(hass, loaded, "1001", name="Front desk")
    assert entities_of(hass, loaded, "1001")["call"] == "event.anna_call"
    assert state_of(hass, "sensor.anna_calls_today").state == "2"
