"""Faults carried out on the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from functools import cache
import json
import socket
import struct
from typing import Any
import zlib

from aiohttp import web

from .auth import LOGIN_PAGE
from .faults import Fault, FaultRule

_MEBIBYTE = 1024 * 1024
_STATUS_TEXT = {
    Fault.SERVER_ERROR: "Internal Server Error",
    Fault.BAD_GATEWAY: "Bad Gateway",
    Fault.UNAVAILABLE: "Service Unavailable",
}
_BODIES: dict[Fault, bytes] = {
    Fault.EMPTY_BODY: b"",
    Fault.NOT_JSON: b"Lua error: attempt to index a nil value",
    Fault.BAD_UTF8: b'{"data": [{"caller_id": "\xff\xfe\xc3"}], "page": "1"}',
    Fault.DEEP_JSON: b"[" * 200_000 + b"]" * 200_000,
    Fault.JSON_LIST: b"[1, 2, 3]",
    Fault.JSON_STRING: b'"ok"',
    Fault.JSON_NUMBER: b"42",
    Fault.JSON_NULL: b"null",
    Fault.JSON_ERROR: b'{"error": "database is locked"}',
    Fault.DATA_MISSING: b'{"page": "1", "limit": "1", "total_pages": 15905}',
    Fault.DATA_NOT_A_LIST: b'{"data": "none", "page": "1", "limit": "1", "total_pages": 1}',
}


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A request, the good answer it would have got, and what happens instead."""

    request: web.BaseRequest
    good: web.Response
    rule: FaultRule

    @property
    def alive(self) -> bool:
        """Return whether the client still holds the connection."""
        transport = self.request.transport
        return transport is not None and not transport.is_closing()

    @property
    def good_body(self) -> bytes:
        """The body of the good answer."""
        return self.good.body if isinstance(self.good.body, bytes) else b""


async def spoil(spoiled: Spoiled) -> web.StreamResponse:
    """Carry a fault out; the answer may be sent already when this returns."""
    fault = spoiled.rule.fault
    if fault in _BODIES:
        return web.Response(body=_BODIES[fault], content_type="application/json")
    if fault in _STATUS_TEXT:
        text = f"<html><body><h1>{_STATUS_TEXT[fault]}</h1></body></html>"
        return web.Response(status=int(fault), text=text, content_type="text/html")
    return await _ACTS[fault](spoiled)


async def _rate_limited(spoiled: Spoiled) -> web.StreamResponse:
    after = spoiled.rule.retry_after
    headers = {} if after is None else {"Retry-After": str(after)}
    return web.Response(status=429, text="Too Many Requests", headers=headers)


async def _refused(spoiled: Spoiled) -> web.StreamResponse:
    return web.json_response({"error": "Unauthorized"}, status=int(spoiled.rule.fault))


async def _login_page(_spoiled: Spoiled) -> web.StreamResponse:
    return web.Response(text=LOGIN_PAGE, content_type="text/html")


async def _redirect(_spoiled: Spoiled) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "/login"})


async def _truncated(spoiled: Spoiled) -> web.StreamResponse:
    body = spoiled.good_body
    return web.Response(body=body[: len(body) * 2 // 3], content_type="application/json")


async def _wrong_content_type(spoiled: Spoiled) -> web.StreamResponse:
    return web.Response(body=spoiled.good_body, content_type="text/html")


async def _slow(spoiled: Spoiled) -> web.StreamResponse:
    await asyncio.sleep(spoiled.rule.delay)
    return spoiled.good


async def _endless(spoiled: Spoiled) -> web.StreamResponse:
    async def rows() -> AsyncIterator[bytes]:
        yield b'{"data": ['
        chunk = json.dumps({"db_id": 1, "call_id": "1.1"}).encode() + b","
        while spoiled.alive:
            yield chunk * 1000

    return await _stream(spoiled, rows())


async def _huge(spoiled: Spoiled) -> web.StreamResponse:
    size = spoiled.rule.mebibytes * _MEBIBYTE

    async def spaces() -> AsyncIterator[bytes]:
        for _ in range(spoiled.rule.mebibytes):
            yield b" " * _MEBIBYTE

    return await _stream(spoiled, spaces(), {"Content-Length": str(size)})


async def _gzip_bomb(spoiled: Spoiled) -> web.StreamResponse:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
        for _ in range(spoiled.rule.mebibytes):
            yield _packed_mebibyte()

    return await _stream(spoiled, blocks(), {"Content-Encoding": "gzip"})


@cache
def _packed_mebibyte() -> bytes:
    """Return a deflate block that repeats: a mebibyte of spaces in about a kilobyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(b" " * _MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH)


async def _drip(spoiled: Spoiled) -> web.StreamResponse:
    async def bytewise() -> AsyncIterator[bytes]:
        for byte in spoiled.good_body:
            yield bytes((byte,))
            await asyncio.sleep(spoiled.rule.delay)

    return await _stream(spoiled, bytewise(), {"Content-Length": str(len(spoiled.good_body))})


async def _hang(spoiled: Spoiled) -> web.StreamResponse:
    while spoiled.alive:  # noqa: ASYNC110 - nothing tells when the client goes
        await asyncio.sleep(0.02)
    return spoiled.good


async def _reset_before(spoiled: Spoiled) -> web.StreamResponse:
    _reset(spoiled.request)
    return spoiled.good


async def _close_before(spoiled: Spoiled) -> web.StreamResponse:
    if spoiled.request.transport is not None:
        spoiled.request.transport.close()
    return spoiled.good


async def _reset_during(spoiled: Spoiled) -> web.StreamResponse:
    body = spoiled.good_body

    async def half() -> AsyncIterator[bytes]:
        yield body[: len(body) // 2]
        await asyncio.sleep(0.02)
        _reset(spoiled.request)

    return await _stream(spoiled, half(), {"Content-Length": str(len(body))})


def _reset(request: web.BaseRequest) -> None:
    """Drop the connection so that the client gets an RST, or a bare end under TLS."""
    transport = request.transport
    if transport is None:
        return
    wire = transport.get_extra_info("socket")
    if wire is not None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _stream(
    spoiled: Spoiled,
    chunks: AsyncIterator[bytes],
    headers: dict[str, str] | None = None,
) -> web.StreamResponse:
    """Send chunks until they end or the client hangs up."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", **(headers or {})})
    try:
        await response.prepare(spoiled.request)
        async for chunk in chunks:
            await response.write(chunk)
        await response.write_eof()
    except ConnectionError:
        pass
    return response


_ACTS: dict[Fault, Callable[[Spoiled], Coroutine[Any, Any, web.StreamResponse]]] = {
    Fault.RATE_LIMITED: _rate_limited,
    Fault.UNAUTHORIZED: _refused,
    Fault.FORBIDDEN: _refused,
    Fault.NOT_FOUND: _refused,
    Fault.LOGIN_PAGE: _login_page,
    Fault.REDIRECT: _redirect,
    Fault.TRUNCATED_JSON: _truncated,
    Fault.WRONG_CONTENT_TYPE: _wrong_content_type,
    Fault.ENDLESS: _endless,
    Fault.HUGE: _huge,
    Fault.GZIP_BOMB: _gzip_bomb,
    Fault.DRIP: _drip,
    Fault.SLOW: _slow,
    Fault.HANG: _hang,
    Fault.RESET_BEFORE: _reset_before,
    Fault.RESET_DURING: _reset_during,
    Fault.CLOSE_BEFORE: _close_before,
}
