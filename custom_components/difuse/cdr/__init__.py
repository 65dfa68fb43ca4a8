"""The library: call detail records of a Difuse PBX, read, understood, kept and brought.

Free of Home Assistant. ``feed`` brings what is new by way of ``pbx``, which speaks to the PBX;
``calls`` understands its rows; ``archive`` keeps them in the ``tables`` of a ``database``. Whose
calls they are, ``people``, ``books`` and ``callers`` know; ``figures`` counts, ``views`` finds.
"""

from .call import CALL_FIELDS, Call, CallDict, Handled, OtherEnd
from .models import (
    CallRecord,
    DayCounts,
    Direction,
    Disposition,
    Reached,
    Row,
    RowKey,
    UnreadableRow,
)

__all__ = [
    "CALL_FIELDS",
    "Call",
    "CallDict",
    "CallRecord",
    "DayCounts",
    "Direction",
    "Disposition",
    "Handled",
    "OtherEnd",
    "Reached",
    "Row",
    "RowKey",
    "UnreadableRow",
]
