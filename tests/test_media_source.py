"""Recordings in the media browser, as browsers and loudspeakers use it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.media_player.browse_media import async_process_play_media_url
from homeassistant.components.media_source import Unresolvable, async_resolve_media
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.difuse import media_source
from custom_components.difuse.cdr.archive import delete_calls
from custom_components.difuse.recordings import folders
from custom_components.difuse.recordings.fetch import recording_id, recording_path
from tests.home import EVENT, poll
from tests.listening import RECORDED, latest, recordings_asked, token_of, user_who_may
from tests.pushing import make_push_only
from tests.simulator import FOREVER, Fault, SimulatedPbx, Simulator, tone
from tests.simulator.recordings import PREFIX

ROOT = "media-source://difuse"
NOON = datetime(2026, 11, 21, 8, 0, tzinfo=dt_util.UTC)
"""Noon in Dubai."""

FORBIDDEN = "You aren't allowed to listen to the recordings of this PBX"


@pytest.fixture
async def dubai(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Be at another place than UTC, at a known time."""
    freezer.move_to(NOON)
    await hass.config.async_set_time_zone("Asia/Dubai")


class Browser:
    """A user's media browser."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def ask(self, command: str, media: str, **more: Any) -> dict[str, Any]:
        await self._socket.send_json_auto_id(
            {"type": f"media_source/{command}", "media_content_id": media, **more}
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

    async def search(self, text: str, media: str = ROOT, **more: Any) -> list[str]:
        answer = await self.ask("search_media", media, search_query=text, **more)
        assert answer["success"], answer
        return [found["title"] for found in answer["result"]["result"]]

    async def refused(self, command: str, media: str) -> str:
        answer = await self.ask(command, media)
        assert not answer["success"], answer
        assert answer["error"]["code"] == f"{command}_failed"
        message: str = answer["error"]["message"]
        return message


type Place = Callable[[str], str]


@pytest.fixture
def place(recorded: MockConfigEntry) -> Place:
    """Return a function that names a folder of the PBX by its path."""
    return lambda path: f"{ROOT}/{recorded.entry_id}{path}"


@pytest.fixture
async def browser(
    dubai: None, recorded: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Browser:
    return Browser(await hass_ws_client())


async def test_only_what_there_is_has_a_folder(
    hass: HomeAssistant, browser: Browser, recorded: MockConfigEntry, place: Place
) -> None:
    """There is one recorded call, of a minute before noon."""
    root = await browser.open()
    assert (root["title"], root["can_expand"], root["can_play"]) == ("Difuse PBX", True, False)
    titles = [child["title"] for child in root["children"]]
    assert titles == ["By day", "By person", "By extension"]
    assert await browser.titles(place("")) == titles
    assert await browser.titles(place("/days")) == ["Today (1)"]
    assert await browser.titles(place("/people")) == ["Alice (+44 7700 900001) (1)"]
    assert await browser.titles(place("/extensions")) == ["2011 (1)"]
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, recorded.entry_id)
    registry.async_update_device(device.id, name_by_user="Front office")
    assert (await browser.open())["title"] == "Front office"


async def test_a_pbx_without_recordings_has_no_folders(
    hass: HomeAssistant,
    browser: Browser,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    place: Place,
) -> None:
    await recorded.runtime_data.archive.write(delete_calls, NOON + timedelta(days=1))
    assert await browser.titles() == []
    for path in ("/days", "/people", "/extensions", "/2026-11", "/2026-11-21"):
        assert await browser.titles(place(path)) == []


async def test_days_and_months_are_local_ones_and_written_so(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Midnight in Dubai is at 20:00 in UTC."""
    monkeypatch.setattr(folders, "DAYS", 3)
    midnight = datetime(2026, 11, 20, 20, 0, tzinfo=dt_util.UTC)
    for days, seconds in ((0, 0), (0, -1), (-18, -1), (-20, 0), (-21, -1), (-51, 0), (-600, 0)):
        start = (midnight + timedelta(days=days, seconds=seconds)).timestamp()
        pbx.call(source="+447700900009", start=start, legs=RECORDED)
    await poll(hass, freezer)
    assert await browser.titles(place("/days")) == [
        "Today (2)",
        "Yesterday (1)",
        "Monday, 2 November 2026 (1)",
        "November 2026",
        "October 2026",
        "March 2025",
    ]
    listed = await browser.open(place("/2026-11"))
    assert (listed["title"], [one["title"] for one in listed["children"]]) == (
        "November 2026",
        [
            "Today (2)",
            "Yesterday (1)",
            "Monday, 2 November 2026 (1)",
            "Sunday, 1 November 2026 (1)",
        ],
    )
    assert await browser.titles(place("/2026-10")) == [
        "Friday, 30 October 2026 (1)",
        "Thursday, 1 October 2026 (1)",
    ]
    assert await browser.titles(place("/2026-11-01")) == ["00:00 +44 7700 900009 → 1001, 1 min"]
    assert await browser.titles(place("/2020-02")) == []


async def test_recordings_with_somebody_and_at_an_extension(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    place: Place,
) -> None:
    def call(days: int, source: str, destination: str, name: str = "") -> None:
        start = NOON.timestamp() - days * 86_400
        pbx.call(source=source, name=name, destination=destination, start=start, legs=RECORDED)

    call(40, "00447700900001", "1001", "Alice")
    call(3, "1001", "+447700900001")
    call(2, "1001", "1002")
    await poll(hass, freezer)
    assert await browser.titles(place("/people")) == ["Alice (+44 7700 900001) (3)"]
    alice = (await browser.open(place("/people")))["children"][0]["media_content_id"]
    listed = await browser.open(alice)
    assert listed["title"] == "Alice (+44 7700 900001)"
    assert [child["title"] for child in listed["children"]] == [
        "21 Nov 2026, 11:58 Alice (+44 7700 900001) → 2011, 1 min",
        "18 Nov 2026, 12:00 1001 → +44 7700 900001, 1 min",
        "12 Oct 2026, 12:00 Alice (+44 7700 900001) → 1001, 1 min",
    ]
    titles = await browser.titles(place("/extensions"))
    assert titles == ["1001 (3)", "1002 (1)", "2011 (1)"]
    assert len(await browser.titles(place("/extension/1001"))) == 3
    assert await browser.titles(place("/extension/1003")) == []
    assert await browser.titles(place("/person/0123456")) == []


async def test_recordings_are_found_by_name_and_number(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    place: Place,
    hass_ws_client: WebSocketGenerator,
) -> None:
    two_years_ago = NOON.timestamp() - 729 * 86_400
    pbx.call(source="+33970000001", name="Zoé", start=two_years_ago, legs=RECORDED)
    pbx.call(source="+33970000001", name="Zoé", start=two_years_ago + 60)
    await poll(hass, freezer)
    zoe = ["22 Nov 2024, 12:00 Zoé (+33 9 70 00 00 01) → 1001, 1 min"]
    for text in ("zoe", " ZOÉ ", "0033 97 00 00", "+33970000001"):
        assert await browser.search(text) == zoe
        assert await browser.search(text, place("")) == zoe
        assert await browser.search(text, place("/people")) == zoe
        assert await browser.search(text, place("/2024-11")) == zoe
        assert await browser.search(text, place("/2026-11-21")) == []
        assert await browser.search(text, place("/extension/2011")) == []
    assert len(await browser.search("2011")) == 1
    assert await browser.search("nobody") == []
    assert await browser.search("  ") == []
    assert await browser.search("zoe" * 1000) == []
    assert await browser.search("zo\0e") == []
    assert await browser.search("zoe", media_filter_classes=["image"]) == []
    assert await browser.search("zoe", media_filter_classes=["image", "music"]) == zoe
    answer = await browser.ask("search_media", place("/2026-13"), search_query="zoe")
    assert answer["error"]["message"] == "There are no recordings here"
    stranger = await token_of(hass, user_who_may(hass, {}))
    other = Browser(await hass_ws_client(hass, stranger))
    for media in (ROOT, place("")):
        answer = await other.ask("search_media", media, search_query="zoe")
        assert answer["error"]["message"] == FORBIDDEN


async def test_a_day_lists_its_recordings(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    place: Place,
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
    listed = await browser.open(place("/2026-11-21"))
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
    assert await browser.titles(place("/2026-11-20")) == ["23:54 +44 7700 900005 → 1001, 1 min"]
    assert await browser.titles(place("/2020-02-29")) == []
    assert recordings_asked(pbx) == []


async def test_what_is_chosen_can_be_heard(
    browser: Browser,
    place: Place,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    (chosen,) = (await browser.open(place("/2026-11-21")))["children"]
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
    place: Place,
    call_id: str,
) -> None:
    start = NOON.timestamp() - 10
    pbx.row(call_id=call_id, start=start, recording_url=f"{PREFIX}odd.wav")
    await poll(hass, freezer)
    day = await browser.open(place("/2026-11-21"))
    chosen = day["children"][0]["media_content_id"]
    # A loudspeaker is sent there by an automation, which is no user.
    media = await async_resolve_media(hass, chosen, "media_player.kitchen")
    url = async_process_play_media_url(hass, media.url, allow_relative_url=True)
    assert (await (await hass_client_no_auth()).get(url)).status == HTTPStatus.OK
    assert recordings_asked(pbx) == [f"{PREFIX}odd.wav"]


async def test_places_that_are_not_there(browser: Browser, recorded: MockConfigEntry) -> None:
    unknown = ("nobody", "nobody/2026-11-21")
    wrong = (
        *("2026-13", "2026-02-30", "0001-01-01", "9999-12-31", "9999-12", "20261121"),
        *("2026-11-21/", "2026-11-21/../x", "1795248000.0/1795248000", "days/2026-11-21"),
        *("person", "person/", "person/+", "extension", "extension/", "days/", "x"),
    )
    for path in unknown:
        said = await browser.refused("browse_media", f"{ROOT}/{path}")
        assert said == "This PBX isn't set up", path
    for path in wrong:
        said = await browser.refused("browse_media", f"{ROOT}/{recorded.entry_id}/{path}")
        assert said == "There are no recordings here", path


async def test_recordings_that_are_not_there(browser: Browser, recorded: MockConfigEntry) -> None:
    for path in ("", "/nobody/1/2"):
        said = await browser.refused("resolve_media", f"{ROOT}{path}")
        assert said == "This PBX isn't set up", path
    for path in ("", "/2026-11-21", "/1/2/3", "/1.1/1795248000"):
        said = await browser.refused("resolve_media", f"{ROOT}/{recorded.entry_id}{path}")
        assert said == "There is no such call", path


async def test_a_recording_that_is_gone_says_so(
    browser: Browser, pbx: SimulatedPbx, recorded: MockConfigEntry
) -> None:
    media = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    pbx.reboot()
    assert await browser.refused("resolve_media", media) == "The PBX no longer has this recording"


async def test_a_pbx_that_is_off_says_so(
    hass: HomeAssistant,
    browser: Browser,
    simulator: Simulator,
    recorded: MockConfigEntry,
    place: Place,
) -> None:
    day = place("/2026-11-21")
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
    hass: HomeAssistant,
    browser: Browser,
    recorded: MockConfigEntry,
    place: Place,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """One that only pushes has no recordings, so it is no folder."""
    pushing = make_push_only(hass)
    assert await hass.config_entries.async_setup(pushing.entry_id)
    assert await browser.titles() == ["By day", "By person", "By extension"]
    message = await browser.refused("browse_media", f"{ROOT}/{pushing.entry_id}")
    assert message == "This PBX only sends its calls: Home Assistant can't get their recordings"
    pushing.runtime_data.is_push_only = False
    root = await browser.open()
    assert {child["title"] for child in root["children"]} == {recorded.title, pushing.title}
    assert (await browser.open(place("")))["title"] == recorded.title
    assert len(await browser.search("alice")) == 1
    # Who may see one of them sees only that.
    friend = user_who_may(hass, {"entities": {"entity_ids": {EVENT: {"read": True}}}})
    other = Browser(await hass_ws_client(hass, await token_of(hass, friend)))
    assert (await other.open())["title"] == recorded.title
    pushing.runtime_data.is_push_only = True
    await hass.config_entries.async_unload(recorded.entry_id)
    assert await browser.refused("browse_media", ROOT) == message
    await hass.config_entries.async_unload(pushing.entry_id)


async def test_more_than_can_be_listed_is_said(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    browser: Browser,
    pbx: SimulatedPbx,
    monkeypatch: pytest.MonkeyPatch,
    place: Place,
) -> None:
    monkeypatch.setattr(media_source, "SHOWN", 2)
    for number in range(1, 5):
        pbx.call(source=f"+44770090000{number}", start=NOON.timestamp() - number, legs=RECORDED)
    await poll(hass, freezer)
    listed = await browser.open(place("/2026-11-21"))
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
        assert await other.refused("browse_media", media) == FORBIDDEN
    assert await other.refused("resolve_media", recording) == FORBIDDEN
    allowed = Browser(await hass_ws_client(hass, friend))
    assert len(await allowed.titles(f"{ROOT}/{recorded.entry_id}/2026-11-21")) == 1
    assert (await allowed.ask("resolve_media", recording))["success"]


async def test_an_automation_hears_what_is_wrong(
    hass: HomeAssistant, dubai: None, pbx: SimulatedPbx, recorded: MockConfigEntry
) -> None:
    pbx.faults.add(Fault.LOGIN_PAGE, match=PREFIX)
    media = f"{ROOT}/{recording_id(recorded.entry_id, latest(recorded))}"
    with pytest.raises(Unresolvable, match="that isn't sound, perhaps a web page"):
        await async_resolve_media(hass, media, "media_player.kitchen")
