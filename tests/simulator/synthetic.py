"""A history of any length that is computed row by row when a page asks for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo

from .rows import Record, Row, caller_id

_LONGEST = 240
_PHONES = ("1001", "1002", "1003", "1004", "1005", "2011", "4001")
_OUTCOMES = ("ANSWERED",) * 13 + ("NO ANSWER",) * 4 + ("BUSY", "BUSY", "FAILED")


def _scatter(index: int) -> int:
    """Return a fixed pseudo-random number for an index (the finaliser of splitmix64)."""
    value = (index + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """When computed rows start: the last `today` of them are spread from midnight to the end.

    `last_end` and `midnight` are epoch seconds, `spacing` is seconds between the earlier rows.
    """

    count: int
    last_end: int
    midnight: int
    today: int
    spacing: int

    def start(self, index: int) -> int:
        """Return the start of row number index, which never falls with the index."""
        earlier = self.count - self.today
        if index < earlier:
            return self.midnight - 1 - (earlier - index) * self.spacing
        span = max(0, self.last_end - self.midnight - 1)
        return self.midnight + span * (index - earlier) // self.today

    def end(self, index: int, length: int) -> int:
        """Return the end of a row, kept on its side of midnight; the last ends at last_end."""
        if index == self.count - 1:
            return max(self.last_end, self.start(index))
        limit = self.midnight - 1 if index < self.count - self.today else self.last_end
        return max(self.start(index), min(self.start(index) + length, limit))


class Synthetic:
    """Computed rows with ids from `first_id` on; only deletions take memory."""

    def __init__(
        self,
        count: int,
        *,
        last_end: float,
        today: int = 0,
        midnight: float | None = None,
        spacing: int = 30,
        first_id: int = 1,
        zone: tzinfo = UTC,
    ) -> None:
        """Compute `count` rows; exactly `today` of them start at or after `midnight`.

        Without `midnight` the earlier rows reach up to `last_end` itself.
        """
        if today > count or (today and midnight is None):
            raise ValueError("today needs a midnight and at least as many rows")
        self._first_id = first_id
        self._zone = zone
        self._dropped = 0
        self._holes: list[int] = []
        self._timeline = Timeline(
            count=count,
            last_end=int(last_end),
            midnight=int(last_end + 1 if midnight is None else midnight),
            today=today,
            spacing=spacing,
        )

    def __len__(self) -> int:
        """How many rows are left."""
        return self._timeline.count - self._dropped - len(self._holes)

    @property
    def last_id(self) -> int:
        """The highest id ever given to a computed row."""
        return self._first_id + self._timeline.count - 1

    def row(self, rank: int) -> Row:
        """Return the row at this place among those left, counted from the oldest."""
        return self._record(self._index(rank)).as_row(self._zone)

    def rank_by_id(self, db_id: int) -> int:
        """How many rows have an id up to and including this one."""
        return self._rank(db_id - self._first_id + 1)

    def rank_by_start(self, start: int, db_id: int) -> int:
        """How many rows come before a row of this start and id in start order."""
        indices = range(self._timeline.count)
        key = (start, db_id)
        return self._rank(
            bisect_right(
                indices,
                key,
                key=lambda index: (self._timeline.start(index), self._first_id + index),
            )
        )

    def remove(self, db_id: int) -> bool:
        """Delete one row."""
        index = db_id - self._first_id
        at = bisect_left(self._holes, index)
        gone = at < len(self._holes) and self._holes[at] == index
        if gone or not self._dropped <= index < self._timeline.count:
            return False
        insort(self._holes, index)
        return True

    def drop_oldest(self, count: int) -> None:
        """Delete the rows with the lowest ids."""
        if count <= 0:
            return
        whole = count >= len(self)
        self._dropped = self._timeline.count if whole else self._index(count)
        self._holes = [index for index in self._holes if index >= self._dropped]

    def copy(self) -> Synthetic:
        """Return the same rows, independent of later deletions here."""
        twin = Synthetic(0, last_end=0, first_id=self._first_id, zone=self._zone)
        twin._timeline = self._timeline
        twin._dropped = self._dropped
        twin._holes = list(self._holes)
        return twin

    def without(self, ids: Iterable[int]) -> Synthetic:
        """Return a copy with holes, for tests of gaps."""
        twin = self.copy()
        for db_id in ids:
            twin.remove(db_id)
        return twin

    def _rank(self, index: int) -> int:
        """How many rows are left below an index."""
        index = min(index, self._timeline.count)
        return max(0, index - self._dropped - bisect_left(self._holes, index))

    def _index(self, rank: int) -> int:
        index = rank + self._dropped
        holes = self._holes
        return index + bisect_right(range(len(holes)), index, key=lambda at: holes[at] - at)

    def _record(self, index: int) -> Record:
        chance = _scatter(index)
        outcome = _OUTCOMES[chance % len(_OUTCOMES)]
        phone = _PHONES[chance // 32 % len(_PHONES)]
        number = f"+4477009{chance // 1024 % 500:05d}"
        start = self._timeline.start(index)
        ring = chance // 2**20 % 20
        length = min(_LONGEST, ring + (chance // 2**26 % 220 if outcome == "ANSWERED" else 0))
        end = self._timeline.end(index, length)
        return Record(
            db_id=self._first_id + index,
            call_id=f"{start}.{index}",
            caller_id=caller_id(f"Caller {chance // 1024 % 500}", number),
            source=number,
            destination_context="sip_internal",
            destination=phone,
            initial_destination=f"+44207946{phone}",
            computed_destination="",
            disposition=outcome,
            start=start,
            answer=min(start + ring, end) if outcome == "ANSWERED" else None,
            end=end,
        )
