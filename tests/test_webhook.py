"""Every refusal has its status, through the real HTTP server; nothing escapes, nothing leaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import gzip
import json
import logging
from typing import Any
from unittest.mock import patch

from aiohttp import ClientResponse, FormData, encode_basic_auth
from aiohttp.test_utils import TestClient
from homeassistant.components import webhook
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.aiohttp import MockRequest
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.const import DOMAIN
from custom_components.difuse.push import endpoint as hook
from custom_components.difuse.push.inbox import PushInbox
from custom_components.difuse.running.push_watch import MOST_SENDERS
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import assert_private, logged
from .pushing import KEY, PATH, TOKEN, WEBHOOK_ID, turn_on

ENTRY = {"call_id": "1.1"}
"""Too little for a call: it brings the poll forward."""

WRONG = "0" * len(TOKEN)
CREDENTIALS: dict[str, tuple[dict[str, str], bool]] = {
    "none": ({}, False),
    "api key": ({"x-api-key": TOKEN}, True),
    "api key with blanks": ({"X-API-Key": f" {TOKEN} "}, True),
    "wrong api key": ({"x-api-key": WRONG}, False),
    "no api key": ({"x-api-key": ""}, False),
    "half the api key": ({"x-api-key": TOKEN[:-1]}, False),
    "bearer": ({"Authorization": f"bearer {TOKEN}"}, True),
    "wrong bearer": ({"Authorization": f"Bearer {WRONG}"}, False),
    "no bearer": ({"Authorization": "Bearer"}, False),
    "basic without password": ({"Authorization": "Basic aG9tZWFzc2lzdGFudDo="}, False),
    "basic with another user": ({"Authorization": encode_basic_auth("admin", TOKEN)}, False),
    "basic": ({"Authorization": encode_basic_auth("homeassistant", TOKEN)}, True),
    "not base64": ({"Authorization": "Basic ?"}, False),
    "half of base64": ({"Authorization": "Basic aG9tZ"}, False),
    "not ascii": ({"x-api-key": "é"}, False),
    "another way": ({"Authorization": f"Digest {TOKEN}"}, False),
    "one right, one wrong": ({"x-api-key": TOKEN, "Authorization": f"Bearer {WRONG}"}, True),
}

UNREADABLE = (
    b"", b" ", b"null", b"7", b'"x"', b"{", b'{"data": [', b"[" * 100_000, b"\xff\xfe", b"\0" * 50,
    b"<html></html>", b"nonsense",
)  # fmt: skip

type Send = Callable[..., Awaitable[ClientResponse]]


async def in_chunks(body: bytes) -> AsyncIterator[bytes]:
    """Send a body without its length."""
    for begin in range(0, len(body), 1000):
        yield body[begin : begin + 1000]


def sent_as(how: str, body: bytes) -> Any:
    """Return what to pass on as data."""
    return {"body": body, "chunked": in_chunks(body), "none": None}[how]


@pytest.fixture(params=["body", "chunked", "none"])
def how(request: pytest.FixtureRequest) -> str:
    """Return each way in which a body can come, or not."""
    return str(request.param)


@pytest.fixture
async def client(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> TestClient[Any, Any]:
    """Return a client of a Home Assistant that takes pushes."""
    assert await async_setup_component(hass, "diagnostics", {})
    turn_on(hass, entry)
    await set_up()
    return await hass_client_no_auth()


async def push(client: TestClient[Any, Any], data: Any = None, **changes: Any) -> tuple[int, str]:
    """Send something; give the status and the text of the answer."""
    options = {"headers": {**KEY}, **changes}
    method = options.pop("method", "POST")
    response = await client.request(method, PATH, data=data, **options)
    return response.status, await response.text()


async def test_credentials(client: TestClient[Any, Any], how: str) -> None:
    body, taken = json.dumps(ENTRY).encode(), 400 if how == "none" else 202
    for credential, (headers, is_right) in CREDENTIALS.items():
        status, _ = await push(client, sent_as(how, body), headers=headers)
        assert status == (taken if is_right else 401), credential


async def test_other_methods(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture, how: str
) -> None:
    for method in ("GET", "HEAD", "DELETE", "PATCH"):
        status, _ = await push(client, sent_as(how, b"{}"), method=method)
        assert status == 405, method
    assert WEBHOOK_ID not in "".join(
        record.getMessage()
        for record in caplog.records
        if record.levelno > logging.DEBUG and record.name != "aiohttp.access"
    )


async def test_senders_that_are_not_local(client: TestClient[Any, Any], how: str) -> None:
    for remote in ("203.0.113.9", "2001:db8::1", "", "unix"):
        with patch("aiohttp.web.BaseRequest.remote", remote):
            assert (await push(client, sent_as(how, b"{}")))[0] == 403, remote


async def test_senders_through_the_cloud_are_not_local(
    hass: HomeAssistant, client: TestClient[Any, Any], how: str
) -> None:
    with patch.object(hook, "is_cloud_connection", return_value=True):
        assert (await push(client, sent_as(how, b"{}")))[0] == 403


async def test_senders_that_are_local(client: TestClient[Any, Any]) -> None:
    for remote in ("192.168.1.5", "::ffff:10.0.0.1", "fe80::1", "::1"):
        with patch("aiohttp.web.BaseRequest.remote", remote):
            assert (await push(client, b"{}"))[0] == 202, remote


async def test_senders_from_anywhere_where_the_user_says_so(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: MockConfigEntry
) -> None:
    turn_on(hass, entry, push_local_only=False)
    with patch("aiohttp.web.BaseRequest.remote", "203.0.113.9"):
        assert (await push(client, b"{}"))[0] == 202
        assert (await push(client, b"{}", headers={}))[0] == 401


@pytest.mark.parametrize("how", ["body", "chunked"])
async def test_bodies_that_are_too_large(client: TestClient[Any, Any], how: str) -> None:
    for size in (hook.MOST_BYTES - 10, hook.MOST_BYTES, hook.MOST_BYTES + 1):
        body = b"[" + b" " * (size - 2) + b"]"
        status, _ = await push(client, sent_as(how, body))
        assert status == (200 if size <= hook.MOST_BYTES else 413), size


async def test_a_small_body_that_unfolds(client: TestClient[Any, Any]) -> None:
    body = gzip.compress(b" " * 3 * hook.MOST_BYTES)
    headers = {**KEY, "Content-Encoding": "gzip"}
    assert (await push(client, body, headers=headers))[0] == 413
    packed = gzip.compress(json.dumps([]).encode())
    assert (await push(client, packed, headers=headers))[0] == 200
    assert (await push(client, packed[:-12], headers=headers))[0] == 400
    assert (await push(client, b"no gzip at all", headers=headers))[0] == 400


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
async def test_bodies_that_cannot_be_read(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture, how: str, content_type: str
) -> None:
    headers = {**KEY, "Content-Type": content_type} if content_type else KEY
    for body in UNREADABLE:
        assert (await push(client, sent_as(how, body), headers=headers))[0] == 400, body[:20]
    assert logged(caplog) == []


async def test_nothing_new_is_fine(client: TestClient[Any, Any]) -> None:
    for body in (b"[]", b'{"data": []}', b'\xef\xbb\xbf {"data":\n[]}'):
        assert await push(client, body) == (200, "merged"), body


async def test_whatever_else_rings_the_bell(client: TestClient[Any, Any]) -> None:
    others: list[object] = [{}, {"foo": 1}, [None], ["x", 1], [[]], {"data": {}}, {"data": "x"}]
    for sent in [*others, {"data": None}]:
        assert (await push(client, json.dumps(sent).encode()))[0] == 202, sent


async def test_a_form_in_parts(client: TestClient[Any, Any], pbx: SimulatedPbx) -> None:
    row = pbx.row(source="+447700900001")
    form = FormData({key: str(value) for key, value in row.data.items()}, default_to_multipart=True)
    assert (await push(client, form))[0] == 200
    form = FormData({"source": "1"}, default_to_multipart=True)
    assert (await push(client, form))[0] == 202


async def test_a_broken_chunk(client: TestClient[Any, Any]) -> None:

    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nx-api-key: {TOKEN}\r\n"
    writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n5\r\n[]   \r\nzz\r\n".encode())
    answer = await reader.readline()
    assert b" 400 " in answer
    writer.close()


async def test_a_body_that_does_not_come(client: TestClient[Any, Any]) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"["
        await ending.wait()

    ending = asyncio.Event()
    with patch.object(hook, "PATIENCE_SECONDS", 0.05):
        task = asyncio.create_task(push(client, slow()))
        await asyncio.sleep(0.2)
        ending.set()
        assert (await task)[0] == 408


@pytest.mark.parametrize("error", [RuntimeError("447700900 Alice"), KeyError("x"), MemoryError()])
async def test_an_error_of_ours(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    with patch.object(PushInbox, "take", side_effect=error):
        for _ in range(3):
            assert await push(client, b"{}") == (500, "Internal error")
    assert logged(caplog) == [f"A push could not be processed ({type(error).__name__})"]


async def test_while_home_assistant_starts(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
    how: str,
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    hass.set_state(CoreState.starting)
    turn_on(hass, entry)
    await set_up()
    data = json.dumps(ENTRY).encode()
    assert (await push(client, sent_as(how, data)))[0] == 503
    assert (await push(client, sent_as(how, data), headers={}))[0] == 401


async def test_wrong_credentials_are_told_once_and_counted(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    client: TestClient[Any, Any],
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(5):
        await push(client, b"{}", headers={"x-api-key": WRONG})
    (line,) = logged(caplog)
    assert "127.0.0.1" in line
    for number in range(50):
        with patch("aiohttp.web.BaseRequest.remote", f"192.168.1.{number}"):
            await push(client, b"{}", headers={})
    assert len(logged(caplog)) == MOST_SENDERS
    await push(client, b"nonsense")
    await push(client, b"[{}]")
    found: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert found["push"]["refused"] == {"401": 55, "400": 1}
    assert (found["push"]["requests"], found["push"]["entries_incomplete"]) == (1, 1)
    assert found["push"]["last"]
    text = json.dumps(found) + "".join(logged(caplog))
    assert TOKEN not in text
    assert WEBHOOK_ID not in text
    assert WRONG not in text
    assert_private("".join(logged(caplog)))


@pytest.mark.parametrize("content", [b"[]", b"", b" " * (hook.MOST_BYTES + 1)], ids=len)
async def test_a_request_through_the_cloud(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: MockConfigEntry, content: bytes
) -> None:
    def request(**headers: str) -> MockRequest:
        return MockRequest(content, "cloud", method="POST", headers=headers)

    async def status(**headers: str) -> int:
        return (await webhook.async_handle_webhook(hass, WEBHOOK_ID, request(**headers))).status

    assert await status(**KEY) == 403
    turn_on(hass, entry, push_local_only=False)
    assert await status() == 401
    expected = {0: 400, 2: 200}.get(len(content), 413)
    assert await status(**KEY) == expected
    assert await status(**KEY, **{"Content-Length": "9" * 5000}) == 413


async def test_off_means_gone(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: MockConfigEntry
) -> None:
    turn_on(hass, entry, push_enabled=False)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert await push(client, b"{}", headers={}) == (200, "")
    turn_on(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (await push(client, b"{}", headers={}))[0] == 401
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert await push(client, b"{}", headers={}) == (200, "")


async def test_after_a_set_up_that_failed_it_is_registered_anew(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    simulator: Any,
    set_up: SetUp,
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client_no_auth()
    await simulator.stop()
    turn_on(hass, entry)
    await set_up()
    await simulator.start()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await push(client, b"{}"))[0] == 202
