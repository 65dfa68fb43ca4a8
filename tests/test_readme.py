"""The README's automations do what they say, as printed."""

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
from tests.plain import CHOSEN, assert_does_nothing
from tests.readme import README, automations, examples, reminder
from tests.simulator import SimulatedPbx
from tests.test_translations import load, texts


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
    assert await async_setup_component(hass, "automation", {"automation": [reminder()]})
    pbx.call(source="+447700900002", disposition="NO ANSWER", start=now() - 60)
    await poll(hass, freezer)
    await poll(hass, freezer, 3600)
    assert messages(sent) == ["Nobody has called back for an hour. Calls to return says whom."]


def test_each_picture_is_shown_and_each_shown_is_there() -> None:
    shown = re.findall(r"\]\(docs/([\w-]+)\.png\)", README.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(file.stem for file in README.parent.glob("docs/*.png"))


def test_the_messages_that_are_quoted_are_those_that_users_see() -> None:
    section = README.read_text(encoding="utf-8").split("## When something is wrong\n")[1]
    seen = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| ")]
    quotes = [quote for what in seen for quote in re.findall('"(.+?)"', what)]
    shown = [text for _, text in texts(load())]
    # What the library says of an answer is a part of what is shown.
    shown.append(str(unreadable(b"<html>", "text/html")))
    for quote in quotes:
        pattern = ".*".join(re.escape(part.strip()) for part in quote.split("…"))
        assert any(re.search(pattern, text) for text in shown), quote
    assert len(quotes) > 5


def test_every_issue_is_explained() -> None:
    section = README.read_text(encoding="utf-8").split("## When something is wrong\n")[1]
    for issue in load()["issues"].values():
        assert f'"{re.sub("{.+?}", "…", issue["title"])}"' in section


def test_every_entity_is_explained() -> None:
    section = README.read_text(encoding="utf-8").split("## What you get\n")[1].split("\n## ")[0]
    for platform, entities in load()["entity"].items():
        for key in entities:
            name = "import_of_past_calls" if key == "history_import" else key
            assert re.search(rf"`({platform}\.)?…_{name}`", section), name


@pytest.mark.parametrize("step", ["calls", "archive", "statistics"])
def test_every_option_is_explained(step: str) -> None:
    text = README.read_text(encoding="utf-8")
    for label in load()["options"]["step"][step]["data"].values():
        assert label in text


async def test_the_logbook(recorder_mock: None, hass: HomeAssistant) -> None:
    (config,) = [example for example in examples() if "logbook" in example]
    assert await async_setup_component(hass, "logbook", config)
