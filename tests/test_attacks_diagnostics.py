"""What somebody posts with a bug report holds no address, name or number: issues do neither."""

import json

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.const import DOMAIN, TITLE
from custom_components.difuse.messages.issues import TO_CONFIRM, TO_PASS, raise_issue
from tests.home import assert_private
from tests.simulator import SimulatedPbx, Simulator

HOST = "127.0.0.1"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Difuse PBX (127.0.0.1:8443)", TITLE),
        ("127.0.0.1", TITLE),
        ("Office", "Office"),
    ],
)
@pytest.mark.parametrize("key", sorted(TO_CONFIRM))
async def test_an_issue_that_is_stored_names_no_address(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, title: str, shown: str
) -> None:
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, title=title)
    raise_issue(hass, entry.entry_id, key)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")
    assert issue is not None
    assert issue.to_json()["translation_placeholders"] == {"title": shown}
    assert HOST not in json.dumps(issue.to_json())


async def test_a_download_of_diagnostics_holds_nothing_private(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    pbx: SimulatedPbx,
    simulator: Simulator,
    recorded: MockConfigEntry,
) -> None:
    """All of it, as Home Assistant makes it: with issues and what else it adds."""
    assert await async_setup_component(hass, "diagnostics", {})
    hass.config_entries.async_update_entry(recorded, title=f"{TITLE} ({HOST}:{simulator.port})")
    for key in TO_CONFIRM | TO_PASS:
        raise_issue(hass, recorded.entry_id, key, minutes="7", file="x")
    client = await hass_client()
    response = await client.get(f"/api/diagnostics/config_entry/{recorded.entry_id}")
    text = await response.text()
    assert "list_replaced" in text
    assert_private(text.replace('"secret_hash": "**REDACTED**"', ""))
    assert HOST not in text
    assert str(simulator.port) not in text
