"""What tests of Assist's own agent share: questions, and answers to them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.home import EVENT
from tests.simulator import SimulatedPbx

ASSISTANT = "conversation"
LAST = "Who called last?"
MISSED = "Did I miss any calls?"
DID_ALICE = "Did Alice call today?"
TO_RETURN = "Who do I have to call back?"
NO_ANSWER = {"disposition": "NO ANSWER"}
ALICE, BOB, CAROL = "+447700900001", "+447700900002", "+447700900003"

ALICE_CALLED_LAST = (
    "The last call was from Alice Morgan, today at 14:05. It was answered by 1 0 0 1."
)
BOTH_MISSED = "You missed 2 calls today, from Bob and Alice Morgan. The last one was at 11:00."
ALICE_CALLED = (
    "Yes, there were 2 calls from Alice Morgan today, the last one at 14:05."
    " It was answered by 1 0 0 1."
)
SOMEBODY = "Yes, the last call was from Alice Morgan, today at 14:05. It was answered by 1 0 0 1."
CAROL_DID_NOT = "No, Carol hasn't called today. The last call was yesterday at 09:30."
NOBODY_WAITS = "There is nobody to call back."


async def ask(
    hass: HomeAssistant, text: str, user_id: str | None = None, language: str = "en"
) -> str:
    context = Context(user_id=user_id)
    result = await async_converse(hass, text, None, context, language=language)
    speech: str = result.response.speech["plain"]["speech"]
    return speech


async def ask_all(hass: HomeAssistant, texts: Iterable[str], **more: Any) -> dict[str, str]:
    """Return the answer to each question."""
    return {text: await ask(hass, text, **more) for text in texts}


def local(hour: int, minute: int = 0, days_ago: int = 0) -> float:
    """Return the epoch of a time of day, today or so many days ago."""
    day = dt_util.now() - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=minute, second=0).timestamp()


def place(pbx: SimulatedPbx, name: str, start: float, **more: Any) -> None:
    usual: dict[str, Any] = {"source": ALICE, "destination": "1001", "ring": 2, "talk": 20}
    pbx.call(**usual | more, name=name, start=start)


async def expose(hass: HomeAssistant, set_up: SetUp) -> MockConfigEntry:
    """Set the PBX up and let assistants speak of its calls."""
    entry = await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    return entry
