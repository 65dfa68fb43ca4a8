"""Polling: what to read so that no row is missed.

No I/O of its own: it is given a function that reads a page. It leaves the ledger
alone: what it read goes to ``CallLedger.apply`` or ``CallLedger.baseline``.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from .. import CallRecord, RowKey
from .harvest import Harvest, ListState, judge, reaches_back, reap
from .ledger import CallLedger
from .pages import ListChangedError, PagedList, Probe, ReadPage, descent
from .walk import AUDIT_ROWS, Walk

BASELINE_PAGES: Final = 20
"""So many pages are read at most to count what was called today before the set-up."""

_ATTEMPTS: Final = 3


class PbxSync:
    """Reads what is new, whichever end of the list it is at."""

    def __init__(self, read_page: ReadPage, ledger: CallLedger) -> None:
        """Take the function that reads one page, and the ledger that says what is new."""
        self.pages = PagedList(read_page)
        self._ledger = ledger
        self.repeated_rows = 0
        self._explored = False
        self._order_known = False
        self._newest: RowKey | None = None
        self._newest_rank = 0
        self._known: int | None = None
        self._walk: Walk | None = None
        self._doubtful = 0
        self._audit_next = False

    async def baseline(self, since: datetime) -> Harvest:
        """Read what is there: an audit's reach, and back to ``since`` within 20 pages.

        Raises what ``read_page`` raises, here and in ``poll``.
        """
        count, walk = await self._read_past(since)
        for _ in range(_ATTEMPTS - 1):
            if (await self.pages.probe(count)).count == count:
                break
            count, walk = await self._read_past(since)
        self._newest, self._newest_rank = walk.newest, count
        past = tuple(walk.rows.values())
        return Harvest((), max(count, len(past)), past=past, read_at=self.pages.read_at)

    async def _read_past(self, since: datetime) -> tuple[int, Walk]:
        count = await self._explore()
        walk = Walk(self.pages, self._ledger)

        async def is_done() -> bool:
            if len(walk.rows) < AUDIT_ROWS:
                return False
            ends = [row.ended_at for row in walk.oldest_read if isinstance(row, CallRecord)]
            return walk.pages_read >= BASELINE_PAGES or all(end < since for end in ends)

        await walk.descend(count, is_done)
        return count, walk

    async def read_latest(self) -> Harvest:
        """Read what an audit covers, without looking for what is new: for lists after a restart."""
        count = await self._explore()
        walk = Walk(self.pages, self._ledger)

        async def is_done() -> bool:
            return len(walk.rows) >= AUDIT_ROWS

        await walk.descend(count, is_done)
        return Harvest(tuple(walk.rows.values()), count)

    async def probe(self) -> Probe:
        """Look at the newest end, only to see that the PBX answers."""
        if not self._explored:
            await self._explore()
        return await self.pages.probe(self._ledger.count or 1)

    async def poll(self, *, audit: bool) -> Harvest:
        """Read the rows that are new; with ``audit`` also those that an audit covers."""
        harvest = await self._poll(audit=audit)
        return replace(harvest, read_at=self.pages.read_at)

    async def _poll(self, *, audit: bool) -> Harvest:
        if not self._explored:
            await self._explore()
        self._ledger.begin_poll()
        audit = audit or self._audit_next
        known = self._known = self._ledger.count
        probe = await self.pages.probe(known or 1)
        if probe.count == 0:
            self._walk = None
            return Harvest((), 0, ListState.EMPTY if len(self._ledger.seen) else ListState.SAME)
        if not audit and self._walk is None and self._is_quiet(probe):
            return Harvest((), probe.count)
        if not self._order_known:
            await self._explore()
        if known is None or probe.count < known or (probe.count == known and not audit):
            audit = True
            await self._explore()
        return await self._read_until_it_holds(probe, audit=audit)

    def _is_quiet(self, probe: Probe) -> bool:
        if probe.count != self._ledger.count:
            return False
        if probe.row is None or probe.row.key == self._newest:
            return True
        if self._ledger.pushed_before and self._ledger.seen.knows(probe.row.key):
            # A row that was pushed since the last poll stands at the newest end now.
            self._newest, self._newest_rank = probe.row.key, probe.count
            return True
        return False

    async def _explore(self) -> int:
        count = await self.pages.explore()
        self._explored, self._order_known = True, count > 1
        return count

    async def _read_until_it_holds(self, probe: Probe, *, audit: bool) -> Harvest:
        """Read again where the list changed meanwhile: at most three times, then as it is.

        Then the next poll is an audit.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                harvest, walk = await self._read(probe.count, audit=audit)
            except ListChangedError:
                self._walk = None
                probe, audit = await self.pages.probe(probe.count), True
                continue
            needed = self._needed(probe.count)
            if not _is_verdict(harvest) and self._is_sure(walk, probe):
                return self._finished(walk, harvest)
            again = await self.pages.probe(probe.count)
            found_all = audit or walk.found_of(needed) == needed or _is_verdict(harvest)
            if again.count == probe.count and found_all:
                return self._finished(walk, harvest)
            walk.start_again()
            audit = audit or again.count <= probe.count
            probe = again
        harvest, walk = await self._read(probe.count, audit=audit)
        again = await self.pages.probe(probe.count)
        return self._finished(walk, harvest, doubtful=max(0, again.count - probe.count))

    def _is_sure(self, walk: Walk, probe: Probe) -> bool:
        """Whether nothing can have changed since the probe, or it doesn't matter."""
        needed = self._needed(probe.count)
        if (found := walk.found_of(needed)) != needed or needed == 0:
            return found == needed
        has_grown = walk.has_grown
        if self.pages.newest_first:
            has_grown = probe.row is None or probe.row.key != walk.newest
        return walk.pages_read == 1 and not has_grown

    def _finished(self, walk: Walk, harvest: Harvest, *, doubtful: int = 0) -> Harvest:
        """End the poll; so many of the rows found may be counted again by the next one."""
        self._walk, self._newest_rank = None, harvest.count
        self._newest = None if self._has_skipped(walk, harvest.count) else walk.newest
        self.repeated_rows += walk.repeated
        was_doubtful, self._doubtful = self._doubtful, doubtful
        # A row met twice may have stood for one not met, if as many went as came meanwhile.
        self._audit_next = doubtful > 0 or walk.repeated > 0
        if harvest.state is ListState.OUT_OF_REACH and harvest.missing <= was_doubtful:
            return replace(harvest, state=ListState.SAME, missing=0)
        return harvest

    def _has_skipped(self, walk: Walk, count: int) -> bool:
        """Whether rows that were pushed meanwhile stood for rows that weren't met.

        Then no rank tells where new rows may be: the next poll reads as deep as they can lie.
        """
        pushed = self._ledger.pushed_meanwhile
        if self._known is None or not pushed:
            return False
        met = sum(key in pushed for key in walk.rows)
        return walk.found_of(count - self._known) + met < count - self._known

    def _needed(self, count: int) -> int:
        return 0 if self._ledger.count is None else count - self._ledger.count

    async def _read(self, count: int, *, audit: bool) -> tuple[Harvest, Walk]:
        """Descend until all is found, or it is plain that the list is another.

        Raises ListChangedError where the newest rows turn out to be at the other end.
        """
        walk = self._walk = self._walk or Walk(self.pages, self._ledger)
        least = AUDIT_ROWS if audit else 0
        # Rows that were pushed while the PBX was asked may be in its last count or not.
        is_countable = self._ledger.count is not None or await self._has_grown_above(count)

        async def is_done() -> bool:
            if walk.found == 0 and not walk.recognised:
                await self._raise_if_turned()
            if walk.is_former or (not walk.touched and self._ledger.seen.has_met_any):
                return await self._is_another_list(walk, count)
            enough = walk.is_joined and len(walk.rows) - walk.found >= least
            found_all = is_countable and walk.found >= self._needed(count)
            return enough and (found_all or walk.is_beyond_reach())

        await walk.descend(count, is_done)
        needed = self._needed(count)
        if walk.found_of(needed) < needed or descent(walk.rows.values()) < 0:
            await self._raise_if_turned()
        return reap(walk, self._ledger, count, needed), walk

    async def _is_another_list(self, walk: Walk, count: int) -> bool:
        state = judge(walk, self._ledger)
        if state is ListState.SAME or (walk.in_place and not walk.is_former):
            return False
        if self._needed(count) > 0 and not walk.is_former:
            walk.in_place = await self._is_in_place(count)
            if walk.in_place:
                return False
        return state is not ListState.STARTED_OVER or reaches_back(walk, self._ledger)

    async def _is_in_place(self, count: int) -> bool:
        """Whether the newest known row still stands at its rank: then the list only grew."""
        row = await self.pages.row_at(self._ledger.count or 0, count)
        return row is not None and self._ledger.seen.is_anchor(row.key)

    async def _has_grown_above(self, count: int) -> bool:
        """Whether the newest row of the last poll still stands at its rank: no row came below."""
        row = await self.pages.row_at(self._newest_rank, count)
        return row is not None and row.key == self._newest

    async def _raise_if_turned(self) -> None:
        """Look for the newest end anew: a firmware update may have changed the order."""
        before = self.pages.newest_first
        await self._explore()
        if self.pages.newest_first != before:
            raise ListChangedError("The PBX changed the order of its list of records")


def _is_verdict(harvest: Harvest) -> bool:
    """Whether the list was found to be another; not to be said of one that grew meanwhile."""
    return harvest.state not in (ListState.SAME, ListState.OUT_OF_REACH)
