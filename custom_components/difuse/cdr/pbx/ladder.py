"""The one ladder from what goes wrong with HTTP to the errors of this library."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
import re
from typing import Final

import aiohttp

from .clock import read_http_date
from .exceptions import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxProblem,
    PbxResponseError,
    PbxTimeoutError,
)

LONGEST_WAIT: Final = 3600
"""Seconds; a PBX that asks to wait longer is asked again by then."""

_CONTENT_TYPE: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,40}")

_LADDER: Final[tuple[tuple[type[Exception], type[PbxError], PbxProblem | None, str], ...]] = (
    (TimeoutError, PbxTimeoutError, None, "The PBX took too long to answer"),
    (
        aiohttp.ServerFingerprintMismatch,
        PbxCertificateError,
        None,
        "The PBX shows another certificate than the one that was accepted",
    ),
    (
        aiohttp.ClientConnectorCertificateError,
        PbxCertificateError,
        None,
        "The PBX's certificate isn't trusted",
    ),
    (
        aiohttp.ClientSSLError,
        PbxConnectionError,
        PbxProblem.NO_ENCRYPTION,
        "No encrypted connection to the PBX could be made",
    ),
    (
        aiohttp.ClientConnectorDNSError,
        PbxConnectionError,
        PbxProblem.UNKNOWN_NAME,
        "The PBX's name isn't known in this network",
    ),
    (
        aiohttp.ClientConnectorError,
        PbxConnectionError,
        PbxProblem.UNREACHABLE,
        "The PBX can't be reached",
    ),
    (
        aiohttp.ClientPayloadError,
        PbxResponseError,
        PbxProblem.BROKEN_OFF,
        "The PBX stopped in the middle of its answer",
    ),
    (
        aiohttp.ClientResponseError,
        PbxResponseError,
        PbxProblem.NOT_HTTP,
        "The PBX sent something that isn't HTTP",
    ),
    (Exception, PbxConnectionError, PbxProblem.LOST, "The connection to the PBX was lost"),
)


_KINDS: Final[Mapping[type, tuple[str, PbxProblem]]] = {
    dict: ("an object", PbxProblem.NOT_RECORDS),
    list: ("a list", PbxProblem.A_LIST),
    str: ("a text", PbxProblem.A_TEXT),
    bool: ("a truth value", PbxProblem.NOT_RECORDS),
    type(None): ("nothing", PbxProblem.NOTHING),
}


def translated(err: Exception) -> PbxError:
    """Return an error in the words of this library; the first line that fits counts."""
    kind, problem, message = next(
        (kind, problem, text) for rung, kind, problem, text in _LADDER if isinstance(err, rung)
    )
    return kind(message, problem)


def raise_for_status(response: aiohttp.ClientResponse) -> None:
    """Raise PbxAuthenticationError or PbxResponseError where the status isn't 200."""
    status = response.status
    if status == HTTPStatus.OK:
        return
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise PbxAuthenticationError("The PBX refused the extension or its secret")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise PbxResponseError(
            "The PBX sent Home Assistant to another page instead of records",
            PbxProblem.ELSEWHERE,
            status=status,
        )
    wait = read_retry_after(response.headers.get("Retry-After"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        message, problem = (
            "The PBX asked Home Assistant to wait before the next request",
            PbxProblem.WAIT,
        )
    else:
        message, problem = f"The PBX answered with HTTP status {status}", PbxProblem.STATUS
    raise PbxResponseError(message, problem, status=status, retry_after=wait)


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


def unreadable(body: bytes | bytearray, content_type: str) -> PbxResponseError:
    """Return the error for an answer that isn't JSON."""
    if not body.strip():
        return PbxResponseError("The PBX sent an empty answer", PbxProblem.EMPTY)
    if "html" in content_type or body.lstrip()[:1] == b"<":
        message = "The PBX sent a web page, perhaps its login page, instead of records"
        return PbxResponseError(message, PbxProblem.WEB_PAGE)
    if body.lstrip()[:1] in (b"{", b"["):
        message = "The PBX sent records that are cut off or broken"
        return PbxResponseError(message, PbxProblem.BROKEN_JSON)
    if not _CONTENT_TYPE.fullmatch(content_type):
        return PbxResponseError("The PBX sent something other than records")
    message = f"The PBX sent {content_type} instead of records"
    return PbxResponseError(message, PbxProblem.CONTENT_TYPE, content_type=content_type)


def kind_of(value: object) -> tuple[str, PbxProblem]:
    """Return what an answer is that is JSON, but no page of records."""
    return _KINDS.get(type(value), ("a number", PbxProblem.A_NUMBER))
