"""The ledger: rows come in by poll and by push, calls come out, each of them once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from .. import Call, CallRecord, RowKey
from ..calls import NumberPlan, OfficeNumbers
from ..pbx import FAR_OFF, PbxStateError, Row, read_stored
from .changes import LedgerChange, LedgerState, in_order
from .open_calls import OpenCalls
from .seen import REMEMBERED_ROWS, SeenRows


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
        self._former_end: datetime | None = None
        self.pushed = 0
        self.pushed_before = 0
        self._pushed_at_poll = 0
        self.pushed_meanwhile: set[RowKey] | None = None
        """The rows pushed while the PBX is asked; None at other times, always so without polls."""
        self._calls = OpenCalls(self.numbers)

    @property
    def has_unsettled(self) -> bool:
        """Whether a call waits for further legs, not announced yet."""
        return bool(self._calls.waiting_rows)

    @property
    def last_end(self) -> datetime | None:
        """When the last call met in this list or any before it ended."""
        return _latest([self.newest_end, self._former_end])

    @property
    def known_calls(self) -> tuple[Call, ...]:
        """The latest calls that were announced or past."""
        return self._calls.told

    @property
    def counted_rows(self) -> frozenset[RowKey]:
        """The rows of these calls."""
        return self._calls.told_rows

    def begin_poll(self) -> None:
        """Note that the PBX is about to be asked: rows pushed from now on may not be counted."""
        self.pushed_before = self.pushed - self._pushed_at_poll
        self._pushed_at_poll = self.pushed
        self.pushed_meanwhile = set()

    def end_poll(self, count: int, there_before: Iterable[Row] = ()) -> None:
        """Take over how many rows the PBX holds, unless rows were pushed while it was asked.

        Of these, ``there_before`` turned out to have been there at the baseline.
        """
        self.seen.take_as_past(there_before)
        self.count = None if self.pushed > self._pushed_at_poll else count
        self.pushed_meanwhile = None

    def give_up_poll(self) -> None:
        """Note that the PBX wasn't read after all; it may be long until it is asked again."""
        self.pushed_meanwhile = None

    def expects(self, record: CallRecord) -> bool:
        """Whether a pushed row continues the list that is known; else a poll has to judge it."""
        return record.db_id <= self.seen.mark + REMEMBERED_ROWS

    def has_started_over(self, records: Iterable[CallRecord], now: datetime) -> bool:
        """Whether pushed rows that no poll will judge have ids from before and times from now."""
        end, latest = self.newest_end, now + FAR_OFF
        return end is not None and any(
            self.seen.is_forgotten(record) and end < record.ended_at <= latest for record in records
        )

    def apply_pushed(
        self,
        rows: Iterable[Row],
        *,
        now: datetime | None = None,
        settle: bool = True,
        alone: bool = False,
    ) -> LedgerChange:
        """Merge rows that the PBX pushed; without ``settle`` the newest call waits for legs.

        With ``alone`` no poll will ever meet them in the list.
        """
        change = self.apply(rows, now=now, settle=settle, is_met=alone)
        self.pushed += change.new_rows
        return change

    def baseline(
        self,
        rows: Iterable[Row],
        count: int,
        *,
        by: datetime | None = None,
        now: datetime | None = None,
    ) -> LedgerChange:
        """Take the rows there, of ``count`` in all, as past; the change lists their calls.

        What wasn't read ended ``by`` then, by the PBX's clock. ``now`` tells ends that
        can't be true, unless there are no others.
        """
        past = {row.key: row for row in rows}
        self.count = count
        self.seen.start_over([*past.values()], read_all=len(past) >= count, by=by)
        records = in_order(past.values())
        self._former_end = self.last_end
        self.newest_end = _latest(_credible_ends(records, now) or _credible_ends(records, None))
        for record in records:
            self.numbers.learn(record)
        self._calls = OpenCalls(self.numbers)
        self._calls.merge(records)
        settled = self._calls.settle(None, settle_all=True)
        return LedgerChange(settled, unreadable=len(past) - len(records))

    def start_over(self, rows: Iterable[Row], count: int) -> None:
        """Take rows of the same PBX's list, which has begun anew, as past.

        What was pushed before it was looked at may be of this list.
        """
        past = {row.key: row for row in rows}
        before, pushed, end = self._calls, self.seen.only_pushed, self.newest_end
        self.baseline(past.values(), count, by=end)
        self._calls.adopt(before, pushed | past.keys())
        # Where nothing of the list is past, what ended before it began is.
        self.newest_end = self.newest_end or end

    def recall(self, rows: Iterable[Row]) -> None:
        """After a restart, take up the calls that were told before, out of rows that are known."""
        known = {row.key: row for row in rows if self.seen.knows(row.key)}
        records = in_order(known.values())
        for record in records:
            self.numbers.learn(record)
        self._calls.recall(records, self.seen.rows_of)

    def apply(
        self,
        rows: Iterable[Row],
        *,
        now: datetime | None = None,
        settled_before: datetime | None = None,
        settle: bool = False,
        is_met: bool = True,
    ) -> LedgerChange:
        """Merge rows, known or not, and tell what calls they make.

        The newest call waits for further legs unless it ended by
        ``settled_before`` or ``settle`` is set. Rows of a push aren't met in the
        list yet. ``now`` tells ends that can't be true.
        """
        unique = {row.key: row for row in rows}
        known = in_order(row for row in unique.values() if self.seen.knows(row.key))
        changed = [self._calls.update(record) for record in known]
        fresh = [row for row in unique.values() if self.seen.is_new(row)]
        records = in_order(fresh)
        late = {record.key for record in records if self._is_too_late(record)}
        if is_met:
            self._meet(unique.values(), now)
        elif self.pushed_meanwhile is not None:
            self.pushed_meanwhile.update(row.key for row in fresh)
        self.seen.take_as_new(fresh)
        for row in fresh:
            self.seen.remember(row.key, is_met=is_met)
        if self.count is not None:
            self.count += len(fresh)
        for record in records:
            self.numbers.learn(record)
        amended = [amendment for amendment in changed if amendment is not None]
        amended += self._calls.merge(record for record in records if record.key not in late)
        settled = self._calls.settle(settled_before, settle_all=settle)
        return LedgerChange(
            settled, tuple(amended), len(fresh), len(fresh) - len(records), len(late)
        )

    def _meet(self, rows: Iterable[Row], now: datetime | None) -> None:
        """Take rows as met in the list: they tell it from another, and how far it goes."""
        met = [row for row in rows if not self.seen.is_anchor(row.key)]
        for row in met:
            if self.seen.knows(row.key):
                self.seen.remember(row.key)
        records = [
            row for row in met if isinstance(row, CallRecord) and not self.seen.is_forgotten(row)
        ]
        self.newest_end = _latest([self.newest_end, *_credible_ends(records, now)])

    def _is_too_late(self, record: CallRecord) -> bool:
        """Whether a row is of a call that was told and isn't known whole any more."""
        if record.call_id not in self._calls:
            return self.seen.knows_call(record.call_id)
        opened = self._calls.find(record)
        return opened is not None and opened.is_part

    def as_dict(self) -> LedgerState:
        """Give what is to be stored; the rows of a call that waits are new after a restart."""
        waiting = self._calls.waiting_rows
        return {
            "count": None if self.count is None else self.count - len(waiting),
            "newest_end": self.newest_end.isoformat() if self.newest_end else None,
            "former_end": self._former_end.isoformat() if self._former_end else None,
            "own_numbers": list(self.numbers.learned),
            "seen": self.seen.as_dict(without=waiting),
            "parts": sorted(filter(self.seen.knows_call, self._calls.parts)),
        }

    @classmethod
    def from_dict(cls, state: LedgerState, plan: NumberPlan | None = None) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        ledger = cls(plan)
        try:
            count, newest_end = state["count"], state["newest_end"]
            ledger.count = None if count is None else int(count)
            ledger.newest_end = read_stored(newest_end)
            ledger._former_end = read_stored(state.get("former_end"))
            learned = [str(number) for number in state["own_numbers"]]
            ledger.numbers = OfficeNumbers(ledger.numbers.plan, learned)
            parts = [str(call_id) for call_id in state.get("parts", ())]
            ledger._calls = OpenCalls(ledger.numbers, parts)
            ledger.seen = SeenRows.from_dict(state["seen"])
        except (KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored marks make no sense ({type(err).__name__})") from err
        return ledger


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max([moment for moment in moments if moment], default=None)


def _credible_ends(records: Iterable[CallRecord], now: datetime | None) -> list[datetime]:
    """Give the ends that can be true; without ``now`` all of them."""
    ends = [record.ended_at for record in records]
    return ends if now is None else [end for end in ends if end <= now + FAR_OFF]
