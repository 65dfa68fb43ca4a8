"""Whom Assist's own agent answers, whoever's sentence it is; and when it can't."""

from typing import Any

from homeassistant.auth.permissions.types import PolicyType
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.assist.intents import QUESTIONS
from custom_components.difuse.cdr.database import DatabaseError
from tests.conftest import SetUp
from tests.home import EVENT, SENSOR
from tests.listening import token_of, user_who_may
from tests.simulator import SimulatedPbx
from tests.test_access import NOTHING, SEES

from .asking import (
    ALICE_CALLED,
    ALICE_CALLED_LAST,
    ASSISTANT,
    BOTH_MISSED,
    DID_ALICE,
    LAST,
    MISSED,
    NOBODY_WAITS,
    TO_RETURN,
    ask,
    ask_all,
)

pytestmark = pytest.mark.usefixtures("assist")

REFUSED = "You aren't allowed to see the calls."
UNREADABLE = "The calls can't be read right now. Try again later."
NOT_RUNNING = "The phone system isn't running in Home Assistant right now."
NOT_EXPOSED = "I'm not allowed to talk about calls."

EACH = (LAST, MISSED, DID_ALICE, TO_RETURN)
"""Each question, in one way to ask it."""


@pytest.mark.parametrize("policy", NOTHING)
async def test_a_user_who_may_not_read_the_event_entity_is_refused(
    hass: HomeAssistant, house: MockConfigEntry, policy: PolicyType
) -> None:
    user_id = user_who_may(hass, policy).id
    assert await ask_all(hass, EACH, user_id=user_id) == dict.fromkeys(EACH, REFUSED)


@pytest.mark.parametrize("policy", SEES)
async def test_a_user_who_may_read_it_gets_an_answer(
    hass: HomeAssistant, house: MockConfigEntry, policy: PolicyType
) -> None:
    assert await ask(hass, LAST, user_who_may(hass, policy).id) == ALICE_CALLED_LAST


async def test_a_user_who_is_gone_is_refused(hass: HomeAssistant, house: MockConfigEntry) -> None:
    assert await ask(hass, LAST, "0123456789abcdef0123456789abcdef") == REFUSED


async def test_calls_that_are_not_exposed_to_assist_are_not_spoken_of(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, "cloud.alexa", EVENT, should_expose=True)
    answers = await ask_all(hass, EACH)
    assert all(answer.startswith(NOT_EXPOSED) for answer in answers.values())
    async_expose_entity(hass, ASSISTANT, f"{SENSOR}recent_calls", should_expose=True)
    answers = await ask_all(hass, EACH)
    assert not any(answer.startswith(NOT_EXPOSED) for answer in answers.values())


async def test_an_entry_that_is_unloaded(hass: HomeAssistant, house: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(house.entry_id)
    assert await ask_all(hass, EACH) == dict.fromkeys(EACH, NOT_RUNNING)
    await hass.config_entries.async_setup(house.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert NOT_RUNNING not in (await ask_all(hass, EACH)).values()


async def test_an_archive_that_cannot_be_read(
    hass: HomeAssistant, house: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    monkeypatch.setattr(house.runtime_data.archive, "read", fail)
    assert await ask(hass, LAST) == UNREADABLE


async def test_the_intents_can_be_called_from_outside(
    hass: HomeAssistant,
    house: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    async def call(
        client: Any, name: str, headers: dict[str, str] | None = None, **data: Any
    ) -> Any:
        body = {"name": name, "data": data}
        answer = await client.post("/api/intent/handle", json=body, headers=headers)
        return (await answer.json())["speech"]["plain"]["speech"]

    client = await hass_client()
    answers = [await call(client, question.name) for question in QUESTIONS]
    assert answers[:2] == [ALICE_CALLED_LAST, BOTH_MISSED]
    assert answers[3] == NOBODY_WAITS
    assert await call(client, "DifuseDidCall", caller="Alice") == ALICE_CALLED
    token = await token_of(hass, user_who_may(hass, {}))
    headers = {"Authorization": f"Bearer {token}"}
    assert await call(await hass_client_no_auth(), "DifuseLastCaller", headers) == REFUSED
