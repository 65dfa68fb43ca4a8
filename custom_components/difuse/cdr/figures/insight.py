"""What *Insight* shows: what became of the calls of many days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

import sqlalchemy as sa

from .. import OtherEnd
from ..insight import (
    HOURS_OF_DAY,
    MOST_RANKED,
    CallerFigures,
    CallSums,
    DayFigures,
    ExtensionFigures,
    HourFigures,
    Insight,
    Period,
    Quiet,
    RepeatedCaller,
    percent,
    quiet_hours,
)
from ..tables import extension_names
from .day_sums import Day, DaySums, Four, add, day_sums, days_of, sums_of
from .today import first_day, today, zone_of
from .top_callers import Span, name_callers, sums_of_callers, top_callers

_DAY: Final = timedelta(days=1)
_WORKDAYS: Final = 5
MOST_EXTENSIONS: Final = 200
_NOTHING: Final = (0, 0, 0, 0)


def insight(db: sa.Connection, pbx: int, now: datetime, days: int) -> Insight:
    """Return what became of the calls of so many days, today's included.

    Days are those of the time zone in which ``now`` is.
    """
    zone = zone_of(now)
    shown = days_of(now.date() - timedelta(days=days - 1), now.date(), zone)
    span = shown[0].span[0], shown[-1].span[1]
    counted = day_sums(db, pbx, shown, zone)
    total = CallSums.of([one.sums for one in counted.values()])
    week = _week(counted)
    of_hours = [sum(day[hour]["inbound"] for day in week[:_WORKDAYS]) for hour in HOURS_OF_DAY]
    return Insight(
        **today(db, pbx, now),
        period=_period(db, pbx, zone, shown, total),
        week=week,
        by_day=[_day(day, one.sums) for day, one in counted.items()],
        callers=_callers(db, pbx, span, counted),
        repeated=_repeated(db, pbx, span, counted),
        extensions=_extensions(counted, total, extension_names(db, pbx)),
        quiet=Quiet(hours=quiet_hours(of_hours)),
    )


def _period(
    db: sa.Connection, pbx: int, zone: tzinfo, days: Sequence[Day], total: CallSums
) -> Period:
    since = first_day(db, pbx, zone)
    earlier = days_of(days[0].on - timedelta(days=len(days)), days[0].on - _DAY, zone)
    before = None
    if since is not None and since < earlier[0].on:
        before = CallSums.of(sums_of(db, pbx, earlier, zone)).figures()
    return Period(
        start=days[0].on.isoformat(),
        end=days[-1].on.isoformat(),
        days=len(days),
        total=total.figures(),
        before=before,
        since=since.isoformat() if since else None,
    )


def _week(counted: Mapping[date, DaySums]) -> list[list[HourFigures]]:
    """Return how many called from outside in each hour of the week, and how many in vain."""
    week = [[HourFigures(inbound=0, missed=0) for _ in HOURS_OF_DAY] for _ in range(7)]
    for day, of_day in counted.items():
        for hour, (inbound, missed) in of_day.hours.items():
            cell = week[day.weekday()][hour]
            cell["inbound"] += inbound
            cell["missed"] += missed
    return week


def _day(day: date, sums: CallSums) -> DayFigures:
    return DayFigures(
        day=day.isoformat(),
        answered=sums.answered,
        missed=sums.missed,
        outbound=sums.outbound,
        ring=sums.ring,
        talk=sums.talk,
    )


def _callers(
    db: sa.Connection, pbx: int, span: Span, counted: Mapping[date, DaySums]
) -> list[CallerFigures]:
    """Return who called most often; all who withheld their number count as one."""
    callers = top_callers(db, pbx, span, MOST_RANKED)
    found = sums_of_callers(db, pbx, [*callers], span)
    withheld = _NOTHING
    for one in counted.values():
        withheld = add(withheld, one.withheld)
    if withheld[0]:
        found[""] = withheld
    names = name_callers(db, pbx, [*callers], span)
    ranked = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    return [_caller(names.get(who, OtherEnd()), sums) for who, sums in ranked[:MOST_RANKED]]


def _caller(who: OtherEnd, sums: Four) -> CallerFigures:
    calls, answered, missed, talk = sums
    return CallerFigures(
        number=who.number,
        shown=who.shown,
        name=who.name,
        calls=calls,
        answered=answered,
        missed=missed,
        talk=talk,
    )


def _repeated(
    db: sa.Connection, pbx: int, span: Span, counted: Mapping[date, DaySums]
) -> list[RepeatedCaller]:
    """Return who called repeatedly within a day, on the most days."""
    days, most = Counter[str](), Counter[str]()
    for of_day in counted.values():
        for who, calls in of_day.often.items():
            days[who] += 1
            most[who] = max(most[who], calls)
    ranked = sorted(days, key=lambda who: (-days[who], -most[who], who))[:MOST_RANKED]
    names = name_callers(db, pbx, ranked, span)
    return [
        RepeatedCaller(
            number=names[who].number,
            shown=names[who].shown,
            name=names[who].name,
            calls=most[who],
            days=days[who],
        )
        for who in ranked
        if who in names
    ]


def _extensions(
    counted: Mapping[date, DaySums], total: CallSums, names: Mapping[str, str]
) -> list[ExtensionFigures]:
    """Return what extensions had to do with calls, the busiest first."""
    found: dict[str, list[int]] = {}
    for of_day in counted.values():
        for number, sums in of_day.extensions.items():
            known = found.setdefault(number, [0, 0, 0, 0])
            # Thousands of them: a loop would take three times as long.
            known[0] += sums[0]
            known[1] += sums[1]
            known[2] += sums[2]
            known[3] += sums[3]
    ranked = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    return [
        ExtensionFigures(
            number=number,
            name=names.get(number),
            calls=calls,
            answered=answered,
            missed=missed,
            talk=talk,
            share=percent(answered, total.answered),
        )
        for number, (calls, answered, missed, talk) in ranked[:MOST_EXTENSIONS]
    ]
