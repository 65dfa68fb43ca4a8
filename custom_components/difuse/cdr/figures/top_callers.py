"""Who called most often in a time, and what is known of callers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Direction, OtherEnd
from ..database import MOMENT, chunks
from ..tables import CALLS, PARTIES, call_of, select_calls
from .day_sums import OF_CALLER, Four, add

type Span = tuple[datetime, datetime]

_FEW_DAYS: Final = 45
"""The calls of so many days are counted by the index of starts, those of more caller by caller."""

_IS_INBOUND: Final = CALLS.c.direction == Direction.INBOUND
_JOINED: Final = PARTIES.c.id == CALLS.c.caller


def top_callers(db: sa.Connection, pbx: int, span: Span, limit: int) -> dict[str, int]:
    """Return who called most often from outside, by ``people.Line.who``, the busiest first.

    Those who withheld their number aren't among them.
    """
    which = [_IS_INBOUND, CALLS.c.started_at >= span[0], CALLS.c.started_at < span[1]]
    if (span[1] - span[0]).days <= _FEW_DAYS:
        which.append(CALLS.c.pbx == pbx)
    calls = sa.select(CALLS.c.caller, sa.func.count().label("calls")).where(*which)
    of_number = calls.group_by(CALLS.c.caller).subquery()
    number = sa.func.sum(of_number.c.calls)
    query = (
        sa.select(PARTIES.c.who, number)
        .join_from(of_number, PARTIES, PARTIES.c.id == of_number.c.caller)
        .where(PARTIES.c.pbx == pbx, PARTIES.c.who != "")
        .group_by(PARTIES.c.who)
        .order_by(number.desc(), PARTIES.c.who)
    )
    return {who: int(calls) for who, calls in db.execute(query.limit(limit))}


def sums_of_callers(
    db: sa.Connection, pbx: int, callers: Collection[str], span: Span
) -> dict[str, Four]:
    """Return what is summed up of some callers' calls from outside: how many, answered, missed."""
    query = sa.select(PARTIES.c.who, *OF_CALLER).where(*_theirs(pbx, callers, span))
    found = db.execute(query.join_from(PARTIES, CALLS, _JOINED).group_by(PARTIES.c.who))
    return {who: add((0, 0, 0, 0), counted) for who, *counted in found}


def name_callers(
    db: sa.Connection, pbx: int, callers: Collection[str], span: Span
) -> dict[str, OtherEnd]:
    """Return who some callers are, as the latest of their calls from outside says."""
    last_at = sa.func.max(CALLS.c.started_at)
    query = sa.select(PARTIES.c.who, sa.type_coerce(last_at, MOMENT))
    query = query.join_from(PARTIES, CALLS, _JOINED).where(*_theirs(pbx, callers, span))
    last = dict(db.execute(query.group_by(PARTIES.c.who)).tuples().all())
    numbers = sa.select(PARTIES.c.id, PARTIES.c.who).where(PARTIES.c.pbx == pbx)
    named: dict[str, OtherEnd] = {}
    for some in chunks(last):
        who_at = dict(db.execute(numbers.where(PARTIES.c.who.in_(some))).tuples().all())
        then = (_IS_INBOUND, CALLS.c.started_at.in_([last[who] for who in some]))
        calls = select_calls(CALLS.c.caller).where(CALLS.c.caller.in_([*who_at]), *then)
        for number, *one in db.execute(calls.order_by(CALLS.c.started_at, CALLS.c.db_id)):
            named[who_at[number]] = call_of(one).other
    return named


def _theirs(pbx: int, callers: Collection[str], span: Span) -> list[sa.ColumnElement[Any]]:
    """Return the conditions of calls from outside by some callers."""
    who = PARTIES.c.who.in_([*callers])
    when = (CALLS.c.started_at >= span[0], CALLS.c.started_at < span[1])
    return [PARTIES.c.pbx == pbx, who, _IS_INBOUND, *when]
