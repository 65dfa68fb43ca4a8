"""Which missed calls are open, and what has handled the others.

Worked out whenever one of a caller's calls changes, from all of them: in which order they came to
the archive makes no difference. What somebody marked as seen stays so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, Direction, Disposition, Handled
from ..calls import handled_by, handles
from ..database import MOMENT, parts
from .found_calls import call_of, select_calls
from .schema import CALLS, PARTIES

EVER: Final = datetime.fromtimestamp(0, UTC)
_ANSWERED: Final = CALLS.c.disposition == Disposition.ANSWERED
_BY_CALLS: Final = (Handled.RETURNED, Handled.ANSWERED_LATER)
_OPEN_FROM: Final = sa.type_coerce(sa.func.coalesce(CALLS.c.open_from, CALLS.c.started_at), MOMENT)
_OPEN_CALLS: Final = CALLS.join(PARTIES, PARTIES.c.id == CALLS.c.caller)
_THEIRS: Final = sa.select(PARTIES.c.id).where(
    PARTIES.c.pbx == sa.bindparam("pbx"), PARTIES.c.who == sa.bindparam("who")
)
_AT: Final = sa.bindparam("at", type_=MOMENT)
_TALKED: Final = sa.select(CALLS.c.started_at, CALLS.c.direction).where(_ANSWERED)
_CALLED_US: Final = sa.and_(CALLS.c.caller.in_(_THEIRS), CALLS.c.direction == Direction.INBOUND)
_WAS_CALLED: Final = sa.and_(CALLS.c.called.in_(_THEIRS), CALLS.c.direction == Direction.OUTBOUND)


def _contacts(when: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """Return a query of when somebody talked to a person, and who rang whom, in order."""
    both = [_TALKED.where(way, when) for way in (_CALLED_US, _WAS_CALLED)]
    return sa.union_all(*both).order_by("started_at")


# To put a query together takes longer than its answer.
_CONTACTS_AFTER: Final = _contacts(CALLS.c.started_at > _AT)
_CONTACT_BEFORE: Final = sa.select(
    sa.func.max(_contacts(CALLS.c.started_at < _AT).subquery().c.started_at)
)
_MISSED: Final = sa.select(CALLS.c.id, _OPEN_FROM, CALLS.c.handled).where(
    CALLS.c.caller.in_(_THEIRS), sa.or_(CALLS.c.is_open, CALLS.c.handled.in_(_BY_CALLS))
)
_MISSED_SINCE: Final = _MISSED.where(CALLS.c.started_at >= _AT)
_MISSED_BEFORE: Final = _MISSED.where(sa.or_(CALLS.c.is_open, CALLS.c.started_at >= _AT))
_THIS_CALL: Final = sa.update(CALLS).where(CALLS.c.id == sa.bindparam("number"))


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed of somebody's calls: the start of the first one, and whether it was talked."""

    since: datetime
    is_contact: bool

    def joined(self, other: Touched | None) -> Touched:
        """Return both together."""
        if other is None:
            return self
        return Touched(min(self.since, other.since), self.is_contact or other.is_contact)


@dataclass(frozen=True, slots=True)
class MissedCaller:
    """Somebody whose calls were missed: the latest of them, how many, and since when.

    ``who`` names them, see ``people.Line``; it is "" for all who withheld their number.
    """

    who: str
    call: Call
    calls: int
    open_from: datetime


def settle(db: sa.Connection, pbx: int, touched: Mapping[int, Touched]) -> None:
    """Work out anew which calls are open, of the people whose calls changed, by their parties."""
    people: dict[str, Touched] = {}
    for some in parts(touched):
        these = sa.select(PARTIES.c.id, PARTIES.c.who).where(PARTIES.c.id.in_(some))
        for party, who in db.execute(these):
            people[who] = touched[party].joined(people.get(who))
    people.pop("", None)
    changed = [one for who, what in people.items() for one in _changes(db, pbx, who, what)]
    if changed:
        db.execute(_THIS_CALL, changed)


def _changes(db: sa.Connection, pbx: int, who: str, what: Touched) -> Iterable[dict[str, Any]]:
    """Return what is another now of somebody's missed calls."""
    asked = {"pbx": pbx, "who": who, "at": what.since}
    if what.is_contact:
        # What was missed before it, and after the one before.
        before = db.scalar(_CONTACT_BEFORE, asked) or EVER
        found = db.execute(_MISSED_BEFORE, asked | {"at": before}).all()
    else:
        found = db.execute(_MISSED_SINCE, asked).all()
    if not found:
        return
    first = min([since for _, since, _ in found])
    contacts = [
        (at, handled)
        for at, direction in db.execute(_CONTACTS_AFTER, asked | {"at": first})
        if (handled := handles(direction, Disposition.ANSWERED))
    ]
    for number, since, known in found:
        handled = handled_by(since, contacts)
        if handled is not known:
            yield {"number": number, "handled": handled, "is_open": handled is None}


def open_calls(db: sa.Connection, pbx: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """Return how many missed calls are open, and the ids of the latest of them."""
    here = (CALLS.c.pbx == pbx, CALLS.c.is_open)
    number = db.scalar(sa.select(sa.func.count()).where(*here)) or 0
    latest = sa.select(CALLS.c.call_id).where(*here).order_by(CALLS.c.started_at.desc())
    return number, tuple(db.scalars(latest.limit(limit))) if number else ()


def count_callers(db: sa.Connection, pbx: int) -> int:
    """Return how many callers are to be called back."""
    query = sa.select(sa.func.count(sa.distinct(PARTIES.c.who))).select_from(_OPEN_CALLS)
    return db.scalar(query.where(CALLS.c.pbx == pbx, CALLS.c.is_open)) or 0


def open_callers(db: sa.Connection, pbx: int, limit: int) -> list[MissedCaller]:
    """Return who is to be called back, whoever called last first."""
    return _callers(db, pbx, CALLS.c.is_open, limit)


def handled_callers(db: sa.Connection, pbx: int, since: datetime, limit: int) -> list[MissedCaller]:
    """Return who has been missed since then and needs nobody any more, likewise."""
    call, party = CALLS.alias(), PARTIES.alias()
    still = sa.select(party.c.who).join(call, call.c.caller == party.c.id)
    still = still.where(call.c.pbx == pbx, call.c.is_open)
    handled = (CALLS.c.started_at >= since, CALLS.c.handled.is_not(None))
    return _callers(db, pbx, sa.and_(*handled, PARTIES.c.who.not_in(still)), limit)


def _callers(
    db: sa.Connection, pbx: int, which: sa.ColumnElement[bool], limit: int
) -> list[MissedCaller]:
    person = PARTIES.c.who
    latest = (CALLS.c.started_at.desc(), CALLS.c.db_id.desc())
    numbered = (
        sa.select(
            CALLS.c.id,
            PARTIES.c.who,
            sa.func.count().over(partition_by=person).label("calls"),
            sa.func.min(_OPEN_FROM).over(partition_by=person).label("since"),
            sa.func.row_number().over(partition_by=person, order_by=latest).label("place"),
        )
        .select_from(_OPEN_CALLS)
        .where(CALLS.c.pbx == pbx, which)
        .subquery()
    )
    since = sa.type_coerce(numbered.c.since, MOMENT)
    query = select_calls(numbered.c.who, numbered.c.calls, since)
    query = query.join(numbered, numbered.c.id == CALLS.c.id).where(numbered.c.place == 1)
    return [
        MissedCaller(who, call_of(found), calls, since)
        for who, calls, since, *found in db.execute(query.order_by(*latest).limit(limit))
    ]


def mark_seen(db: sa.Connection, pbx: int, who: str | None = None) -> None:
    """Take all missed calls as seen, or those of somebody."""
    here = [CALLS.c.pbx == pbx, CALLS.c.is_open]
    if who is not None:
        here.append(_from(pbx, who))
    db.execute(sa.update(CALLS).where(*here).values(handled=Handled.SEEN, is_open=False))


def reopen(db: sa.Connection, pbx: int, who: str, since: datetime, now: datetime) -> None:
    """Have somebody called back all the same whose calls were missed since then."""
    handled = (CALLS.c.pbx == pbx, CALLS.c.started_at >= since, CALLS.c.handled.is_not(None))
    opened = {"handled": None, "is_open": True, "open_from": now}
    db.execute(sa.update(CALLS).where(*handled, _from(pbx, who)).values(opened))


def _from(pbx: int, who: str) -> sa.ColumnElement[bool]:
    theirs = sa.select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, PARTIES.c.who == who)
    return CALLS.c.caller.in_(theirs)
