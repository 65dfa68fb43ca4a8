"""What can go wrong between this library and a PBX.

Messages say what came, never what was sent: no secret, hash, number or name
is part of them, so they can be logged and shown as they are.
"""


class PbxError(Exception):
    """Anything this library raises on purpose."""


class PbxConnectionError(PbxError):
    """The PBX can't be reached: no address, no route, refused, reset."""


class PbxTimeoutError(PbxConnectionError):
    """The PBX was reached, or may have been, but was too slow to answer."""


class PbxCertificateError(PbxConnectionError):
    """The PBX's certificate isn't trusted, or isn't the one that was pinned."""


class PbxAuthenticationError(PbxError):
    """The PBX refuses the extension, its secret, or its access to call records."""


class PbxResponseError(PbxError):
    """The PBX answered with something that isn't a page of call records.

    ``status`` is the HTTP status, ``retry_after`` the seconds the PBX asked to wait.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        """Keep the HTTP status and the wait that came with it."""
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class PbxStateError(PbxError):
    """What was stored of an earlier run makes no sense."""
