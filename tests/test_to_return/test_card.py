"""The card of those who are to be called back: who is on it, done, undone, and for whom."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.difuse.cdr.database import DatabaseError
from tests.conftest import SetUp
from tests.home import EVENT, now, poll, state_of
from tests.listening import token_of, user_who_may
from tests.simulator import SimulatedPbx

from .people import ALICE, BOB, BOB_SHOWN, missed, reload, returned

DAY = 86_400
SUBSCRIBE, SEEN, REOPEN = "subscribe", "seen", "reopen"


@pytest.fixture
async def two(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX where Alice was missed twice, and Bob once since."""
    entry = await set_up()
    missed(pbx, ago=9 * DAY)
    missed(pbx, ago=50)
    pbx.call(source="1001", name="Anna", destination="1002", start=now() - 500)
    missed(pbx, BOB, destination="1001")
    await poll(hass, freezer)
    return entry


@pytest.fixture
async def card(
    hass: HomeAssistant, two: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    """Return a connection, whose login is of the frozen time."""
    return await hass_ws_client(hass)


async def ask(
    card: MockHAClientWebSocket, entry: MockConfigEntry, command: str, **fields: Any
) -> dict[str, Any]:
    """Give a command; return its answer, after the events that came before it."""
    message = {"type": f"difuse/callbacks/{command}", "entry_id": entry.entry_id}
    await card.send_json_auto_id(message | fields)
    while (answer := await card.receive_json())["type"] != "result":
        pass
    found: dict[str, Any] = answer
    return found


async def waiting(card: MockHAClientWebSocket, entry: MockConfigEntry) -> list[tuple[str, int]]:
    """Return who waits by now, and how often they called."""
    assert (await ask(card, entry, SUBSCRIBE))["success"]
    event = (await card.receive_json())["event"]
    return [(one["name"] or one["shown"], one["calls"]) for one in event["callers"]]


async def test_who_waits_is_told_with_all_that_a_card_shows(
    card: MockHAClientWebSocket, two: MockConfigEntry
) -> None:
    assert (await ask(card, two, SUBSCRIBE))["success"]
    event = (await card.receive_json())["event"]
    bob, alice = event.pop("callers")
    edition = two.runtime_data.data.people
    assert event == {"available": True, "ready": True, "edition": edition, "waiting": 2}
    last_at = bob.pop("last_at")
    assert last_at == two.runtime_data.data.callers[0].call.started_at.isoformat()
    assert bob == {
        "who": BOB,
        "number": BOB,
        "shown": BOB_SHOWN,
        "name": None,
        "calls": 1,
        "called": "1001",
        "called_name": "Anna",
        "extensions": ["Anna"],
        "photo": None,
    }
    assert (alice["who"], alice["name"], alice["calls"]) == (ALICE, "Alice Morgan", 2)


async def test_done_is_told_and_undone_is_as_it_was(
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    card: MockHAClientWebSocket,
    two: MockConfigEntry,
) -> None:
    for _ in range(2):
        # One call of Alice is older than those that a list of handled callers goes back to.
        seen = await ask(card, two, SEEN, who=ALICE)
        assert await waiting(card, two) == [(BOB_SHOWN, 1)]
        assert (await ask(card, two, REOPEN, who=ALICE, **seen["result"]))["success"]
        assert await waiting(card, two) == [(BOB_SHOWN, 1), ("Alice Morgan", 2)]
    for change in (returned, missed):
        freezer.tick(15)
        change(pbx, ago=12)
        await two.runtime_data.async_refresh()
    seen = await ask(card, two, SEEN, who=ALICE)
    await ask(card, two, REOPEN, who=ALICE, **seen["result"])
    # What was returned before isn't opened with it.
    assert await waiting(card, two) == [("Alice Morgan", 1), (BOB_SHOWN, 1)]


async def test_a_call_s_number_says_who_is_meant_and_withheld_ones_are_one(
    pbx: SimulatedPbx, card: MockHAClientWebSocket, two: MockConfigEntry
) -> None:
    for _ in range(2):
        missed(pbx, "anonymous", ago=20)
    missed(pbx, "call 12-34 now", ago=20)
    await two.runtime_data.async_refresh()
    for call in two.runtime_data.data.recent:
        if call.is_missed_inbound:
            await ask(card, two, SEEN, who=call.other.number)
    assert await waiting(card, two) == []
    assert (await ask(card, two, SEEN, who=""))["result"] == {"since": None}


async def test_without_a_beginning_the_calls_of_the_last_days_are_opened(
    card: MockHAClientWebSocket, two: MockConfigEntry
) -> None:
    await ask(card, two, SEEN, who=ALICE)
    await ask(card, two, REOPEN, who=ALICE)
    assert await waiting(card, two) == [(BOB_SHOWN, 1), ("Alice Morgan", 1)]


async def test_it_lasts_through_reloads(
    hass: HomeAssistant, card: MockHAClientWebSocket, two: MockConfigEntry
) -> None:
    await ask(card, two, SUBSCRIBE)
    before = (await card.receive_json())["event"]
    await reload(hass, two)
    events = [(await card.receive_json())["event"] for _ in range(2)]
    assert [event["available"] for event in events] == [False, True]
    assert all(event["callers"] == before["callers"] for event in events)


@pytest.mark.parametrize(
    "policy", [{}, {"entities": {"entity_ids": {"todo.difuse_pbx_calls_to_return": True}}}]
)
@pytest.mark.parametrize("command", [SUBSCRIBE, SEEN, REOPEN])
async def test_who_may_not_see_the_calls_is_refused(
    hass: HomeAssistant,
    two: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    policy: dict[str, Any],
    command: str,
) -> None:
    token = await token_of(hass, user_who_may(hass, policy))
    card = await hass_ws_client(hass, token)
    fields = {} if command == SUBSCRIBE else {"who": ALICE}
    answer = await ask(card, two, command, **fields)
    assert answer["error"]["code"] == "unauthorized"
    assert state_of(hass, "new_missed_calls").state == "3"


async def test_who_may_read_the_event_entity_may_use_it(
    hass: HomeAssistant, two: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    user = user_who_may(hass, {"entities": {"entity_ids": {EVENT: {"read": True}}}})
    card = await hass_ws_client(hass, await token_of(hass, user))
    assert (await ask(card, two, SEEN, who=ALICE))["success"]
    assert await waiting(card, two) == [(BOB_SHOWN, 1)]


@pytest.mark.parametrize("command", [SEEN, REOPEN])
async def test_what_cannot_be_done_is_said(
    hass: HomeAssistant,
    card: MockHAClientWebSocket,
    two: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    async def write(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(two.runtime_data.archive, "write", write)
    answer = await ask(card, two, command, who=ALICE)
    assert answer["error"]["translation_key"] == "archive_unavailable"
    monkeypatch.undo()
    await hass.config_entries.async_unload(two.entry_id)
    assert (await ask(card, two, command, who=ALICE))["error"]["code"] == "not_found"
    answer = await ask(card, two, command, who="0" * 201)
    assert answer["error"]["code"] == "invalid_format"
