"""What goes: calls that are older than they are to be kept, and a PBX that was removed."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select

from ..database import chunks
from ..figures import forget_days
from ..tables import (
    BOOKS,
    CALLS,
    CARDS,
    DAYS,
    EPOCH,
    EXTENSIONS,
    HOURS,
    LEARNED,
    LEGS,
    PARTIES,
    PBXS,
    PERSONS,
)

STEP: Final = 500
"""So many calls are deleted at a time: what is to be written meanwhile waits for a moment only."""

_TABLES: Final = (LEGS, CALLS, PARTIES, LEARNED, HOURS, DAYS, BOOKS, CARDS, EXTENSIONS, PERSONS)
_SIDES: Final = (CALLS.c.caller, CALLS.c.called)


def delete_calls(db: Connection, pbx: int, before: datetime | None) -> bool:
    """Delete some of the calls that started before then, or of all; return whether more may be.

    People go when the last of these calls has gone, those who never had one as well.
    """
    old = (CALLS.c.pbx == pbx, *([] if before is None else [CALLS.c.started_at < before]))
    query = select(CALLS.c.id, CALLS.c.call_ids, CALLS.c.started_at).where(*old)
    found = db.execute(query.order_by(CALLS.c.started_at).limit(STEP)).all()
    numbers = [row.id for row in found]
    db.execute(delete(CALLS).where(CALLS.c.id.in_(numbers)))
    forget_days(db, pbx, [row.started_at for row in found])
    for chunk in chunks({call_id for row in found for call_id in row.call_ids}):
        # A call id may have come again: rows of a later call stay.
        theirs = (LEGS.c.call_id.in_(chunk), LEGS.c.call.in_(numbers))
        db.execute(delete(LEGS).where(LEGS.c.pbx == pbx, *theirs))
    is_more = len(found) == STEP
    until = found[-1].started_at if is_more else before
    if until is not None:
        # What is no part of any call; rows that can't be read have no time.
        unjoined = (LEGS.c.call.is_(None), LEGS.c.started_at > EPOCH, LEGS.c.started_at < until)
        # By the primary key, SQLite would look through all rows of the PBX.
        db.execute(delete(LEGS).where(LEGS.c.pbx + 0 == pbx, *unjoined))
    if is_more:
        return True
    nobody = [~select(CALLS.c.id).where(side == PARTIES.c.id).exists() for side in _SIDES]
    db.execute(delete(PARTIES).where(PARTIES.c.pbx == pbx, *nobody))
    return False


def delete_pbx(db: Connection, pbx: int) -> bool:
    """Delete some of what is known of a PBX; return whether there may be more."""
    if delete_calls(db, pbx, None):
        return True
    for table in _TABLES:
        db.execute(delete(table).where(table.c.pbx == pbx))
    db.execute(delete(PBXS).where(PBXS.c.id == pbx))
    return False
