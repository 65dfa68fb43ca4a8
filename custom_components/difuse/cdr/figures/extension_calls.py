"""The calls of extensions: of how many each was a part, today, and when last."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from .. import Direction
from ..tables import CALLS, known_extensions
from .hours import IS_MISSED, TALK

MOST_COUNTED: Final = 100_000
"""So many calls are looked through at most to say which extensions there are."""

_WORDS: Final = sa.type_coerce(CALLS.c.extensions, sa.String)
_KINDS: Final = (_WORDS, CALLS.c.answered_by, CALLS.c.direction)
_MISSED: Final = sa.and_(IS_MISSED, CALLS.c.direction == Direction.INBOUND)
_COUNTS: Final = (sa.func.count(), sa.func.count(sa.case((_MISSED, 1))), sa.func.sum(TALK))
_OPEN: Final = sa.select(_WORDS).where(CALLS.c.pbx == sa.bindparam("pbx"), CALLS.c.is_open)
_LATEST: Final = (
    sa.select(CALLS.c.started_at)
    .where(
        CALLS.c.pbx == sa.bindparam("pbx"),
        CALLS.c.started_at <= sa.bindparam("last"),
        CALLS.c.started_at < sa.bindparam("end"),
        _WORDS.contains(sa.bindparam("word")),
    )
    .order_by(CALLS.c.started_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ExtensionDay:
    """The calls of a day in which an extension took part, and when its latest call started.

    ``missed`` are calls from outside that rang there and that nobody answered; ``talk_time`` is
    that of calls which it answered or placed, not of those that only rang there.
    ``has_new_missed``: of the missed calls that are open, one rang there.
    """

    calls: int = 0
    missed: int = 0
    talk_time: timedelta = timedelta()
    last_call: datetime | None = None
    has_new_missed: bool = False


def extension_days(
    db: sa.Connection,
    pbx: int,
    numbers: Collection[str],
    day: tuple[datetime, datetime],
    latest: datetime,
) -> dict[str, ExtensionDay]:
    """Return the day of some extensions. What starts after ``latest`` is the latest of nothing."""
    if not numbers:
        return {}
    counted = {number: Counter[str]() for number in numbers}
    # Calls are many, those who take part in them few: it doesn't matter for how many it is asked.
    for words, answered_by, direction, calls, missed, talk in kinds_of_calls(db, pbx, day):
        took_part = words.split()
        placed_by = [] if direction is Direction.INBOUND else took_part[:1]
        for number in counted.keys() & took_part:
            of_number = counted[number]
            of_number["calls"] += calls
            of_number["missed"] += missed
            of_number["talk"] += talk * (number in (answered_by, *placed_by))
    last = _last_calls(db, pbx, numbers, latest)
    open_at = {number for words in db.scalars(_OPEN, {"pbx": pbx}) for number in words.split()}
    return {
        number: ExtensionDay(
            of_number["calls"],
            of_number["missed"],
            timedelta(seconds=of_number["talk"]),
            last.get(number),
            number in open_at,
        )
        for number, of_number in counted.items()
    }


def kinds_of_calls(db: sa.Connection, pbx: int, day: tuple[datetime, datetime]) -> sa.Result[Any]:
    """Count the calls of a day, alike ones together."""
    spanned = (CALLS.c.pbx == pbx, CALLS.c.started_at >= day[0], CALLS.c.started_at < day[1])
    query = sa.select(*_KINDS, *_COUNTS).where(*spanned, _WORDS != "")
    return db.execute(query.group_by(*_KINDS))


def _last_calls(
    db: sa.Connection, pbx: int, numbers: Collection[str], latest: datetime
) -> dict[str, datetime | None]:
    """Return when the latest call of each started; None where there is none any more."""
    known = known_extensions(db, pbx, numbers)
    # It is nearly always the first that is looked at.
    return {
        number: db.scalar(
            _LATEST, {"pbx": pbx, "last": one.last_at, "end": latest, "word": f" {number} "}
        )
        for number, one in known.items()
        if one.last_at is not None
    }


def calls_by_extension(db: sa.Connection, pbx: int, since: datetime) -> Mapping[str, int]:
    """Return in how many calls since then each extension took part, the busiest first."""
    started = (CALLS.c.pbx == pbx, CALLS.c.started_at >= since)
    some = sa.select(_WORDS.label("words")).where(*started)
    latest = some.order_by(CALLS.c.started_at.desc()).limit(MOST_COUNTED).subquery()
    query = sa.select(latest.c.words, sa.func.count()).group_by(latest.c.words)
    counted = Counter[str]()
    for words, calls in db.execute(query):
        for number in words.split():
            counted[number] += calls
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
