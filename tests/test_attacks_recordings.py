"""Listeners who don't read, and recordings that are larger than they look: memory stays bounded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
import gc
import gzip
from http import HTTPStatus
import tracemalloc
import zlib

from aiohttp import ClientSession, web
from aiohttp.test_utils import RawTestServer
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.pbx import (
    Credentials,
    PbxClient,
    PbxResponseError,
    Recording,
)
from custom_components.difuse.recordings import RECORDINGS, fetch, recording_path, view
from tests.home import now
from tests.listening import refused
from tests.simulator import SimulatedPbx

MEBIBYTE = 1024 * 1024
SIZE = 16 * MEBIBYTE
MOST_HELD = 2 * SIZE


@dataclass(slots=True)
class Listener:
    """Somebody who asks for a recording and reads the first line only."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def status(self) -> int:
        return int((await self.reader.readline()).split()[1])


type Listen = Callable[[Call], Awaitable[Listener]]


@pytest.fixture
async def listen(
    recorded: MockConfigEntry, hass_client: ClientSessionGenerator, hass_access_token: str
) -> AsyncIterator[Listen]:
    """Return a function by which somebody begins to listen to a call."""
    client = await hass_client()
    listeners: list[Listener] = []

    async def begin(call: Call) -> Listener:
        # A reader that holds less than this reads no more from the socket.
        reader, writer = await asyncio.open_connection(client.host, client.port, limit=1024)
        path = recording_path(recorded.entry_id, call)
        head = (
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hass_access_token}\r\n\r\n"
        )
        writer.write(head.encode())
        listeners.append(Listener(reader, writer))
        return listeners[-1]

    yield begin
    for one in listeners:
        one.writer.close()


@pytest.fixture
async def calls(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> list[Call]:
    """Return calls whose recordings are large, each another one."""

    async def read(_: PbxClient, __: str) -> Recording:
        return Recording("audio/wav", bytearray(SIZE))

    monkeypatch.setattr(PbxClient, "read_recording", read)
    monkeypatch.setattr(fetch, "MOST_HELD", MOST_HELD)
    for number in range(6):
        pbx.row(call_id=f"{number}", start=now() - 99 + number, recording_url=f"/{number}.wav")
    await recorded.runtime_data.async_refresh()
    latest: tuple[Call, ...] = recorded.runtime_data.data.recent[:6]
    return list(latest)


def held(hass: HomeAssistant) -> int:
    gc.collect()
    return sum(len(sound.body) for sound in hass.data[RECORDINGS]._sounds)


async def test_listeners_who_do_not_read_hold_so_much_at_most(
    hass: HomeAssistant, calls: list[Call], listen: Listen
) -> None:
    statuses = [await (await listen(call)).status() for call in calls[:5]]
    assert statuses == [200, 200, 200, 503, 503]
    assert held(hass) <= MOST_HELD + SIZE


async def test_who_does_not_read_is_dropped_and_others_are_served(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    calls: list[Call],
    listen: Listen,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(view, "PATIENCE_SECONDS", 0.3)
    stalled = [await listen(call) for call in calls[:3]]
    assert [await one.status() for one in stalled] == [200] * 3
    client, path = await hass_client(), recording_path(recorded.entry_id, calls[3])
    assert await refused(client, path) == (503, "recordings_busy")
    async with asyncio.timeout(30):
        while held(hass) > SIZE:  # noqa: ASYNC110 - nothing tells when a listener is dropped
            await asyncio.sleep(0.05)
    assert (await client.get(path)).status == HTTPStatus.OK


async def test_what_is_only_kept_for_later_makes_room(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    calls: list[Call],
    listen: Listen,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetch, "MOST_HELD", SIZE - 1)
    client = await hass_client()
    for call in calls[:2]:
        response = await client.get(recording_path(recorded.entry_id, call))
        assert (response.status, len(await response.read())) == (HTTPStatus.OK, SIZE)
    assert held(hass) == SIZE


def packed(mebibytes: int) -> bytes:
    """Pack so much of nothing into a few kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(bytes(MEBIBYTE)) for _ in range(mebibytes)]
    return b"".join(pieces) + packer.flush()


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", lambda: packed(512)),
        ("gzip", lambda: gzip.compress(b"RIFF")),
        ("deflate", lambda: zlib.compress(b"RIFF")),
    ],
    ids=["a bomb", "a small one", "deflate"],
)
async def test_a_recording_that_is_packed_is_not_unpacked(
    encoding: str, pack: Callable[[], bytes]
) -> None:
    body = pack()

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, headers={"Content-Encoding": encoding})

    async with RawTestServer(answer) as server, ClientSession() as session:
        client = PbxClient(session, server.make_url("/"), Credentials("4001", "k"))
        tracemalloc.start()
        with pytest.raises(PbxResponseError, match="compressed recording"):
            await client.read_recording("/1.wav")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 8 * MEBIBYTE
