"""Understands: from legs to calls; which numbers are whose; which calls are asked for."""

from .answers import AT_ONCE
from .callbacks import handled_by, handles
from .extension_names import SentName, extension_names
from .filters import SHORTEST_ABROAD, UNKNOWN_GROUP, CallFilter, NumberPattern
from .joining import MOST_AT_ONCE, gather, join
from .numbers import (
    DEFAULT_INTERNAL_DIGITS,
    SERVICE_KINDS,
    LearnedKind,
    NumberPlan,
    OfficeNumbers,
    plain_number,
    read_service,
    says_more,
)
from .parts import Part, may_be_part, moments, was_placed
from .reading import SAME_CALL_WITHIN, build_call, calls_apart
from .search import fold, search_term, search_words
from .steps import Step, StepKind
from .way import MOST_LEGS, find_way

__all__ = [
    "AT_ONCE",
    "DEFAULT_INTERNAL_DIGITS",
    "MOST_AT_ONCE",
    "MOST_LEGS",
    "SAME_CALL_WITHIN",
    "SERVICE_KINDS",
    "SHORTEST_ABROAD",
    "UNKNOWN_GROUP",
    "CallFilter",
    "LearnedKind",
    "NumberPattern",
    "NumberPlan",
    "OfficeNumbers",
    "Part",
    "SentName",
    "Step",
    "StepKind",
    "build_call",
    "calls_apart",
    "extension_names",
    "find_way",
    "fold",
    "gather",
    "handled_by",
    "handles",
    "join",
    "may_be_part",
    "moments",
    "plain_number",
    "read_service",
    "says_more",
    "search_term",
    "search_words",
    "was_placed",
]
