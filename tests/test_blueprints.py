"""The blueprints: each can be imported by the README's link, and runs as an automation."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
import re
import shutil
from typing import Any
from urllib.parse import unquote

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from tests.conftest import SetUp
from tests.home import EVENT, now, poll, state_of
from tests.simulator import SimulatedPbx

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "blueprints/automation/difuse"
BLUEPRINTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
REPOSITORY = "https://github.com/difuse-community/home-assistant-difuse/blob/main"
MADE = "automation.made_of_it"
LINK = re.compile(
    r"https://my\.home-assistant\.io/redirect/blueprint_import/\?blueprint_url=([^)\s]+)"
)


type Use = Callable[..., Awaitable[None]]


@pytest.fixture
async def use(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Use]:
    """Give a function that makes an automation of a blueprint, as the editor does."""

    async def do_use(name: str, **inputs: Any) -> None:
        shutil.copytree(FOLDER, tmp_path / "blueprints/automation/difuse")
        hass.config.config_dir = str(tmp_path)
        automation = {
            "id": name,
            "alias": "Made of it",
            "use_blueprint": {"path": f"difuse/{name}.yaml", "input": inputs},
        }
        assert await async_setup_component(hass, "automation", {"automation": [automation]})
        await hass.async_block_till_done()
        assert state_of(hass, MADE).state == "on"

    yield do_use
    await hass.services.async_call("automation", "turn_off", {"entity_id": MADE}, blocking=True)


def call(pbx: SimulatedPbx, source: str = "+447700900001", **more: Any) -> None:
    given: dict[str, Any] = {"source": source, "destination": "1001", "ring": 2, "talk": 4} | more
    pbx.call(**given, start=now() - 30)


async def go_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: str) -> None:
    """Let it be this time of the next day, with what is due until then."""
    day = (dt_util.now() + timedelta(days=1)).date().isoformat()
    freezer.move_to(dt_util.as_utc(dt_util.parse_datetime(f"{day} {time}") or dt_util.now()))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def pass_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float, calls: list[ServiceCall]
) -> None:
    """Let time pass until an action was called; an automation that waits is never done."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    for _ in range(50_000):
        if calls:
            break
        await asyncio.sleep(0)


def messages(calls: list[ServiceCall]) -> list[str]:
    return [" ".join(str(one.data["message"]).split()) for one in calls]


@pytest.mark.parametrize("name", BLUEPRINTS)
async def test_it_is_imported_by_its_link(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, name: str
) -> None:
    assert await async_setup_component(hass, "automation", {})
    links = [unquote(link) for link in LINK.findall((ROOT / "README.md").read_text())]
    url = f"{REPOSITORY}/blueprints/automation/difuse/{name}.yaml"
    assert links.count(url) == 1
    raw = url.replace("github.com", "raw.githubusercontent.com").replace("/blob/", "/")
    text = (FOLDER / f"{name}.yaml").read_text()
    aioclient_mock.get(raw, text=text)  # type: ignore[no-untyped-call]
    imported = await fetch_blueprint_from_url(hass, url)
    assert imported.blueprint.domain == "automation"
    assert imported.blueprint.metadata["source_url"] == url
    assert imported.blueprint.validate() is None
    assert imported.suggested_filename == f"difuse-community/{name}"


def test_the_readme_links_to_no_others() -> None:
    assert len(LINK.findall((ROOT / "README.md").read_text())) == len(BLUEPRINTS) == 4


async def test_missed_calls_are_told_at_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    sent = async_mock_service(hass, "notify", "mobile_app_anna")
    await set_up()
    await use("missed_call_notify", notify_action="notify.mobile_app_anna")
    call(pbx, name="Alice", disposition="NO ANSWER")
    call(pbx, "+447700900002", disposition="BUSY", ring=0)
    call(pbx, "anonymous", disposition="NO ANSWER")
    call(pbx, "+447700900003")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == [
        "Alice (+447700900001) called 1001 at 12:04.",
        "+447700900002 called 1001 at 12:04.",
        "Withheld number called 1001 at 12:04.",
    ]
    (button,) = sent[0].data["data"]["actions"]
    assert state_of(hass, "new_missed_calls").state == "3"
    hass.bus.async_fire("mobile_app_notification_action", {"action": "SOMETHING_ELSE"})
    await hass.async_block_till_done()
    assert state_of(hass, "new_missed_calls").state == "3"
    hass.bus.async_fire("mobile_app_notification_action", {"action": button["action"]})
    await hass.async_block_till_done()
    assert state_of(hass, "new_missed_calls").state == "0"
    assert len(sent) == 3


@pytest.mark.parametrize(
    ("start", "end", "time"),
    [("22:00:00", "07:00:00", "03:00:00"), ("12:00:00", "14:00:00", "13:00:00")],
)
async def test_missed_calls_wait_in_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    start: str,
    end: str,
    time: str,
) -> None:
    await go_to(hass, freezer, time)
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    target = {"entity_id": EVENT}
    await use("missed_call_notify", quiet_start=start, quiet_end=end, pbx=target)
    call(pbx, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert not sent
    await go_to(hass, freezer, end)
    assert messages(sent) == ["There are missed calls that nobody has seen yet."]
    await hass.services.async_call("difuse", "mark_missed_calls_seen", blocking=True)
    await go_to(hass, freezer, end)
    assert len(sent) == 1


async def test_no_quiet_hours_and_other_directions(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    times = {"quiet_start": "23:00:00", "quiet_end": "23:00:00"}
    await use("missed_call_notify", direction=["internal"], **times)
    call(pbx, disposition="NO ANSWER")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == ["1002 called 1001 at 22:59."]
    await go_to(hass, freezer, "23:00:00")
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, ["Alice has called", "You missed a call from Bob"]),
        ({"only_missed": True}, ["You missed a call from Bob"]),
        (
            {"people": ["0044 7700-900003 = Aunt = Mary", "nonsense"], "names_of_pbx": False},
            ["Aunt = Mary has called"],
        ),
        (
            {"people": ["+447700900001=Mum"]},
            ["Mum has called", "You missed a call from Bob"],
        ),
    ],
)
async def test_the_caller_is_announced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    inputs: dict[str, Any],
    expected: list[str],
) -> None:
    said = async_mock_service(hass, "tts", "speak")
    await set_up()
    fixed = {"speaker": "media_player.office", "voice": "tts.voice"}
    await use("announce_caller", **fixed, **inputs)
    call(pbx, name="Alice")
    call(pbx, "+447700900002", name="Bob", disposition="NO ANSWER")
    call(pbx, "+447700900003", name="+447700900003")
    call(pbx, "anonymous")
    call(pbx, "1002", name="Carol")
    call(pbx, "1002", name="Carol", destination="+447700900001")
    await poll(hass, freezer)
    internal = [text for text in messages(said) if "Carol" in text]
    assert internal == []
    assert messages(said) == expected
    assert said[0].data["media_player_entity_id"] == "media_player.office"
    assert said[0].data["entity_id"] == ["tts.voice"]


async def test_the_summary_of_the_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id, at="18:00:00")
    pbx.call(source="+447700900009", start=now() - 86_400, ring=1, talk=600)
    call(pbx, talk=20)
    pbx.call(source="1001", destination="+447700900005", start=now() - 3600, ring=5, talk=600)
    call(pbx, "+447700900002", name="Bob", disposition="NO ANSWER")
    call(pbx, "+447700900003", disposition="BUSY", ring=0)
    freezer.move_to(dt_util.now().replace(hour=18, minute=0, second=0, microsecond=0))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(sent) == 1
    assert messages(sent)[0].startswith("4 calls, 2 answered, 2 missed, 10 minutes of talk.")
    assert messages(sent)[0].endswith("Missed: +447700900003, Bob.")
    await go_to(hass, freezer, "18:00:00")
    assert len(sent) == 1


async def test_the_summary_of_a_day_without_calls(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp, use: Use
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    entry = await set_up()
    await use("daily_summary", pbx=entry.entry_id, even_without_calls=True)
    await go_to(hass, freezer, "18:00:00")
    assert messages(sent) == ["0 calls, 0 answered, 0 missed, 0 minutes of talk."]


@pytest.mark.parametrize("numbers", [["0044 7700 900001"], ["1009", "+4477009*"], "+447700900001"])
async def test_a_number_turns_something_on(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    numbers: list[str] | str,
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    hass.states.async_set("light.door", "off")
    on = async_mock_service(hass, "homeassistant", "turn_on")
    off = async_mock_service(hass, "homeassistant", "turn_off")
    await set_up()
    things = {"entity_id": "light.door"}
    await use("number_turns_on", numbers=numbers, things=things, minutes=3)
    call(pbx, "+15550100")
    call(pbx, "1001", destination="+447700900001")
    await poll(hass, freezer)
    assert not on
    call(pbx)
    await pass_time(hass, freezer, 61, on)
    assert [one.data["entity_id"] for one in on] == [["light.door"]]
    assert not off
    await pass_time(hass, freezer, 181, off)
    assert len(off) == 1
