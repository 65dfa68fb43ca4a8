"""The web server of the simulated PBX."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from email.utils import formatdate
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import control, recordings
from .auth import LOGIN_PAGE, SESSION_COOKIE
from .pbx import DATA_PATH, SimulatedPbx
from .requests import RequestRecord
from .spoil import Spoiled, spoil
from .tls import Certificate

_GRACE = 0.05


class Simulator:
    """Serves a PBX over HTTP or HTTPS; `stop` refuses connections, `start` has the same port."""

    def __init__(
        self,
        pbx: SimulatedPbx | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool | Certificate = False,
    ) -> None:
        """Prepare to serve; port 0 takes a free one. `tls=True` makes a new certificate."""
        self.pbx = SimulatedPbx() if pbx is None else pbx
        self.host = host
        self.port = port
        self.certificate = Certificate() if tls is True else tls or None
        self.background: set[asyncio.Task[Any]] = set()
        self.extras: dict[str, Any] = {}
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        """Start serving."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving and everything that was begun through the control API."""
        for task in tuple(self.background):
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.stop()

    @property
    def url(self) -> str:
        """The address without a trailing slash, as a user would enter it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as hex digits, empty without TLS."""
        return self.certificate.fingerprint if self.certificate else ""

    @property
    def running(self) -> bool:
        """Return whether the port is open."""
        return self._runner is not None

    async def start(self) -> None:
        """Open the port, the same as before if there was one."""
        if self._runner is not None:
            return
        runner = web.ServerRunner(web.Server(self._serve, access_log=None), shutdown_timeout=_GRACE)
        await runner.setup()
        context = self.certificate.server_context() if self.certificate else None
        site = web.TCPSite(runner, self.host, self.port, ssl_context=context, reuse_address=True)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Refuse connections and drop those that are open."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def down(self) -> None:
        """Switch the PBX off; same as `stop`."""
        await self.stop()

    async def up(self) -> None:
        """Switch the PBX on again; same as `start`."""
        await self.start()

    async def renew_certificate(self, *, new_authority: bool = False) -> str:
        """Restart with a new certificate on the same port; returns its fingerprint."""
        if self.certificate is None:
            raise ValueError("the simulator does not use TLS")
        self.certificate = self.certificate.renewed(new_authority=new_authority)
        if self.running:
            await self.stop()
            await self.start()
        return self.fingerprint

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something beside the server until it ends or the simulator does."""
        task = asyncio.ensure_future(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)
        return task

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(control.PREFIX):
            return await control.answer(self, request)
        record = _recorded(request, self.pbx.true_now())
        self.pbx.count_request(record)
        rule = self.pbx.faults.pick(request.path_qs)
        good = await self._answer(request, record)
        if rule is None:
            return await _send(request, good, record)
        record.fault = rule.fault
        return await _send(request, await spoil(Spoiled(request, good, rule)), record)

    async def _answer(self, request: web.BaseRequest, record: RequestRecord) -> web.Response:
        if request.path == "/login":
            return await self._log_in(request)
        if request.path != DATA_PATH and not request.path.startswith(recordings.PREFIX):
            return web.json_response({"error": "Not found"}, status=404)
        verdict = self.pbx.access.verdict(request.headers, request.query)
        record.auth = verdict.kind
        if not verdict.granted:
            return self.pbx.access.refuse(verdict)
        if request.method != "GET":
            return web.json_response({"error": "Method not allowed"}, status=405)
        if request.path != DATA_PATH:
            return recordings.serve(request, self.pbx.recordings)
        page, limit = request.query.get("page"), request.query.get("limit")
        status, body = self.pbx.paging.answer(self.pbx.store, page, limit)
        return web.json_response(body, status=status, headers=self._date())

    def _date(self) -> dict[str, str]:
        """Return the header that tells the PBX's time."""
        return {"Date": formatdate(self.pbx.now(), usegmt=True)}

    async def _log_in(self, request: web.BaseRequest) -> web.Response:
        """Log the admin in: a form or JSON gets a session cookie."""
        if request.method != "POST":
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        form = request.content_type != "application/json"
        try:
            given = await request.post() if form else await request.json()
            token = self.pbx.access.log_in(str(given["username"]), str(given["password"]))
        except KeyError, TypeError, ValueError:
            token = None
        if token is None:
            return web.json_response({"error": "Invalid credentials"}, status=401)
        response = web.json_response({"success": True})
        if form:
            response = web.Response(status=302, headers={"Location": "/"})
        response.set_cookie(SESSION_COOKIE, token, httponly=True)
        return response


def _recorded(request: web.BaseRequest, when: float) -> RequestRecord:
    return RequestRecord(
        method=request.method,
        path=request.path,
        query=dict(request.query),
        when=when,
        headers=dict(request.headers),
    )


async def _send(
    request: web.BaseRequest, response: web.StreamResponse, record: RequestRecord
) -> web.StreamResponse:
    """Send an answer if that hasn't happened, and note what the client got."""
    try:
        if not response.prepared:
            await response.prepare(request)
            record.bytes_sent = _head_size(response)
            await response.write_eof()
            record.bytes_sent += response.body_length
    except ConnectionError:
        return response
    record.status = response.status
    return response


def _head_size(response: web.StreamResponse) -> int:
    lines = (f"{key}: {value}\r\n" for key, value in response.headers.items())
    return len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + sum(map(len, lines))
