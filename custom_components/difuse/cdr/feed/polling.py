"""A poll: what is new in the PBX's list is read, judged, and kept with the marks."""

from dataclasses import dataclass, replace
from typing import Final

from ..archive import EVERY_ROW
from ..pbx import Look, RecordList
from ..tables import Marks, State
from .intake import Intake
from .limits import Limits
from .newest import Found, NewestRows
from .news import ORDINARY

AUDIT_EVERY: Final = 15 * 60


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found: rows that nobody had pushed before, and whether any call has changed.

    ``is_replaced``: nothing in the list was known. ``is_odd``: not as many rows were found as the
    list grew by.
    """

    new_rows: int = 0
    has_changed: bool = False
    is_replaced: bool = False
    is_odd: bool = False


class Polling:
    """Reads the PBX's list from its newest end, one poll at a time.

    All methods raise PbxError and DatabaseError.
    """

    def __init__(self, pages: RecordList, intake: Intake, limits: Limits) -> None:
        """Take what is read, and what keeps it."""
        self._list, self._intake, self._limits = pages, intake, limits
        self._quiet: bytes | None = None
        self._was_odd = False
        self._audit_at = 0.0

    async def set_up(self) -> None:
        """Take the newest rows as past; the others are imported in time."""
        found, now = Found(), int(self._intake.clock())
        await self._list.orient()
        found.count = (await self._list.look(1)).count
        await self._newest().walk(found, found.count, 0, self._limits.audit, to_known=False)
        highest = max([0, *[row[0] for row in found.rows]])
        marks = Marks(set_up_at=now, polled_at=now, swept_at=now, listed=found.count)
        marks = replace(marks, highest_id=highest, past_id=highest)
        marks = replace(marks, import_from=self._limits.audit, import_to=EVERY_ROW)
        self._audit_at = now + AUDIT_EVERY
        await self._intake.keep(found.rows.values(), marks, lambda _: State.PAST)

    def _newest(self) -> NewestRows:
        intake = self._intake
        return NewestRows(self._list, intake.archive, self._limits, intake.marks, intake.keep_from)

    async def poll(self) -> Polled:
        """Read what is new, and as deep as an audit goes when one is due."""
        is_audit = self._intake.clock() >= self._audit_at
        if self._was_odd or not self._list.unit:
            # Perhaps its pages and its order are others by now.
            self._list.unit, self._was_odd = 0, False
            await self._list.orient()
        listed = self._intake.marks.listed
        look = await self._list.look(listed, None if is_audit else self._quiet)
        if not is_audit and await self._is_quiet(look):
            async with self._intake.lock:
                now = int(self._intake.clock())
                self._intake.marks = replace(self._intake.marks, polled_at=now)
            return Polled()
        self._quiet = None
        if not listed:
            # Of an empty list nobody can see which end is the newest.
            await self._list.orient()
        depth = self._limits.audit * is_audit
        found = await self._newest().find(look, listed, depth)
        if listed and not found.has_known:
            # It is another list: its order and its pages are its own, and nothing of it was there
            # at the set-up.
            unit, self._list.unit = self._list.unit, 0
            has_turned, look = await self._list.orient(), await self._list.look(listed)
            if has_turned or self._list.unit != unit or self._intake.marks.past_id:
                async with self._intake.lock:
                    self._intake.marks = replace(self._intake.marks, past_id=0)
                found = await self._newest().find(look, listed, depth)
        polled = await self._keep(found)
        self._was_odd = polled.is_odd or not (found.rows or is_audit)
        if is_audit:
            self._audit_at = self._intake.clock() + AUDIT_EVERY
        return polled

    async def _is_quiet(self, look: Look) -> bool:
        """Return whether the list is as it was: a known row at its newest end, and no more rows."""
        if look.count != self._intake.marks.listed:
            return False
        found = Found()
        if look.row is not None:
            await self._newest().sort_out([look.row], found)
        if found.rows:
            return False
        self._quiet = look.digest
        return True

    async def _keep(self, found: Found) -> Polled:
        """Keep what a poll found."""
        async with self._intake.lock:
            marks = self._intake.marks
            had_rows = bool(marks.listed or marks.highest_id)
            is_another = had_rows and bool(found.rows) and not found.has_known
            is_replaced = is_another and marks.listed > 0
            news = replace(
                self._intake.news(self._list.ahead, len(found.rows)),
                # A list that is back has known rows above the highest of the one between.
                highest_id=max(marks.highest_id, found.highest_id),
                # What is still to be imported was there before, and fits the count as well.
                is_exact=found.is_exact
                and found.highest_id >= marks.highest_id
                and not marks.import_to,
                # Where there never was a row, there is none to be found.
                has_known=found.has_known or not marks.highest_id,
            )
            rows = [*found.rows.values(), *found.changed]
            marks = self._next_marks(marks, found, is_another=is_another)
            done = await self._intake.keep(rows, marks, news.judge, wait=news.wait)
        return Polled(done.rows, bool(rows), is_replaced, not found.is_exact)

    def _next_marks(self, marks: Marks, found: Found, *, is_another: bool) -> Marks:
        """Return by what the list is read from now on; what lies too deep is imported."""
        highest = max([found.highest_id, *[key[0] for key in found.rows]])
        growth, deepest = found.count - marks.listed, self._limits.deepest
        now, highest = int(self._intake.clock()), highest or marks.highest_id
        read = replace(marks, polled_at=now, listed=found.count, highest_id=highest)
        if is_another:
            # What ended before was never missed here.
            since = max(marks.set_up_at, marks.polled_at - ORDINARY)
            import_from = self._limits.audit
            return replace(read, set_up_at=since, import_from=import_from, import_to=EVERY_ROW)
        # What was still to be imported lies further down now.
        to = marks.import_to and marks.import_to + max(growth, len(found.rows))
        if growth > deepest:
            return replace(read, import_from=deepest, import_to=max(to, growth))
        return replace(read, import_to=to)
