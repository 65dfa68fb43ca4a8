"""What the card is told of people: who they are, and what became of their missed calls."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
)

from custom_components.difuse.cdr.books import Card
from tests.books import keep
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.simulator import SimulatedPbx

ALICE = "+442079460123"
SPAM = "+442079460199"
PARIS = "+33123456789"
BOOK = (Card("Alice Morgan", ("020 7946 0123",), ("VIP",)), Card("Lottery", (SPAM,), ("spam",)))

type Told = dict[str, Any]


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    britain: None,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> MockConfigEntry:
    """Set up a PBX with calls of all kinds, the oldest first, and an address book."""
    calls: tuple[dict[str, Any], ...] = (
        {"source": "00442079460123", "name": "MORGAN A"},
        {"source": "1001", "name": "Anna", "destination": "02079460123", "talk": 9},
        {"source": SPAM, "disposition": "NO ANSWER"},
        {"source": PARIS, "disposition": "NO ANSWER"},
        {"source": "anonymous", "disposition": "NO ANSWER"},
        {"source": "1001", "name": "Anna", "destination": "1002"},
    )
    entry = await set_up()
    for number, call in enumerate(calls):
        pbx.call(**call, start=now() - 700 + 100 * number)
    await poll(hass, freezer)
    await keep(hass, entry, freezer, *BOOK)
    return entry


async def told(card: MockHAClientWebSocket) -> Told:
    event: Told = (await card.receive_json())["event"]
    return event


async def subscribe(card: MockHAClientWebSocket, entry: MockConfigEntry, limit: int = 20) -> Told:
    message = {"type": "difuse/calls/subscribe", "entry_id": entry.entry_id, "limit": limit}
    await card.send_json_auto_id(message)
    assert (await card.receive_json())["success"]
    return await told(card)


async def find(card: MockHAClientWebSocket, entry: MockConfigEntry, **fields: Any) -> Told:
    message = {"type": "difuse/calls/find", "entry_id": entry.entry_id, **fields}
    await card.send_json_auto_id(message)
    found: Told = (await card.receive_json())["result"]
    return found


def names(found: Told) -> list[str | None]:
    return [call["other_name"] for call in found["calls"]]


async def test_it_is_told_who_is_at_the_other_end(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    event = await subscribe(card, entry)
    assert names(event) == ["Anna", None, None, "Lottery", "Alice Morgan", "Alice Morgan"]
    places = [call["location"] for call in event["calls"]]
    assert places == [None, None, "France", "London", "London", "London"]
    nobody = {"photo": None, "unwanted": False}
    assert event["people"] == {
        ALICE: nobody | {"shown": "020 7946 0123"},
        SPAM: {"photo": None, "unwanted": True, "shown": "020 7946 0199"},
        PARIS: nobody | {"shown": "+33 1 23 45 67 89"},
    }
    assert event["names"] == {"1001": "Anna"}
    assert (await find(card, entry))["people"] == event["people"]


async def test_calls_that_nobody_wants_are_not_missed(
    hass: HomeAssistant, card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    event = await subscribe(card, entry)
    missed = [call["other_number"] for call in event["calls"] if call["missed"]]
    assert missed == ["", PARIS]
    assert event["new_missed"] == 2
    found = await find(card, entry, missed=True)
    assert [call["other_number"] for call in found["calls"]] == missed
    assert state_of(hass, "missed_today").state == "2"


async def test_a_contact_is_found_by_either_name(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    for text in ("alice mor", "020 7946 0123", "+44 20 79460123"):
        assert names(await find(card, entry, text=text)) == ["Alice Morgan"] * 2, text
    # What the PBX sent is still a name.
    assert names(await find(card, entry, text="morgan a")) == ["Alice Morgan"]


async def test_a_rename_is_told_and_is_of_the_past_as_well(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
) -> None:
    before = await subscribe(card, entry, limit=1)
    assert names(before) == ["Anna"]
    await keep(hass, entry, freezer, Card("Alice Smith", ("020 7946 0123",)), *BOOK[1:])
    # Though none of the calls that it was told has another name.
    after = await told(card)
    assert after == before | {"edition": after["edition"]}
    assert after["edition"] != before["edition"]
    assert names(await find(card, entry))[-2:] == ["Alice Smith"] * 2
    # A reading that brings nothing tells nothing.
    await poll(hass, freezer, 3601)
    assert entry.runtime_data.data.people == after["edition"]


async def test_what_became_of_a_missed_call_is_told(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
) -> None:
    before = await subscribe(card, entry)
    assert [call["handled"] for call in before["calls"]] == [None] * 6
    pbx.call(source="1002", destination="00" + PARIS[1:], start=now() - 30, talk=5)
    freezer.tick(15)
    await entry.runtime_data.async_refresh()
    after = await told(card)
    handled = {call["other_number"]: call["handled"] for call in after["calls"] if call["missed"]}
    assert handled == {"": None, PARIS: "returned"}
    assert (after["new_missed"], len(after["unseen"])) == (1, 1)


async def test_numbers_are_data_whatever_they_are_called(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
) -> None:
    for number in ("__proto__", "constructor", "**21*0900123456#"):
        pbx.call(source=number, start=now() - 40, talk=1)
    await poll(hass, freezer)
    found = await find(card, entry, limit=3)
    assert {call["other_number"] for call in found["calls"]} == {
        "__proto__", "constructor", "**21*0900123456#"
    }  # fmt: skip
    assert found["people"] == {}
