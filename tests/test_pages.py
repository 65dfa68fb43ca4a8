"""The pages for users say what is so, and their automations do what they say, as printed."""

from datetime import timedelta
import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.difuse.cdr.pbx.ladder import unreadable
from tests.blueprints import call_as
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.pages import ROOT, automation, automations, page, section, users_pages
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx
from tests.test_translations import load, texts

PICTURE = re.compile(r"\]\((?:docs/)?([\w-]+)\.png\)")


@pytest.fixture
def sent(hass: HomeAssistant) -> list[Any]:
    return async_mock_service(hass, "notify", "persistent_notification")


def messages(sent: list[Any]) -> list[str]:
    return [" ".join(str(call.data["message"]).split()) for call in sent]


async def set_up_all(hass: HomeAssistant) -> None:
    listed = [{"id": name, **example} for name, example in automations().items()]
    assert len(listed) == 4
    assert await async_setup_component(hass, "automation", {"automation": listed})
    await hass.async_block_till_done()
    states = [state.state for state in hass.states.async_all("automation")]
    assert states == ["on"] * 4


def first_column(text: str) -> list[str]:
    return [line.split(" | ")[0][2:] for line in text.splitlines() if line[:2] == "| "]


async def go_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: int) -> None:
    """Let it be this hour of tomorrow."""
    tomorrow = dt_util.now() + timedelta(days=1)
    freezer.move_to(tomorrow.replace(hour=hour, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_the_automations(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    sent: list[Any],
) -> None:
    await go_to(hass, freezer, 12)
    await set_up()
    await set_up_all(hass)
    for source, destination, name, talk in (
        ("+442079460101", "1001", "Alice", 50),
        ("+442079460101", "1003", "Alice", 600),
        ("+442079460101", "1002", "Alice", 240),
        ("+447700900001", "1001", "Bob", 240),
    ):
        pbx.call(
            source=source, destination=destination, name=name, talk=talk, start=now() - 700, ring=2
        )
    pbx.call(source="+447700900002", destination="1001", disposition="NO ANSWER", start=now() - 60)
    await poll(hass, freezer)
    assert messages(sent) == ["1002 talked for 4 minutes.", "+44 7700 900002 called 1001."]
    sent.clear()
    freezer.move_to(dt_util.now().replace(hour=18, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert messages(sent) == ["There are missed calls that nobody has seen."]
    assert state_of(hass, "new_missed_calls").state == "0"
    sent.clear()
    await go_to(hass, freezer, 8)
    assert messages(sent) == ["1 missed calls yesterday: +447700900002"]
    sent.clear()
    freezer.move_to(dt_util.now().replace(hour=18, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sent == []
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def test_what_a_caller_chose_does_nothing_in_a_notification(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    sent: list[Any],
) -> None:
    await set_up()
    await set_up_all(hass)
    call_as(pbx, CHOSEN, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert len(sent) == len(CHOSEN)
    for message in messages(sent):
        assert_does_nothing(message)
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def test_the_automation_for_whom_nobody_has_called_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    sent: list[Any],
) -> None:
    await set_up()
    assert await async_setup_component(
        hass, "automation", {"automation": [automation("Somebody waits for a call")]}
    )
    pbx.call(source="+447700900002", disposition="NO ANSWER", start=now() - 60)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert messages(sent) == ["Nobody has called back for an hour. Calls to return says whom."]


def test_the_readme_is_short_and_shows_one_picture() -> None:
    readme = users_pages()["README"]
    assert len(readme.splitlines()) <= 200
    assert re.findall(r"\]\(docs/([\w-]+)\.png\)", readme) == ["dashboard"]


def test_each_picture_is_shown() -> None:
    """That each that is shown is there, ``test_papers`` sees to."""
    shown = {name for text in users_pages().values() for name in PICTURE.findall(text)}
    assert shown == {file.stem for file in (ROOT / "docs").glob("*.png")}


def test_the_messages_that_are_quoted_are_those_that_users_see() -> None:
    seen = [
        line.split(" | ")[0] for line in page("troubleshooting").splitlines() if line[:2] == "| "
    ]
    quotes = [quote for what in seen for quote in re.findall('"(.+?)"', what)]
    shown = [text for _, text in texts(load())]
    # What the library says of an answer is a part of what is shown.
    shown.append(str(unreadable(b"<html>", "text/html")))
    for quote in quotes:
        pattern = ".*".join(re.escape(part.strip()) for part in quote.split("…"))
        assert any(re.search(pattern, text) for text in shown), quote
    assert len(quotes) > 5


def test_every_issue_is_explained() -> None:
    said = page("troubleshooting")
    for issue in load()["issues"].values():
        assert f'"{re.sub("{.+?}", "…", issue["title"])}"' in said


def test_every_entity_is_explained() -> None:
    said = page("entities")
    for platform, entities in load()["entity"].items():
        for key in entities:
            name = "import_of_past_calls" if key == "history_import" else key
            assert re.search(rf"`({platform}\.)?…_{name}`", said), name


@pytest.mark.parametrize("step", ["calls", "archive", "statistics", "push"])
def test_every_option_is_explained(step: str) -> None:
    said = first_column(page("push" if step == "push" else "set-up"))
    for label in load()["options"]["step"][step]["data"].values():
        assert label in said


def test_every_field_of_the_set_up_is_explained() -> None:
    said = first_column(section(page("set-up"), "In Home Assistant"))
    form = load()["config"]["step"]["user"]
    advanced = form["sections"]["advanced"]["data"].values()
    expected = [*form["data"].values(), *[f"Advanced: {label.split(';')[0]}" for label in advanced]]
    assert said[1:] == expected


@pytest.mark.parametrize("action", ["get_calls", "mark_missed_calls_seen"])
def test_every_field_of_an_action_is_explained(action: str) -> None:
    fields = load()["services"][action]["fields"]
    said = first_column(section(page("actions"), f"difuse.{action}"))
    expected = {f"`{key}` ({field['name']})" for key, field in fields.items()}
    response = {"`calls`", "`truncated`"} if action == "get_calls" else set()
    assert {*said} - {"field"} == expected | response


def test_every_option_of_a_trigger_is_explained() -> None:
    said = {
        key for cell in first_column(page("automations")) for key in re.findall("`(.+?)`", cell)
    }
    assert said >= set(load()["triggers"]["call_finished"]["fields"])
    assert {key for key in said if key.startswith("difuse.")} | {
        f"difuse.{key}" for key in ("call_not_returned", "call_returned")
    } == {f"difuse.{key}" for key in load()["triggers"]}


async def test_every_field_of_a_call_is_explained_in_its_order(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.call(source="+447700900002", start=now() - 60)
    await set_up()
    await poll(hass, freezer)
    (call,) = state_of(hass, "recent_calls").attributes["calls"]
    said = first_column(section(page("calls"), "The fields of a call"))
    assert said == ["field", *[f"`{key}`" for key in call]]
