"""Today's counters, the recent list and the unseen missed calls, kept up call by call."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, NotRequired, Self, TypedDict

from .. import Call, Direction, Disposition
from ..pbx import EARLIEST, FAR_OFF, PbxStateError, read_stored
from .changes import Amendment, LedgerChange

LISTED_CALLS: Final = 100
"""So many of the latest calls are kept for lists; the sensor shows 20 of them."""

_FAILURES: Final = (Disposition.FAILED, Disposition.CONGESTION)
_MOST_UNSEEN: Final = 1000
"""So many missed calls are known one by one: as many as a late leg can still amend."""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The calls of one day, by the local date of their start; missed counts inbound ones."""

    calls: int = 0
    answered: int = 0
    missed: int = 0
    busy: int = 0
    failed: int = 0
    talk_time: timedelta = timedelta()

    def plus(self, call: Call, sign: int = 1) -> Self:
        """Count one more call, or with ``sign`` -1 take one back."""
        return replace(
            self,
            calls=self.calls + sign,
            answered=self.answered + sign * (call.disposition is Disposition.ANSWERED),
            missed=self.missed + sign * _is_missed_inbound(call),
            busy=self.busy + sign * (call.disposition is Disposition.BUSY),
            failed=self.failed + sign * (call.disposition in _FAILURES),
            talk_time=self.talk_time + sign * call.talk_duration,
        )


class SummaryState(TypedDict):
    """What is stored of the summary."""

    days: dict[str, list[float]]
    since: str | None
    unseen: list[str]
    unseen_before: NotRequired[int]


class Summary:
    """Counts calls by the day on which they started, in the zone of the user.

    ``since`` is set where the calls of the present day before it are not known.
    """

    def __init__(self, zone: tzinfo) -> None:
        """Start with nothing counted."""
        self.zone = zone
        self._days: dict[date, DayCounts] = {}
        self._unseen: dict[str, None] = {}
        self._unseen_before = 0
        self._misdated: dict[tuple[str, int], datetime] = {}
        """Where the listed calls that start in the far future stand in the list."""
        self.recent: tuple[Call, ...] = ()
        self.since: datetime | None = None

    @property
    def latest(self) -> Call | None:
        """The call that started last."""
        return self.recent[0] if self.recent else None

    @property
    def new_missed(self) -> int:
        """How many inbound calls were missed and not marked as seen."""
        return self._unseen_before + len(self._unseen)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The call ids of the latest 1,000 of them."""
        return tuple(self._unseen)

    def counts(self, day: date) -> DayCounts:
        """Give the counters of a day; those of days before it are forgotten."""
        for past in [known for known in self._days if known < day]:
            del self._days[past]
        if self.since and self.since.astimezone(self.zone).date() < day:
            self.since = None
        return self._days.get(day, DayCounts())

    def apply(
        self, change: LedgerChange, *, now: datetime | None = None, past: bool = False
    ) -> None:
        """Take over what the ledger found; ``past`` calls are nobody's to be seen.

        A call that starts long after ``now`` is listed as if it had started then, or a past
        one as if with the call before it.
        """
        for amendment in change.amended:
            self._amend(amendment)
        for call in change.settled:
            self._count(call, 1)
            if not past and _is_missed_inbound(call):
                self._unseen[call.call_id] = None
        while len(self._unseen) > _MOST_UNSEEN:
            del self._unseen[next(iter(self._unseen))]
            self._unseen_before += 1
        self._list(change.settled, now, past=past)

    def forget(self) -> None:
        """Start over: another PBX has other calls."""
        self._days, self.recent = {}, ()
        self.mark_seen()

    def mark_seen(self) -> None:
        """Take all missed calls as seen."""
        self._unseen, self._unseen_before = {}, 0

    def list_only(self, calls: Iterable[Call], now: datetime | None = None) -> None:
        """Show calls that were counted in an earlier run, in the order of their records."""
        self._list(calls, now, past=True)

    def _amend(self, amendment: Amendment) -> None:
        before, after = amendment.before, amendment.after
        self._count(before, -1)
        self._count(after, 1)
        if not _is_missed_inbound(after):
            self._unseen.pop(after.call_id, None)
        if (place := self._misdated.pop(_key(before), None)) is not None:
            self._misdated[_key(after)] = place
        self.recent = tuple([after if call == before else call for call in self.recent])

    def _count(self, call: Call, sign: int) -> None:
        day = call.started_at.astimezone(self.zone).date()
        self._days[day] = self._days.get(day, DayCounts()).plus(call, sign)

    def _list(self, calls: Iterable[Call], now: datetime | None, *, past: bool) -> None:
        new = {_key(call): call for call in calls}
        listed = {_key(call): call for call in self.recent} | new
        if now is not None:
            self._place_misdated(new.values(), now, past=past)
        latest = sorted(listed.values(), key=self._place)[-LISTED_CALLS:]
        self.recent = tuple(latest[::-1])
        if self._misdated:
            shown = {_key(call) for call in self.recent}
            self._misdated = {key: at for key, at in self._misdated.items() if key in shown}

    def _place_misdated(self, calls: Iterable[Call], now: datetime, *, past: bool) -> None:
        # What just came stands above all that is listed.
        place = (
            EARLIEST if past else max([now, *[self._place(call)[0] for call in self.recent[:1]]])
        )
        for call in calls:
            if call.started_at > now + FAR_OFF:
                self._misdated.setdefault(_key(call), place)
            elif past:
                place = max(place, call.started_at)

    def _place(self, call: Call) -> tuple[datetime, int]:
        return (self._misdated.get(_key(call), call.started_at), call.db_id)

    def as_dict(self) -> SummaryState:
        """Give what is to be stored."""
        return {
            "days": {day.isoformat(): _numbers(counts) for day, counts in self._days.items()},
            "since": self.since.isoformat() if self.since else None,
            "unseen": list(self._unseen),
            "unseen_before": self._unseen_before,
        }

    @classmethod
    def from_dict(cls, state: SummaryState, zone: tzinfo) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        summary = cls(zone)
        try:
            for day, numbers in state["days"].items():
                calls, answered, missed, busy, failed, seconds = numbers
                summary._days[date.fromisoformat(day)] = DayCounts(
                    int(calls),
                    int(answered),
                    int(missed),
                    int(busy),
                    int(failed),
                    timedelta(seconds=float(seconds)),
                )
            summary.since = read_stored(state["since"])
            summary._unseen = dict.fromkeys(str(call_id) for call_id in state["unseen"])
            summary._unseen_before = int(state.get("unseen_before", 0))
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored counts make no sense ({type(err).__name__})") from err
        return summary


def _is_missed_inbound(call: Call) -> bool:
    return call.missed and call.direction is Direction.INBOUND


def _key(call: Call) -> tuple[str, int]:
    return (call.call_id, call.db_id)


def _numbers(counts: DayCounts) -> list[float]:
    whole = [counts.calls, counts.answered, counts.missed, counts.busy, counts.failed]
    return [*whole, counts.talk_time.total_seconds()]
