"""What calls say together: figures of a time, and the answer of *Insight* made of them.

``docs/insight.md`` says what each of them means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, TypedDict

HOURS_OF_DAY: Final = range(24)
MOST_RANKED: Final = 10
"""So many are named in a ranking."""

OFTEN: Final = 3
"""A caller who called so often within a day called repeatedly."""


class Figures(TypedDict):
    """What became of the calls of a time; numbers with one decimal where it is a mean of days."""

    calls: float
    inbound: float
    outbound: float
    answered: float
    missed: float
    answer_rate: float | None
    ring: float | None
    talk: float


class HourFigures(TypedDict):
    """Calls from outside in one hour of the weeks of a period."""

    inbound: int
    missed: int


class DayFigures(TypedDict):
    """The calls of one day."""

    day: str
    answered: int
    missed: int
    outbound: int
    ring: int | None
    talk: int


class CallerFigures(TypedDict):
    """The calls from outside of one caller; ``number`` is "" for all who withheld theirs."""

    number: str
    shown: str
    name: str | None
    calls: int
    answered: int
    missed: int
    talk: int


class RepeatedCaller(TypedDict):
    """A caller who called often within a day: on how many days, and how often at most."""

    number: str
    shown: str
    name: str | None
    calls: int
    days: int


class ExtensionFigures(TypedDict):
    """The calls in which an extension took part."""

    number: str
    name: str | None
    calls: int
    answered: int
    missed: int
    talk: int
    share: float | None


class Period(TypedDict):
    """The days that are looked at, all of them together, and as many days before."""

    start: str
    end: str
    days: int
    total: Figures
    before: Figures | None
    since: str | None


class Quiet(TypedDict):
    """The hours in which few call."""

    hours: list[int]


class Today(TypedDict):
    """Today beside a usual day."""

    now: str
    time_zone: str
    today: Figures
    usual: Figures | None


class Insight(Today):
    """The whole answer where a period is asked for."""

    period: Period
    week: list[list[HourFigures]]
    by_day: list[DayFigures]
    callers: list[CallerFigures]
    repeated: list[RepeatedCaller]
    extensions: list[ExtensionFigures]
    quiet: Quiet


@dataclass(frozen=True, slots=True)
class CallSums:
    """How many calls there were in a time, and how they went, such that times can be added.

    ``answered`` and ``missed`` are calls from outside, ``ringing`` for how many seconds those that
    were answered rang together, ``talk`` for how many people talked in all calls.
    """

    calls: int = 0
    inbound: int = 0
    outbound: int = 0
    answered: int = 0
    missed: int = 0
    ringing: int = 0
    talk: int = 0

    @classmethod
    def of(cls, times: Sequence[CallSums]) -> CallSums:
        """Return the sums of several times together."""
        return cls(*[sum(getattr(one, name) for one in times) for name in SUMS])

    @property
    def answer_rate(self) -> float | None:
        """How many percent of the calls from outside were answered; None where there were none."""
        return percent(self.answered, self.answered + self.missed)

    @property
    def ring(self) -> int | None:
        """How many seconds it rang on average until a call from outside was answered."""
        return round(self.ringing / self.answered) if self.answered else None

    def figures(self) -> Figures:
        """Return the figures of the time."""
        return Figures(
            calls=self.calls,
            inbound=self.inbound,
            outbound=self.outbound,
            answered=self.answered,
            missed=self.missed,
            answer_rate=self.answer_rate,
            ring=self.ring,
            talk=self.talk,
        )

    def mean(self, days: int) -> Figures:
        """Return the figures of one day, where these are so many days."""
        return Figures(
            calls=round(self.calls / days, 1),
            inbound=round(self.inbound / days, 1),
            outbound=round(self.outbound / days, 1),
            answered=round(self.answered / days, 1),
            missed=round(self.missed / days, 1),
            answer_rate=self.answer_rate,
            ring=round(self.ringing / self.answered, 1) if self.answered else None,
            talk=round(self.talk / days, 1),
        )


SUMS: Final = tuple([one.name for one in fields(CallSums)])


def percent(part: int, whole: int) -> float | None:
    """Return a part in percent, with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


_QUIET_PART: Final = 3


def quiet_hours(inbound: Sequence[int]) -> list[int]:
    """Return the hours in which the fewest call, of those in which people call at all.

    ``inbound`` are the calls from outside in each hour of the day. People call in the shortest
    stretch of hours that has nine in ten of these calls; of its hours, a third are quiet.
    """
    if not any(inbound):
        return []
    stretches = [
        (last - first, -sum(inbound[first:last]), range(first, last))
        for last in range(1, len(inbound) + 1)
        for first in range(last)
        if 10 * sum(inbound[first:last]) >= 9 * sum(inbound)
    ]
    busy = min(stretches, key=lambda one: one[:2])[-1]
    return sorted(sorted(busy, key=lambda hour: inbound[hour])[: len(busy) // _QUIET_PART])
