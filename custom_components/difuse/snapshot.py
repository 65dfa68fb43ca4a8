"""What entities look up: an immutable picture of the archive at one moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.util import dt as dt_util
from sqlalchemy import Connection

from .cdr import Call, DayCounts
from .cdr.archive import Archive
from .cdr.callers import MissedCaller, count_callers, handled_callers, open_callers, open_calls
from .cdr.calls import CallFilter
from .cdr.feed import CallFeed
from .cdr.figures import ExtensionDay, count, extension_days
from .cdr.tables import Marks, extension_names
from .cdr.views import find, ways
from .const import LISTED_IN_STATE
from .messages import Words, in_one_sentence

MOST_UNSEEN: Final = 1000
"""So many unseen calls are named one by one; further ones are only counted."""

MOST_CALLERS: Final = 200
"""So many who are to be called back are named; further ones are only counted."""

MOST_HANDLED: Final = 20
HANDLED_FOR: Final = timedelta(days=7)

IMPORTED: Final = 100
"""Percent: all of the PBX's list is in the archive."""

FAR_OFF: Final = timedelta(days=1)
"""A call that starts later than that from now has a broken date, and is the latest of nothing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The calls of one PBX at one moment; equal where nothing changed.

    ``recent`` has the latest call first, ``sentence`` is that one in words. ``new_missed`` counts
    missed calls from outside that are open, ``to_return`` who is to be called back, ``unseen`` has
    the call ids of the latest of these calls. ``callers`` are the latest who are to be called back,
    ``handled`` those who were in the last days. ``today_start`` is the local midnight.
    ``imported`` is how much of the PBX's list is in the archive, in percent. ``extensions`` has the
    day of each extension that the user added, ``names`` what all of them are called. ``people`` is
    another number whenever somebody in the address books has changed: that may rename any call.
    """

    recent: tuple[Call, ...]
    sentence: str
    today: DayCounts
    today_start: datetime
    new_missed: int
    unseen: tuple[str, ...]
    to_return: int
    callers: tuple[MissedCaller, ...]
    handled: tuple[MissedCaller, ...]
    imported: int
    extensions: Mapping[str, ExtensionDay]
    names: Mapping[str, str]
    people: int

    @property
    def latest(self) -> Call | None:
        """The call that started last."""
        return self.recent[0] if self.recent else None

    @property
    def missed_by(self) -> frozenset[str]:
        """Those of the added extensions at which a missed call rang that is open."""
        return frozenset(one for one, day in self.extensions.items() if day.has_new_missed)

    @classmethod
    async def of(
        cls,
        archive: Archive,
        feed: CallFeed,
        words: Words,
        extensions: Collection[str],
        people: int,
    ) -> Snapshot:
        """Return a picture of the archive that this feed fills. Raise DatabaseError."""
        midnight = dt_util.start_of_local_day()
        tomorrow = dt_util.start_of_local_day(midnight.date() + timedelta(days=1))
        latest, marks = listed_until(feed.list.ahead or 0), feed.intake.marks

        def look(db: Connection, pbx: int) -> Snapshot:
            recent = find(db, pbx, CallFilter(end=latest), LISTED_IN_STATE)
            counts = count(db, pbx, midnight, tomorrow)
            handled = handled_callers(db, pbx, handled_since(), MOST_HANDLED)
            names = extension_names(db, pbx)
            of_legs = [call for call in recent[:1] if call.legs > 1]
            way = ways(db, pbx, archive.numbers, of_legs)[0] if of_legs else ()
            return Snapshot(
                tuple(recent),
                in_one_sentence(words, recent[0], way, names) if recent else "",
                counts,
                midnight,
                *open_calls(db, pbx, MOST_UNSEEN),
                count_callers(db, pbx),
                tuple(open_callers(db, pbx, MOST_CALLERS)),
                tuple(handled),
                _imported(marks),
                extension_days(db, pbx, extensions, (midnight, tomorrow), latest),
                names,
                people,
            )

        return await archive.read(look)


def _imported(marks: Marks) -> int:
    if not marks.past_id:
        return IMPORTED
    return min(IMPORTED - 1, IMPORTED * marks.import_from // max(1, marks.listed))


def handled_since() -> datetime:
    """Return since when callers were missed who are shown though they need nobody any more."""
    return dt_util.start_of_local_day() - HANDLED_FOR


def listed_until(ahead: float) -> datetime:
    """Return when the latest call may start: what is dated later has a broken date."""
    return dt_util.utcnow() + FAR_OFF + timedelta(seconds=max(0, ahead))
