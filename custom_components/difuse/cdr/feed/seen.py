"""The memory of rows: which have been seen, and which are older than what is remembered."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
import heapq
from itertools import count
from typing import Final, NotRequired, Self, TypedDict

from .. import CallRecord, RowKey
from ..pbx import PbxStateError, Row, read_stored

REMEMBERED_ROWS: Final = 1000
"""So many identities are remembered, those with the highest ids: five times an audit's reach."""


class SeenState(TypedDict):
    """What is stored of the memory."""

    known: list[str]
    pushed: list[str]
    former: list[str]
    floor: int
    first_mark: int
    horizon: str | None
    begun_at: NotRequired[str | None]
    new_from: NotRequired[int | None]


class SeenRows:
    """Tells a new row from one that was seen, by identity alone.

    Ids up to ``_floor`` are older than the memory and count as past. Where the
    list isn't ordered by id, rows that were there at the baseline may lie below
    what was read: they started before ``_horizon`` and their ids are at most
    ``_first_mark``. Those with higher ids that ended by ``_begun_at``, when the
    baseline was read, may be past too, as long as their ids are below ``_new_from``.
    """

    def __init__(self) -> None:
        """Start with nothing seen, so that every row is new."""
        self._known: dict[RowKey, bool] = {}
        """Each with whether it was met in the list, or else only pushed."""
        self._lowest: list[tuple[int, int, RowKey]] = []
        self._sequence = count()
        self._mark = -1
        self._call_ids: Counter[str] = Counter()
        self._former: dict[RowKey, None] = {}
        self._floor = -1
        self._first_mark = -1
        self._horizon: datetime | None = None
        self._begun_at: datetime | None = None
        self._new_from: int | None = None

    def __len__(self) -> int:
        """Count the rows remembered of the present list."""
        return len(self._known)

    @property
    def mark(self) -> int:
        """The highest db_id seen; -1 when none was."""
        return self._mark

    def knows(self, key: RowKey) -> bool:
        """Whether this very row has been seen and is remembered."""
        return key in self._known or key in self._former

    def is_anchor(self, key: RowKey) -> bool:
        """Whether this very row has been met in the list: a list that has it is the same."""
        return self._known.get(key, False)

    def was_former(self, key: RowKey) -> bool:
        """Whether this very row was seen in a list before the present one, and not since."""
        return key in self._former and key not in self._known

    @property
    def only_pushed(self) -> frozenset[RowKey]:
        """The rows that were pushed and not met in the list yet."""
        return frozenset([key for key, is_met in self._known.items() if not is_met])

    @property
    def has_anchors(self) -> bool:
        """Whether any row has been met in the present list."""
        return any(self._known.values())

    @property
    def has_met_any(self) -> bool:
        """Whether any row has been met in the present list, or in the one that it began after.

        A memory that is full without any is full of pushed rows, which took their place.
        """
        has_just_begun = 2 * len(self._known) < REMEMBERED_ROWS
        return self.has_anchors or (has_just_begun and bool(self._former))

    @property
    def highest_anchor(self) -> int:
        """The highest db_id met in the list; -1 when there was none."""
        return max([db_id for (db_id, _), is_met in self._known.items() if is_met], default=-1)

    def knows_call(self, call_id: str) -> bool:
        """Whether a remembered row belongs to this call id."""
        return call_id in self._call_ids

    def rows_of(self, call_id: str) -> int:
        """How many remembered rows belong to this call id."""
        return self._call_ids[call_id]

    def is_forgotten(self, row: CallRecord) -> bool:
        """Whether an unknown row has an id older than all that are remembered."""
        return 0 < row.db_id <= self._floor and not self.knows(row.key)

    def is_new(self, row: Row) -> bool:
        """Whether this row was added since the baseline and not seen yet."""
        if self.knows(row.key):
            return False
        if not isinstance(row, CallRecord):
            return True
        if self.is_forgotten(row):
            return False
        return not (self._lay_below(row) and row.db_id <= self._first_mark)

    def may_be_past(self, row: Row) -> bool:
        """Whether a row may have lain unread at the baseline though its id is a new one's.

        A long call that was the last to end then stands deep in a list that goes by start.
        A clock alone doesn't tell: see ``Walk.there_before``.
        """
        if self._begun_at is None or not isinstance(row, CallRecord):
            return False
        if self._new_from is not None and row.db_id >= self._new_from:
            return False
        return row.ended_at <= self._begun_at and self._lay_below(row) and self.is_new(row)

    def take_as_past(self, rows: Iterable[Row]) -> None:
        """Take rows that lay unread at the baseline for what they are, and all ids below them.

        Unless a new row bounds them, no others are: a clock that is wrong must not make
        more calls past than these.
        """
        if ids := [row.key[0] for row in rows]:
            self._first_mark = max(self._first_mark, *ids)
            if self._new_from is None:
                self._begun_at = None

    def take_as_new(self, rows: Iterable[Row]) -> None:
        """Take rows as new: what has a higher id is so too, whatever the PBX's clock says."""
        if self._begun_at is None:
            return
        above = [row.key[0] for row in rows if row.key[0] > self._first_mark]
        if self._new_from is not None:
            above.append(self._new_from)
        self._new_from = min(above, default=None)

    def _lay_below(self, row: CallRecord) -> bool:
        """Whether a row stood, by its start, below what was read as past.

        What was read may end within a call whose legs all start in one second.
        """
        if self._horizon is None or row.started_at > self._horizon:
            return False
        return row.started_at < self._horizon or self.knows_call(row.call_id)

    def start_over(
        self, rows: Sequence[Row], *, read_all: bool, by: datetime | None = None
    ) -> None:
        """Take these rows as past; identities known before stay known.

        Rows that were only pushed may be of the list that begins. What is past ended
        ``by`` then, by the PBX's clock.
        """
        pushed = self.only_pushed
        met = sorted(key for key in self._known if key not in pushed)
        self._former = dict.fromkeys([*self._former, *met][-REMEMBERED_ROWS:])
        self._known, self._lowest, self._mark = {}, [], -1
        self._call_ids = Counter()
        records = [row for row in rows if isinstance(row, CallRecord)]
        unread = bool(records) and not read_all
        self._floor = min(record.db_id for record in records) - 1 if unread else -1
        self._first_mark = max(record.db_id for record in records) if unread else -1
        self._horizon = min(record.started_at for record in records) if unread else None
        self._begun_at, self._new_from = by if unread else None, None
        for row in rows:
            self.remember(row.key)
        for key in sorted(pushed):
            self.remember(key, is_met=False)

    def remember(self, key: RowKey, *, is_met: bool = True) -> None:
        """Take a row as seen; the one with the lowest id is forgotten in its place.

        A row that was only pushed isn't met in the list yet.
        """
        if is_met:
            self._former.pop(key, None)
        if key in self._known:
            self._known[key] = self._known[key] or is_met
            return
        self._known[key] = is_met
        self._call_ids[key[1]] += 1
        self._mark = max(self._mark, key[0])
        # A row without an id of its own is as old as the newest one is when it is met.
        heapq.heappush(self._lowest, (key[0] or self._mark, next(self._sequence), key))
        if len(self._known) > REMEMBERED_ROWS:
            age, _, lowest = heapq.heappop(self._lowest)
            del self._known[lowest]
            self._call_ids[lowest[1]] -= 1
            if not self._call_ids[lowest[1]]:
                del self._call_ids[lowest[1]]
            self._floor = max(self._floor, age)

    def as_dict(self, without: Collection[RowKey] = ()) -> SeenState:
        """Give what is to be stored, as if the rows ``without`` had not been seen."""
        return {
            "known": [write_key(key) for key in self._known if key not in without],
            "pushed": [write_key(key) for key in sorted(self.only_pushed)],
            "former": [write_key(key) for key in self._former],
            "floor": self._floor,
            "first_mark": self._first_mark,
            "horizon": self._horizon.isoformat() if self._horizon else None,
            "begun_at": self._begun_at.isoformat() if self._begun_at else None,
            "new_from": self._new_from,
        }

    @classmethod
    def from_dict(cls, state: SeenState) -> Self:
        """Restore what was stored. Raises PbxStateError when it makes no sense."""
        seen = cls()
        try:
            seen._former = dict.fromkeys(read_keys(state["former"]))
            seen._floor = int(state["floor"])
            seen._first_mark = int(state["first_mark"])
            seen._horizon = read_stored(state["horizon"])
            seen._begun_at = read_stored(state.get("begun_at"))
            new_from = state.get("new_from")
            seen._new_from = None if new_from is None else int(new_from)
            pushed = frozenset(read_keys(state["pushed"]))
            for key in read_keys(state["known"]):
                seen.remember(key, is_met=key not in pushed)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as err:
            raise PbxStateError(f"The stored marks make no sense ({type(err).__name__})") from err
        return seen


def write_key(key: RowKey) -> str:
    """Write a key on one line: the store is written after each call."""
    return f"{key[0]} {key[1]}"


def read_keys(stored: Iterable[str]) -> list[RowKey]:
    """Read keys that were stored. Raises AttributeError or ValueError where they make no sense."""
    parts = (line.split(" ", 1) for line in stored)
    return [(int(db_id), call_id) for db_id, call_id in parts]
