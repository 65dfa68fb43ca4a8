"""Today beside a usual day: the same weekday of the last weeks, until the same time."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import sqlalchemy as sa

from ..insight import CallSums, Figures, Today
from .day_sums import days_of, first_call, sum_between

_WEEK: Final = timedelta(days=7)
_WEEKS: Final = 8
_FEWEST_DAYS: Final = 2


def today(db: sa.Connection, pbx: int, now: datetime) -> Today:
    """Return what became of today's calls, and what is usual until this time of the day.

    Days are those of the time zone in which ``now`` is.
    """
    zone = zone_of(now)
    (day,) = days_of(now.date(), now.date(), zone)
    return Today(
        now=now.isoformat(timespec="seconds"),
        time_zone=str(zone),
        today=sum_between(db, pbx, *day.span).figures(),
        usual=_usual(db, pbx, now),
    )


def zone_of(now: datetime) -> tzinfo:
    """Return the time zone in which a moment is given."""
    return now.tzinfo or UTC


def first_day(db: sa.Connection, pbx: int, zone: tzinfo) -> date | None:
    """Return the day of the first call."""
    first = first_call(db, pbx)
    return None if first is None else first.astimezone(zone).date()


def _usual(db: sa.Connection, pbx: int, now: datetime) -> Figures | None:
    """Return the mean of those days before which there was a call: the first may be a part."""
    zone = zone_of(now)
    since, clock = first_day(db, pbx, zone), now.replace(tzinfo=None)
    until = [clock - week * _WEEK for week in range(1, _WEEKS + 1)]
    whole = [one for one in until if since and one.date() > since]
    if len(whole) < _FEWEST_DAYS:
        return None
    spans = [
        (days_of(one.date(), one.date(), zone)[0].span[0], one.replace(tzinfo=zone))
        for one in whole
    ]
    return CallSums.of([sum_between(db, pbx, *span) for span in spans]).mean(len(spans))
