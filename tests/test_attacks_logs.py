"""What a PBX sends back of what was sent to it is in no log, whatever it does to HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.pbx import hash_secret
from custom_components.difuse.const import DOMAIN
from tests.home import SECRET, assert_private, poll

KEY = hash_secret(SECRET)
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n"
GOOD += b'{"data":[], "total_pages": 0}'

type Answer = Callable[[bytes], bytes]


def ok(head: bytes, body: bytes = b"{") -> bytes:
    return b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body)


ANSWERS: dict[str, Answer] = {
    "the request": lambda request: request,
    "a status line": lambda request: b"HTTP/9.9 " + request[:300] + b"\r\n\r\n",
    "a reason": lambda request: b"HTTP/1.1 500 %b\r\n\r\n" % flat(request),
    "a header": lambda request: ok(b"X: %b" % flat(request)),
    "a broken header": lambda request: b"HTTP/1.1 200 OK\r\n%b\r\n\r\n" % flat(request),
    "a content type": lambda request: ok(b"Content-Type: %b" % flat(request)),
    "a length": lambda request: b"HTTP/1.1 200 OK\r\nContent-Length: %b\r\n\r\n" % flat(request),
    "a retry": lambda request: (
        b"HTTP/1.1 429 No\r\nRetry-After: %b\r\nContent-Length: 0\r\n\r\n" % flat(request)
    ),
    "a redirect": lambda request: (
        b"HTTP/1.1 302 No\r\nLocation: /?%b\r\nContent-Length: 0\r\n\r\n"
        % flat(request).replace(b" ", b"")
    ),
    "a chunk": lambda request: (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + flat(request)
    ),
    "a body": lambda request: ok(b"X: y", request),
    "a row": lambda request: ok(b"X: y", b'{"data": ["%b"]}' % flat(request)),
    "half a head": lambda request: b"HTTP/1.1 200 OK\r\nX: %b" % flat(request),
    "half a body": lambda request: ok(b"X: y", request)[:-9],
}


def flat(request: bytes) -> bytes:
    """Return what was asked on one line."""
    return request.replace(b"\r\n", b" ")


@dataclass(slots=True)
class Echo:
    """A PBX that sends back what it gets, in a shape of its own."""

    answer: Answer = field(default=lambda _: GOOD)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        assert KEY.encode() in request or b"Basic " in request
        writer.write(self.answer(request))
        await writer.drain()
        writer.close()


@pytest.fixture
async def echo(socket_enabled: None) -> AsyncIterator[Echo]:
    echo = Echo()
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    echo.port = server.sockets[0].getsockname()[1]
    async with server:
        yield echo


@pytest.mark.parametrize("way", ["basic", "query"])
@pytest.mark.parametrize("name", ANSWERS)
async def test_what_a_pbx_sends_back_is_in_no_log(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    freezer: FrozenDateTimeFactory,
    echo: Echo,
    caplog: pytest.LogCaptureFixture,
    way: str,
    name: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    data = {"extension": "4001", "secret_hash": KEY, "authentication": way}
    host = {"host": f"http://127.0.0.1:{echo.port}"}
    entry = MockConfigEntry(domain=DOMAIN, title="Difuse PBX", data=data | host)
    entry.add_to_hass(hass)
    echo.answer = ANSWERS[name]
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    echo.answer = lambda _: GOOD
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    echo.answer = ANSWERS[name]
    await poll(hass, freezer)
    assert not entry.runtime_data.last_update_success
    assert_private(caplog.text)
    assert KEY not in "".join([repr(record.__dict__) for record in caplog.records])
    await hass.config_entries.async_unload(entry.entry_id)
