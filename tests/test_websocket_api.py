"""The websocket command by which the dashboard's card sees calls as they come."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.components.websocket_api.const import TYPE_RESULT
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.difuse.cdr import CALL_FIELDS
from tests.conftest import SetUp
from tests.home import BUTTON, EVENT, SENSOR, now, poll, state_of
from tests.simulator import FOREVER, Fault, SimulatedPbx, Simulator

type Told = dict[str, Any]


@pytest.fixture
async def card(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_ws_client: WebSocketGenerator,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> MockHAClientWebSocket:
    """Return a connection to a Home Assistant whose PBX had two calls, Alice's the later one."""
    pbx.call(source="+447700900001", name="Bob", start=now() - 600, talk=60)
    pbx.call(source="+447700900002", name="Alice", start=now() - 300, talk=60)
    await set_up()
    await poll(hass, freezer, 2)  # the past is imported
    return await hass_ws_client(hass)


async def subscribe(card: MockHAClientWebSocket, entry_id: str, **fields: Any) -> Told:
    """Subscribe, and give what is told at once."""
    await card.send_json_auto_id({"type": "difuse/calls/subscribe", "entry_id": entry_id, **fields})
    result = await card.receive_json()
    assert result["type"] == TYPE_RESULT
    assert result["success"], result
    return await told(card)


async def told(card: MockHAClientWebSocket) -> Told:
    message = await card.receive_json()
    assert message["type"] == "event"
    event: Told = message["event"]
    return event


async def refusal(card: MockHAClientWebSocket, **fields: Any) -> str:
    await card.send_json_auto_id({"type": "difuse/calls/subscribe", **fields})
    result = await card.receive_json()
    assert not result["success"]
    code: str = result["error"]["code"]
    return code


async def look(entry: MockConfigEntry, freezer: FrozenDateTimeFactory) -> None:
    """Have the PBX polled at once: after a minute at one go the websocket would be given up."""
    freezer.tick(timedelta(seconds=15))
    await entry.runtime_data.async_refresh()


def callers(event: Told) -> list[str]:
    return [call["caller_name"] for call in event["calls"]]


async def test_the_latest_calls_are_told_at_once(
    hass: HomeAssistant, card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    event = await subscribe(card, entry.entry_id)
    assert callers(event) == ["Alice", "Bob"]
    assert all(tuple(call) == CALL_FIELDS for call in event["calls"])
    assert event["calls"] == state_of(hass, "recent_calls").attributes["calls"]
    assert (event["available"], event["history"], event["unseen"]) == (True, True, [])


async def test_a_limit_is_kept(card: MockHAClientWebSocket, entry: MockConfigEntry) -> None:
    assert callers(await subscribe(card, entry.entry_id, limit=1)) == ["Alice"]
    for limit in (0, 101, "many"):
        assert await refusal(card, entry_id=entry.entry_id, limit=limit) == "invalid_format"


async def test_a_call_that_comes_is_told_and_a_poll_without_one_is_not(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    pbx: SimulatedPbx,
    freezer: FrozenDateTimeFactory,
) -> None:
    await subscribe(card, entry.entry_id)
    await look(entry, freezer)
    pbx.call(source="+447700900003", name="Carol", disposition="NO ANSWER", start=now() - 30)
    await look(entry, freezer)
    event = await told(card)
    assert callers(event) == ["Carol", "Alice", "Bob"]
    assert event["unseen"] == [event["calls"][0]["call_id"]]
    assert event["new_missed"] == 1

    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    event = await told(card)
    assert callers(event) == ["Carol", "Alice", "Bob"]
    assert event["unseen"] == []


async def test_an_outage_is_told_and_so_is_its_end(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    pbx: SimulatedPbx,
    freezer: FrozenDateTimeFactory,
) -> None:
    before = await subscribe(card, entry.entry_id)
    pbx.faults.add(Fault.SERVER_ERROR, times=FOREVER)
    await look(entry, freezer)
    assert await told(card) == before | {"available": False}
    pbx.faults.clear()
    await look(entry, freezer)
    assert await told(card) == before


async def test_it_lasts_through_reloads_and_outages_at_set_up(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    pbx: SimulatedPbx,
    freezer: FrozenDateTimeFactory,
) -> None:
    before = await subscribe(card, entry.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await told(card) == before | {"available": False, "history": False}
    after = await told(card)
    assert after == before | {"edition": after["edition"]}
    pbx.call(source="+447700900003", name="Carol", start=now() - 30, talk=5)
    await look(entry, freezer)
    assert callers(await told(card)) == ["Carol", "Alice", "Bob"]


async def test_a_pbx_that_is_away_is_told_and_followed(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
    simulator: Simulator,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    pbx.call(name="Alice")
    await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    card = await hass_ws_client(hass)
    event = await subscribe(card, entry.entry_id)
    nothing = {"calls": [], "people": {}, "names": {}, "edition": 0, "imported": 0}
    unseen = {"new_missed": 0, "unseen": []}
    assert event == {"available": False, "history": False, **nothing, **unseen}
    await set_up()
    assert callers(await told(card)) == ["Alice"]


async def test_an_end_is_an_end(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    pbx: SimulatedPbx,
    freezer: FrozenDateTimeFactory,
) -> None:
    await subscribe(card, entry.entry_id)
    await card.send_json_auto_id({"type": "unsubscribe_events", "subscription": 1})
    assert (await card.receive_json())["success"]
    pbx.call(source="+447700900003", name="Carol")
    await look(entry, freezer)
    await hass.config_entries.async_reload(entry.entry_id)
    await card.send_json_auto_id({"type": "ping"})
    assert (await card.receive_json())["type"] == "pong"


async def test_pbxs_that_are_not_there(hass: HomeAssistant, card: MockHAClientWebSocket) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    assert await refusal(card, entry_id="nonsense") == "not_found"
    assert await refusal(card, entry_id=other.entry_id) == "not_found"


async def test_who_may_not_read_the_entities_is_told_nothing(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    hass_admin_user: User,
) -> None:
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"entity_ids": {f"{SENSOR}last_caller": True}}})  # type: ignore[attr-defined]  # the plugin's users have it
    assert await refusal(card, entry_id=entry.entry_id) == "unauthorized"
    hass_admin_user.mock_policy({"entities": {"entity_ids": {EVENT: True}}})  # type: ignore[attr-defined]  # the same
    assert callers(await subscribe(card, entry.entry_id)) == ["Alice", "Bob"]
