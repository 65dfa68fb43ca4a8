"""What can go wrong between this library and a PBX.

Messages say what came, never what was sent: no secret, hash, number or name
is part of them, so they can be logged and shown as they are.
"""

from enum import StrEnum


class PbxProblem(StrEnum):
    """What exactly is wrong with a connection or an answer."""

    UNREACHABLE = "unreachable"
    UNKNOWN_NAME = "unknown_name"
    NO_ADDRESS = "no_address"
    NO_ENCRYPTION = "no_encryption"
    NO_CERTIFICATE = "no_certificate"
    LOST = "lost"
    BROKEN_OFF = "broken_off"
    NOT_HTTP = "not_http"
    ELSEWHERE = "elsewhere"
    WAIT = "wait"
    STATUS = "status"
    EMPTY = "empty"
    WEB_PAGE = "web_page"
    BROKEN_JSON = "broken_json"
    CONTENT_TYPE = "content_type"
    A_LIST = "a_list"
    A_TEXT = "a_text"
    A_NUMBER = "a_number"
    NOTHING = "nothing"
    NOT_RECORDS = "not_records"
    NO_LIST = "no_list"
    NO_PAGES = "no_pages"
    TOO_MANY = "too_many"
    GROWING = "growing"
    ENDLESS = "endless"
    NOT_HERE = "not_here"
    PACKED = "packed"
    NO_SOUND = "no_sound"


class PbxError(Exception):
    """Anything this library raises on purpose.

    ``problem`` is to be said in the user's language, the message is for those who develop this.
    """

    problem: PbxProblem | None = None

    def __init__(self, message: str, problem: PbxProblem | None = None) -> None:
        """Keep what is wrong."""
        super().__init__(message)
        self.problem = problem or self.problem


class PbxConnectionError(PbxError):
    """The PBX can't be reached: no address, no route, refused, reset."""

    problem: PbxProblem | None = PbxProblem.UNREACHABLE


class PbxTimeoutError(PbxConnectionError):
    """The PBX was reached, or may have been, but was too slow to answer."""

    problem = None


class PbxCertificateError(PbxConnectionError):
    """The PBX's certificate isn't trusted, or isn't the one that was pinned."""

    problem = None


class PbxAuthenticationError(PbxError):
    """The PBX refuses the extension, its secret, or its access to call records."""


class PbxResponseError(PbxError):
    """The PBX answered with something that isn't a page of call records.

    ``status`` is the HTTP status, ``retry_after`` the seconds the PBX asked to wait,
    ``content_type`` what came instead.
    """

    def __init__(
        self,
        message: str,
        problem: PbxProblem | None = None,
        *,
        content_type: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Keep the HTTP status and the wait that came with it."""
        given = PbxProblem.NOT_RECORDS if status is None else PbxProblem.STATUS
        super().__init__(message, problem or given)
        self.content_type = content_type
        self.status = status
        self.retry_after = retry_after
