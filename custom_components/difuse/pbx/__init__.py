"""A client for the call detail records of a Difuse PBX.

Free of Home Assistant: it needs the standard library, aiohttp and yarl only.
``PbxClient`` reads pages, ``PbxSync`` knows which ones, ``CallLedger`` makes
calls of their rows, each of them once, and ``Summary`` counts them.
"""

from .changes import Amendment, LedgerChange, LedgerState
from .client import PbxClient, Recording
from .credentials import Authentication, Credentials, hash_secret, parse_address
from .exceptions import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxStateError,
    PbxTimeoutError,
)
from .filters import CallFilter, NumberPattern
from .harvest import Harvest, ListState, batches
from .hours import Figures, HourBook, HourBookState, HourRow, merged, no_figures, running
from .ledger import CallLedger
from .models import CALL_FIELDS, Call, CallDict, CallRecord, Direction, Disposition, UnreadableRow
from .numbers import NumberPlan, OfficeNumbers, plain_number
from .past import Boundary
from .push import NEEDED_ALONE, Pushed, parse_body, pushed_entries, read_pushed
from .reading import PastReading, ReadingState
from .search import FoundCalls, Span, find_calls
from .sound import SOUND_ENDINGS, sound_type, sound_type_of_name
from .summary import LISTED_CALLS, DayCounts, Summary, SummaryState
from .sync import PbxSync
from .tls import read_certificate
from .wire import Page, WireReader

__all__ = [
    "CALL_FIELDS",
    "LISTED_CALLS",
    "NEEDED_ALONE",
    "SOUND_ENDINGS",
    "Amendment",
    "Authentication",
    "Boundary",
    "Call",
    "CallDict",
    "CallFilter",
    "CallLedger",
    "CallRecord",
    "Credentials",
    "DayCounts",
    "Direction",
    "Disposition",
    "Figures",
    "FoundCalls",
    "Harvest",
    "HourBook",
    "HourBookState",
    "HourRow",
    "LedgerChange",
    "LedgerState",
    "ListState",
    "NumberPattern",
    "NumberPlan",
    "OfficeNumbers",
    "Page",
    "PastReading",
    "PbxAuthenticationError",
    "PbxCertificateError",
    "PbxClient",
    "PbxConnectionError",
    "PbxError",
    "PbxResponseError",
    "PbxStateError",
    "PbxSync",
    "PbxTimeoutError",
    "Pushed",
    "ReadingState",
    "Recording",
    "Span",
    "Summary",
    "SummaryState",
    "UnreadableRow",
    "WireReader",
    "batches",
    "find_calls",
    "hash_secret",
    "merged",
    "no_figures",
    "parse_address",
    "parse_body",
    "plain_number",
    "pushed_entries",
    "read_certificate",
    "read_pushed",
    "running",
    "sound_type",
    "sound_type_of_name",
]
