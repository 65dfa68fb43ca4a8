"""Recordings are heard by those who may, and come from the PBX and from nowhere else."""

from http import HTTPStatus
import io
from typing import Any
import wave

from homeassistant.components.media_player.browse_media import async_process_play_media_url
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.difuse.recordings.fetch import escape, recording_path, unescape
from tests.home import EVENT, now
from tests.listening import (
    latest,
    recordings_asked,
    refused,
    sign,
    token_of,
    user_who_may,
)
from tests.simulator import SimulatedPbx, tone
from tests.simulator.recordings import PREFIX

ODD_IDS = [
    "1706950109.0",
    "a/b",
    "/",
    "100%",
    "50%2Fx",
    "%2e%2e",
    "Grüße Ω",
    "with space",
    ".",
    "..",
    "~2F~",
    "a?b=c&d#e",
    "'\"<>",
    "back\\slash",
    "a+b;c,d:e@f",
    "!*()",
]


async def test_a_signed_path_is_all_that_a_browser_needs(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    path = recording_path(recorded.entry_id, latest(recorded))
    signed = await sign(await hass_ws_client(), path)
    browser = await hass_client_no_auth()
    response = await browser.get(signed)
    assert response.status == HTTPStatus.OK
    body = await response.read()
    assert body == tone()
    with wave.open(io.BytesIO(body)) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (1, 8000)
    headers = response.headers
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"].startswith("private")
    assert headers.getall("X-Content-Type-Options") == ["nosniff"]
    moment = dt_util.utc_from_timestamp(latest(recorded).started_at.timestamp())
    name = f"recording-{moment:%Y%m%d-%H%M%S}.wav"
    assert headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert (await browser.get(path)).status == HTTPStatus.UNAUTHORIZED
    assert (await browser.head(path)).status == HTTPStatus.UNAUTHORIZED
    other = signed.replace(path, f"{path}0")
    assert (await browser.get(other)).status == HTTPStatus.UNAUTHORIZED
    assert (await browser.post(signed)).status == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("call_id", ODD_IDS)
def test_call_ids_become_one_part_of_a_path(call_id: str) -> None:
    escaped = escape(call_id)
    assert unescape(escaped) == call_id
    assert escaped.strip(".")
    assert set(escaped) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    # What JavaScript would leave as it is in encodeURIComponent is read as well.
    assert unescape("!*()'") == "!*()'"


async def test_odd_call_ids_are_found_by_signed_paths(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    socket, browser = await hass_ws_client(), await hass_client_no_auth()
    for number, call_id in enumerate(ODD_IDS):
        pbx.row(call_id=call_id, start=now() - 1000 + number, recording_url=f"{PREFIX}{number}.wav")
    await recorded.runtime_data.async_refresh()
    calls = {call.call_id: call for call in recorded.runtime_data.data.recent}
    for number, call_id in enumerate(ODD_IDS):
        path = recording_path(recorded.entry_id, calls[call_id])
        response = await browser.get(await sign(socket, path))
        assert (response.status, await response.read()) == (HTTPStatus.OK, tone()), call_id
        assert recordings_asked(pbx)[-1] == f"{PREFIX}{number}.wav"
        # As Home Assistant signs it for a loudspeaker.
        response = await browser.get(
            async_process_play_media_url(hass, path, allow_relative_url=True)
        )
        assert response.status == HTTPStatus.OK, call_id


WHOLE = tone()
SIZE = len(WHOLE)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-", 206, (0, SIZE)),
        ("bytes=0-1", 206, (0, 2)),
        ("bytes=100-199", 206, (100, 200)),
        ("bytes=-10", 206, (SIZE - 10, SIZE)),
        (f"bytes={SIZE - 1}-", 206, (SIZE - 1, SIZE)),
        ("bytes=5-99999999", 206, (5, SIZE)),
        ("bytes=-99999999", 206, (0, SIZE)),
        (f"bytes={SIZE}-", 416, None),
        ("bytes=99999999-", 416, None),
        ("bytes=9-5", 200, (0, SIZE)),
        ("bytes=0-1,4-5", 200, (0, SIZE)),
        ("bytes=-", 200, (0, SIZE)),
        ("seconds=1-2", 200, (0, SIZE)),
    ],
)
async def test_players_can_seek(
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    asked: str,
    status: int,
    part: tuple[int, int] | None,
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    response = await client.get(path, headers={"Range": asked})
    body = await response.read()
    assert response.status == status
    if part is None:
        assert response.headers["Content-Range"] == f"bytes */{SIZE}"
        return
    assert body == WHOLE[slice(*part)]
    expected = (
        f"bytes {part[0]}-{part[1] - 1}/{SIZE}" if status == HTTPStatus.PARTIAL_CONTENT else None
    )
    assert response.headers.get("Content-Range") == expected


async def test_its_size_can_be_asked_for(
    pbx: SimulatedPbx, recorded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    for headers in ({}, {"Range": "bytes=0-1"}):
        response = await client.head(path, headers=headers)
        assert response.status == HTTPStatus.OK
        assert response.headers["Content-Length"] == str(SIZE)
        assert await response.read() == b""
    assert (await (await client.get(path)).read()) == WHOLE
    assert len(recordings_asked(pbx)) == 1


def policies() -> list[Any]:
    read: dict[str, Any] = {"entities": {"entity_ids": {EVENT: {"read": True}}}}
    elsewhere: dict[str, Any] = {"entities": {"entity_ids": {"light.door": True}}}
    return [
        pytest.param(read, HTTPStatus.OK, id="the event"),
        pytest.param({"entities": {"all": {"read": True}}}, HTTPStatus.OK, id="read all"),
        pytest.param({"entities": True}, HTTPStatus.OK, id="all"),
        pytest.param(elsewhere, HTTPStatus.FORBIDDEN, id="another entity"),
        pytest.param({}, HTTPStatus.FORBIDDEN, id="nothing"),
    ]


@pytest.mark.parametrize(("policy", "status"), policies())
async def test_who_may_see_the_calls_may_listen(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    policy: Any,
    status: int,
) -> None:
    token = await token_of(hass, user_who_may(hass, policy))
    path = recording_path(recorded.entry_id, latest(recorded))
    # It is kept now, which must not let anybody in.
    assert (await (await hass_client()).get(path)).status == HTTPStatus.OK
    client = await hass_client(token)
    assert (await client.get(path)).status == status
    signed = await sign(await hass_ws_client(hass, token), path)
    assert (await (await hass_client_no_auth()).get(signed)).status == status


async def test_where_no_entity_shows_calls_only_administrators_listen(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
) -> None:
    path = recording_path(recorded.entry_id, latest(recorded))
    reader, admin = await hass_client(hass_read_only_access_token), await hass_client()
    assert (await reader.get(path)).status == HTTPStatus.OK
    er.async_get(hass).async_remove(EVENT)
    await hass.async_block_till_done()
    assert await refused(reader, path) == (HTTPStatus.FORBIDDEN, "recording_not_allowed")
    assert (await admin.get(path)).status == HTTPStatus.OK
