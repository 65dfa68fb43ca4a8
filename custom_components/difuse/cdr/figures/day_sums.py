"""Sums of days: worked out once when a day is over, and kept until one of its calls changes.

A day is one of people's, in their time zone. What isn't kept is counted: answers are the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
import json
from typing import Any, Final

import sqlalchemy as sa

from .. import Direction, Disposition
from ..database import MOMENT, chunks
from ..insight import OFTEN, SUMS, CallSums
from ..tables import CALLS, DAYS, PARTIES
from .extension_calls import kinds_of_calls
from .hours import IS_ANSWERED_INBOUND, IS_MISSED, RINGING, TALK

DAYS_AT_ONCE: Final = 7
"""So many days are summed up at a time: what is to be written meanwhile waits for a moment only."""

_SLOT: Final = 900
"""Days and hours begin on a quarter of an hour, in all time zones."""
_LONGEST_DAY: Final = 26 * 3600
_START: Final = sa.type_coerce(CALLS.c.started_at, sa.BigInteger)
_SLOT_OF: Final = _START // _SLOT * _SLOT
_IS_INBOUND: Final = CALLS.c.direction == Direction.INBOUND


def _how_many(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((which, 1)))


def _sum(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(number), 0)


_SUMS: Final = (
    sa.func.count(),
    _how_many(_IS_INBOUND),
    _how_many(CALLS.c.direction == Direction.OUTBOUND),
    _how_many(IS_ANSWERED_INBOUND),
    _how_many(sa.and_(IS_MISSED, _IS_INBOUND)),
    _sum(sa.case((IS_ANSWERED_INBOUND, RINGING))),
    _sum(TALK),
)
"""In the order of ``CallSums``."""

OF_CALLER: Final = (
    sa.func.count(),
    _how_many(CALLS.c.disposition == Disposition.ANSWERED),
    _how_many(IS_MISSED),
    _sum(TALK),
)
"""In the order of ``CallerSums``, where all calls are from outside."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of people's, from its first moment to that of the next, in epoch seconds."""

    on: date
    start: int
    until: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its first moment, and that of the next day."""
        return datetime.fromtimestamp(self.start, UTC), datetime.fromtimestamp(self.until, UTC)


def days_of(first: date, last: date, zone: tzinfo) -> list[Day]:
    """Return the days from one to another as they are in a time zone, the first one first."""
    each = [first + timedelta(days=day) for day in range((last - first).days + 2)]
    starts = [int(datetime.combine(day, time(), zone).timestamp()) for day in each]
    return [Day(*one) for one in zip(each, starts, starts[1:], strict=False)]


type Four = tuple[int, int, int, int]
"""Calls, answered, missed, talk."""


@dataclass(frozen=True, slots=True)
class DaySums:
    """What is summed up of a day.

    ``hours`` has calls from outside and missed ones by the hour, ``extensions`` the calls in which
    each took part, ``often`` who called so often that day, by ``people.Line.who``; ``withheld`` are
    the calls from outside of those who withheld their number.
    """

    sums: CallSums = field(default_factory=CallSums)
    hours: dict[int, tuple[int, int]] = field(default_factory=dict)
    extensions: dict[str, Four] = field(default_factory=dict)
    often: dict[str, int] = field(default_factory=dict)
    withheld: Four = (0, 0, 0, 0)


def sum_between(db: sa.Connection, pbx: int, start: datetime, until: datetime) -> CallSums:
    """Return what is summed up of the calls that started from one moment to another."""
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= start, CALLS.c.started_at < until)
    return CallSums(*map(int, db.execute(sa.select(*_SUMS).where(*spanned)).one()))


def sums_of(db: sa.Connection, pbx: int, days: Sequence[Day], zone: tzinfo) -> list[CallSums]:
    """Return the sums of some days that follow one another, without what else is kept of them."""
    kept = _kept(db, pbx, days, zone, *[DAYS.c[name] for name in SUMS])
    return [
        CallSums(*kept[day.start]) if day.start in kept else sum_between(db, pbx, *day.span)
        for day in days
    ]


def day_sums(db: sa.Connection, pbx: int, days: Sequence[Day], zone: tzinfo) -> dict[date, DaySums]:
    """Return all that is summed up of some days that follow one another."""
    kept = _kept(db, pbx, days, zone, *[DAYS.c[name] for name in SUMS], DAYS.c.details)
    begun = first_call(db, pbx)
    found: dict[date, DaySums] = {}
    for day in days:
        if day.start in kept:
            found[day.on] = _read(*kept[day.start])
        elif begun is None or day.span[1] <= begun:
            found[day.on] = DaySums()
        else:
            found[day.on] = _sum_up(db, pbx, day, zone)
    return found


def first_call(db: sa.Connection, pbx: int) -> datetime | None:
    """Return when the first call that is kept started."""
    first = sa.func.min(CALLS.c.started_at, type_=MOMENT)
    found: datetime | None = db.scalar(sa.select(first).where(CALLS.c.pbx == pbx))
    return found


def keep_days(
    db: sa.Connection, pbx: int, first: date, last: date, zone: tzinfo, at_once: int = DAYS_AT_ONCE
) -> bool:
    """Sum up some of the days that aren't kept, the latest first; return whether there are more.

    ``last`` is over; days before the first call aren't kept.
    """
    if (begun := first_call(db, pbx)) is None:
        return False
    first = max(first, begun.astimezone(zone).date())
    days = days_of(first, last, zone)
    kept = _kept(db, pbx, days, zone)
    missing = [day for day in days[::-1] if day.start not in kept]
    if some := missing[:at_once]:
        other = sa.or_(DAYS.c.zone != str(zone), DAYS.c.start.in_([day.start for day in some]))
        db.execute(sa.delete(DAYS).where(DAYS.c.pbx == pbx, other))
        rows = [_values(day, zone, _sum_up(db, pbx, day, zone)) for day in some]
        db.execute(sa.insert(DAYS), [{"pbx": pbx, **row} for row in rows])
    return len(missing) > len(some)


def forget_days(db: sa.Connection, pbx: int, starts: Iterable[datetime]) -> None:
    """Take it that the sums of the days with these starts are others now."""
    moments = {int(start.timestamp()) // _SLOT * _SLOT for start in starts}
    if not moments:
        return
    first, last = min(moments), max(moments)
    near = (DAYS.c.pbx == pbx, DAYS.c.start > first - _LONGEST_DAY, DAYS.c.start <= last)
    kept = db.execute(sa.select(DAYS.c.start, DAYS.c.until).where(*near)).all()
    changed = [start for start, until in kept if not moments.isdisjoint(range(start, until, _SLOT))]
    for some in chunks(changed):
        db.execute(sa.delete(DAYS).where(DAYS.c.pbx == pbx, DAYS.c.start.in_(some)))


def _kept(
    db: sa.Connection, pbx: int, days: Sequence[Day], zone: tzinfo, *columns: sa.Column[Any]
) -> dict[int, list[Any]]:
    if not days:
        return {}
    spanned = (DAYS.c.start >= days[0].start, DAYS.c.start <= days[-1].start)
    here = (DAYS.c.pbx == pbx, DAYS.c.zone == str(zone), *spanned)
    query = sa.select(DAYS.c.start, *columns).where(*here)
    return {start: found for start, *found in db.execute(query)}


def _sum_up(db: sa.Connection, pbx: int, day: Day, zone: tzinfo) -> DaySums:
    """Count the calls of a day."""
    calls, until = day.span
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= calls, CALLS.c.started_at < until)
    by_slot = sa.select(_SLOT_OF, *_SUMS).where(*spanned).group_by(_SLOT_OF)
    slots = [(at, CallSums(*map(int, counted))) for at, *counted in db.execute(by_slot)]
    hours: dict[int, tuple[int, int]] = {}
    for at, sums in slots:
        hour = datetime.fromtimestamp(at, zone).hour
        inbound, missed = hours.get(hour, (0, 0))
        hours[hour] = inbound + sums.inbound, missed + sums.missed
    often, withheld = _callers(db, spanned)
    return DaySums(
        CallSums.of([sums for _, sums in slots]),
        hours,
        _extensions(db, pbx, day),
        often,
        withheld,
    )


def _extensions(db: sa.Connection, pbx: int, day: Day) -> dict[str, Four]:
    found: dict[str, Four] = {}
    for words, answered_by, direction, calls, missed, talk in kinds_of_calls(db, pbx, day.span):
        took_part = words.split()
        placed_by = [] if direction is Direction.INBOUND else took_part[:1]
        for number in took_part:
            answered = calls if (answered_by, direction) == (number, Direction.INBOUND) else 0
            talked = talk if number in (answered_by, *placed_by) else 0
            of_call = (calls, answered, missed, talked)
            found[number] = add(found.get(number, (0, 0, 0, 0)), of_call)
    return found


def add(one: Four, other: Iterable[int]) -> Four:
    """Return both together."""
    calls, answered, missed, talk = (int(a) + int(b) for a, b in zip(one, other, strict=True))
    return calls, answered, missed, talk


def _callers(
    db: sa.Connection, spanned: Iterable[sa.ColumnElement[bool]]
) -> tuple[dict[str, int], Four]:
    """Return who called often, and what is summed up of those who withheld their number."""
    who = PARTIES.c.who
    query = sa.select(who, *OF_CALLER).join_from(CALLS, PARTIES, PARTIES.c.id == CALLS.c.caller)
    query = query.where(*spanned, _IS_INBOUND).group_by(who)
    found = db.execute(query.having(sa.or_(sa.func.count() >= OFTEN, who == ""))).all()
    callers = {one: tuple(counted) for one, *counted in found}
    withheld = add((0, 0, 0, 0), callers.pop("", (0, 0, 0, 0)))
    return {one: calls for one, (calls, *_) in callers.items()}, withheld


def _values(day: Day, zone: tzinfo, of_day: DaySums) -> dict[str, object]:
    details = [[*of_day.hours.items()], of_day.extensions, of_day.often, of_day.withheld]
    return {
        "start": day.start,
        "until": day.until,
        "zone": str(zone),
        **{name: getattr(of_day.sums, name) for name in SUMS},
        "details": json.dumps(details, separators=(",", ":")),
    }


def _read(*kept: Any) -> DaySums:
    *sums, details = kept
    hours, extensions, often, withheld = json.loads(details)
    return DaySums(CallSums(*sums), dict(hours), extensions, often, withheld)
