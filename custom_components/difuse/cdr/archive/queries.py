"""What users see of the archive: each view a query, none of it kept beside."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    type_coerce,
    union,
)

from .. import Call, CallRecord, DayCounts, Direction, Disposition
from ..calls import SHORTEST_ABROAD, CallFilter, NumberPattern, fold, search_term
from .schema import CALLS, HOUR, HOURS, LEG_FIELDS, LEGS, PARTIES, hour_of

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
_IS_MISSED: Final = and_(
    CALLS.c.disposition != Disposition.ANSWERED, CALLS.c.direction != Direction.OUTBOUND
)
_FAILED: Final = (Disposition.FAILED, Disposition.CONGESTION)
_COUNTS: Final = (
    func.count(),
    func.count(case((CALLS.c.disposition == Disposition.ANSWERED, 1))),
    func.count(case((and_(_IS_MISSED, CALLS.c.direction == Direction.INBOUND), 1))),
    func.count(case((CALLS.c.disposition == Disposition.BUSY, 1))),
    func.count(case((CALLS.c.disposition.in_(_FAILED), 1))),
    func.coalesce(func.sum(type_coerce(CALLS.c.talk_duration, Integer)), 0),
)
"""In the order of ``DayCounts``."""


def select_calls(*more: ColumnElement[Any]) -> Select[Any]:
    """Return a query of calls, one field a column; ``more`` come before these."""
    # Outer joins, though both are there: they are looked up last, whatever is asked for.
    people = CALLS.outerjoin(_CALLER, _CALLER.c.id == CALLS.c.caller)
    people = people.outerjoin(_CALLED, _CALLED.c.id == CALLS.c.called)
    return select(*more, *_FIELDS).select_from(people)


def find(db: Connection, pbx: int, asked: CallFilter, limit: int) -> list[Call]:
    """Return the latest calls that pass a filter, the one that started last first."""
    if not _can_be_kept(asked):
        return []
    conditions = [*_conditions(asked), *_people(db, pbx, asked)]
    query = select_calls().where(CALLS.c.pbx == pbx, *conditions)
    latest = query.order_by(CALLS.c.started_at.desc(), CALLS.c.db_id.desc()).limit(limit)
    return [Call(*found) for found in db.execute(latest).all()]


def _can_be_kept(asked: CallFilter) -> bool:
    """Return whether databases take all texts: no null byte, and no half character."""
    numbers = [pattern.plain for pattern in asked.numbers]
    texts = "".join((asked.text, asked.name, asked.call_id, *asked.extensions, *numbers))
    return "\0" not in texts and texts == texts.encode(errors="replace").decode()


def _conditions(asked: CallFilter) -> list[ColumnElement[bool]]:
    call, talk = CALLS.c, type_coerce(CALLS.c.talk_duration, Integer)
    each: list[tuple[Callable[[Any], ColumnElement[bool]], object]] = [
        (call.started_at.__ge__, asked.start),
        (call.started_at.__lt__, asked.end),
        (call.call_id.__eq__, asked.call_id or None),
        (call.direction.in_, asked.directions or None),
        (call.disposition.in_, asked.dispositions or None),
        ((call.recording_url != "").__eq__, asked.recorded),
        (_IS_MISSED.__eq__, asked.missed),
        (talk.__ge__, asked.min_talk),
        (talk.__le__, asked.max_talk),
    ]
    found = [condition(value) for condition, value in each if value is not None]
    if asked.extensions:
        took_part = [_has_extension(one) for one in asked.extensions]
        found.append(or_(call.answered_by.in_(asked.extensions), *took_part))
    return found


def _has_extension(number: str) -> ColumnElement[bool]:
    return type_coerce(CALLS.c.extensions, String).contains(f" {number} ", autoescape=True)


def _people(db: Connection, pbx: int, asked: CallFilter) -> list[ColumnElement[bool]]:
    """Return what makes a call one with the people who are asked for."""
    words, both = PARTIES.c.words, (CALLS.c.caller, CALLS.c.called)
    found: list[ColumnElement[bool]] = []
    if asked.numbers:
        found.append(_are_with(db, pbx, or_(*map(_fits, asked.numbers)), *both))
    if asked.name:
        # Two lines follow a name: its number, and nothing.
        named = words.like(f"%{_literal(fold(asked.name))}%\n%\n", escape="\\")
        found.append(_are_with(db, pbx, named, CALLS.c.caller))
    if term := search_term(asked.text):
        with_them = _are_with(db, pbx, words.contains(term, autoescape=True), *both)
        number = asked.text.strip()
        is_known = (PARTIES.c.pbx == pbx, PARTIES.c.number == number)
        if db.scalar(select(PARTIES.c.id).where(*is_known)):
            with_them = or_(with_them, _has_extension(number))
        found.append(with_them)
    return found


def _fits(pattern: NumberPattern) -> ColumnElement[bool]:
    """Return ``NumberPattern.matches`` in SQL."""
    party = PARTIES.c
    if not pattern.is_prefix:
        return party.plain == pattern.plain
    if not pattern.plain:
        written = func.ltrim(party.number, " ()./-")
        abroad = or_(written.startswith("+"), written.startswith("00"))
        return and_(func.length(party.plain) >= SHORTEST_ABROAD, abroad)
    begins = party.plain.startswith(pattern.plain, autoescape=True)
    return and_(
        begins, func.length(party.plain) >= (SHORTEST_ABROAD if pattern.names_country else 0)
    )


def _are_with(
    db: Connection, pbx: int, who: ColumnElement[bool], *sides: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return that one of these people is on one of these sides of a call."""
    people = select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, who)
    few = db.scalars(people.limit(_FEW + 1)).all()
    if len(few) <= _FEW:
        return CALLS.c.id.in_(union(*[select(CALLS.c.id).where(side.in_(few)) for side in sides]))
    # With an index on the side, a database would collect all their calls to find the latest few.
    return or_(*[(side + 0).in_(people) for side in sides])


def count(db: Connection, pbx: int, start: datetime, end: datetime) -> DayCounts:
    """Return how many calls started from one moment to another, and how they went."""
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= start, CALLS.c.started_at < end)
    return _counts(*db.execute(select(*_COUNTS).where(*spanned)).one())


def unseen(db: Connection, pbx: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """Return how many calls were missed and not seen, and the ids of the latest of them."""
    here = (CALLS.c.pbx == pbx, CALLS.c.unseen)
    number = db.scalar(select(func.count()).where(*here)) or 0
    latest = select(CALLS.c.call_id).where(*here).order_by(CALLS.c.started_at.desc()).limit(limit)
    return number, tuple(db.scalars(latest)) if number else ()


def hours(db: Connection, pbx: int, since: int) -> dict[int, DayCounts]:
    """Return what was counted in each hour with calls from one on, by its epoch."""
    hour = type_coerce(CALLS.c.started_at, BigInteger) // HOUR * HOUR
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= datetime.fromtimestamp(since, UTC))
    query = select(hour, *_COUNTS).where(*spanned).group_by(hour).order_by(hour)
    return {at: _counts(*counted) for at, *counted in db.execute(query)}


def _counts(
    calls: int, answered: int, missed: int, busy: int, failed: int, talked: int
) -> DayCounts:
    return DayCounts(calls, answered, missed, busy, failed, timedelta(seconds=int(talked)))


def first_hour(db: Connection, pbx: int) -> int | None:
    """Return the hour of the first call, by its epoch; None where there is none."""
    first = db.scalar(select(func.min(CALLS.c.started_at)).where(CALLS.c.pbx == pbx))
    return None if first is None else hour_of(first)


def changed_hours(db: Connection, pbx: int) -> dict[int, int]:
    """Return the hours that statistics don't have as they are now, each with its changes."""
    query = select(HOURS.c.hour, HOURS.c.changes).where(HOURS.c.pbx == pbx)
    return {row.hour: row.changes for row in db.execute(query)}


def forget_changes(db: Connection, pbx: int, hours: Mapping[int, int]) -> None:
    """Take it that statistics have these hours, unless they changed once more."""
    for hour, changes in hours.items():
        same = (HOURS.c.pbx == pbx, HOURS.c.hour == hour, HOURS.c.changes == changes)
        db.execute(delete(HOURS).where(*same))


def latest_records(db: Connection, pbx: int, calls: int) -> list[CallRecord]:
    """Return the rows of so many of the latest calls."""
    latest = select(CALLS.c.call_id).where(CALLS.c.pbx == pbx)
    latest = latest.order_by(CALLS.c.started_at.desc()).limit(calls)
    columns = [LEGS.c[name] for name in LEG_FIELDS]
    theirs = (LEGS.c.pbx == pbx, LEGS.c.call_id.in_(latest))
    return [CallRecord(*found) for found in db.execute(select(*columns).where(*theirs))]


def sizes(db: Connection, pbx: int) -> dict[str, int]:
    """Return how many rows, calls and people are kept."""
    tables = {"rows": LEGS, "calls": CALLS, "people": PARTIES}
    return {
        name: db.scalar(select(func.count()).where(table.c.pbx == pbx)) or 0
        for name, table in tables.items()
    }


def _literal(text: str) -> str:
    """Return a text as LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
