"""Brings: what is new in the PBX's list, each call once."""

from .changes import LedgerChange, LedgerState
from .harvest import Harvest, ListState, batches
from .hours import (
    HOUR,
    Figures,
    HourBook,
    HourBookState,
    HourRow,
    hour_of,
    merged,
    no_figures,
    read_hours,
    running,
    write_hours,
)
from .ledger import CallLedger
from .pages import PagedList, ReadPage
from .past import Boundary
from .reading import PastReading, ReadingState
from .search import FoundCalls, Span, find_calls
from .summary import LISTED_CALLS, DayCounts, Summary, SummaryState
from .sync import PbxSync

__all__ = [
    "HOUR",
    "LISTED_CALLS",
    "Boundary",
    "CallLedger",
    "DayCounts",
    "Figures",
    "FoundCalls",
    "Harvest",
    "HourBook",
    "HourBookState",
    "HourRow",
    "LedgerChange",
    "LedgerState",
    "ListState",
    "PagedList",
    "PastReading",
    "PbxSync",
    "ReadPage",
    "ReadingState",
    "Span",
    "Summary",
    "SummaryState",
    "batches",
    "find_calls",
    "hour_of",
    "merged",
    "no_figures",
    "read_hours",
    "running",
    "write_hours",
]
