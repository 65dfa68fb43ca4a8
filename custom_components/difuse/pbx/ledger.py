"""The ledger: rows come in by poll and by push, calls come out, each of them once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Self

from .changes import Amendment, LedgerChange, LedgerState, OpenCall, in_order
from .clock import read_stored
from .exceptions import PbxStateError
from .models import Call, CallRecord, RowKey
from .numbers import NumberPlan, OfficeNumbers
from .seen import REMEMBERED_ROWS, SeenRows
from .wire import Row

WINDOW_ROWS: Final = 1000
"""The calls of about this many rows are kept whole, so that a late leg can amend them."""

_FUTURE: Final = timedelta(days=1)
"""An end later than this after now is a broken field and no measure of anything."""


class CallLedger:
    """What has been seen of one PBX's list; it has no clock and does no I/O.

    ``count`` is how many rows the PBX should hold, None when only a look at the
    list itself can tell. ``newest_end`` is when the last call met in the list ended.
    ``pushed`` counts the rows that came by push so far, ``pushed_before`` those that
    came before the last poll and after the one before it.
    """

    def __init__(self, plan: NumberPlan | None = None) -> None:
        """Start knowing nothing: every row would be new. Call ``baseline`` first."""
        self.numbers = OfficeNumbers(plan or NumberPlan())
        self.seen = SeenRows()
        self.count: int | None = 0
        self.newest_end: datetime | None = None
        self.pushed = 0
        self.pushed_before = 0
        self._pushed_at_poll = 0
        self.pushed_meanwhile: set[RowKey] | None = None
        """The rows pushed while the PBX is asked; None at other times, always so without polls."""
        self._calls: dict[str, OpenCall] = {}
        self._waiting: dict[str, OpenCall] = {}
        self._rows_kept = 0

    @property
    def has_unsettled(self) -> bool:
        """Whether a call waits for further legs, not announced yet."""
        return bool(self._waiting)

    @property
    def known_calls(self) -> tuple[Call, ...]:
        """The calls that are kept whole and were announced or past."""
        calls = (opened.settled for opened in self._calls.values())
        return tuple([call for call in calls if call is not None])

    @property
    def counted_rows(self) -> frozenset[RowKey]:
        """The rows of these calls."""
        settled = [opened for opened in self._calls.values() if opened.settled is not None]
        return frozenset([key for opened in settled for key in opened.legs])

    def begin_poll(self) -> None:
        """Note that the PBX is about to be asked: rows pushed from now on may not be counted."""
        self.pushed_before = self.pushed - self._pushed_at_poll
        self._pushed_at_poll = self.pushed
        self.pushed_meanwhile = set()

    def end_poll(self, count: int) -> None:
        """Take over how many rows the PBX holds, unless rows were pushed while it was asked."""
        self.count = None if self.pushed > self._pushed_at_poll else count
        self.pushed_meanwhile = None

    def expects(self, record: CallRecord) -> bool:
        """Whether a pushed row continues the list that is known; else a poll has to judge it."""
        return record.db_id <= self.seen.mark + REMEMBERED_ROWS

    def apply_pushed(self, rows: Iterable[Row], *, settle: bool = True) -> LedgerChange:
        """Merge rows that the PBX pushed; without ``settle`` the newest call waits for legs."""
        change = self.apply(rows, settle=settle, is_met=False)
        self.pushed += change.new_rows
        return change

    def baseline(self, rows: Iterable[Row], count: int) -> LedgerChange:
        """Take the rows there, of ``count`` in all, as past; the change lists their calls."""
        past = {row.key: row for row in rows}
        self.count = count
        self.seen.start_over([*past.values()], read_all=len(past) >= count)
        self._calls, self._waiting, self._rows_kept = {}, {}, 0
        records = in_order(past.values())
        self.newest_end = max((record.ended_at for record in records), default=None)
        for record in records:
            self.numbers.learn(record)
        for record in records:
            self._waiting.setdefault(record.call_id, self._add_leg(record))
        settled = self._settle(None, settle_all=True)
        self._trim_window()
        return LedgerChange(settled, unreadable=len(past) - len(records))

    def apply(
        self,
        rows: Iterable[Row],
        *,
        settled_before: datetime | None = None,
        settle: bool = False,
        is_met: bool = True,
    ) -> LedgerChange:
        """Merge rows, known or not, and tell what calls they make.

        The newest call waits for further legs unless it ended by
        ``settled_before`` or ``settle`` is set. Rows of a push aren't met in the
        list yet.
        """
        unique = {row.key: row for row in rows}
        amended = self._recall(in_order(row for row in unique.values() if self.seen.knows(row.key)))
        fresh = [row for row in unique.values() if self.seen.is_new(row)]
        records = in_order(fresh)
        late = {
            record.key
            for record in records
            if record.call_id not in self._calls and self.seen.knows_call(record.call_id)
        }
        if is_met:
            self._meet(unique.values(), settled_before)
        elif self.pushed_meanwhile is not None:
            self.pushed_meanwhile.update(row.key for row in fresh)
        for row in fresh:
            self.seen.remember(row.key, is_met=is_met)
        if self.count is not None:
            self.count += len(fresh)
        for record in records:
            self.numbers.learn(record)
        amended += self._merge([record for record in records if record.key not in late])
        settled = self._settle(settled_before, settle_all=settle)
        self._trim_window()
        return LedgerChange(
            settled, tuple(amended), len(fresh), len(fresh) - len(records), len(late)
        )

    def _meet(self, rows: Iterable[Row], now: datetime | None) -> None:
        """Take rows as met in the list: they tell it from another, and how far it goes."""
        latest = now + _FUTURE if now else None
        for row in rows:
            if self.seen.is_anchor(row.key):
                continue
            if self.seen.knows(row.key):
                self.seen.remember(row.key)
            if isinstance(row, CallRecord) and (latest is None or row.ended_at <= latest):
                self.newest_end = max(self.newest_end or row.ended_at, row.ended_at)

    def _recall(self, records: Iterable[CallRecord]) -> list[Amendment]:
        """Take rows that are known: they fill the lists after a restart, or bring a change.

        A recording's address, for one, may come after the row itself.
        """
        recalled: dict[str, OpenCall] = {}
        amended = []
        for record in records:
            opened = self._calls.get(record.call_id)
            old = opened.legs.get(record.key) if opened and opened.belongs(record) else None
            if old == record:
                continue
            before = opened.settled if opened and old is not None else None
            self.numbers.learn(record)
            opened = self._add_leg(record)
            if before is not None:
                opened.settled = opened.build(self.numbers)
                amended.append(Amendment(before, opened.settled))
            elif record.call_id not in self._waiting:
                recalled[record.call_id] = opened
        for opened in recalled.values():
            opened.settled = opened.build(self.numbers)
        return [amendment for amendment in amended if amendment.before != amendment.after]

    def _merge(self, records: Iterable[CallRecord]) -> list[Amendment]:
        amended: dict[str, tuple[OpenCall, Call]] = {}
        for record in records:
            opened = self._add_leg(record)
            if opened.settled is None:
                self._waiting[record.call_id] = opened
            else:
                amended[record.call_id] = (opened, opened.settled)
        changes = []
        for opened, before in amended.values():
            opened.settled = opened.build(self.numbers)
            changes.append(Amendment(before, opened.settled))
        return changes

    def _add_leg(self, record: CallRecord) -> OpenCall:
        opened = self._calls.get(record.call_id)
        if opened is None or not opened.belongs(record):
            if opened is not None:
                self._set_apart(record.call_id, opened)
            opened = self._calls[record.call_id] = OpenCall()
        if record.key not in opened.legs:
            self._rows_kept += 1
        opened.legs[record.key] = record
        return opened

    def _set_apart(self, call_id: str, opened: OpenCall) -> None:
        """Make room for a later call with the same id."""
        self._rows_kept -= len(opened.legs)
        if self._waiting.pop(call_id, None) is not None:
            self._waiting[f"{call_id} of {min(opened.legs)[0]}"] = opened

    def _settle(self, before: datetime | None, *, settle_all: bool) -> tuple[Call, ...]:
        waiting = sorted(self._waiting.items(), key=lambda item: item[1].last_id)
        settled = []
        for place, (call_id, opened) in enumerate(waiting, start=1):
            call = opened.build(self.numbers)
            is_over = before is not None and call.ended_at <= before
            if place == len(waiting) and not settle_all and not is_over:
                break
            opened.settled = call
            settled.append(call)
            del self._waiting[call_id]
        return tuple(settled)

    def _trim_window(self) -> None:
        while self._rows_kept > WINDOW_ROWS:
            oldest = next(iter(self._calls))
            if oldest in self._waiting:
                break
            self._rows_kept -= len(self._calls.pop(oldest).legs)

    def as_dict(self) -> LedgerState:
        """Give what is to be stored; the rows of a call that waits are new after a restart."""
        waiting = {key for opened in self._waiting.values() for key in opened.legs}
        return {
            "count": None if self.count is None else self.count - len(waiting),
            "newest_end": self.newest_end.isoformat() if self.newest_end else None,
            "own_numbers": list(self.numbers.learned),
            "seen": self.seen.as_dict(without=waiting),
        }

    @classmethod
    def from_dict(cls, state: LedgerState, plan: NumberPlan | None = None) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        ledger = cls(plan)
        try:
            count, newest_end = state["count"], state["newest_end"]
            ledger.count = None if count is None else int(count)
            ledger.newest_end = read_stored(newest_end)
            learned = [str(number) for number in state["own_numbers"]]
            ledger.numbers = OfficeNumbers(ledger.numbers.plan, learned)
            ledger.seen = SeenRows.from_dict(state["seen"])
        except (KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored marks make no sense ({type(err).__name__})") from err
        return ledger
