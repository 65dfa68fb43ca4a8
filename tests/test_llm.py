"""The assistants' tool: it answers, it is bounded, and it tells those who may know."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.difuse.cdr.database import DatabaseError
from tests.conftest import SetUp
from tests.home import EVENT, now
from tests.simulator import FOREVER, Fault, SimulatedPbx

ASSISTANT = "conversation"
TOOL = "difuse__get_calls"
RECENT = "sensor.difuse_pbx_recent_calls"


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    # In the afternoon: the calls of the last minutes are of today.
    freezer.move_to("2026-11-22T23:00:00+00:00")
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "llm", {})


def context(user: User | None = None) -> llm.LLMContext:
    return llm.LLMContext(
        platform="test",
        context=Context(user_id=user.id if user else None),
        language="en",
        assistant=ASSISTANT,
        device_id=None,
    )


async def api(hass: HomeAssistant, user: User | None = None) -> llm.APIInstance:
    return await llm.async_get_api(hass, llm.LLM_API_ASSIST, context(user))


async def ask(hass: HomeAssistant, user: User | None = None, **args: Any) -> llm.ToolResult:
    (tool,) = [tool for tool in (await api(hass, user)).tools if tool.name == TOOL]
    question = llm.ToolInput(tool_name=TOOL, tool_args=args)
    result = await tool.async_call(hass, question, context(user))
    assert isinstance(result, llm.ToolResult)
    return result


async def told(hass: HomeAssistant, **args: Any) -> list[Any]:
    calls: Any = (await ask(hass, **args)).data["calls"]
    return [call["caller_name"] for call in calls]


def midnight() -> str:
    """Return the beginning of today as a model would write it: local, without a zone."""
    return dt_util.start_of_local_day().replace(tzinfo=None).isoformat()


@pytest.fixture
def day(pbx: SimulatedPbx) -> SimulatedPbx:
    """Return a PBX with a few calls of today, and one of some days ago."""
    calls: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("Old", 3 * 86_400, {}),
        ("Plumber Pete", 90, {"disposition": "NO ANSWER"}),
        ("Alice", 60, {"talk": 20}),
        ("", 30, {"source": "anonymous", "talk": 5}),
    )
    for name, age, more in calls:
        usual: dict[str, Any] = {"source": "+447700900001", "destination": "1001", "ring": 2}
        pbx.call(**usual | more, name=name, start=now() - age)
    return pbx


async def test_who_called_today(hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    result = await ask(hass)
    assert result.error is False
    assert result.data["truncated"] is False
    calls: Any = result.data["calls"]
    assert [call["caller_name"] for call in calls] == ["", "Alice", "Plumber Pete"]
    assert calls[0]["caller_number"] == "withheld"
    assert calls[1]["talk_seconds"] == 20
    assert calls[2]["missed"] is True
    assert calls[2]["outcome"] == "no_answer"


async def test_did_i_miss_a_call_from_the_plumber(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    assert await told(hass, name="plumber", missed=True) == ["Plumber Pete"]
    assert await told(hass, name="plumber", missed=False) == []
    assert await told(hass, start="2020-01-01T00:00:00", name="old") == ["Old"]
    assert await told(hass, number="1001", missed=True) == ["Plumber Pete"]
    assert await told(hass, direction="outbound") == []


async def test_who_called_before_today(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    assert await told(hass, end=midnight()) == ["Old"]
    later = (dt_util.now() + timedelta(minutes=1)).isoformat()
    assert await told(hass, end=later) == ["", "Alice", "Plumber Pete", "Old"]


async def test_the_answer_is_bounded(hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp) -> None:
    for number in range(50):
        pbx.call(source=f"+4477009{number:05}", start=now() - 60 - number, ring=1, talk=1)
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    result = await ask(hass)
    assert result.data["truncated"] is True
    calls: Any = result.data["calls"]
    assert len(calls) == 20


@pytest.mark.parametrize("entity_id", [EVENT, RECENT])
async def test_only_assistants_that_may_see_the_calls_have_the_tool(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp, entity_id: str
) -> None:
    entry = await set_up()
    assert TOOL not in {tool.name for tool in (await api(hass)).tools}
    async_expose_entity(hass, "cloud.alexa", entity_id, should_expose=True)
    async_expose_entity(hass, ASSISTANT, "sensor.difuse_pbx_calls_today", should_expose=True)
    assert TOOL not in {tool.name for tool in (await api(hass)).tools}
    async_expose_entity(hass, ASSISTANT, entity_id, should_expose=True)
    (tool,) = [tool for tool in (await api(hass)).tools if tool.name == TOOL]
    assert tool.annotations.read_only
    assert not tool.annotations.destructive
    assert tool.integration == "difuse"
    await hass.config_entries.async_unload(entry.entry_id)
    assert TOOL not in {tool.name for tool in (await api(hass)).tools}


async def test_its_parameters_can_be_told_to_a_model(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    instance = await api(hass)
    (tool,) = [tool for tool in instance.tools if tool.name == TOOL]
    schema: Any = probatio.to_openapi(
        tool.parameters, custom_serializer=instance.custom_serializer, openapi_version="3.1.0"
    )
    assert set(schema["properties"]) == {
        "start", "end", "name", "number", "extension", "direction", "missed",
    }  # fmt: skip
    assert all(
        field.get("description") or field.get("enum") for field in schema["properties"].values()
    )


async def test_a_user_who_may_not_read_the_entity_hears_nothing(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    user = MockUser().add_to_hass(hass)
    user.mock_policy({"entities": {"domains": {"event": True}}})
    assert not (await ask(hass, user)).error
    user.mock_policy({"entities": {"domains": {"light": True}}})
    result = await ask(hass, user)
    assert result.error
    assert "Alice" not in str(result.data)
    await hass.auth.async_remove_user(user)
    assert (await ask(hass, user)).error


@pytest.mark.parametrize(
    "args",
    [
        {"number": "*"},
        {"start": "soon"},
        {"start": "2026-11-22T00:00:00", "end": "2026-11-21T00:00:00"},
        {"limit": 10_000},
    ],
)
async def test_questions_that_make_no_sense(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp, args: dict[str, Any]
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    result = await ask(hass, **args)
    assert result.error
    assert result.data["error"]


async def test_a_pbx_that_does_not_answer(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    day.faults.add(Fault.SERVER_ERROR, times=FOREVER)
    assert await told(hass, missed=True) == ["Plumber Pete"]
    day.faults.clear()


async def test_an_archive_that_cannot_be_read(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)

    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    monkeypatch.setattr(entry.runtime_data.archive, "read", fail)
    result = await ask(hass)
    assert result.error
    assert result.data["error"]


async def test_a_pbx_that_only_pushes_answers_with_what_is_known(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    monkeypatch.setattr(entry.runtime_data, "is_push_only", True)
    assert await told(hass, missed=True) == ["Plumber Pete"]
    assert await told(hass, end=midnight()) == ["Old"]
    assert (await ask(hass, start=midnight(), end=midnight())).error
    assert (await ask(hass, end="2020-01-01T00:00:00")).data == {"calls": [], "truncated": False}
