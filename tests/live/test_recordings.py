"""A real Home Assistant lists recordings by day and plays them."""

from pathlib import Path
import time

from aiohttp import ClientSession
import pytest

from tests.simulator import SimulatedPbx, Simulator, tone

from .flow import add_entry
from .hass import HassProcess
from .websocket import CommandError

ANSWERS = {"extension": "4001", "secret": "difuse-demo"}
ROOT = "media-source://difuse"


async def test_a_recording_is_browsed_and_heard(tmp_path: Path) -> None:
    hass = HassProcess(tmp_path / "config", extra_yaml="media_source:\n")
    pbx = SimulatedPbx()
    # One with an odd call id: it must last through Home Assistant's signing.
    for number, call_id in enumerate(("1706950109.0", "a/b %2F ü")):
        address = f"/pbx/recordings/{number}.wav"
        pbx.row(call_id=call_id, start=time.time() - 70 + number, recording_url=address)
    async with Simulator(pbx) as simulator, hass, ClientSession() as stranger:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        browse, resolve = "media_source/browse_media", "media_source/resolve_media"
        sources = (await hass.ws_call(browse))["children"]
        assert ROOT in [source["media_content_id"] for source in sources]
        folders = (await hass.ws_call(browse, media_content_id=ROOT))["children"]
        assert folders[0]["title"] == "By day"
        by_day = folders[0]["media_content_id"]
        days = (await hass.ws_call(browse, media_content_id=by_day))["children"]
        assert days[0]["title"] in ("Today (2)", "Today (1)", "Yesterday (2)")
        recordings = []
        for day in days:  # it may be just after midnight
            listed = await hass.ws_call(browse, media_content_id=day["media_content_id"])
            recordings += [child["media_content_id"] for child in listed["children"]]
        assert len(recordings) == 2
        for recording in recordings:
            media = await hass.ws_call(resolve, media_content_id=recording)
            assert media["mime_type"] == "audio/wav"
            async with stranger.get(hass.url + media["url"]) as response:
                assert (response.status, response.content_type) == (200, "audio/wav")
                assert await response.read() == tone()
            headers = {"Range": "bytes=4-7"}
            async with stranger.get(hass.url + media["url"], headers=headers) as response:
                assert (response.status, await response.read()) == (206, tone()[4:8])
            async with stranger.get(hass.url + media["url"].split("?")[0]) as response:
                assert response.status == 401
        pbx.reboot()
        with pytest.raises(CommandError, match="no longer has this recording"):
            await hass.ws_call(resolve, media_content_id=recordings[0])
        assert "custom_components/difuse/" not in hass.log_text()  # a traceback of ours
