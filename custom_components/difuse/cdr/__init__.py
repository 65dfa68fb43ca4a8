"""The library: call detail records of a Difuse PBX, read, understood, kept and brought.

Free of Home Assistant. Its rooms are ``pbx`` (speaks to the PBX), ``calls`` (understands its
rows) and ``feed`` (brings what is new).
"""

from .models import (
    CALL_FIELDS,
    Call,
    CallDict,
    CallRecord,
    Direction,
    Disposition,
    RowKey,
    UnreadableRow,
)

__all__ = [
    "CALL_FIELDS",
    "Call",
    "CallDict",
    "CallRecord",
    "Direction",
    "Disposition",
    "RowKey",
    "UnreadableRow",
]
