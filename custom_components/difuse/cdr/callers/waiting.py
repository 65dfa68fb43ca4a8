"""Who waits to be called back, and when somebody is to be reminded of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from ..tables import EPOCH
from .missed_callers import MissedCaller

_A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Wait:
    """Somebody who waits; ``open_from`` is when that began, ``known_from`` since when we know."""

    caller: MissedCaller
    open_from: datetime
    known_from: datetime

    def due_at(self, patience: timedelta) -> datetime:
        """Return when they have waited for so long; not before that is known."""
        return max(self.open_from + patience, self.known_from)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits as of ``now``; what is due, is due in the time since the reminders before.

    ``reminded_until`` is the moment of those. Each wait comes due once for each patience: what was
    found out late, as after an outage, when it is found.
    """

    now: datetime
    reminded_until: datetime
    _waits: Mapping[str, _Wait]
    _hidden_before: datetime = EPOCH

    @classmethod
    def since(cls, reminded_until: datetime, callers: Iterable[MissedCaller]) -> Self:
        """Take who waited when we were there last: of them was known all the time."""
        waits = {one.who: _Wait(one, one.open_from, EPOCH) for one in callers}
        return cls(reminded_until, reminded_until, waits)

    def gone(self, callers: Iterable[MissedCaller]) -> list[MissedCaller]:
        """Return who waited, and is not among these any more."""
        here = {one.who for one in callers}
        return [wait.caller for who, wait in self._waits.items() if who not in here]

    def at(self, now: datetime, callers: Sequence[MissedCaller], *, is_all: bool) -> Self:
        """Return who waits now, whoever called last first; ``is_all``: nobody else does."""
        # No two looks are at the same moment: what the second one finds is due after the first.
        now = max(now, self.reminded_until + _A_MOMENT)
        waits = {one.who: self._wait(one, now) for one in callers}
        hidden_before = EPOCH if is_all or not callers else callers[-1].call.started_at
        return type(self)(now, self.reminded_until, waits, hidden_before)

    def _wait(self, caller: MissedCaller, now: datetime) -> _Wait:
        before = self._waits.get(caller.who)
        if before and caller.open_from <= before.open_from:
            # An older call that came late doesn't begin it anew.
            return _Wait(caller, before.open_from, before.known_from)
        if before and caller.open_from <= before.caller.call.started_at:
            # The first calls are gone, as old ones are deleted; the others were there before.
            return _Wait(caller, caller.open_from, before.known_from)
        was_hidden = before is None and caller.call.started_at <= self._hidden_before
        return _Wait(caller, caller.open_from, EPOCH if was_hidden else now)

    def due(self, patience: timedelta, since: datetime = EPOCH) -> list[MissedCaller]:
        """Return who has waited for so long, since the reminders before and that moment."""
        after = max(since, self.reminded_until)
        due = [wait for wait in self._waits.values() if after < wait.due_at(patience) <= self.now]
        in_order = sorted(due, key=lambda wait: (wait.due_at(patience), wait.open_from))
        return [wait.caller for wait in in_order]

    def reminded(self) -> Self:
        """Return the same once all who are due by now were spoken of."""
        return replace(self, reminded_until=self.now)

    def next_due(self, patiences: Iterable[timedelta]) -> datetime | None:
        """Return when the next of them comes due after now; None for never."""
        due = [wait.due_at(one) for one in {*patiences} for wait in self._waits.values()]
        return min([at for at in due if at > self.now], default=None)
