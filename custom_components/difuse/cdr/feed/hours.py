"""Calls counted by the hour in which they started: what long-term statistics are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final, Self, TypedDict

from .. import Call
from ..pbx import PbxStateError
from .changes import LedgerChange
from .summary import DayCounts

HOUR: Final = 3600

FIGURES: Final = ("calls", "answered", "missed", "busy", "failed", "talk_time")
"""What is counted, in this order: numbers of calls as the sensors count them, and seconds."""

type Hour = int
"""An hour (in UTC) by the epoch of its beginning."""

type Figures = list[int]
"""One number for each of ``FIGURES``."""


def hour_of(moment: datetime) -> Hour:
    """Give the hour in which a moment lies."""
    return int(moment.timestamp()) // HOUR * HOUR


def no_figures() -> Figures:
    """Give the figures of an hour without calls."""
    return [0] * len(FIGURES)


def add(figures: Figures, more: Iterable[int], sign: int = 1) -> None:
    """Add to figures in place, or take away."""
    for place, number in enumerate(more):
        figures[place] += sign * number


def count(hours: dict[Hour, Figures], call: Call, sign: int = 1) -> Hour:
    """Count one more call in its hour, or with ``sign`` -1 take one back; give the hour."""
    hour = hour_of(call.started_at)
    counts = DayCounts().plus(call)
    talked = round(counts.talk_time.total_seconds())
    figures = hours.setdefault(hour, no_figures())
    add(
        figures,
        (counts.calls, counts.answered, counts.missed, counts.busy, counts.failed, talked),
        sign,
    )
    return hour


@dataclass(frozen=True, slots=True)
class HourRow:
    """One row of the statistics: an hour's own figures, and the totals at its end."""

    hour: Hour
    figures: Figures
    sums: Figures


def running(hours: Mapping[Hour, Figures], before: Figures, since: Hour = 0) -> list[HourRow]:
    """Give the rows from ``since`` on, oldest first; ``before`` are the totals before all hours."""
    sums, rows = before.copy(), []
    for hour, figures in sorted(hours.items(), key=itemgetter(0)):
        add(sums, figures)
        if hour >= since:
            rows.append(HourRow(hour, figures.copy(), sums.copy()))
    return rows


def merged(
    hours: Mapping[Hour, Figures],
    oldest: Hour | None,
    written: Mapping[Hour, Figures],
    pending: Mapping[Hour, Figures],
) -> dict[Hour, Figures]:
    """Merge what was read of the past with the rows that an earlier reading wrote.

    The list reaches back to ``oldest``: of the time before it, when the PBX had
    not purged it yet, and of that hour itself, more may be ``written``. Of later
    hours only what was read counts. ``pending`` will be added to all of it.
    """
    result = {hour: figures.copy() for hour, figures in hours.items()}
    for hour, former in written.items():
        figures = result.setdefault(hour, no_figures())
        if oldest is not None and hour > oldest:
            continue
        more = pending.get(hour) or no_figures()
        if former[0] >= figures[0] + more[0]:
            result[hour] = former.copy()
            add(result[hour], more, -1)
    return result


class HourBookState(TypedDict):
    """What is stored of the book."""

    run: str
    is_cut: bool
    start: int | None
    before: list[int]
    hours: dict[str, list[int]]
    pending: dict[str, list[int]]


class HourBook:
    """Counts the calls that the ledger announces or amends; stored with the ledger, as one.

    The latest hours are kept whole, from ``start`` on, with the totals ``before``
    them: their rows can be written again and again and come out the same.
    What changes in older hours is ``pending`` until ``deepen`` is told what these
    held. ``run`` names the reading of the past that this book adds to; ``is_cut``
    is set once the PBX's list became another.
    """

    def __init__(self, run: str = "") -> None:
        """Start with nothing counted."""
        self.run = run
        self.is_cut = False
        self.start: Hour | None = None
        self.before = no_figures()
        self.hours: dict[Hour, Figures] = {}
        self.pending: dict[Hour, Figures] = {}
        self.changed: Hour | None = None
        """The first hour whose rows, and those after it, are to be written."""

    @property
    def first_pending(self) -> Hour | None:
        """The oldest hour of which it isn't known what else it holds."""
        return min(self.pending, default=None)

    @classmethod
    def of(cls, run: str, calls: Iterable[Call]) -> Self:
        """Start with these calls: what else is past, ``run`` will count."""
        book = cls(run)
        for call in calls:
            book._count(call)
        return book

    def apply(self, change: LedgerChange) -> None:
        """Take over what the ledger found."""
        for amendment in change.amended:
            self._count(amendment.before, -1)
            self._count(amendment.after)
        for call in change.settled:
            self._count(call)

    def _count(self, call: Call, sign: int = 1) -> None:
        is_known = self.start is not None and hour_of(call.started_at) >= self.start
        hour = count(self.hours if is_known else self.pending, call, sign)
        if is_known:
            self.note_changed(hour)

    def note_changed(self, hour: Hour) -> None:
        """Have the rows from this hour on written."""
        self.changed = hour if self.changed is None else min(self.changed, hour)

    def take_changed(self) -> Hour | None:
        """Give the first hour whose rows are to be written; they are taken as written then."""
        changed, self.changed = self.changed, None
        return changed

    def deepen(self, start: Hour, rows: Mapping[Hour, Figures], before: Figures) -> None:
        """Take over what the hours from ``start`` on hold, and the totals before them.

        Of hours that this book keeps already, only what it says itself counts.
        """
        older = {
            hour: figures.copy()
            for hour, figures in rows.items()
            if hour >= start and (self.start is None or hour < self.start)
        }
        if self.start is None:
            self.before = before.copy()
        else:
            for figures in older.values():
                add(self.before, figures, -1)
        self.start, self.hours = start, older | self.hours
        for hour in [hour for hour in self.pending if hour >= start]:
            add(self.hours.setdefault(hour, no_figures()), self.pending.pop(hour))
            self.note_changed(hour)

    def trim(self, start: Hour) -> None:
        """Forget the hours before ``start``: they are written."""
        if self.start is None or start <= self.start:
            return
        for hour in [hour for hour in self.hours if hour < start]:
            add(self.before, self.hours.pop(hour))
        self.start = start

    def rows(self, since: Hour) -> list[HourRow]:
        """Give the rows from ``since`` on."""
        return running(self.hours, self.before, since)

    def as_dict(self) -> HourBookState:
        """Give what is to be stored."""
        return {
            "run": self.run,
            "is_cut": self.is_cut,
            "start": self.start,
            "before": self.before.copy(),
            "hours": write_hours(self.hours),
            "pending": write_hours(self.pending),
        }

    @classmethod
    def from_dict(cls, state: HourBookState) -> Self:
        """Restore what was stored; all its rows are to be written again.

        Raises PbxStateError when it makes no sense.
        """
        try:
            book = cls(str(state["run"]))
            book.is_cut = bool(state["is_cut"])
            start = state["start"]
            book.start = None if start is None else int(start)
            book.before = read_figures(state["before"])
            book.hours = read_hours(state["hours"])
            book.pending = read_hours(state["pending"])
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored hours make no sense ({type(err).__name__})") from err
        book.changed = min(book.hours, default=None)
        return book


def write_hours(hours: Mapping[Hour, Figures]) -> dict[str, list[int]]:
    """Give hours as they are stored."""
    return {str(hour): figures.copy() for hour, figures in hours.items()}


def read_hours(stored: Mapping[str, list[int]]) -> dict[Hour, Figures]:
    """Read stored hours. Raises AttributeError, TypeError or ValueError where they can't be."""
    return {int(hour): read_figures(figures) for hour, figures in stored.items()}


def read_figures(stored: Iterable[int]) -> Figures:
    """Read stored figures. Raises TypeError or ValueError where they make no sense."""
    figures = [int(number) for number in stored]
    if len(figures) != len(FIGURES):
        raise ValueError("other figures than are counted")
    return figures
