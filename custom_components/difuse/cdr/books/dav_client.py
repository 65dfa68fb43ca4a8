"""Speaks WebDAV to a server of address books; nothing is kept but how it wants us to log in."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

import aiohttp
from aiohttp import encode_basic_auth
from yarl import URL

from .multistatus import Resource, absolute, read_multistatus
from .problems import BookError, BookProblem

CONNECT_SECONDS: Final = 10
ANSWER_SECONDS: Final = 60
LARGEST_ANSWER: Final = 64 * 1024 * 1024
"""More than 50 cards with a photo each."""

MOST_REDIRECTS: Final = 5

_CHUNK: Final = 64 * 1024
_REDIRECTS: Final = (301, 302, 307, 308)
_STATUSES: Final = {
    HTTPStatus.UNAUTHORIZED: BookProblem.LOGIN,
    HTTPStatus.FORBIDDEN: BookProblem.FORBIDDEN,
}
_PROBLEMS: Final[tuple[tuple[type[Exception], BookProblem], ...]] = (
    (TimeoutError, BookProblem.TIMEOUT),
    (aiohttp.ServerFingerprintMismatch, BookProblem.CERTIFICATE),
    (aiohttp.ClientConnectorCertificateError, BookProblem.CERTIFICATE),
    (aiohttp.ClientPayloadError, BookProblem.UNEXPECTED),
    (aiohttp.ClientResponseError, BookProblem.UNEXPECTED),
    (Exception, BookProblem.UNREACHABLE),
)
"""The first line that fits counts."""


class DavClient:
    """Asks one server, and those that it sends us to, with one login.

    A server may keep its address books on another host: it is followed, since it has the
    password anyway, but never from https to http. ``fingerprint`` is the SHA-256 of the
    certificate to insist on at ``origin``; elsewhere certificates are verified as usual.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        origin: URL,
        login: tuple[str, str],
        *,
        fingerprint: bytes | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Take what is needed to reach the server; nothing is sent yet."""
        self._session = session
        self._origin = origin.origin()
        self._login = login
        self._fingerprint = aiohttp.Fingerprint(fingerprint) if fingerprint else None
        self._answer_seconds = answer_seconds
        self._headers: dict[str, str] = {}
        self._middlewares: tuple[aiohttp.ClientMiddlewareType, ...] = ()

    async def ask(self, method: str, url: URL, body: bytes, depth: int) -> list[Resource]:
        """Return the resources that a server tells of. Raise BookError."""
        for _ in range(MOST_REDIRECTS):
            async with self._answer(method, url, body, depth) as response:
                if response.status in _REDIRECTS:
                    url = self._followed(url, response.headers.get("Location", ""))
                    continue
                if response.status == HTTPStatus.UNAUTHORIZED and not self._has_login:
                    self._choose_login(response.headers.getall("WWW-Authenticate", ()))
                    continue
                _raise_for_status(response.status)
                answer = await _read_body(response)
            return await asyncio.to_thread(read_multistatus, url, answer)
        raise BookError(BookProblem.UNEXPECTED)

    @property
    def _has_login(self) -> bool:
        return bool(self._headers or self._middlewares)

    def _choose_login(self, challenges: Iterable[str]) -> None:
        """Log in from now on as the server wants it: no password where a hash of it will do."""
        name, password = self._login
        if any(challenge.lower().startswith("digest") for challenge in challenges):
            self._middlewares = (aiohttp.DigestAuthMiddleware(name, password),)
        else:
            self._headers = {"Authorization": encode_basic_auth(name, password)}

    def _followed(self, url: URL, location: str) -> URL:
        target = absolute(url, location)
        if target is None or not self._may_ask(target):
            raise BookError(BookProblem.UNEXPECTED)
        return target

    def _may_ask(self, url: URL) -> bool:
        return url.scheme == "https" or url.origin() == self._origin

    @asynccontextmanager
    async def _answer(
        self, method: str, url: URL, body: bytes, depth: int
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        """Send a request and give its answer; the one ladder of errors."""
        if not self._may_ask(url):
            raise BookError(BookProblem.UNEXPECTED)
        is_home = url.origin() == self._origin
        headers = {
            "Content-Type": "application/xml; charset=utf-8",
            "Depth": str(depth),
            "Accept-Encoding": "identity",
        }
        try:
            async with (
                asyncio.timeout(self._answer_seconds),
                self._session.request(
                    method,
                    url,
                    data=body,
                    headers=headers | self._headers,
                    middlewares=self._middlewares,
                    ssl=(is_home and self._fingerprint) or True,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS),
                ) as response,
            ):
                yield response
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as err:
            problem = next(problem for kind, problem in _PROBLEMS if isinstance(err, kind))
            # What is wrong with HTTP quotes what was sent.
            raise BookError(problem) from None


def _raise_for_status(status: int) -> None:
    if status == HTTPStatus.MULTI_STATUS:
        return
    if status in _STATUSES:
        raise BookError(_STATUSES[HTTPStatus(status)])
    is_refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    # A server that knows nothing of WebDAV refuses the method, or sends a page.
    is_other = is_refused or status == HTTPStatus.OK
    raise BookError(BookProblem.NO_BOOK if is_other else BookProblem.UNEXPECTED)


async def _read_body(response: aiohttp.ClientResponse) -> bytearray:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise BookError(BookProblem.TOO_LARGE)
    return body
