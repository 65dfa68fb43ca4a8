"""What goes: calls that are older than they are to be kept, and a PBX that was removed."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, delete, select, type_coerce

from ..calls import SAME_CALL_WITHIN
from .schema import BOOKS, CALLS, CARDS, HOURS, LEARNED, LEGS, PARTIES, PBXS

STEP: Final = 500
"""So many calls are deleted at a time: what is to be written meanwhile waits for a moment only."""

_LONGEST: Final = int(SAME_CALL_WITHIN.total_seconds())
_SIDES: Final = (CALLS.c.caller, CALLS.c.called)


def delete_calls(db: Connection, pbx: int, before: datetime | None) -> bool:
    """Delete some of the calls that started before then, or of all; return whether more may be.

    People go when the last of these calls has gone, those who never had one as well.
    """
    old = (CALLS.c.pbx == pbx, *([] if before is None else [CALLS.c.started_at < before]))
    query = select(CALLS.c.id, CALLS.c.call_id).where(*old).order_by(CALLS.c.started_at)
    found = db.execute(query.limit(STEP)).all()
    if found:
        db.execute(delete(CALLS).where(CALLS.c.id.in_([row.id for row in found])))
        # A call id may have come again: rows of a later call stay.
        after = _seconds(LEGS.c.started_at) - _seconds(CALLS.c.started_at)
        is_part = (CALLS.c.call_id == LEGS.c.call_id, after.between(0, _LONGEST))
        is_left = select(CALLS.c.id).where(CALLS.c.pbx == pbx, *is_part).exists()
        ids = LEGS.c.call_id.in_([row.call_id for row in found])
        db.execute(delete(LEGS).where(LEGS.c.pbx == pbx, ids, ~is_left))
    if len(found) == STEP:
        return True
    nobody = [~select(CALLS.c.id).where(side == PARTIES.c.id).exists() for side in _SIDES]
    db.execute(delete(PARTIES).where(PARTIES.c.pbx == pbx, *nobody))
    return False


def _seconds(moment: Column[Any]) -> ColumnElement[int]:
    return type_coerce(moment, BigInteger)


def delete_pbx(db: Connection, pbx: int) -> bool:
    """Delete some of what is known of a PBX; return whether there may be more."""
    if delete_calls(db, pbx, None):
        return True
    for table in (LEGS, CALLS, PARTIES, LEARNED, HOURS, BOOKS, CARDS):
        db.execute(delete(table).where(table.c.pbx == pbx))
    db.execute(delete(PBXS).where(PBXS.c.id == pbx))
    return False
