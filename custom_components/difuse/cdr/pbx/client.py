"""The client: one page of records, one recording; nothing is kept between requests.

Everything that can go wrong ends as one of ``pbx.exceptions``, by way of ``pbx.ladder``.
Messages name what came, never what was sent.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import blake2b
import json
from typing import Final

import aiohttp
from yarl import URL

from .clock import read_http_date
from .credentials import DATA_PATH, Credentials
from .exceptions import PbxConnectionError, PbxError, PbxProblem, PbxResponseError
from .json_body import BrokenJsonError, load_page
from .ladder import raise_for_status, translated, unreadable
from .tls import CONNECT_SECONDS
from .wire import Page, WireReader

ANSWER_SECONDS: Final = 30
"""A page takes well under a second; a PBX that drips longer than this is given up."""

LARGEST_ANSWER: Final = 8 * 1024 * 1024
"""About 18,000 rows, on a PBX that ignores ``limit``; a page of 100 rows is 45 KB."""

LARGEST_RECORDING: Final = 128 * 1024 * 1024
"""More than two hours of uncompressed telephone sound; it is held in memory."""

RECORDING_PATIENCE: Final = 4
"""So many times as long as for a page is waited for a recording: two minutes."""

_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of one call."""

    content_type: str
    body: bytes | bytearray


class PbxClient:
    """Talks to one PBX through a session that the caller owns.

    ``fingerprint`` is the SHA-256 of the certificate to insist on; without it
    the certificate is verified as usual. ``loads`` parses JSON and raises
    ValueError. ``zone`` is a guess at the PBX's time zone.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: URL,
        credentials: Credentials,
        *,
        fingerprint: bytes | None = None,
        loads: Callable[[bytes | bytearray], object] = json.loads,
        zone: tzinfo | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Take what is needed to reach the PBX; nothing is sent yet."""
        self._session = session
        self._base = base
        self._credentials = credentials
        self._ssl = aiohttp.Fingerprint(fingerprint) if fingerprint else True
        self._loads = loads
        self._reader = WireReader(zone)
        self._answer_seconds = answer_seconds

    async def read_page(self, page: int, limit: int, unless: bytes | None = None) -> Page:
        """Read one page of records; an answer with the digest ``unless`` isn't looked into.

        Raise PbxConnectionError (with PbxTimeoutError and PbxCertificateError),
        PbxAuthenticationError or PbxResponseError.
        """
        query = {"page": str(page), "limit": str(limit), **self._credentials.query()}
        url = self._base / DATA_PATH % query
        async with self._answer(url, self._answer_seconds) as response:
            body = await _read_body(response, LARGEST_ANSWER)
            content_type = response.content_type
            sent_at = read_http_date(response.headers.get("Date"))
        if len(body) <= _CHUNK:
            return self._read(body, content_type, sent_at, unless)
        return await asyncio.to_thread(self._read, body, content_type, sent_at, unless)

    def _read(
        self, body: bytearray, content_type: str, sent_at: datetime | None, unless: bytes | None
    ) -> Page:
        digest = blake2b(body, digest_size=16).digest()
        if digest == unless:
            return Page((), 0, sent_at, digest)
        try:
            page = self._reader.page(*load_page(body, self._loads))
        except BrokenJsonError as err:
            raise unreadable(body, content_type) from err
        return replace(page, sent_at=sent_at, digest=digest)

    async def read_recording(self, address: str) -> Recording:
        """Read the sound at a record's ``recording_url``, from this PBX and no other.

        Whether it is sound isn't looked at, see ``sound_type``. Raise like
        ``read_page``; PbxResponseError with status 404 when it is gone.
        """
        url = _joined(self._base, address)
        if url is None:
            raise PbxResponseError("The recording isn't on this PBX", PbxProblem.NOT_HERE)
        url = url.update_query(self._credentials.query())
        async with self._answer(url, self._answer_seconds * RECORDING_PATIENCE) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                # A few kilobytes may be unpacked to gigabytes.
                raise PbxResponseError("The PBX sent a compressed recording", PbxProblem.PACKED)
            return Recording(response.content_type, await _read_body(response, LARGEST_RECORDING))

    @asynccontextmanager
    async def _answer(self, url: URL, seconds: float) -> AsyncGenerator[aiohttp.ClientResponse]:
        """Send a GET and give an answer with status 200; the one ladder of errors."""
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(
                    url,
                    headers={"Accept-Encoding": "identity", **self._credentials.headers()},
                    ssl=self._ssl,
                    allow_redirects=False,
                    timeout=timeout,
                ) as response,
            ):
                raise_for_status(response)
                yield response
        except PbxError:
            raise
        except RuntimeError as err:
            if not self._session.closed:
                raise
            raise PbxConnectionError("The session is closed", PbxProblem.LOST) from err
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as err:
            # What is wrong with HTTP quotes the answer, which may hold whatever was sent.
            is_quiet = isinstance(err, OSError) and not self._credentials.query()
            raise translated(err) from (err if is_quiet else None)


def _joined(base: URL, address: str) -> URL | None:
    """Return an address that the PBX names, absolute; None unless it is on the same origin.

    One with a login in it is refused: it would take the place of our own.
    """
    try:
        url = base.join(URL(address))
        is_here = url.origin() == base.origin() and url.user is None and url.password is None
    except ValueError:
        return None
    return url if is_here else None


async def _read_body(response: aiohttp.ClientResponse, most: int) -> bytearray:
    """Read the body in pieces, so that an endless one is given up in time.

    It isn't copied: that would stop the event loop for 100 ms with 64 MiB.
    """
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise PbxResponseError("The PBX's answer didn't end", PbxProblem.ENDLESS)
    return body
