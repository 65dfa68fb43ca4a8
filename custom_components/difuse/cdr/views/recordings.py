"""Which recordings there are: of which days, with whom, at which extensions."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Direction
from ..tables import CALLS, IS_RECORDED, PARTIES, PERSONS

MOST_COUNTED: Final = 100_000
"""So many of the latest recordings are looked through to say with whom they are."""

_WORDS: Final = sa.type_coerce(CALLS.c.extensions, sa.String).label("words")
_OTHER_END: Final = sa.case(
    (CALLS.c.direction == Direction.OUTBOUND, CALLS.c.called), else_=CALLS.c.caller
)
_LATEST: Final = CALLS.c.started_at.desc()


@dataclass(frozen=True, slots=True)
class RecordedSpan:
    """A day, or a month, with recordings."""

    start: datetime
    recordings: int


@dataclass(frozen=True, slots=True)
class RecordedPerson:
    """Somebody outside with whom calls were recorded; ``who`` see ``people.Line``.

    ``shown`` is how people here write the number; ``name`` is "" where nobody knows it.
    """

    who: str
    name: str
    shown: str
    recordings: int


def recorded_spans(
    db: sa.Connection,
    pbx: int,
    start_of: Callable[[datetime], datetime],
    limit: int,
    end: datetime | None = None,
) -> list[RecordedSpan]:
    """Return the latest spans with recordings that began before ``end``, the latest first.

    ``start_of`` gives the start of the day, or whatever it is, in which a moment lies.
    """
    spans: list[RecordedSpan] = []
    while len(spans) < limit:
        before = [] if end is None else [CALLS.c.started_at < end]
        here = (CALLS.c.pbx == pbx, IS_RECORDED, *before)
        latest = sa.select(CALLS.c.started_at).where(*here).order_by(_LATEST).limit(1)
        if (last := db.scalar(latest)) is None:
            break
        end = start_of(last)
        of_span = sa.select(sa.func.count()).where(*here, CALLS.c.started_at >= end)
        spans.append(RecordedSpan(end, db.scalar(of_span) or 0))
    return spans


def recorded_extensions(db: sa.Connection, pbx: int) -> dict[str, int]:
    """Return of how many recorded calls each extension was a part."""
    latest = _latest(pbx, _WORDS)
    query = sa.select(latest.c.words, sa.func.count()).group_by(latest.c.words)
    counted = Counter[str]()
    for words, recordings in db.execute(query):
        for number in words.split():
            counted[number] += recordings
    return dict(sorted(counted.items()))


def recorded_people(db: sa.Connection, pbx: int, limit: int) -> list[RecordedPerson]:
    """Return with whom calls were recorded, whoever had the latest first."""
    latest = _latest(pbx, _OTHER_END.label("party"), CALLS.c.started_at, outside=True)
    parties = (
        sa.select(
            latest.c.party,
            sa.func.count().label("recordings"),
            sa.func.max(latest.c.started_at).label("last_at"),
        )
        .group_by(latest.c.party)
        .subquery()
    )
    last_at = sa.func.max(parties.c.last_at)
    people = (
        sa.select(
            PARTIES.c.who,
            sa.func.max(PARTIES.c.name).label("name"),
            sa.func.max(PARTIES.c.shown).label("shown"),
            sa.func.max(PARTIES.c.number).label("number"),
            sa.func.sum(parties.c.recordings).label("recordings"),
            last_at.label("last_at"),
        )
        .join_from(parties, PARTIES, PARTIES.c.id == parties.c.party)
        .where(PARTIES.c.who != "")
        .group_by(PARTIES.c.who)
        .order_by(last_at.desc(), PARTIES.c.who)
        .limit(limit)
        .subquery()
    )
    same = sa.and_(PERSONS.c.pbx == pbx, PERSONS.c.who == people.c.who)
    query = sa.select(people, PERSONS.c.name.label("contact")).outerjoin_from(people, PERSONS, same)
    return [
        RecordedPerson(
            one.who, one.contact or one.name, one.shown or one.number, int(one.recordings)
        )
        for one in db.execute(query.order_by(people.c.last_at.desc(), people.c.who))
    ]


def _latest(pbx: int, *columns: sa.ColumnElement[Any], outside: bool = False) -> sa.Subquery:
    """Return the latest recorded calls; ``outside``: without those between colleagues."""
    here = sa.select(*columns).where(CALLS.c.pbx == pbx, IS_RECORDED)
    if outside:
        here = here.where(CALLS.c.direction != Direction.INTERNAL)
    return here.order_by(_LATEST).limit(MOST_COUNTED).subquery()
