"""Understands: from legs to calls; which numbers are whose; which calls are wanted."""

from .filters import CallFilter, NumberPattern
from .numbers import DEFAULT_INTERNAL_DIGITS, NumberPlan, OfficeNumbers, plain_number
from .reading import SAME_CALL_WITHIN, build_call, calls_apart

__all__ = [
    "DEFAULT_INTERNAL_DIGITS",
    "SAME_CALL_WITHIN",
    "CallFilter",
    "NumberPattern",
    "NumberPlan",
    "OfficeNumbers",
    "build_call",
    "calls_apart",
    "plain_number",
]
