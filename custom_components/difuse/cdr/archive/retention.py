"""What goes: calls that are older than they are to be kept, and a PBX that was removed."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, or_, select

from ..calls import SAME_CALL_WITHIN
from ..database import parts
from .schema import CALLS, HOURS, LEARNED, LEGS, PARTIES, PBXS

STEP: Final = 500
"""So many calls are deleted at a time: what is to be written meanwhile waits for a moment only."""


def delete_calls(db: Connection, pbx: int, before: datetime | None) -> bool:
    """Delete some of the calls that started before then, or of all; whether there may be more."""
    old = (CALLS.c.pbx == pbx, *([] if before is None else [CALLS.c.started_at < before]))
    columns = (CALLS.c.id, CALLS.c.call_id, CALLS.c.started_at, CALLS.c.caller, CALLS.c.called)
    found = db.execute(select(*columns).where(*old).order_by(CALLS.c.started_at).limit(STEP)).all()
    if found:
        latest = found[-1].started_at + SAME_CALL_WITHIN
        theirs = (LEGS.c.pbx == pbx, LEGS.c.call_id.in_([row.call_id for row in found]))
        db.execute(delete(LEGS).where(*theirs, LEGS.c.started_at <= latest))
        db.execute(delete(CALLS).where(CALLS.c.id.in_([row.id for row in found])))
    for people in parts({row.caller for row in found} | {row.called for row in found}):
        is_left = or_(CALLS.c.caller == PARTIES.c.id, CALLS.c.called == PARTIES.c.id)
        nobody = ~select(CALLS.c.id).where(is_left).exists()
        db.execute(delete(PARTIES).where(PARTIES.c.id.in_(people), nobody))
    return len(found) == STEP


def delete_pbx(db: Connection, pbx: int) -> bool:
    """Delete some of what is known of a PBX; whether there may be more."""
    if delete_calls(db, pbx, None):
        return True
    for table in (LEGS, CALLS, PARTIES, LEARNED, HOURS):
        db.execute(delete(table).where(table.c.pbx == pbx))
    db.execute(delete(PBXS).where(PBXS.c.id == pbx))
    return False
