"""What the dashboard learns of PBXs: which there are for a user, and what each has."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.permissions.types import PolicyType
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.difuse.cdr.books import Card
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.const import DOMAIN
from tests.books import keep
from tests.conftest import SetUp
from tests.home import EVENT, now
from tests.listening import RECORDED, token_of, user_who_may
from tests.simulator import SimulatedPbx


async def pbxs(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, token: str | None = None
) -> list[dict[str, Any]]:
    """Return what the dashboard learns."""
    page = await (hass_ws_client(hass, token) if token else hass_ws_client(hass))
    await page.send_json_auto_id({"type": "difuse/pbxs"})
    answer = await page.receive_json()
    assert answer["success"], answer
    found: list[dict[str, Any]] = answer["result"]
    return found


async def test_it_learns_what_a_pbx_has(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_ws_client: WebSocketGenerator,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    known = {"entry_id": entry.entry_id, "title": "Difuse PBX"}
    nothing = known | {"has_books": False, "has_recordings": False}
    assert await pbxs(hass, hass_ws_client) == [nothing]
    pbx.call(source="+447700900001", destination="2011", start=now() - 90, legs=RECORDED)
    await keep(hass, entry, freezer, Card("Alice Morgan", ("020 7946 0123",), ()))
    await entry.runtime_data.async_refresh()
    everything = known | {"has_books": True, "has_recordings": True}
    assert await pbxs(hass, hass_ws_client) == [everything]


async def test_a_pbx_that_is_away_is_there_all_the_same_and_one_that_is_off_is_not(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    pbx: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pbx.call(source="+447700900001", destination="2011", legs=RECORDED)
    entry = await set_up()
    for is_off in (False, True):
        off = ConfigEntryDisabler.USER if is_off else None
        MockConfigEntry(domain=DOMAIN, title=f"Off: {is_off}", disabled_by=off).add_to_hass(hass)

    async def read(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(entry.runtime_data.archive, "read", read)
    found = await pbxs(hass, hass_ws_client)
    assert [one["title"] for one in found] == ["Difuse PBX", "Off: False"]
    assert not any(one["has_recordings"] for one in found)


@pytest.mark.parametrize(
    ("policy", "count"),
    [({}, 0), ({"entities": {"entity_ids": {EVENT: {"read": True}}}}, 1)],
)
async def test_it_learns_of_those_pbxs_only_whose_calls_the_user_may_see(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    set_up: SetUp,
    policy: PolicyType,
    count: int,
) -> None:
    await set_up()
    MockConfigEntry(domain=DOMAIN, title="Other PBX").add_to_hass(hass)
    token = await token_of(hass, user_who_may(hass, policy))
    found = await pbxs(hass, hass_ws_client, token)
    assert [one["title"] for one in found] == ["Difuse PBX"][:count]
