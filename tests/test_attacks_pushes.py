"""Who has no credential, and who has one and means ill: pushes of every bad shape and size."""

import asyncio
import gzip
import json
import logging
from typing import Any
from unittest.mock import patch

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.push import PushInbox, credential, endpoint
from custom_components.difuse.push.inbox import Taken
from tests.conftest import SetUp
from tests.pushing import KEY, PATH, TOKEN, turn_on


@pytest.fixture
async def client(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> TestClient[Any, Any]:
    """Return a client of a Home Assistant that takes pushes."""
    turn_on(hass, entry)
    await set_up()
    return await hass_client_no_auth()


async def push(client: TestClient[Any, Any], body: Any, **headers: str) -> int:
    response = await client.post(PATH, data=body, headers={**KEY, **headers})
    return response.status


def multipart(*parts: bytes, boundary: bytes = b"xx") -> bytes:
    """Make a form of parts."""
    return b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--xx--\r\n"


def named(name: str, value: bytes = b"=", more: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"\r\n{more}\r\n'
    return disposition.encode() + value


def nested(depth: int) -> bytes:
    """Nest a form's parts into each other."""
    body = named("call_id")
    for number in range(depth):
        kind = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n".encode()
        body = kind + b"--b%d\r\n%b\r\n--b%d--\r\n" % (number, body, number)
    return body


MULTIPART = "multipart/form-data; boundary=xx"
BAD_FORMS = {
    "nested deeply": (multipart(nested(2000)), MULTIPART),
    "a form that is its own part": (multipart(nested(1)) * 500, MULTIPART),
    "no boundary": (multipart(named("call_id")), "multipart/form-data"),
    "an empty boundary": (multipart(named("call_id")), "multipart/form-data; boundary="),
    "a long boundary": (b"=" * 5000, f"multipart/form-data; boundary={'x' * 5000}"),
    "another boundary": (multipart(named("call_id")), "multipart/form-data; boundary=yy"),
    "a boundary in no charset": (multipart(b"="), "multipart/form-data; boundary*=idna''%ff"),
    "no parts": (b"--xx--\r\n=", MULTIPART),
    "parts without names": (multipart(b"\r\n=", b"X: y\r\n\r\n="), MULTIPART),
    "a name in no charset": (
        multipart(named("x").replace(b"name=", b"name*=idna''%ff")),
        MULTIPART,
    ),
    "a number of headers": (multipart(b"X: y\r\n" * 50_000 + named("source")), MULTIPART),
    "spoilt base64": (
        multipart(named("source", b"=!", "Content-Transfer-Encoding: base64\r\n")),
        MULTIPART,
    ),
    "spoilt uuencode": (
        multipart(named("source", b"begin =\n!", "Content-Transfer-Encoding: uuencode\r\n")),
        MULTIPART,
    ),
    "null bytes": (multipart(named("\0")), MULTIPART),
    "as many parts as fit": (multipart(*[named("a")] * 70_000), MULTIPART),
    "as many fields as fit": (
        b"a=&" * (endpoint.MOST_BYTES // 3),
        "application/x-www-form-urlencoded",
    ),
}


@pytest.mark.parametrize("name", BAD_FORMS)
async def test_a_bad_form_is_refused_or_holds_nothing(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    body, content_type = BAD_FORMS[name]
    assert len(body) <= endpoint.MOST_BYTES
    assert await push(client, body, **{"Content-Type": content_type}) in (400, 202)
    assert not [record for record in caplog.records if record.exc_info]
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("name", ["nested deeply", "as many fields as fit"])
async def test_a_form_beyond_measure_is_refused(client: TestClient[Any, Any], name: str) -> None:
    body, content_type = BAD_FORMS[name]
    assert await push(client, body, **{"Content-Type": content_type}) == 400


async def settle(hass: HomeAssistant) -> None:
    """Let requests get as far as they can."""
    for _ in range(50):
        await asyncio.sleep(0)
        await hass.async_add_executor_job(int)


async def test_two_bodies_at_once_are_held_until_their_calls_are_kept(
    hass: HomeAssistant, client: TestClient[Any, Any]
) -> None:
    going_on, taken = asyncio.Event(), []

    async def take(_: PushInbox, payload: object) -> Taken:
        taken.append(payload)
        await going_on.wait()
        return Taken.MERGED

    body = json.dumps([{"call_id": "x" * 100}] * 9_000).encode()
    with patch.object(PushInbox, "take", take):
        pushes = [asyncio.create_task(push(client, body)) for _ in range(5)]
        async with asyncio.timeout(10):
            while len(taken) < endpoint.BODIES_AT_ONCE:
                await settle(hass)
        await settle(hass)
        assert len(taken) == endpoint.BODIES_AT_ONCE == 2
        going_on.set()
        assert await asyncio.gather(*pushes) == [200] * 5
    assert len(taken) == 5


async def test_who_waits_too_long_for_a_place_is_to_try_again(
    hass: HomeAssistant, client: TestClient[Any, Any]
) -> None:
    going_on = asyncio.Event()

    async def take(_: PushInbox, __: object) -> Taken:
        await going_on.wait()
        return Taken.MERGED

    with patch.object(PushInbox, "take", take):
        first = [asyncio.create_task(push(client, b"[]")) for _ in range(2)]
        await settle(hass)
        with patch.object(endpoint, "PATIENCE_SECONDS", 0.05):
            assert await push(client, b"[]") == 503
        going_on.set()
        assert await asyncio.gather(*first) == [200] * 2


async def test_a_refused_credential_is_told_before_there_is_a_body(
    client: TestClient[Any, Any],
) -> None:
    compared = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    reader, writer = await asyncio.open_connection(client.host, client.port)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nx-api-key: {TOKEN}\r\nx-api-key: wrong\r\n"
    with patch.object(credential, "compare_digest", compare):
        writer.write(f"{head}Content-Length: 4000000\r\n\r\n".encode())
        assert b" 401 " in await reader.readline()
    writer.close()
    # Each is compared, whatever came of the one before.
    assert compared == [(TOKEN.encode(), TOKEN.encode()), (b"wrong", TOKEN.encode())]


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"{}," * 1_300_000 + b"{}]",
        b"[" + b"[]," * 1_300_000 + b"[]]",
        b'{"data": [' + b'{"a":' * 20_000 + b"0" + b"}" * 20_000 + b"]}",
    ],
    ids=["rows", "lists", "deep"],
)
async def test_json_of_brackets_is_refused_before_it_is_parsed(
    client: TestClient[Any, Any], body: bytes
) -> None:
    with patch.object(endpoint, "json_loads") as loads:
        assert await push(client, body) == 400
    assert not loads.called


async def test_a_body_that_unfolds_is_given_up(client: TestClient[Any, Any]) -> None:
    packed = gzip.compress(b" " * 64 * endpoint.MOST_BYTES)
    assert await push(client, packed, **{"Content-Encoding": "gzip"}) == 413
