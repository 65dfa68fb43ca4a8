"""The way that a call went: for the card, by websocket, and in the logbook's sentence."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
)

from custom_components.difuse.cdr import Direction, Disposition, Reached
from custom_components.difuse.cdr.calls import Step, StepKind
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.const import EVENT_CALL
from custom_components.difuse.messages import in_one_sentence
from tests.cdr.helpers import a_call
from tests.conftest import SetUp
from tests.home import EVENT, now, poll, state_of
from tests.simulator import SimulatedPbx, blind_transfer, voicemail
from tests.words import ENGLISH

ALICE = "+447700900001"
SHOWN = "+44 7700 900001"
TRANSFER = blind_transfer("1001", "1002")


async def ask(card: MockHAClientWebSocket, entry_id: str, call: Any, **fields: Any) -> Any:
    """Ask for the way of a call, and return the answer."""
    wanted = {"call_id": call["call_id"], "started_at": call["started_at"]} | fields
    await card.send_json_auto_id({"type": "difuse/calls/way", "entry_id": entry_id, **wanted})
    return await card.receive_json()


@pytest.fixture
async def entry(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX with one call, which was transferred."""
    pbx.call(source=ALICE, destination="1001", start=now() - 600, legs=TRANSFER)
    entry = await set_up()
    await poll(hass, freezer, 2)
    return entry


@pytest.fixture
def call(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return that call, as entities show it."""
    return state_of(hass, "recent_calls").attributes["calls"][0]


async def test_the_card_is_told_each_step(
    card: MockHAClientWebSocket, entry: MockConfigEntry, call: Any
) -> None:
    answer = await ask(card, entry.entry_id, call)
    nothing = {"seconds": 0, "by": "", "phones": 0}
    assert answer["result"] == {
        "steps": [
            nothing | {"kind": "answered", "number": "1001", "seconds": 20},
            nothing | {"kind": "transferred", "number": "1002", "seconds": 60, "by": "1001"},
        ],
        "recorded": [],
    }


async def test_calls_that_are_unknown_or_not_to_be_seen_have_none(
    hass: HomeAssistant, card: MockHAClientWebSocket, entry: MockConfigEntry, call: Any
) -> None:
    for fields in ({"call_id": "other"}, {"started_at": "2020-01-01T00:00:00+00:00"}):
        answer = await ask(card, entry.entry_id, call, **fields)
        assert answer["error"]["code"] == "not_found"
    assert (await ask(card, "other", call))["error"]["code"] == "not_found"
    assert (await ask(card, entry.entry_id, call, call_id="1" * 201))["error"]["code"] == (
        "invalid_format"
    )
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await ask(card, entry.entry_id, call))["error"]["code"] == "not_found"


async def test_who_may_not_see_calls_is_told_no_way(
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    call: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.difuse.card.websocket.may_see_calls", lambda *_: False)
    assert (await ask(card, entry.entry_id, call))["error"]["code"] == "unauthorized"


async def test_an_archive_that_fails_is_said(
    card: MockHAClientWebSocket,
    entry: MockConfigEntry,
    call: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("custom_components.difuse.selection.finding.ways", fail)
    answer = await ask(card, entry.entry_id, call)
    assert answer["error"]["translation_key"] == "archive_unavailable"


async def test_the_logbook_is_told_it_in_short(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, entry: MockConfigEntry
) -> None:
    sentences: list[str] = []
    hass.bus.async_listen(
        EVENT_CALL, callback(lambda event: sentences.append(event.data["sentence"]))
    )
    pbx.call(source=ALICE, destination="1001", start=now() - 200, legs=TRANSFER)
    pbx.call(source=ALICE, destination="1001", start=now() - 90, legs=voicemail())
    pbx.call(source=ALICE, destination="1001", start=now() - 40, talk=9)
    await poll(hass, freezer)
    assert sentences == [
        f"{SHOWN} called 1001, answered by 1001 (then transferred to 1002) after 5 s, talked 1 min",
        f"Missed call from {SHOWN}, left on voicemail",
        f"{SHOWN} called 1001, answered by 1001 after 5 s, talked 9 s",
    ]
    assert "way" not in state_of(hass, EVENT).attributes


async def test_the_dialogs_of_the_call_and_of_the_last_caller_say_it_alike(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, entry: MockConfigEntry
) -> None:
    pbx.call(source=ALICE, destination="1001", start=now() - 200, legs=TRANSFER)
    await poll(hass, freezer)
    words = (
        f"{SHOWN} called 1001, answered by 1001 (then transferred to 1002) after 5 s, talked 1 min"
    )
    for one in (EVENT, "last_caller"):
        attributes = state_of(hass, one).attributes
        assert attributes["sentence"] == words
        assert attributes["custom_ui_state_card"] == "difuse-call-state-card"


FORWARDED = Step(StepKind.FORWARDED, "1003", by="1001")
MISSED: dict[str, Any] = {"disposition": Disposition.NO_ANSWER, "reached": Reached.NOBODY}


@pytest.mark.parametrize(
    ("changes", "way", "expected"),
    [
        ({"answered_by": "1003"}, [FORWARDED], "answered by 1003 (forwarded from 1001) after"),
        (
            {},
            [Step(StepKind.PICKED_UP, "1001", 9, by="1002"), Step(StepKind.TRANSFERRED, "1004")],
            "answered by 1001 (picked up for 1002) after",
        ),
        (
            {},
            [Step(StepKind.PARKED), Step(StepKind.TAKEN, "1002", 4)],
            "answered by 1001 (then parked and retrieved by 1002) after",
        ),
        ({}, [Step(StepKind.GROUP, "600", 4, phones=3)], "answered by 1001 after"),
        (
            {"answered_by": None, "reached": Reached.CONFERENCE},
            [],
            "answered in the conference after",
        ),
        ({"answered_by": None, "reached": Reached.VOICEMAIL}, [], "answered by voicemail after"),
        ({"answered_by": None, "reached": Reached.UNKNOWN}, [], "called 1001, answered after"),
        (MISSED, [], f"Missed call from {ALICE}$"),
        (MISSED, [FORWARDED], f"Missed call from {ALICE}, forwarded to 1003$"),
        (MISSED | {"reached": Reached.MENU}, [FORWARDED], f"from {ALICE}, left in the menu$"),
        (MISSED | {"reached": Reached.QUEUE}, [], f"from {ALICE}, left in the queue$"),
        (MISSED | {"reached": Reached.UNKNOWN}, [], f"from {ALICE}, answered by a machine$"),
        (
            {"disposition": Disposition.BUSY, "reached": Reached.VOICEMAIL},
            [],
            f"from {ALICE}, left on voicemail$",
        ),
        (
            MISSED | {"direction": Direction.INTERNAL, "reached": Reached.VOICEMAIL},
            [],
            f"from {ALICE} to 1001, left on voicemail$",
        ),
    ],
)
def test_the_sentence_has_at_most_one_addition(
    changes: dict[str, Any], way: list[Step], expected: str
) -> None:
    assert expected.rstrip("$") in (said := in_one_sentence(ENGLISH, a_call(**changes), (*way,)))
    assert not expected.endswith("$") or said.endswith(expected[:-1])


def test_a_number_is_data_in_the_sentence() -> None:
    strange = Step(StepKind.FORWARDED, "1003", by="{number}<b>")
    assert "(forwarded from {number}<b>)" in in_one_sentence(ENGLISH, a_call(), (strange,))
