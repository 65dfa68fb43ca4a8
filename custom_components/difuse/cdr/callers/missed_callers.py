"""Missed callers: who is to be called back, and who needs nobody any more."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, Direction
from ..calls import SAME_CALL_WITHIN
from ..database import MOMENT, chunks
from ..tables import CALLS, PARTIES, call_of, select_calls

EVER: Final = datetime.fromtimestamp(0, UTC)
OPEN_FROM: Final = sa.type_coerce(sa.func.coalesce(CALLS.c.open_from, CALLS.c.started_at), MOMENT)
_MISSED: Final = (CALLS.c.caller, CALLS.c.started_at, OPEN_FROM.label("since"))
_CALL: Final = CALLS.alias("missed")
_LATEST_HANDLED: Final = 500


@dataclass(frozen=True, slots=True)
class MissedCaller:
    """Somebody whose calls were missed: the latest of them, how many, and since when.

    ``who`` names them, see ``people.Line``; it is "" for all who withheld their number.
    """

    who: str
    call: Call
    calls: int
    open_from: datetime


def open_calls(db: sa.Connection, pbx: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """Return how many missed calls are open, and the ids of the latest of them."""
    # By the index of starts, SQLite would look at each call of the PBX until it had enough.
    here = (CALLS.c.pbx + 0 == pbx, CALLS.c.is_open)
    number = db.scalar(sa.select(sa.func.count()).where(*here)) or 0
    latest = sa.select(CALLS.c.id).where(*here).order_by(CALLS.c.started_at.desc()).limit(limit)
    ids = sa.select(CALLS.c.call_id).where(CALLS.c.id.in_(latest.scalar_subquery()))
    return number, tuple(db.scalars(ids.order_by(CALLS.c.started_at.desc()))) if number else ()


def count_callers(db: sa.Connection, pbx: int) -> int:
    """Return how many callers are to be called back."""
    open_ones = sa.select(CALLS.c.caller).where(CALLS.c.pbx == pbx, CALLS.c.is_open).distinct()
    query = sa.select(sa.func.count(sa.distinct(PARTIES.c.who)))
    return db.scalar(query.where(PARTIES.c.id.in_(open_ones))) or 0


def open_callers(db: sa.Connection, pbx: int, limit: int) -> list[MissedCaller]:
    """Return who is to be called back, whoever called last first."""
    open_ones = sa.select(*_MISSED).where(CALLS.c.pbx == pbx, CALLS.c.is_open).subquery()
    return _callers(db, pbx, _people(open_ones).limit(limit), _CALL.c.is_open)


def handled_callers(db: sa.Connection, pbx: int, since: datetime, limit: int) -> list[MissedCaller]:
    """Return who has been missed since then and needs nobody any more, likewise.

    They are looked for among the latest of these calls.
    """
    handled = (CALLS.c.pbx == pbx, CALLS.c.handled.is_not(None), CALLS.c.started_at >= since)
    latest = sa.select(*_MISSED).where(*handled).order_by(CALLS.c.started_at.desc())
    people = _people(latest.limit(_LATEST_HANDLED).subquery()).having(~_is_open(pbx))
    return _callers(db, pbx, people.limit(limit), _CALL.c.handled.is_not(None))


def became_of(db: sa.Connection, pbx: int, callers: Collection[MissedCaller]) -> list[MissedCaller]:
    """Return those callers who needed somebody and don't any more, each with the last call now.

    Who waits still isn't among them, nor whose calls turned out to be none that were missed.
    """
    since = min([one.call.started_at for one in callers], default=EVER) - SAME_CALL_WITHIN
    last: dict[str, Call] = {}
    for some in chunks([one.who for one in callers]):
        theirs = sa.select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, PARTIES.c.who.in_(some))
        handled = (CALLS.c.handled.is_not(None), CALLS.c.started_at >= since)
        latest = sa.select(*_MISSED).where(CALLS.c.caller.in_(theirs), *handled).subquery()
        people = _people(latest).having(~_is_open(pbx))
        found = _callers(db, pbx, people, _CALL.c.handled.is_not(None))
        last |= {one.who: one.call for one in found}
    return [replace(one, call=last[one.who]) for one in callers if one.who in last]


def _people(missed: sa.Subquery) -> sa.Select[Any]:
    """Return a query of who called in missed calls: how many, open since when, the last when."""
    of_number = sa.select(
        missed.c.caller,
        sa.func.count().label("calls"),
        sa.func.min(missed.c.since).label("since"),
        sa.func.max(missed.c.started_at).label("last_at"),
    )
    numbers = of_number.group_by(missed.c.caller).subquery()
    last_at = sa.func.max(numbers.c.last_at)
    return (
        sa.select(
            PARTIES.c.who,
            sa.func.sum(numbers.c.calls).label("calls"),
            sa.func.min(numbers.c.since).label("since"),
            last_at.label("last_at"),
        )
        .join_from(numbers, PARTIES, PARTIES.c.id == numbers.c.caller)
        .group_by(PARTIES.c.who)
        .order_by(last_at.desc(), PARTIES.c.who)
    )


def _is_open(pbx: int) -> sa.ColumnElement[bool]:
    """Return whether somebody whose calls were missed is to be called back."""
    party = PARTIES.alias()
    theirs = sa.select(party.c.id).where(party.c.pbx == pbx, party.c.who == PARTIES.c.who)
    open_ones = (_CALL.c.pbx == pbx, _CALL.c.is_open, _CALL.c.caller.in_(theirs.correlate(PARTIES)))
    return sa.exists().where(*open_ones).correlate(PARTIES)


def _callers(
    db: sa.Connection, pbx: int, people: sa.Select[Any], which: sa.ColumnElement[bool]
) -> list[MissedCaller]:
    """Return these people, with the last of their calls that are meant, the latest one first."""
    person = people.subquery()
    theirs = (PARTIES.c.pbx == pbx, PARTIES.c.who == person.c.who, _CALL.c.caller == PARTIES.c.id)
    # None but calls from outside are missed: that is by what the index goes.
    then = (_CALL.c.direction == Direction.INBOUND, _CALL.c.started_at == person.c.last_at)
    last = sa.select(_CALL.c.id).where(*theirs, *then, which)
    # Asked for each: SQLite would begin such a join with all parties of the PBX.
    last_id = last.order_by(_CALL.c.db_id.desc()).limit(1).scalar_subquery()
    since = sa.type_coerce(person.c.since, MOMENT)
    found = db.execute(sa.select(person.c.who, person.c.calls, since, last_id)).all()
    calls = {
        number: call_of(one)
        for some in chunks([row[-1] for row in found])
        for number, *one in db.execute(select_calls(CALLS.c.id).where(CALLS.c.id.in_(some)))
    }
    callers = [
        MissedCaller(who, calls[number], int(times), since) for who, times, since, number in found
    ]
    return sorted(callers, key=lambda one: (one.call.started_at, one.call.db_id), reverse=True)
