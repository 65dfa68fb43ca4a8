"""How many calls there were in a time, and in which hours that has changed."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from .. import DayCounts, Direction, Disposition
from ..database import DURATION, insert_or_update
from ..tables import CALLS, HOUR, HOURS, hour_of

IS_MISSED: Final = sa.and_(
    CALLS.c.disposition != Disposition.ANSWERED,
    CALLS.c.direction != Direction.OUTBOUND,
    ~CALLS.c.unwanted,
)
TALK: Final = sa.type_coerce(CALLS.c.talk_duration, sa.Integer)
_FAILED: Final = (Disposition.FAILED, Disposition.CONGESTION)
_COUNTS: Final = (
    sa.func.count(),
    sa.func.count(sa.case((CALLS.c.disposition == Disposition.ANSWERED, 1))),
    sa.func.count(sa.case((sa.and_(IS_MISSED, CALLS.c.direction == Direction.INBOUND), 1))),
    sa.func.count(sa.case((CALLS.c.disposition == Disposition.BUSY, 1))),
    sa.func.count(sa.case((CALLS.c.disposition.in_(_FAILED), 1))),
    sa.type_coerce(sa.func.coalesce(sa.func.sum(TALK), 0), DURATION),
)
"""In the order of ``DayCounts``."""
IS_ANSWERED_INBOUND: Final = sa.and_(
    CALLS.c.disposition == Disposition.ANSWERED, CALLS.c.direction == Direction.INBOUND
)
RINGING: Final = sa.type_coerce(CALLS.c.answered_at, sa.BigInteger) - sa.type_coerce(
    CALLS.c.started_at, sa.BigInteger
)
_OF_INBOUND: Final = (
    sa.func.count(sa.case((IS_ANSWERED_INBOUND, 1))),
    sa.type_coerce(
        sa.func.coalesce(sa.func.sum(sa.case((IS_ANSWERED_INBOUND, RINGING))), 0), DURATION
    ),
)
"""The rest of them, which statistics don't ask for."""
_SPANNED: Final = sa.select(*_COUNTS, *_OF_INBOUND).where(
    CALLS.c.pbx == sa.bindparam("pbx"),
    CALLS.c.started_at >= sa.bindparam("start"),
    CALLS.c.started_at < sa.bindparam("end"),
)


def count(db: sa.Connection, pbx: int, start: datetime, end: datetime) -> DayCounts:
    """Return how many calls started from one moment to another, and how they went."""
    return DayCounts(*db.execute(_SPANNED, {"pbx": pbx, "start": start, "end": end}).one())


def hours(db: sa.Connection, pbx: int, since: int) -> dict[int, DayCounts]:
    """Return what was counted in each hour with calls from one on, by its epoch."""
    hour = sa.type_coerce(CALLS.c.started_at, sa.BigInteger) // HOUR * HOUR
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= datetime.fromtimestamp(since, UTC))
    query = sa.select(hour, *_COUNTS).where(*spanned).group_by(hour).order_by(hour)
    return {at: DayCounts(*counted) for at, *counted in db.execute(query)}


def first_hour(db: sa.Connection, pbx: int) -> int | None:
    """Return the hour of the first call, by its epoch; None where there is none."""
    first = db.scalar(sa.select(sa.func.min(CALLS.c.started_at)).where(CALLS.c.pbx == pbx))
    return None if first is None else hour_of(first)


def changed_hours(db: sa.Connection, pbx: int) -> dict[int, int]:
    """Return the hours that statistics don't have as they are now, each with its changes."""
    query = sa.select(HOURS.c.hour, HOURS.c.changes).where(HOURS.c.pbx == pbx)
    return {row.hour: row.changes for row in db.execute(query)}


def forget_changes(db: sa.Connection, pbx: int, hours: Mapping[int, int]) -> None:
    """Take it that statistics have these hours, unless they changed once more."""
    for hour, changes in hours.items():
        same = (HOURS.c.pbx == pbx, HOURS.c.hour == hour, HOURS.c.changes == changes)
        db.execute(sa.delete(HOURS).where(*same))


def note_hours(db: sa.Connection, pbx: int, starts: Iterable[datetime]) -> None:
    """Note that the figures of the hours with these starts have changed."""
    noted = [{"pbx": pbx, "hour": hour, "changes": 1} for hour in {*map(hour_of, starts)}]
    insert_or_update(db, HOURS, noted, {"changes": HOURS.c.changes + 1})
