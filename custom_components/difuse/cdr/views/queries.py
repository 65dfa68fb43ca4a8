"""What users see of the archive: each view a query, none of it kept beside."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, CallRecord
from ..calls import CallFilter
from ..figures import IS_MISSED, TALK
from ..tables import CALLS, EPOCH, IS_RECORDED, LEGS, PARTIES, call_of, legs_of, select_calls
from .sought import Sought, has_extension

_CALLS: Final = select_calls()
_LATEST: Final = (CALLS.c.started_at.desc(), CALLS.c.db_id.desc())
_LAST: Final = datetime(9999, 12, 31, tzinfo=UTC)
_SPANNED: Final = (
    _CALLS.where(CALLS.c.pbx == sa.bindparam("pbx"))
    .where(CALLS.c.started_at >= sa.bindparam("start"), CALLS.c.started_at < sa.bindparam("end"))
    .order_by(*_LATEST)
    .limit(sa.bindparam("limit"))
)
"""Each look asks it; to put it together takes as long as to read fifty calls."""


def find(db: sa.Connection, pbx: int, asked: CallFilter, limit: int) -> list[Call]:
    """Return the latest calls that pass a filter, the one that started last first."""
    if asked == CallFilter(start=asked.start, end=asked.end):
        span = {"start": asked.start or EPOCH, "end": asked.end or _LAST}
        found = db.execute(_SPANNED, {"pbx": pbx, "limit": limit, **span})
        return [call_of(one) for one in found.all()]
    if not _can_be_kept(asked):
        return []
    sought = Sought(db, pbx)
    people = sought.conditions(asked)
    if sought.is_nobody:
        return []
    conditions = [*_conditions(pbx, asked), *people]
    query = _CALLS
    if sought.is_few:
        # By the index of the PBX, SQLite would hold each of its calls against the few that it may
        # be; and it looks everybody up before it leaves all but the latest out.
        here = CALLS.c.pbx + 0 == pbx
        latest = query.with_only_columns(CALLS.c.id).where(here, *conditions)
        query = query.where(CALLS.c.id.in_(latest.order_by(*_LATEST).limit(limit)))
    else:
        query = query.where(CALLS.c.pbx == pbx, *conditions)
    found = db.execute(query.order_by(*_LATEST).limit(limit))
    return [call_of(one) for one in found.all()]


def _can_be_kept(asked: CallFilter) -> bool:
    """Return whether databases take all texts: no null byte, and no half character."""
    numbers = [pattern.plain for pattern in asked.numbers]
    words = (*asked.extensions, *asked.groups, *numbers)
    texts = "".join((asked.text, asked.name, asked.call_id, *words))
    return "\0" not in texts and texts == texts.encode(errors="replace").decode()


def _conditions(pbx: int, asked: CallFilter) -> list[sa.ColumnElement[bool]]:
    call = CALLS.c
    each: list[tuple[Callable[[Any], sa.ColumnElement[bool]], object]] = [
        (call.started_at.__ge__, asked.start),
        (call.started_at.__lt__, asked.end),
        (call.direction.in_, asked.directions or None),
        (call.disposition.in_, asked.dispositions or None),
        (lambda recorded: IS_RECORDED if recorded else ~IS_RECORDED, asked.recorded),
        (IS_MISSED.__eq__, asked.missed),
        (TALK.__ge__, asked.min_talk),
        (TALK.__le__, asked.max_talk),
    ]
    found = [condition(value) for condition, value in each if value is not None]
    if asked.call_id:
        this = (LEGS.c.pbx == pbx, LEGS.c.call_id == asked.call_id)
        found.append(call.id.in_(sa.select(LEGS.c.call).where(*this)))
    if asked.extensions:
        took_part = [has_extension(one) for one in asked.extensions]
        found.append(sa.or_(call.answered_by.in_(asked.extensions), *took_part))
    return found


def latest_records(db: sa.Connection, pbx: int, calls: int) -> list[CallRecord]:
    """Return the rows of so many of the latest calls."""
    latest = sa.select(CALLS.c.call_ids).where(CALLS.c.pbx == pbx)
    latest = latest.order_by(CALLS.c.started_at.desc()).limit(calls)
    call_ids = {call_id for found in db.scalars(latest) for call_id in found}
    return [record for _, record in legs_of(db, pbx, call_ids)]


def sizes(db: sa.Connection, pbx: int) -> dict[str, int]:
    """Return how many rows, calls and people are kept."""
    tables = {"rows": LEGS, "calls": CALLS, "people": PARTIES}
    return {
        name: db.scalar(sa.select(sa.func.count()).where(table.c.pbx == pbx)) or 0
        for name, table in tables.items()
    }
