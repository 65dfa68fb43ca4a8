"""Which missed calls are open, and what has handled the others.

Worked out whenever one of a caller's calls changes, from all of them: in which order they came to
the archive makes no difference. What somebody marked as seen stays so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Direction, Disposition, Handled
from ..calls import handled_by, handles, plain_number
from ..database import MOMENT, chunks
from ..tables import CALLS, EPOCH, PARTIES, PBXS
from .missed_callers import OPEN_FROM
from .parties import parties_of

_ANSWERED: Final = CALLS.c.disposition == Disposition.ANSWERED
_BY_CALLS: Final = (Handled.RETURNED, Handled.ANSWERED_LATER)
_THEIRS: Final = parties_of(sa.bindparam("pbx"), sa.bindparam("who"))
_AT: Final = sa.bindparam("at", type_=MOMENT)
_TALKED: Final = sa.select(CALLS.c.started_at, CALLS.c.direction).where(_ANSWERED)
_CALLED_US: Final = sa.and_(CALLS.c.caller.in_(_THEIRS), CALLS.c.direction == Direction.INBOUND)
_WAS_CALLED: Final = sa.and_(CALLS.c.called.in_(_THEIRS), CALLS.c.direction == Direction.OUTBOUND)


def _talks(when: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """Return a query of when somebody talked to a person, and who rang whom, in order."""
    both = [_TALKED.where(way, when) for way in (_CALLED_US, _WAS_CALLED)]
    return sa.union_all(*both).order_by("started_at")


# To put a query together takes longer than its answer.
_TALKS_AFTER: Final = _talks(CALLS.c.started_at > _AT)
_TALK_BEFORE: Final = sa.select(
    sa.func.max(_talks(CALLS.c.started_at < _AT).subquery().c.started_at)
)
_MISSED: Final = sa.select(CALLS.c.id, OPEN_FROM, CALLS.c.handled).where(
    CALLS.c.caller.in_(_THEIRS),
    CALLS.c.direction == Direction.INBOUND,
    sa.or_(CALLS.c.is_open, CALLS.c.handled.in_(_BY_CALLS)),
)
_MISSED_SINCE: Final = _MISSED.where(CALLS.c.started_at >= _AT)
_MISSED_BEFORE: Final = _MISSED.where(
    sa.or_(CALLS.c.is_open, CALLS.c.started_at >= _AT, CALLS.c.open_from >= _AT)
)
_THIS_CALL: Final = sa.update(CALLS).where(CALLS.c.id == sa.bindparam("number"))


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed of somebody's calls: the start of the first one, and whether people talked."""

    since: datetime
    has_talk: bool

    def joined(self, other: Touched | None) -> Touched:
        """Return both together."""
        if other is None:
            return self
        return Touched(min(self.since, other.since), self.has_talk or other.has_talk)


def update_open(db: sa.Connection, pbx: int, touched: Mapping[int, Touched]) -> None:
    """Work out anew which calls are open, of the people whose calls changed, by their parties."""
    people: dict[str, Touched] = {}
    for some in chunks(touched):
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
    if what.has_talk:
        # What was missed before it, and after the one before.
        before = db.scalar(_TALK_BEFORE, asked) or EPOCH
        found = db.execute(_MISSED_BEFORE, asked | {"at": before}).all()
    else:
        found = db.execute(_MISSED_SINCE, asked).all()
    if not found:
        return
    first = min([since for _, since, _ in found])
    talks = [
        (at, handled)
        for at, direction in db.execute(_TALKS_AFTER, asked | {"at": first})
        if (handled := handles(direction, Disposition.ANSWERED))
    ]
    for number, since, known in found:
        handled = handled_by(since, talks)
        if handled is not known:
            yield {"number": number, "handled": handled, "is_open": handled is None}


def mark_seen(db: sa.Connection, pbx: int, who: str | None = None) -> datetime | None:
    """Take all missed calls as seen, or those of somebody; return when the first one began.

    What was handled before began earlier: ``reopen`` from then on takes back no more than this.
    """
    theirs = () if who is None else (CALLS.c.caller.in_(parties_of(pbx, who)),)
    first = sa.select(sa.func.min(CALLS.c.started_at, type_=MOMENT))
    # By the index of starts, SQLite would look at each call of the PBX until it had one.
    here = (CALLS.c.pbx + 0 == pbx, CALLS.c.is_open, *theirs)
    since: datetime | None = db.scalar(first.where(*here))
    _see(db, pbx, *theirs)
    return since


def mark_number_seen(db: sa.Connection, pbx: int, number: str, whose: Callable[[str], str]) -> None:
    """Take the missed calls from a number as seen, however it is written; "" for withheld ones."""
    same = sa.or_(PARTIES.c.who == whose(number), PARTIES.c.plain == plain_number(number))
    theirs = sa.select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, same)
    _see(db, pbx, CALLS.c.caller.in_(theirs))


def _see(db: sa.Connection, pbx: int, *which: sa.ColumnElement[bool]) -> None:
    here = (CALLS.c.pbx == pbx, CALLS.c.is_open, *which)
    db.execute(sa.update(CALLS).where(*here).values(handled=Handled.SEEN, is_open=False))


def reopen(db: sa.Connection, pbx: int, who: str, since: datetime, now: datetime) -> None:
    """Have somebody called back all the same whose calls were missed since then."""
    handled = (CALLS.c.pbx == pbx, CALLS.c.started_at >= since, CALLS.c.handled.is_not(None))
    opened = {"handled": None, "is_open": True, "open_from": now}
    theirs = CALLS.c.caller.in_(parties_of(pbx, who))
    db.execute(sa.update(CALLS).where(*handled, theirs).values(opened))


def reminded_until(db: sa.Connection, pbx: int) -> datetime | None:
    """Return until when users were reminded of those who wait for a call; None for never."""
    until: datetime | None = db.scalar(sa.select(PBXS.c.reminded_until).where(PBXS.c.id == pbx))
    return until


def note_reminded(db: sa.Connection, pbx: int, until: datetime) -> None:
    """Write down until when users were reminded."""
    db.execute(sa.update(PBXS).where(PBXS.c.id == pbx).values(reminded_until=until))
