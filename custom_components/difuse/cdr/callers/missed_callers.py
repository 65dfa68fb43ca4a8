"""Missed callers: who is to be called back, and who needs nobody any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, Direction
from ..calls import SAME_CALL_WITHIN
from ..database import MOMENT, chunks
from ..tables import CALLS, EPOCH, PARTIES, call_of, select_calls

OPEN_FROM: Final = sa.type_coerce(sa.func.coalesce(CALLS.c.open_from, CALLS.c.started_at), MOMENT)
_MISSED: Final = (CALLS.c.caller, CALLS.c.started_at, OPEN_FROM.label("since"))
_CALL: Final = CALLS.alias("missed")
_PBX: Final[sa.BindParameter[Any]] = sa.bindparam("pbx")
_SINCE: Final[sa.BindParameter[Any]] = sa.bindparam("since")
_LATEST_HANDLED: Final = 500

# Each look at the office asks all of these; to put them together takes longer than the answer.

# By the index of starts, SQLite would look at each call of the PBX until it had enough.
_HERE: Final = (CALLS.c.pbx + 0 == _PBX, CALLS.c.is_open)
_NEWEST: Final = CALLS.c.started_at.desc()
_OPEN_CALLS: Final = sa.select(sa.func.count()).where(*_HERE)
_LATEST: Final = sa.select(CALLS.c.id).where(*_HERE).order_by(_NEWEST).limit(sa.bindparam("limit"))
_THEIR_IDS: Final = (
    sa.select(CALLS.c.call_id).where(CALLS.c.id.in_(_LATEST.scalar_subquery())).order_by(_NEWEST)
)
_THEY_CALLED: Final = sa.select(CALLS.c.caller).where(CALLS.c.pbx == _PBX, CALLS.c.is_open)
_OPEN_CALLERS: Final = sa.select(sa.func.count(sa.distinct(PARTIES.c.who))).where(
    PARTIES.c.id.in_(_THEY_CALLED.distinct())
)
_THESE: Final = select_calls(CALLS.c.id).where(
    CALLS.c.id.in_(sa.bindparam("numbers", expanding=True))
)


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
    number = db.scalar(_OPEN_CALLS, {"pbx": pbx}) or 0
    return number, tuple(db.scalars(_THEIR_IDS, {"pbx": pbx, "limit": limit})) if number else ()


def count_callers(db: sa.Connection, pbx: int) -> int:
    """Return how many callers are to be called back."""
    return db.scalar(_OPEN_CALLERS, {"pbx": pbx}) or 0


def open_callers(db: sa.Connection, pbx: int, limit: int) -> list[MissedCaller]:
    """Return who is to be called back, whoever called last first."""
    return _callers(db, _OPEN, {"pbx": pbx, "limit": limit})


def handled_callers(db: sa.Connection, pbx: int, since: datetime, limit: int) -> list[MissedCaller]:
    """Return who has been missed since then and needs nobody any more, likewise.

    They are looked for among the latest of these calls.
    """
    return _callers(db, _HANDLED, {"pbx": pbx, "since": since, "limit": limit})


def became_of(db: sa.Connection, pbx: int, callers: Collection[MissedCaller]) -> list[MissedCaller]:
    """Return those callers who needed somebody and don't any more, each with the last call now.

    Who waits still isn't among them, nor whose calls turned out to be none that were missed.
    """
    since = min([one.call.started_at for one in callers], default=EPOCH) - SAME_CALL_WITHIN
    last: dict[str, Call] = {}
    for some in chunks([one.who for one in callers]):
        found = _callers(db, _BECAME, {"pbx": pbx, "since": since, "some": some})
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


def _is_open() -> sa.ColumnElement[bool]:
    """Return whether somebody whose calls were missed is to be called back."""
    party = PARTIES.alias()
    theirs = sa.select(party.c.id).where(party.c.pbx == _PBX, party.c.who == PARTIES.c.who)
    open_ones = (
        _CALL.c.pbx == _PBX,
        _CALL.c.is_open,
        _CALL.c.caller.in_(theirs.correlate(PARTIES)),
    )
    return sa.exists().where(*open_ones).correlate(PARTIES)


def _with_last_call(people: sa.Select[Any], which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return a query of these people, each with the last of their calls that are meant."""
    person = people.subquery()
    theirs = (PARTIES.c.pbx == _PBX, PARTIES.c.who == person.c.who, _CALL.c.caller == PARTIES.c.id)
    # None but calls from outside are missed: that is by what the index goes.
    then = (_CALL.c.direction == Direction.INBOUND, _CALL.c.started_at == person.c.last_at)
    last = sa.select(_CALL.c.id).where(*theirs, *then, which)
    # Asked for each: SQLite would begin such a join with all parties of the PBX.
    last_id = last.order_by(_CALL.c.db_id.desc()).limit(1).scalar_subquery()
    since = sa.type_coerce(person.c.since, MOMENT)
    return sa.select(person.c.who, person.c.calls, since, last_id)


def _open() -> sa.Select[Any]:
    missed = sa.select(*_MISSED).where(CALLS.c.pbx == _PBX, CALLS.c.is_open).subquery()
    return _with_last_call(_people(missed).limit(sa.bindparam("limit")), _CALL.c.is_open)


def _handled() -> sa.Select[Any]:
    handled = (CALLS.c.pbx == _PBX, CALLS.c.handled.is_not(None), CALLS.c.started_at >= _SINCE)
    latest = sa.select(*_MISSED).where(*handled).order_by(CALLS.c.started_at.desc())
    people = _people(latest.limit(_LATEST_HANDLED).subquery()).having(~_is_open())
    return _with_last_call(people.limit(sa.bindparam("limit")), _CALL.c.handled.is_not(None))


def _became() -> sa.Select[Any]:
    some = PARTIES.c.who.in_(sa.bindparam("some", expanding=True))
    theirs = sa.select(PARTIES.c.id).where(PARTIES.c.pbx == _PBX, some)
    handled = (CALLS.c.handled.is_not(None), CALLS.c.started_at >= _SINCE)
    missed = sa.select(*_MISSED).where(CALLS.c.caller.in_(theirs), *handled).subquery()
    return _with_last_call(_people(missed).having(~_is_open()), _CALL.c.handled.is_not(None))


_OPEN: Final = _open()
_HANDLED: Final = _handled()
_BECAME: Final = _became()


def _callers(
    db: sa.Connection, people: sa.Select[Any], asked: Mapping[str, object]
) -> list[MissedCaller]:
    """Return these people, with the last of their calls that are meant, the latest one first."""
    found = db.execute(people, asked).all()
    calls = {
        number: call_of(one)
        for some in chunks([row[-1] for row in found])
        for number, *one in db.execute(_THESE, {"numbers": some})
    }
    callers = [
        MissedCaller(who, calls[number], int(times), since) for who, times, since, number in found
    ]
    return sorted(callers, key=lambda one: (one.call.started_at, one.call.db_id), reverse=True)
