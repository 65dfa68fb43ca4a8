"""The logbook: one line for each call, with who called whom in words."""

import asyncio
from datetime import timedelta
import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.difuse.cdr import Direction, Disposition
from custom_components.difuse.messages.wording import in_one_sentence
from tests.cdr.helpers import a_call
from tests.conftest import SetUp
from tests.home import EVENT, SENSOR, TO_RETURN, state_of
from tests.pages import examples
from tests.simulator import SimulatedPbx
from tests.words import ENGLISH

SENTENCE = "Alice (4001) called 2011, answered by 2011 after 4 s, talked 2 min"
MISSED = "Missed call from +31 20 123 4567"


@pytest.fixture
def hass(recorder_mock: None, hass: HomeAssistant) -> HomeAssistant:
    """Return a Home Assistant that records."""
    return hass


async def two_calls(hass: HomeAssistant, pbx: SimulatedPbx) -> None:
    """Let two calls end, by the real clock: the logbook goes by it."""
    start = time.time() - 200
    pbx.call(source="4001", name="Alice", destination="2011", start=start, ring=4, talk=120)
    pbx.call(source="+31201234567", destination="2011", start=start + 1, disposition="NO ANSWER")
    await async_update_entity(hass, EVENT)
    await hass.async_block_till_done(wait_background_tasks=True)


async def lines(client: Any, **which: Any) -> list[dict[str, Any]]:
    """Ask for the logbook as the frontend does."""
    start = dt_util.utcnow() - timedelta(hours=1)
    await client.send_json_auto_id(
        {"type": "logbook/get_events", "start_time": start.isoformat(), **which}
    )
    answer = await client.receive_json()
    assert answer["success"], answer
    found: list[dict[str, Any]] = answer["result"]
    return found


def assert_in_words(found: list[dict[str, Any]]) -> None:
    """Assert that there is one line for each call, at the entity, with the words as its cause."""
    assert [line["context_name"] for line in found] == [SENTENCE, MISSED]
    assert {line["entity_id"] for line in found} == {EVENT}
    outcomes = [line["attributes"]["event_type"] for line in found]
    assert outcomes == ["answered", "no_answer"]


@pytest.mark.parametrize("with_device", [False, True])
async def test_the_entity_has_one_line_in_words_for_each_call(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    set_up: SetUp,
    hass_ws_client: WebSocketGenerator,
    *,
    with_device: bool,
) -> None:
    assert await async_setup_component(hass, "logbook", {})
    await set_up()
    await two_calls(hass, pbx)
    await async_wait_recording_done(hass)
    client = await hass_ws_client()
    entity = er.async_get(hass).async_get(EVENT)
    assert entity is not None
    more = {"device_ids": [entity.device_id]} if with_device else {}
    assert_in_words(await lines(client, entity_ids=[EVENT], **more))


async def test_the_words_are_german_as_soon_as_home_assistant_is(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "logbook", {})
    await set_up()
    await hass.config.async_update(language="de")
    await hass.async_block_till_done(wait_background_tasks=True)
    await two_calls(hass, pbx)
    await async_wait_recording_done(hass)
    found = await lines(await hass_ws_client(), entity_ids=[EVENT])
    sentences = [line["context_name"] for line in found if "context_name" in line]
    assert sentences == [
        "Alice (4001) hat 2011 angerufen, nach 4 s von 2011 angenommen, 2 min gesprochen",
        "Verpasster Anruf von +31 20 123 4567",
    ]
    assert state_of(hass, "last_caller").attributes["sentence"] == sentences[-1]


async def test_the_page_of_the_device_has_one_line_in_words_for_each_call(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, hass_ws_client: WebSocketGenerator
) -> None:
    """It asks for all entities of the device; beside the calls, those without numbers have lines.

    What is left out of the logbook isn't left out there.
    """
    assert await async_setup_component(hass, "logbook", {})
    entry = await set_up()
    await two_calls(hass, pbx)
    await async_wait_recording_done(hass)
    client = await hass_ws_client()
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    device_ids = [str(entities[0].device_id)]
    found = await lines(
        client, entity_ids=[one.entity_id for one in entities], device_ids=device_ids
    )
    assert_in_words([line for line in found if line.get("entity_id") == EVENT])
    others = {line["entity_id"] for line in found} - {EVENT}
    keys = ("last_call", "last_caller", "last_disposition", "recent_calls")
    assert others <= {f"{SENSOR}{key}" for key in keys} | {TO_RETURN}


async def test_the_page_that_is_open_gets_the_same_lines(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "logbook", {})
    await set_up()
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "logbook/event_stream",
            "start_time": dt_util.utcnow().isoformat(),
            "entity_ids": [EVENT],
        }
    )
    assert (await client.receive_json())["success"]
    await client.receive_json()
    await async_wait_recording_done(hass)
    await client.receive_json()
    await two_calls(hass, pbx)
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(found) < 2:
            found += (await client.receive_json())["event"]["events"]
    assert_in_words(found)
    await client.close()
    await hass.async_block_till_done()


async def test_the_whole_logbook_says_it_once_without_the_entity(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, hass_ws_client: WebSocketGenerator
) -> None:
    """That is what a page tells those who read the whole logbook."""
    (config,) = [one.content for one in examples() if "logbook" in one.content]
    assert await async_setup_component(hass, "logbook", config)
    await set_up()
    await two_calls(hass, pbx)
    await async_wait_recording_done(hass)
    client = await hass_ws_client()
    ours = [line for line in await lines(client) if "difuse" in str(line)]
    assert [line["name"] for line in ours] == [SENTENCE, MISSED]
    assert_in_words(await lines(client, entity_ids=[EVENT]))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "+447700900001 called 1001, answered by 1001 after 4 s, talked 30 s"),
        ({"answered_by": None}, "+447700900001 called 1001, answered after 4 s, talked 30 s"),
        (
            {"caller_name": "Alice", "talk_duration": timedelta(minutes=62)},
            "Alice (+447700900001) called 1001, answered by 1001 after 4 s, talked 1 h 2 min",
        ),
        (
            {"disposition": Disposition.NO_ANSWER, "caller_name": "00447700900001"},
            "Missed call from +447700900001",
        ),
        (
            {"disposition": Disposition.BUSY, "caller_number": ""},
            "Missed call from a withheld number, the line was busy",
        ),
        (
            {"disposition": Disposition.NO_ANSWER, "caller_number": "", "caller_name": "Alice"},
            "Missed call from Alice",
        ),
        (
            {"disposition": Disposition.NO_ANSWER, "direction": Direction.INTERNAL},
            "Missed call from +447700900001 to 1001",
        ),
        (
            {"disposition": Disposition.BUSY, "direction": Direction.OUTBOUND},
            "+447700900001 called 1001, the line was busy",
        ),
    ],
)
def test_the_words(changes: dict[str, Any], expected: str) -> None:
    assert in_one_sentence(ENGLISH, a_call(**changes)) == expected


@pytest.mark.parametrize("disposition", [*Disposition])
def test_every_outcome_has_words(disposition: Disposition) -> None:
    assert "called" in in_one_sentence(
        ENGLISH, a_call(disposition=disposition, direction=Direction.OUTBOUND)
    )
