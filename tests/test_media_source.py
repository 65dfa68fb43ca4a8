"""Recordings in the media browser, as browsers and loudspeakers use it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.media_player.browse_media import async_process_play_media_url
from homeassistant.components.media_source import Unresolvable, async_resolve_media
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.difuse import media_source
from custom_components.difuse.media_source import DAYS, MONTHS
from custom_components.difuse.recordings.fetch import recording_id, recording_path
from tests.home import EVENT, poll
from tests.listening import RECORDED, latest, recordings_asked, token_of, user_who_may
from tests.pushing import make_push_only
from tests.simulator import FOREVER, Fault, SimulatedPbx, Simulator, tone
from tests.simulator.recordings import PREFIX

ROOT = "media-source://difuse"
NOON = datetime(2026, 11, 21, 8, 0, tzinfo=dt_util.UTC)
"""Noon in Dubai."""


@pytest.fixture
async def dubai(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Be at another place than UTC, at a known time."""
    freezer.move_to(NOON)
    await hass.config.async_set_time_zone("Asia/Dubai")


class Browser:
    """A user's media browser."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def ask(self, command: str, media: str) -> dict[str, Any]:
        await self._socket.send_json_auto_id(
            {"type": f"media_source/{command}", "media_content_id": media}
        )
        answer: dict[str, Any] = await self._socket.receive_json()
        return answer

    async def open(self, media: str = ROOT) -> dict[str, Any]:
        answer = await self.ask("browse_media", media)
        assert answer["success"], answer
        assert answer["result"]["media_content_id"] == media
        result: dict[str, Any] = answer["result"]
        return result

    async def titles(self, media: str = ROOT) -> list[str]:
        return [child["title"] for child in (await self.open(media))["children"]]

    async def refused(self, command: str, media: str) -> str:
        answer = await self.ask(command, media)
        assert not answer["success"], answer
        assert answer["error"]["code"] in (f"{command}_failed", "unauthorized")
        message: str = answer["error"]["message"]
        return message


@pytest.fixture
async def browser(
    dubai: None, recorded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Browser:
    return Browser(await hass_ws_client())


async def test_the_days_with_the_latest_first(browser: Browser) -> None:
    root = await browser.open()
    assert (root["title"], root["can_expand"], root["can_play"]) == ("Difuse PBX", True, False)
    titles = [child["title"] for child in root["children"]]
    assert titles[:4] == ["Today", "Yesterday", "2026-11-19", "2026-11-18"]
    assert titles[DAYS - 1 : DAYS + 3] == ["2026-10-22", "2026-10", "2026-09", "2026-08"]
    assert titles[-1] == "2025-11"
    assert len(titles) == DAYS + MONTHS
    entry = root["children"][0]["media_content_id"].split("/")[-2]
    assert await browser.titles(f"{ROOT}/{entry}") == titles
    october = root["children"][DAYS]["media_content_id"]
    days = await browser.titles(october)
    assert (days[0], days[-1], len(days)) == ("2026-10-31", "2026-10-01", 31)
    november = await browser.titles(f"{ROOT}/{entry}/2026-11")
    assert (november[:3], len(november)) == (["Today", "Yesterday", "2026-11-19"], 21)
    assert len(await browser.titles(f"{ROOT}/{entry}/2024-02")) == 29
    assert await browser.titles(f"{ROOT}/{entry}/2027-01") == []


async def test_a_day_lists_its_recordings(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, browser: Browser, pbx: SimulatedPbx
) -> None:
    def call(hour: float, source: str, name: str = "", **more: Any) -> None:
        start = NOON.timestamp() + (hour - 12) * 3600
        pbx.call(source=source, name=name, destination="1001", start=start, **more)

    call(0, "+447700900002", "Bob", legs=RECORDED)
    call(9, "+447700900003", legs=RECORDED)
    call(10, "+447700900004")
    call(-0.1, "+447700900005", legs=RECORDED)
    pbx.row(
        caller_id="", source="", start=NOON.timestamp() - 3600, talk=30, recording_url="/r/1.mp3"
    )
    await poll(hass, freezer)
    today = (await browser.open())["children"][0]["media_content_id"]
    listed = await browser.open(today)
    assert [child["title"] for child in listed["children"]] == [
        "11:58 Alice (+44 7700 900001) → 2011, 1 min",
        "11:00 a withheld number → 1001, 30 s",
        "09:00 +44 7700 900003 → 1001, 1 min",
        "00:00 Bob (+44 7700 900002) → 1001, 1 min",
    ]
    types = [child["media_content_type"] for child in listed["children"]]
    assert types == ["audio/wav", "audio/mpeg", "audio/wav", "audio/wav"]
    assert all(child["can_play"] and not child["can_expand"] for child in listed["children"])
    assert (listed["title"], listed["not_shown"]) == ("Today", 0)
    yesterday = today.replace("2026-11-21", "2026-11-20")
    assert await browser.titles(yesterday) == ["23:54 +44 7700 900005 → 1001, 1 min"]
    assert await browser.titles(today.replace("2026-11-21", "2020-02-29")) == []
    assert recordings_asked(pbx) == []


async def test_what_is_chosen_can_be_heard(
    browser: Browser,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    day = (await browser.open())["children"][0]["media_content_id"]
    (chosen,) = (await browser.open(day))["children"]
    answer = await browser.ask("resolve_media", chosen["media_content_id"])
    assert answer["success"]
    assert answer["result"]["mime_type"] == "audio/wav"
    url = answer["result"]["url"]
    assert url.startswith(f"{recording_path(recorded.entry_id, latest(recorded))}?authSig=")
    response = await (await hass_client_no_auth()).get(url)
    assert (response.status, await response.read()) == (HTTPStatus.OK, tone())
    assert len(recordings_asked(pbx)) == 1


@pytest.mark.parametrize("call_id", ["a/b", "100%", "Grüße Ω", "with space", "..", "a?b#c"])
async def test_odd_call_ids(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    hass_client_no_auth: ClientSessionGenerator,
    call_id: str,
) -> None:
    start = NOON.timestamp() - 10
    pbx.row(call_id=call_id, start=start, recording_url=f"{PREFIX}odd.wav")
    await poll(hass, freezer)
    day = (await browser.open())["children"][0]["media_content_id"]
    chosen = (await browser.open(day))["children"][0]["media_content_id"]
    # A loudspeaker is sent there by an automation, which is no user.
    media = await async_resolve_media(hass, chosen, "media_player.kitchen")
    url = async_process_play_media_url(hass, media.url, allow_relative_url=True)
    assert (await (await hass_client_no_auth()).get(url)).status == HTTPStatus.OK
    assert recordings_asked(pbx) == [f"{PREFIX}odd.wav"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nobody", "This PBX isn't set up"),
        ("nobody/2026-11-21", "This PBX isn't set up"),
        ("{entry}/2026-13", "There are no recordings at this place"),
        ("{entry}/2026-02-30", "There are no recordings at this place"),
        ("{entry}/0001-01-01", "There are no recordings at this place"),
        ("{entry}/9999-12-31", "There are no recordings at this place"),
        ("{entry}/20261121", "There are no recordings at this place"),
        ("{entry}/2026-11-21/", "There are no recordings at this place"),
        ("{entry}/2026-11-21/../x", "There are no recordings at this place"),
        ("{entry}/1795248000.0/1795248000", "There are no recordings at this place"),
    ],
)
async def test_places_that_are_not_there(
    browser: Browser, recorded: MockConfigEntry, place: str, message: str
) -> None:
    media = f"{ROOT}/{place.format(entry=recorded.entry_id)}"
    assert await browser.refused("browse_media", media) == message


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nobody/1/2", "This PBX isn't set up"),
        ("{entry}", "This call isn't known"),
        ("{entry}/2026-11-21", "This call isn't known"),
        ("{entry}/1/2/3", "This call isn't known"),
        ("{entry}/1.1/1795248000", "This call isn't known"),
    ],
)
async def test_recordings_that_are_not_there(
    browser: Browser, recorded: MockConfigEntry, place: str, message: str
) -> None:
    media = f"{ROOT}/{place.format(entry=recorded.entry_id)}"
    assert await browser.refused("resolve_media", media) == message


async def test_a_recording_that_is_gone_says_so(
    browser: Browser, pbx: SimulatedPbx, recorded: MockConfigEntry
) -> None:
    media = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    pbx.reboot()
    assert await browser.refused("resolve_media", media) == "The PBX no longer has this recording"


async def test_a_pbx_that_is_off_says_so(
    hass: HomeAssistant, browser: Browser, simulator: Simulator, recorded: MockConfigEntry
) -> None:
    day = (await browser.open())["children"][0]["media_content_id"]
    media = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    simulator.pbx.faults.add(Fault.SERVER_ERROR, times=FOREVER)
    assert len(await browser.titles(day)) == 1
    await simulator.stop()
    assert "No connection to the PBX" in await browser.refused("resolve_media", media)
    await hass.config_entries.async_unload(recorded.entry_id)
    assert "isn't ready" in await browser.refused("browse_media", day)
    assert "isn't ready" in await browser.refused("resolve_media", media)
    assert await browser.refused("browse_media", ROOT) == "No Difuse PBX is set up and ready"


async def test_several_pbxs_are_folders(
    hass: HomeAssistant, browser: Browser, recorded: MockConfigEntry
) -> None:
    other = make_push_only(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    root = await browser.open()
    assert {child["title"] for child in root["children"]} == {recorded.title, other.title}
    first = await browser.open(f"{ROOT}/{recorded.entry_id}")
    assert (first["title"], len(first["children"])) == (recorded.title, DAYS + MONTHS)
    message = await browser.refused("browse_media", f"{ROOT}/{other.entry_id}")
    assert message == ("This PBX only sends its calls: Home Assistant can't fetch their recordings")
    await hass.config_entries.async_unload(other.entry_id)


async def test_more_than_can_be_listed_is_said(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(media_source, "SHOWN", 2)
    for number in range(1, 5):
        pbx.call(source=f"+44770090000{number}", start=NOON.timestamp() - number, legs=RECORDED)
    await poll(hass, freezer)
    listed = await browser.open((await browser.open())["children"][0]["media_content_id"])
    assert (len(listed["children"]), listed["not_shown"]) == (2, 3)
    assert listed["children"][0]["title"].startswith("11:59 +44 7700 900001")
    monkeypatch.setattr(media_source, "COUNTED", 4)
    assert (await browser.open(listed["media_content_id"]))["not_shown"] == 2


async def test_who_may_not_see_the_calls_sees_no_recordings(
    hass: HomeAssistant,
    browser: Browser,
    recorded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    stranger = await token_of(hass, user_who_may(hass, {"entities": {"domains": {"light": True}}}))
    friend = await token_of(
        hass, user_who_may(hass, {"entities": {"entity_ids": {EVENT: {"read": True}}}})
    )
    recording = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    other = Browser(await hass_ws_client(hass, stranger))
    for media in (ROOT, f"{ROOT}/{recorded.entry_id}", f"{ROOT}/{recorded.entry_id}/2026-11-21"):
        assert await other.refused("browse_media", media) == "Unauthorized"
    assert await other.refused("resolve_media", recording) == "Unauthorized"
    allowed = Browser(await hass_ws_client(hass, friend))
    assert len(await allowed.titles(f"{ROOT}/{recorded.entry_id}/2026-11-21")) == 1
    assert (await allowed.ask("resolve_media", recording))["success"]


async def test_an_automation_hears_what_is_wrong(
    hass: HomeAssistant, dubai: None, pbx: SimulatedPbx, recorded: MockConfigEntry
) -> None:
    pbx.faults.add(Fault.LOGIN_PAGE, match=PREFIX)
    media = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    with pytest.raises(Unresolvable, match="no sound, perhaps a web page"):
        await async_resolve_media(hass, media, "media_player.kitchen")
