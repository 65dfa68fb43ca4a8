"""Whether a PBX from which only pushes come has fallen silent.

An office may be closed for days, and a PBX without calls has nothing to push. So only a whole day
counts on which there used to be calls.
"""

from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from ..database import MOMENT
from ..tables import CALLS
from .day_sums import days_of
from .today import zone_of

_WEEK: Final = timedelta(days=7)
_WEEKS: Final = 2
"""In so many weeks before, one after the other, there were calls on that day of the week."""


def is_silent(db: sa.Connection, pbx: int, now: datetime, latest: datetime) -> bool:
    """Return whether a day on which there used to be calls is over without one.

    Days are those of the time zone in which ``now`` is; today isn't over. What starts after
    ``latest`` is no sign of life.
    """
    started = (CALLS.c.pbx == pbx, CALLS.c.started_at <= latest)
    last = db.scalar(sa.select(sa.func.max(CALLS.c.started_at, type_=MOMENT)).where(*started))
    if last is None:
        return False
    last_day = last.astimezone(zone_of(now)).date()
    over = min((now.date() - last_day).days - 1, _WEEK.days)
    quiet = [last_day + timedelta(days=day) for day in range(1, over + 1)]
    return any(_used_to_speak(db, pbx, day, now) for day in quiet)


def _used_to_speak(db: sa.Connection, pbx: int, day: date, now: datetime) -> bool:
    return all(_had_calls(db, pbx, day - week * _WEEK, now) for week in range(1, _WEEKS + 1))


def _had_calls(db: sa.Connection, pbx: int, on: date, now: datetime) -> bool:
    (day,) = days_of(on, on, zone_of(now))
    start, until = day.span
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= start, CALLS.c.started_at < until)
    return db.execute(sa.select(CALLS.c.id).where(*spanned).limit(1)).first() is not None
