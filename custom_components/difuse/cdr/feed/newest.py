"""The rows by which the PBX's list grew: where they are is found by identity, not by order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from .. import Row, RowKey
from ..archive import Archive, known_rows
from ..pbx import Look, RecordList
from ..tables import Marks
from .limits import Limits, is_old

_WALKS: Final = 3
"""So often the list is walked in one poll while it changes."""


@dataclass(slots=True)
class Found:
    """What a walk from the newest end found.

    ``rows`` are those found in the list for the first time, ``changed`` known ones with a recording
    that came later. ``count`` is how many rows of the list are accounted for by them, ``is_exact``
    whether that are as many as the list grew by. ``has_known``: it held known rows, too;
    ``highest_id`` is the highest among those and what was left out.
    """

    rows: dict[RowKey, Row] = field(default_factory=dict)
    changed: list[Row] = field(default_factory=list)
    count: int = 0
    is_exact: bool = False
    has_known: bool = False
    highest_id: int = 0


class NewestRows:
    """Walks the list from its newest end; all methods raise PbxError and DatabaseError.

    Left out are rows that the first import brings, and known ids that started before ``keep_from``
    (epoch seconds): what is new is kept, whatever its clock says.
    """

    def __init__(
        self, pages: RecordList, archive: Archive, limits: Limits, marks: Marks, keep_from: float
    ) -> None:
        """Take what is walked, and what says which rows are known."""
        self._list, self._archive, self._limits = pages, archive, limits
        self._marks, self._keep_from = marks, keep_from

    async def find(self, look: Look, listed: int, depth: int) -> Found:
        """Return the rows by which the list grew from ``listed`` on, and what else is new in depth.

        Where it changes meanwhile, or the count doesn't fit, it is walked again, as deep as an
        audit goes.
        """
        found, deepest = Found(), self._limits.deepest
        for _ in range(_WALKS):
            growth = look.count - listed
            depth = depth if growth > 0 else self._limits.audit
            await self.walk(found, look.count, growth, depth)
            found.count, found.is_exact = listed + len(found.rows), len(found.rows) == growth
            if found.is_exact:
                return found
            again = await self._list.look(listed)
            found.is_exact = growth <= len(found.rows) <= again.count - listed
            if found.is_exact:
                return found
            # Of rows that came after the walk nothing is known: they are not accounted for.
            found.count = look.count
            # More than that no walk finds.
            is_full = growth > deepest or len(found.rows) >= deepest
            if is_full or (again.count == look.count and depth):
                break
            look, depth = again, self._limits.audit
        if not found.has_known and len(found.rows) >= deepest and 0 < listed <= look.count:
            # The row that was the newest may still be there, below all that is new.
            rows = await self._list.below(look.count - listed, look.count, 1)
            await self.sort_out(rows[:1], found)
        return found

    async def walk(
        self, found: Found, count: int, growth: int, depth: int, *, to_known: bool = True
    ) -> None:
        """Read from the newest end until ``growth`` rows are found, so deep, and to known ones."""
        limits, read, has_turned = self._limits, 0, False
        size = self._list.page if depth or growth > self._list.small // 2 else self._small(count)
        while read < limits.deepest:
            rows = (await self._list.below(read, count, size))[: limits.deepest - read]
            is_news = await self.sort_out(rows, found)
            is_strange = growth != len(found.rows) or not found.has_known
            if not (read or is_news or has_turned) and to_known and is_strange:
                # After an update of the PBX, the newest rows may be at the other end.
                has_turned = True
                if await self._list.orient():
                    continue
            read, size = read + len(rows), self._list.page
            # New rows that go on may be more than the list grew by: others were deleted.
            is_past_them = found.has_known and rows[-1:] and rows[-1].key not in found.rows
            is_complete = len(found.rows) >= growth and (is_past_them or not to_known)
            if not rows or (is_complete and read >= depth):
                return

    def _small(self, count: int) -> int:
        """Return the size of a small page that is well filled where it is the list's last one."""
        return max(
            range(self._list.small, self._list.small // 2, -1), key=lambda size: (count - 1) % size
        )

    async def sort_out(self, rows: Sequence[Row], found: Found) -> bool:
        """Take over what is new of some rows; return whether there was any."""
        known = await self._archive.read(known_rows, rows)
        before = len(found.rows)
        for row in rows:
            is_listed, recording = known.get(row.key, (False, ""))
            if not is_listed and not self._is_past(row):
                found.rows[row.key] = row
                continue
            found.highest_id = max(found.highest_id, row.key[0])
            found.has_known = found.has_known or is_listed
            if is_listed and getattr(row, "recording_url", "") not in ("", recording):
                found.changed.append(row)
        return len(found.rows) > before

    def _is_past(self, row: Row) -> bool:
        """Return whether a row is left out."""
        number, highest = row.key[0], self._marks.highest_id
        if 0 < highest < number:
            return False
        return is_old(row, self._keep_from) or 0 < number <= self._marks.past_id
