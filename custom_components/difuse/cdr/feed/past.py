"""The calls of the past, counted from rows that come newest first.

What is past is decided once, by identity, and never by a clock: a ``Boundary``
says which rows the ledger would take for new and which of them it has counted
as calls. All else is past, and no row is ever both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self, TypedDict

from .. import CallRecord, Disposition, RowKey
from ..calls import SAME_CALL_WITHIN, OfficeNumbers, build_call, calls_apart
from ..pbx import PbxStateError, Row
from .hours import Figures, Hour, count, hour_of, read_hours, write_hours
from .ledger import CallLedger
from .seen import SeenRows, SeenState, read_keys, write_key

OPEN_ROWS: Final = 5000
"""A call is complete when so many rows below its last leg were read, or those of half a day."""

_FAR: Final = datetime.max.replace(tzinfo=UTC)

type LegState = list[str | float | None]


class BoundaryState(TypedDict):
    """What is stored of a boundary."""

    seen: SeenState
    counted: list[str]
    own_numbers: list[str]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Tells what is past from what the ledger counts by itself.

    ``counted`` are the rows of calls that it knew whole at that moment: these are
    counted from there, since amendments are to what the ledger knows.
    ``own_numbers`` are those that were learned by then.
    """

    seen: SeenRows
    counted: frozenset[RowKey]
    own_numbers: tuple[str, ...]

    @classmethod
    def of(cls, ledger: CallLedger) -> Self:
        """Draw the boundary here and now."""
        seen = SeenRows.from_dict(ledger.as_dict()["seen"])
        return cls(seen, ledger.counted_rows, ledger.numbers.learned)

    def is_past(self, row: CallRecord) -> bool:
        """Whether the ledger will never announce this row."""
        return not self.seen.is_new(row) or self.seen.may_be_past(row)

    def as_dict(self) -> BoundaryState:
        """Give what is to be stored."""
        return {
            "seen": self.seen.as_dict(),
            "counted": [write_key(key) for key in self.counted],
            "own_numbers": list(self.own_numbers),
        }

    @classmethod
    def from_dict(cls, state: BoundaryState) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        try:
            counted = frozenset(read_keys(state["counted"]))
            own_numbers = tuple([str(number) for number in state["own_numbers"]])
            return cls(SeenRows.from_dict(state["seen"]), counted, own_numbers)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"A stored boundary makes no sense ({type(err).__name__})") from err


@dataclass(slots=True)
class _OpenLegs:
    """The legs with one call id, of which more may come."""

    legs: dict[RowKey, CallRecord] = field(default_factory=dict)
    last: int = 0
    started: datetime = _FAR


class PastState(TypedDict):
    """What is stored of the calls of the past."""

    rows: int
    unreadable: int
    oldest: int | None
    hours: dict[str, list[int]]
    open: list[tuple[int, list[LegState]]]


class PastCalls:
    """Counts calls by the hour, out of rows that come newest first.

    ``rows`` is how many came, ``unreadable`` of how many of them no call can be
    made, ``oldest`` the hour in which the last one started.
    """

    def __init__(self, numbers: OfficeNumbers, boundary: Boundary) -> None:
        """Start with nothing counted."""
        self.rows = 0
        self.unreadable = 0
        self.oldest: Hour | None = None
        self.hours: dict[Hour, Figures] = {}
        self._numbers = numbers
        self._boundary = boundary
        self._open: dict[str, _OpenLegs] = {}

    def take(self, rows: Iterable[Row]) -> None:
        """Take rows that lie below those taken before."""
        reach: datetime | None = None
        taken = 0
        for row in rows:
            self.rows += 1
            taken += 1
            if not isinstance(row, CallRecord):
                self.unreadable += 1
                continue
            reach = row.ended_at if reach is None else max(reach, row.ended_at)
            if self._boundary.is_past(row):
                self._add(row)
                self.oldest = hour_of(row.started_at)
        # However many are complete at once, after a night say, the work of one step stays small.
        self._close(2 * taken, None if reach is None else reach + SAME_CALL_WITHIN)

    def close(self, most: int) -> bool:
        """Count the calls that are still open, no row being left; whether there are more."""
        for call_id in list(self._open)[:most]:
            self._count(self._open.pop(call_id))
        return bool(self._open)

    def _add(self, record: CallRecord) -> None:
        # The calls whose legs came last stand last.
        opened = self._open.pop(record.call_id, None) or _OpenLegs()
        opened.legs[record.key] = record
        opened.last = self.rows
        opened.started = min(opened.started, record.started_at)
        self._open[record.call_id] = opened

    def _close(self, most: int, reach: datetime | None) -> None:
        complete: list[str] = []
        for call_id, opened in self._open.items():
            is_deep = self.rows - opened.last >= OPEN_ROWS
            is_late = reach is not None and opened.started > reach
            if not (is_deep or is_late) or len(complete) >= most:
                break
            complete.append(call_id)
        for call_id in complete:
            self._count(self._open.pop(call_id))

    def _count(self, opened: _OpenLegs) -> None:
        counted = self._boundary.counted
        for legs in calls_apart(opened.legs.values()):
            known = [leg for leg in legs if leg.key in counted]
            if len(known) == len(legs):
                continue
            count(self.hours, build_call(legs, self._numbers))
            if known:
                # The ledger knew, and counted, a part of the call only.
                count(self.hours, build_call(known, self._numbers), -1)

    def as_dict(self) -> PastState:
        """Give what is to be stored."""
        return {
            "rows": self.rows,
            "unreadable": self.unreadable,
            "oldest": self.oldest,
            "hours": write_hours(self.hours),
            "open": [
                (opened.last, [_write_leg(leg) for leg in opened.legs.values()])
                for opened in self._open.values()
            ],
        }

    def restore(self, state: PastState) -> None:
        """Go on from what was stored. Raises PbxStateError when it makes no sense."""
        try:
            self.unreadable = int(state["unreadable"])
            self.oldest = None if state["oldest"] is None else int(state["oldest"])
            self.hours = read_hours(state["hours"])
            for last, legs in state["open"]:
                self.rows = int(last)
                for leg in legs:
                    self._add(_read_leg(leg))
            self.rows = int(state["rows"])
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored calls make no sense ({type(err).__name__})") from err


def _write_leg(leg: CallRecord) -> LegState:
    """Write what counts of a leg, and nothing else of it."""
    return [
        leg.db_id,
        leg.call_id,
        leg.source,
        leg.destination,
        leg.initial_destination,
        leg.computed_destination,
        leg.disposition.value,
        leg.started_at.timestamp(),
        None if leg.answered_at is None else leg.answered_at.timestamp(),
        leg.ended_at.timestamp(),
    ]


def _read_leg(stored: LegState) -> CallRecord:
    db_id, call_id, source, destination, dialled, computed, disposition, start, answer, end = stored
    return CallRecord(
        db_id=int(db_id or 0),
        call_id=str(call_id),
        caller_name="",
        caller_number="",
        source=str(source),
        context="",
        destination=str(destination),
        initial_destination=str(dialled),
        computed_destination=str(computed),
        disposition=Disposition(str(disposition)),
        started_at=_moment(start),
        answered_at=None if answer is None else _moment(answer),
        ended_at=_moment(end),
        recording_url="",
    )


def _moment(stored: str | float | None) -> datetime:
    return datetime.fromtimestamp(float(stored or ""), UTC)
