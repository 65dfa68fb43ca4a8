"""The client: one page of records, one recording; nothing is kept between requests.

Everything that can go wrong ends as one of ``pbx.exceptions``, in ``_answer``
and nowhere else. Messages name what came, never what was sent.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
import json
from typing import Final

import aiohttp
from yarl import URL

from .clock import read_http_date
from .credentials import DATA_PATH, Credentials
from .exceptions import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
)
from .json_body import load_json
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

LONGEST_WAIT: Final = 3600
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
        loads: Callable[[bytes], object] = json.loads,
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

    async def read_page(self, page: int, limit: int) -> Page:
        """Read one page of records.

        Raises PbxConnectionError (with PbxTimeoutError and PbxCertificateError),
        PbxAuthenticationError or PbxResponseError.
        """
        query = {"page": str(page), "limit": str(limit), **self._credentials.query()}
        url = self._base / DATA_PATH % query
        async with self._answer(url, self._answer_seconds) as response:
            body = bytes(await _read_body(response, LARGEST_ANSWER))
            content_type = response.content_type
            sent_at = read_http_date(response.headers.get("Date"))
        try:
            answer = load_json(body, self._loads)
        except ValueError as err:
            raise PbxResponseError(_describe_unreadable(body, content_type)) from err
        return replace(self._reader.page(answer), sent_at=sent_at)

    async def read_recording(self, address: str) -> Recording:
        """Read the sound at a record's ``recording_url``, from this PBX and no other.

        Whether it is sound isn't looked at, see ``sound_type``. Raises like
        ``read_page``; PbxResponseError with status 404 when it is gone.
        """
        url = _joined(self._base, address)
        if url is None:
            raise PbxResponseError("The recording is not on this PBX")
        url = url.update_query(self._credentials.query())
        async with self._answer(url, self._answer_seconds * RECORDING_PATIENCE) as response:
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
                    headers=self._credentials.headers(),
                    ssl=self._ssl,
                    allow_redirects=False,
                    timeout=timeout,
                ) as response,
            ):
                _raise_for_status(response)
                yield response
        except PbxError:
            raise
        except RuntimeError as err:
            if not self._session.closed:
                raise
            raise PbxConnectionError("The session is closed") from err
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as err:
            raise _translate(err) from err


_LADDER: Final[tuple[tuple[type[Exception], type[PbxError], str], ...]] = (
    (TimeoutError, PbxTimeoutError, "The PBX took too long to answer"),
    (
        aiohttp.ServerFingerprintMismatch,
        PbxCertificateError,
        "The PBX shows another certificate than the one that was accepted",
    ),
    (
        aiohttp.ClientConnectorCertificateError,
        PbxCertificateError,
        "The PBX's certificate isn't trusted",
    ),
    (
        aiohttp.ClientSSLError,
        PbxConnectionError,
        "No encrypted connection to the PBX could be made",
    ),
    (
        aiohttp.ClientConnectorDNSError,
        PbxConnectionError,
        "The PBX's name isn't known in this network",
    ),
    (aiohttp.ClientConnectorError, PbxConnectionError, "The PBX can't be reached"),
    (aiohttp.ClientPayloadError, PbxResponseError, "The PBX broke off within its answer"),
    (aiohttp.ClientResponseError, PbxResponseError, "The PBX sent something that isn't HTTP"),
    (Exception, PbxConnectionError, "The connection to the PBX was lost"),
)


def _translate(err: Exception) -> PbxError:
    """Name an error in the words of this library; the first line that fits counts."""
    kind, message = next((kind, text) for rung, kind, text in _LADDER if isinstance(err, rung))
    return kind(message)


def _joined(base: URL, address: str) -> URL | None:
    """Give an address that the PBX names, absolute; None unless it is on the same origin.

    One with a login in it is refused: it would take the place of our own.
    """
    try:
        url = base.join(URL(address))
        is_here = url.origin() == base.origin() and url.user is None and url.password is None
    except ValueError:
        return None
    return url if is_here else None


def _raise_for_status(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status == HTTPStatus.OK:
        return
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise PbxAuthenticationError("The PBX refused the extension or its secret")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise PbxResponseError("The PBX sent us to another page instead of records", status=status)
    wait = read_retry_after(response.headers.get("Retry-After"))
    message = (
        "The PBX asks to wait before the next request"
        if status == HTTPStatus.TOO_MANY_REQUESTS
        else f"The PBX answered with HTTP status {status}"
    )
    raise PbxResponseError(message, status=status, retry_after=wait)


def read_retry_after(value: str | None) -> float | None:
    """Read seconds or a date; at most an hour, None where it makes no sense."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        until = read_http_date(value)
        if until is None:
            return None
        seconds = (until - datetime.now(UTC)).total_seconds()
    return min(seconds, LONGEST_WAIT) if seconds > 0 else None


async def _read_body(response: aiohttp.ClientResponse, most: int) -> bytearray:
    """Read the body in pieces, so that an endless one is given up in time.

    It isn't copied: that would stop the event loop for 100 ms with 64 MiB.
    """
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            raise PbxResponseError("The PBX sent an answer without end")
    return body


def _describe_unreadable(body: bytes, content_type: str) -> str:
    if not body.strip():
        return "The PBX sent an empty answer"
    if "html" in content_type or body.lstrip()[:1] == b"<":
        return "The PBX sent a web page, perhaps its login page, instead of records"
    if body.lstrip()[:1] in (b"{", b"["):
        return "The PBX sent records that are cut off or broken"
    return f"The PBX sent {content_type} instead of records"
