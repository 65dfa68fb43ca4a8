"""What the card finds in the archive: by filters together, and what it may offer as such."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
)

from custom_components.difuse.cdr.books import Card
from custom_components.difuse.cdr.database import DatabaseError
from tests.books import keep
from tests.conftest import SetUp
from tests.home import now, poll
from tests.simulator import Leg, SimulatedPbx

ALICE = "+442079460123"
LATEST = 700
BOOK = (
    Card("Alice Morgan", (ALICE,), ("VIP", "Été")),
    Card("Bob Carter", ("+442079460124",), ("vip",)),
)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    britain: None,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> MockConfigEntry:
    """Set up a PBX with calls of all kinds, each named after its place from the oldest on."""
    recorded = (Leg(destination="1002", ring=3), Leg(destination="1001", talk=9, recorded=True))
    calls: tuple[dict[str, Any], ...] = (
        {"source": "00442079460123", "destination": "1001", "talk": 5},
        {"source": ALICE, "destination": "1002", "disposition": "BUSY"},
        {"source": "+33123456789", "destination": "1001", "legs": recorded},
        {"source": "1001", "name": "Anna", "destination": "02079460123", "talk": 9},
        {"source": "1001", "name": "Anna", "destination": "1002", "talk": 7},
    )
    entry = await set_up()
    for number, call in enumerate(calls):
        pbx.call(**call, start=now() - LATEST + 100 * number)
    await poll(hass, freezer)
    await keep(hass, entry, freezer, *BOOK)
    return entry


async def ask(card: MockHAClientWebSocket, kind: str, entry_id: str, **fields: Any) -> Any:
    await card.send_json_auto_id({"type": f"difuse/calls/{kind}", "entry_id": entry_id, **fields})
    return await card.receive_json()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [4, 3, 2, 1, 0]),
        ({"extension": ["1002"]}, [4, 2, 1]),
        ({"extension": "1002", "direction": "inbound"}, [2, 1]),
        ({"direction": ["inbound", "internal"]}, [4, 2, 1, 0]),
        ({"group": ["vip"]}, [3, 1, 0]),
        ({"group": ["ete"], "disposition": ["busy", "failed"]}, [1]),
        ({"group": ["unknown"]}, [2]),
        ({"number": [ALICE]}, [3, 1, 0]),
        ({"number": "020 7946 0123", "missed": False}, [3, 0]),
        ({"recorded": True}, [2]),
        ({"recorded": True, "number": ALICE}, []),
        ({"recorded": True, "text": "33 1 23"}, [2]),
        ({"start": 150, "before": 350}, [3, 2]),
        ({"start": 150, "group": "vip"}, [3]),
    ],
)
async def test_filters_are_combined(
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    asked: dict[str, Any],
    expected: list[int],
) -> None:
    everything = (await ask(card, "find", entry.entry_id))["result"]["calls"]
    oldest = dt_util.parse_datetime(everything[-1]["started_at"], raise_on_error=True)
    for field in {"start", "before"} & asked.keys():
        moment = dt_util.utc_from_timestamp(oldest.timestamp() + asked[field])
        asked = asked | {field: moment.isoformat()}
    answer = await ask(card, "find", entry.entry_id, **asked)
    assert answer["success"], answer
    starts = [call["started_at"] for call in reversed(everything)]
    assert [starts.index(call["started_at"]) for call in answer["result"]["calls"]] == expected


async def test_what_is_no_filter_is_refused(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"disposition": ["lost"]},
        {"number": ["*"]},
        {"direction": "up"},
        {"recorded": "perhaps"},
        {"text": "x" * 101},
    )
    for fields in wrong:
        answer = await ask(card, "find", entry.entry_id, **fields)
        assert answer["error"]["code"] == "invalid_format", fields


async def test_it_is_told_which_extensions_and_groups_there_are(
    card: MockHAClientWebSocket, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await ask(card, "choices", entry.entry_id)
    assert answer["result"] == {"extensions": ["1001", "1002"], "groups": ["Été", "VIP"]}

    def fail(*_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("custom_components.difuse.selection.finding.known_groups", fail)
    answer = await ask(card, "choices", entry.entry_id)
    assert answer["error"]["translation_key"] == "archive_unavailable"
    monkeypatch.setattr("custom_components.difuse.card.websocket.may_see_calls", lambda *_: False)
    assert (await ask(card, "choices", entry.entry_id))["error"]["code"] == "unauthorized"


async def test_it_is_told_who_has_the_recording(
    card: MockHAClientWebSocket, entry: MockConfigEntry
) -> None:
    calls = (await ask(card, "find", entry.entry_id))["result"]["calls"]
    has = {}
    for call in calls:
        fields = {"call_id": call["call_id"], "started_at": call["started_at"]}
        answer = await ask(card, "way", entry.entry_id, **fields)
        has[call["has_recording"]] = answer["result"]["recorded"]
    assert has == {True: ["1001"], False: []}
