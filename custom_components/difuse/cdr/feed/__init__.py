"""Brings: what is new in the PBX's list, and what it pushes, into the archive and to listeners."""

from .feed import CallFeed
from .limits import Limits
from .polling import Polled

__all__ = [
    "CallFeed",
    "Limits",
    "Polled",
]
