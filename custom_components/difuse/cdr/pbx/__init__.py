"""Speaks to the PBX: the client, its field names, its clock, credentials, pushes."""

from .client import PbxClient, Recording
from .credentials import Authentication, Credentials, hash_secret, parse_address
from .exceptions import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxProblem,
    PbxResponseError,
    PbxTimeoutError,
)
from .listing import Look, ReadPage, RecordList
from .push import NEEDED_WITHOUT_POLLS, Pushed, parse_body, pushed_entries, read_pushed
from .sound import SOUND_ENDINGS, sound_type, sound_type_of_name
from .texts import read_text
from .tls import read_certificate
from .wire import Page, WireReader

__all__ = [
    "NEEDED_WITHOUT_POLLS",
    "SOUND_ENDINGS",
    "Authentication",
    "Credentials",
    "Look",
    "Page",
    "PbxAuthenticationError",
    "PbxCertificateError",
    "PbxClient",
    "PbxConnectionError",
    "PbxError",
    "PbxProblem",
    "PbxResponseError",
    "PbxTimeoutError",
    "Pushed",
    "ReadPage",
    "RecordList",
    "Recording",
    "WireReader",
    "hash_secret",
    "parse_address",
    "parse_body",
    "pushed_entries",
    "read_certificate",
    "read_pushed",
    "read_text",
    "sound_type",
    "sound_type_of_name",
]
