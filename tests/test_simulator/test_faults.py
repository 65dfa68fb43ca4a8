"""Each fault as a client meets it."""

from __future__ import annotations

import asyncio
import json
import time

from aiohttp import ClientError, ClientPayloadError, ServerDisconnectedError
import pytest

from tests.simulator import DATA_PATH, FOREVER, Fault

from .conftest import Reader


async def _read(reader: Reader, most: int = 10_000_000) -> tuple[int, str, bytes]:
    """Status, content type and at most so many bytes of an answer."""
    url = reader.sim.url + DATA_PATH
    async with reader.session.get(url, headers=reader.headers, allow_redirects=False) as response:
        body = b""
        async for chunk in response.content.iter_chunked(65536):
            body += chunk
            if len(body) >= most:
                break
        return response.status, response.content_type, body


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "start"),
    [
        (Fault.SERVER_ERROR, 500, "text/html", b"<html>"),
        (Fault.BAD_GATEWAY, 502, "text/html", b"<html>"),
        (Fault.UNAVAILABLE, 503, "text/html", b"<html>"),
        (Fault.UNAUTHORIZED, 401, "application/json", b"{"),
        (Fault.FORBIDDEN, 403, "application/json", b"{"),
        (Fault.NOT_FOUND, 404, "application/json", b"{"),
        (Fault.LOGIN_PAGE, 200, "text/html", b"<!DOCTYPE html>"),
        (Fault.REDIRECT, 302, "application/octet-stream", b""),
        (Fault.EMPTY_BODY, 200, "application/json", b""),
        (Fault.NOT_JSON, 200, "application/json", b"Lua error"),
        (Fault.BAD_UTF8, 200, "application/json", b'{"data"'),
        (Fault.DEEP_JSON, 200, "application/json", b"[[[["),
        (Fault.JSON_LIST, 200, "application/json", b"["),
        (Fault.JSON_STRING, 200, "application/json", b'"'),
        (Fault.JSON_NUMBER, 200, "application/json", b"42"),
        (Fault.JSON_NULL, 200, "application/json", b"null"),
        (Fault.JSON_ERROR, 200, "application/json", b'{"error"'),
        (Fault.DATA_MISSING, 200, "application/json", b'{"page"'),
        (Fault.DATA_NOT_A_LIST, 200, "application/json", b'{"data": "'),
        (Fault.WRONG_CONTENT_TYPE, 200, "text/html", b'{"data": [{'),
        (Fault.TRUNCATED_JSON, 200, "application/json", b'{"data": [{'),
    ],
)
async def test_short_answers(
    reader: Reader, fault: Fault, status: int, content_type: str, start: bytes
) -> None:
    reader.pbx.row()
    reader.pbx.faults.add(fault)
    found = await _read(reader)
    assert found[:2] == (status, content_type)
    assert found[2].startswith(start)
    assert bool(start) == bool(found[2])
    assert reader.pbx.requests[-1].fault == fault
    assert json.loads((await _read(reader))[2])["total_pages"] == 1


async def test_truncated_json_cannot_be_read(reader: Reader) -> None:
    reader.pbx.row()
    reader.pbx.faults.add(Fault.TRUNCATED_JSON)
    with pytest.raises(json.JSONDecodeError):
        json.loads((await _read(reader))[2])


@pytest.mark.parametrize("seconds", [7, None])
async def test_too_many_requests(reader: Reader, seconds: int | None) -> None:
    reader.pbx.faults.add(Fault.RATE_LIMITED, retry_after=seconds)
    async with reader.session.get(reader.sim.url + DATA_PATH, headers=reader.headers) as response:
        assert response.status == 429
        expected = None if seconds is None else str(seconds)
        assert response.headers.get("Retry-After") == expected


@pytest.mark.parametrize("fault", [Fault.ENDLESS, Fault.HUGE])
async def test_answers_without_an_end(reader: Reader, fault: Fault) -> None:
    reader.pbx.faults.add(fault)
    status, _, body = await _read(reader, 3_000_000)
    assert status == 200
    assert len(body) >= 3_000_000
    assert await reader.ids() == []


async def test_a_huge_answer_says_so(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.HUGE)
    async with reader.session.get(reader.sim.url + DATA_PATH, headers=reader.headers) as response:
        assert response.content_length == 1024**3
        response.close()


async def test_a_gzip_bomb(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.GZIP_BOMB)
    _, _, body = await _read(reader, 5_000_000)
    assert body.startswith(b" " * 1000)
    assert len(body) >= 5_000_000


async def test_a_dripping_answer(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.DRIP, delay=0.05)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await _read(reader)


async def test_no_answer_at_all(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.HANG)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await _read(reader)
    assert await reader.ids() == []
    assert [request.status for request in reader.pbx.requests] == [None, 200]


async def test_a_slow_answer(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.SLOW, delay=0.1)
    began = time.perf_counter()
    assert (await _read(reader))[0] == 200
    assert time.perf_counter() - began >= 0.1


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.CLOSE_BEFORE])
async def test_connections_that_end_early(reader: Reader, fault: Fault) -> None:
    reader.pbx.faults.add(fault, times=FOREVER)
    with pytest.raises((ServerDisconnectedError, ConnectionResetError, ClientError)):
        await _read(reader)
    reader.pbx.faults.clear()
    assert await reader.ids() == []


async def test_a_connection_that_breaks_in_the_answer(reader: Reader) -> None:
    reader.pbx.row()
    reader.pbx.faults.add(Fault.RESET_DURING, times=FOREVER)
    with pytest.raises((ClientPayloadError, ConnectionResetError)):
        await _read(reader)


async def test_which_requests_go_wrong(reader: Reader) -> None:
    rule = reader.pbx.faults.add(Fault.SERVER_ERROR, times=2, match=r"page=3\b", skip=1)
    found = []
    for page in (1, 3, 3, 1, 3, 3):
        url = f"{reader.sim.url}{DATA_PATH}?page={page}"
        async with reader.session.get(url, headers=reader.headers) as response:
            found.append(response.status)
    assert found == [200, 200, 500, 200, 500, 200]
    assert rule.hits == 2
    reader.pbx.faults.remove(rule)
    assert reader.pbx.faults.rules == []


async def test_chances_repeat_with_their_seed(reader: Reader) -> None:
    faults = reader.pbx.faults
    faults.add(Fault.SERVER_ERROR, probability=0.3)
    runs = []
    for _ in range(2):
        faults.seed(5)
        runs.append([faults.pick("/") is not None for _ in range(200)])
    assert runs[0] == runs[1]
    assert 40 < sum(runs[0]) < 80
