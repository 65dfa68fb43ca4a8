"""The page orders of the PBX, and the indices that make each page as cheap as the first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .rows import Row
from .synthetic import Synthetic


class Order(StrEnum):
    """How the PBX sorts its rows; ties of start are sorted by id.

    They are sorted the other way in the last two, as a database without an index on both does.
    """

    ID_ASCENDING = "id-ascending"
    ID_DESCENDING = "id-descending"
    START_ASCENDING = "start-ascending"
    START_DESCENDING = "start-descending"
    START_ASCENDING_TIES_DESCENDING = "start-ascending-ties-descending"
    START_DESCENDING_TIES_ASCENDING = "start-descending-ties-ascending"

    @property
    def by_start(self) -> bool:
        """Return whether rows are sorted by start time rather than by id."""
        return self not in (Order.ID_ASCENDING, Order.ID_DESCENDING)

    @property
    def descending(self) -> bool:
        """Return whether page 1 holds the newest rows."""
        return "descending" in self.value.split("-ties-")[0]

    @property
    def ties_apart(self) -> bool:
        """Return whether rows that start in the same second are sorted the other way."""
        return "-ties-" in self.value


@dataclass(frozen=True, slots=True)
class Backup:
    """All rows of a moment."""

    rows: tuple[Row, ...]
    synthetic: Synthetic | None
    next_id: int


def _by_id(row: Row) -> int:
    return row.db_id


def _by_start(row: Row) -> tuple[int, int]:
    return row.start, row.db_id


def _start(row: Row) -> int:
    return row.start


class RowStore:
    """Rows sorted by id and by start, on top of a computed history."""

    def __init__(self, synthetic: Synthetic | None = None) -> None:
        """Start with no rows but the computed ones."""
        self.synthetic = synthetic
        self._by_id: list[Row] = []
        self._by_start: list[Row] = []

    def __len__(self) -> int:
        """How many rows the PBX has."""
        return len(self._by_id) + (len(self.synthetic) if self.synthetic else 0)

    @property
    def real(self) -> tuple[Row, ...]:
        """The rows that are not computed, by id."""
        return tuple(self._by_id)

    @property
    def last_id(self) -> int:
        """The highest id, 0 when there is no row."""
        real = self._by_id[-1].db_id if self._by_id else 0
        computed = self.synthetic.last_id if self.synthetic else 0
        return max(real, computed)

    def add(self, row: Row) -> None:
        """Insert one row where both orders want it."""
        insort(self._by_id, row, key=_by_id)
        insort(self._by_start, row, key=_by_start)

    def replace(self, rows: Iterable[Row], synthetic: Synthetic | None) -> None:
        """Hold these rows and no others."""
        self._by_id = sorted(rows, key=_by_id)
        self._by_start = sorted(self._by_id, key=_by_start)
        self.synthetic = synthetic

    def remove(self, db_id: int) -> bool:
        """Delete the rows with this id; False when there is none."""
        low = bisect_left(self._by_id, db_id, key=_by_id)
        high = bisect_right(self._by_id, db_id, key=_by_id)
        for row in self._by_id[low:high]:
            self._forget_start(row)
        del self._by_id[low:high]
        computed = self.synthetic is not None and self.synthetic.remove(db_id)
        return high > low or computed

    def purge(self, count: int) -> int:
        """Delete the rows with the lowest ids; returns how many there were to delete."""
        count = min(count, len(self))
        real = self._located(self._by_id, self._rank_by_id, count)
        gone = set(map(id, self._by_id[:real]))
        del self._by_id[:real]
        if gone:
            self._by_start = [row for row in self._by_start if id(row) not in gone]
        if self.synthetic:
            self.synthetic.drop_oldest(count - real)
        return count

    def slice(self, order: Order, first: int, last: int) -> list[Row]:
        """Rows number first to last (exclusive, counted from 0) in this order."""
        total = len(self)
        first, last = max(0, first), min(last, total)
        if first >= last:
            return []
        if order.descending:
            return self._ascending(order, total - last, total - first)[::-1]
        return self._ascending(order, first, last)

    def _with_ties_turned(self, first: int, last: int) -> list[Row]:
        """Rows sorted by start, those of one second the other way; without computed ones."""
        rows = self._by_start
        low = bisect_left(rows, rows[first].start, key=_start)
        high = bisect_right(rows, rows[last - 1].start, key=_start)
        turned = sorted(rows[low:high], key=lambda row: (row.start, -row.db_id))
        return turned[first - low : last - low]

    def _ascending(self, order: Order, first: int, last: int) -> list[Row]:
        # Computed rows have no ties.
        if order.ties_apart and self.synthetic is None:
            return self._with_ties_turned(first, last)
        if order.by_start:
            return self._merged(self._by_start, self._rank_by_start, first, last)
        return self._merged(self._by_id, self._rank_by_id, first, last)

    def _merged(
        self, real: Sequence[Row], rank: Callable[[Row], int], first: int, last: int
    ) -> list[Row]:
        """Merge real and computed rows from one position on, without touching earlier ones."""
        if not self.synthetic:
            return list(real[first:last])
        taken = self._located(real, rank, first)
        found: list[Row] = []
        following = taken + rank(real[taken]) if taken < len(real) else last
        for position in range(first, last):
            if position < following:
                found.append(self.synthetic.row(position - taken))
                continue
            found.append(real[taken])
            taken += 1
            following = taken + rank(real[taken]) if taken < len(real) else last
        return found

    @staticmethod
    def _located(real: Sequence[Row], rank: Callable[[Row], int], position: int) -> int:
        """How many real rows stand before this position of the merged order."""
        return bisect_left(range(len(real)), position, key=lambda at: at + rank(real[at]))

    def _rank_by_id(self, row: Row) -> int:
        return self.synthetic.rank_by_id(row.db_id) if self.synthetic else 0

    def _rank_by_start(self, row: Row) -> int:
        return self.synthetic.rank_by_start(row.start, row.db_id) if self.synthetic else 0

    def _forget_start(self, row: Row) -> None:
        at = bisect_left(self._by_start, _by_start(row), key=_by_start)
        while self._by_start[at] is not row:
            at += 1
        del self._by_start[at]
