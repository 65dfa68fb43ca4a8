"""What users see of the archive: each view a query, none of it kept beside."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, CallRecord, DayCounts, Direction, Disposition
from ..calls import SHORTEST_ABROAD, CallFilter, NumberPattern, fold, search_term
from ..database import DURATION
from .rows import legs_of
from .schema import CALLS, HOUR, HOURS, LEGS, PARTIES, hour_of

_FEW: Final = 1000
"""So many people's calls are looked up one by one; those of more come soon on the way back."""

_CALLER: Final = PARTIES.alias("caller")
_CALLED: Final = PARTIES.alias("called")
_OTHERS: Final = {
    "caller_number": _CALLER.c.number,
    "caller_name": _CALLER.c.name,
    "called_number": _CALLED.c.number,
}
_FIELDS: Final = [
    _OTHERS[one.name] if one.name in _OTHERS else CALLS.c[one.name] for one in fields(Call)
]
_IS_MISSED: Final = sa.and_(
    CALLS.c.disposition != Disposition.ANSWERED, CALLS.c.direction != Direction.OUTBOUND
)
_TALK: Final = sa.type_coerce(CALLS.c.talk_duration, sa.Integer)
_FAILED: Final = (Disposition.FAILED, Disposition.CONGESTION)
_COUNTS: Final = (
    sa.func.count(),
    sa.func.count(sa.case((CALLS.c.disposition == Disposition.ANSWERED, 1))),
    sa.func.count(sa.case((sa.and_(_IS_MISSED, CALLS.c.direction == Direction.INBOUND), 1))),
    sa.func.count(sa.case((CALLS.c.disposition == Disposition.BUSY, 1))),
    sa.func.count(sa.case((CALLS.c.disposition.in_(_FAILED), 1))),
    sa.type_coerce(sa.func.coalesce(sa.func.sum(_TALK), 0), DURATION),
)
"""In the order of ``DayCounts``."""


def select_calls(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return a query of calls, one field a column; ``more`` come before these."""
    # Outer joins, though both are there: they are looked up last, whatever is asked for.
    people = CALLS.outerjoin(_CALLER, _CALLER.c.id == CALLS.c.caller)
    people = people.outerjoin(_CALLED, _CALLED.c.id == CALLS.c.called)
    return sa.select(*more, *_FIELDS).select_from(people)


def find(db: sa.Connection, pbx: int, asked: CallFilter, limit: int) -> list[Call]:
    """Return the latest calls that pass a filter, the one that started last first."""
    if not _can_be_kept(asked):
        return []
    conditions = [*_conditions(pbx, asked), *_people(db, pbx, asked)]
    query = select_calls().where(CALLS.c.pbx == pbx, *conditions)
    latest = query.order_by(CALLS.c.started_at.desc(), CALLS.c.db_id.desc()).limit(limit)
    return [Call(*found) for found in db.execute(latest).all()]


def _can_be_kept(asked: CallFilter) -> bool:
    """Return whether databases take all texts: no null byte, and no half character."""
    numbers = [pattern.plain for pattern in asked.numbers]
    texts = "".join((asked.text, asked.name, asked.call_id, *asked.extensions, *numbers))
    return "\0" not in texts and texts == texts.encode(errors="replace").decode()


def _conditions(pbx: int, asked: CallFilter) -> list[sa.ColumnElement[bool]]:
    call = CALLS.c
    each: list[tuple[Callable[[Any], sa.ColumnElement[bool]], object]] = [
        (call.started_at.__ge__, asked.start),
        (call.started_at.__lt__, asked.end),
        (call.direction.in_, asked.directions or None),
        (call.disposition.in_, asked.dispositions or None),
        ((call.recording_url != "").__eq__, asked.recorded),
        (_IS_MISSED.__eq__, asked.missed),
        (_TALK.__ge__, asked.min_talk),
        (_TALK.__le__, asked.max_talk),
    ]
    found = [condition(value) for condition, value in each if value is not None]
    if asked.call_id:
        this = (LEGS.c.pbx == pbx, LEGS.c.call_id == asked.call_id)
        found.append(call.id.in_(sa.select(LEGS.c.call).where(*this)))
    if asked.extensions:
        took_part = [_has_extension(one) for one in asked.extensions]
        found.append(sa.or_(call.answered_by.in_(asked.extensions), *took_part))
    return found


def _has_extension(number: str) -> sa.ColumnElement[bool]:
    return sa.type_coerce(CALLS.c.extensions, sa.String).contains(f" {number} ", autoescape=True)


def _people(db: sa.Connection, pbx: int, asked: CallFilter) -> list[sa.ColumnElement[bool]]:
    """Return what makes a call one with the people who are asked for."""
    words, both = PARTIES.c.words, (CALLS.c.caller, CALLS.c.called)
    found: list[sa.ColumnElement[bool]] = []
    if asked.numbers:
        found.append(_are_with(db, pbx, sa.or_(*map(_fits, asked.numbers)), *both))
    if asked.name:
        # Two lines follow a name: its number, and nothing.
        named = words.like(f"%{_literal(fold(asked.name))}%\n%\n", escape="\\")
        found.append(_are_with(db, pbx, named, CALLS.c.caller))
    if term := search_term(asked.text):
        with_them = _are_with(db, pbx, words.contains(term, autoescape=True), *both)
        number = asked.text.strip()
        is_known = (PARTIES.c.pbx == pbx, PARTIES.c.number == number)
        if db.scalar(sa.select(PARTIES.c.id).where(*is_known)):
            with_them = sa.or_(with_them, _has_extension(number))
        found.append(with_them)
    return found


def _fits(pattern: NumberPattern) -> sa.ColumnElement[bool]:
    """Return ``NumberPattern.matches`` in SQL."""
    party = PARTIES.c
    if not pattern.is_prefix:
        return party.plain == pattern.plain
    if not pattern.plain:
        written = sa.func.ltrim(party.number, " ()./-")
        abroad = sa.or_(written.startswith("+"), written.startswith("00"))
        return sa.and_(sa.func.length(party.plain) >= SHORTEST_ABROAD, abroad)
    begins = party.plain.startswith(pattern.plain, autoescape=True)
    return sa.and_(
        begins, sa.func.length(party.plain) >= (SHORTEST_ABROAD if pattern.names_country else 0)
    )


def _are_with(
    db: sa.Connection, pbx: int, who: sa.ColumnElement[bool], *sides: sa.ColumnElement[int]
) -> sa.ColumnElement[bool]:
    """Return that one of these people is on one of these sides of a call."""
    people = sa.select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, who)
    few = db.scalars(people.limit(_FEW + 1)).all()
    if len(few) <= _FEW:
        return CALLS.c.id.in_(
            sa.union(*[sa.select(CALLS.c.id).where(side.in_(few)) for side in sides])
        )
    # With an index on the side, a database would collect all their calls to find the latest few.
    return sa.or_(*[(side + 0).in_(people) for side in sides])


def count(db: sa.Connection, pbx: int, start: datetime, end: datetime) -> DayCounts:
    """Return how many calls started from one moment to another, and how they went."""
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= start, CALLS.c.started_at < end)
    return DayCounts(*db.execute(sa.select(*_COUNTS).where(*spanned)).one())


def unseen(db: sa.Connection, pbx: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """Return how many calls were missed and not seen, and the ids of the latest of them."""
    here = (CALLS.c.pbx == pbx, CALLS.c.unseen)
    number = db.scalar(sa.select(sa.func.count()).where(*here)) or 0
    latest = (
        sa.select(CALLS.c.call_id).where(*here).order_by(CALLS.c.started_at.desc()).limit(limit)
    )
    return number, tuple(db.scalars(latest)) if number else ()


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


def _literal(text: str) -> str:
    """Return a text as LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
