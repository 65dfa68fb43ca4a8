"""A PBX to which things happen, and the list of calls that must be heard because of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tests.simulator import Backup, Order, Row, SimulatedPbx, ring_group
from tests.simulator.calls import ANSWERED, Leg

from .home import House

FEW = 10
HOUR = 3600
DAY = 24 * HOUR
CAPS = (None, 1, 3, 7, 100)
DESTINATIONS = (("+447700900001", "1001"), ("1001", "+442079460101"), ("1001", "1002"))
OUTCOMES = (ANSWERED, "NO ANSWER", "BUSY", "FAILED")


@dataclass(slots=True)
class Placed:
    """A call placed after the set-up."""

    call_id: str
    number: int
    rows: list[Row]
    is_owed: bool = True
    """Whether it must be heard; if not, it may be."""
    needs_audit: bool = False
    """Whether rows were deleted between two polls, too: then the count doesn't tell of it."""
    is_ordinary: bool = True
    """Whether it came at the newest end, by a poll, while nothing else happened to the list."""
    repeats: int = 0
    """How many more times it may be heard, because of crashes."""


@dataclass
class World:
    """The PBX and what was placed there.

    ``calls`` are those after the set-up by call id, ``past`` the ids of all
    others.
    """

    pbx: SimulatedPbx
    house: House
    calls: dict[str, Placed] = field(default_factory=dict)
    past: set[str] = field(default_factory=set)
    hidden: list[Row] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    backup: Backup | None = None
    has_lost_rows: bool = False
    """Whether rows were deleted since the last good poll."""

    def history(self, count: int, *, last_end: float | None = None) -> None:
        """Write calls that nobody shall hear of, one each minute, the last at ``last_end``."""
        end = self.pbx.now() if last_end is None else last_end
        for number in range(count):
            start = end - (count - number) * 60
            for row in self.pbx.call(start=start, ring=5, talk=40):
                self.past.add(str(row.data["call_id"]))

    def call(self, kind: int = 0, *, start: float | None = None, seconds: int = 20) -> Placed:
        """Place one call, which ends now."""
        self.house.loop.pass_time(1 + kind % 7)
        source, destination = DESTINATIONS[kind % 3]
        outcome = OUTCOMES[kind % 4]
        rows = self.pbx.call(
            source=source,
            destination=destination,
            start=self.pbx.now() - seconds if start is None else start,
            ring=5 if outcome == ANSWERED else seconds,
            talk=seconds - 5,
            disposition=outcome,
        )
        return self._placed(rows)

    def group(self, phones: int, *, answered: bool) -> Placed:
        """Place a call that several phones rang for: a row each."""
        numbers = [str(1001 + at) for at in range(phones)]
        legs = ring_group(numbers, numbers[-1] if answered else None, ring=6, talk=30)
        return self._placed(self.pbx.call(destination="600", legs=legs))

    def long_call(self, seconds: int) -> Placed:
        """End a call that began long ago: where the list goes by start its row lands deep."""
        if seconds % 2:
            return self.call(seconds=seconds)
        legs = ring_group(("1001", "1002"), "1002", ring=6, talk=seconds)
        return self._placed(self.pbx.call(destination="600", legs=legs))

    def late_id(self, which: int) -> Placed | None:
        """Let a smaller id become visible, which was given away before those that are there.

        Not much smaller: late ids are found as far back as an audit reads.
        """
        lowest = min([row.db_id for row in self.pbx.rows[-FEW:]], default=0)
        self.gaps = [db_id for db_id in self.gaps if db_id > lowest]
        if not self.gaps:
            return None
        db_id = self.gaps.pop(which % len(self.gaps))
        placed = self._placed(self.pbx.call(ids=[db_id], ring=5, talk=15))
        placed.is_ordinary = False
        return placed

    def gap(self, count: int) -> None:
        """Skip ids; some of them may come late."""
        self.gaps += range(self.pbx.next_id, self.pbx.next_id + min(count, 3))
        self.pbx.skip_ids(count)

    def late_leg(self, which: int) -> None:
        """Write one more row of one of the last calls.

        Not where rows were deleted since the last poll, too: the count tells nothing of it
        then, and deep in a list that goes by start it may be met by chance so much later
        that nobody knows its call any more.
        """
        recent = [placed for placed in [*self.calls.values()][-4:] if placed.rows]
        if not recent or self.has_lost_rows:
            return
        placed = recent[which % len(recent)]
        start = placed.rows[0].start
        legs = (Leg(after=3, ring=4, talk=max(0, int(self.pbx.now()) - start - 7)),)
        rows = self.pbx.call(call_id=placed.call_id, start=start, destination="600", legs=legs)
        placed.rows += rows
        placed.is_ordinary = False

    def _placed(self, rows: Iterable[Row]) -> Placed:
        written = list(rows)
        call_id = str(written[0].data["call_id"])
        placed = Placed(call_id, len(self.calls), written, needs_audit=self.has_lost_rows)
        self.calls[call_id] = placed
        return placed

    def purge(self, count: int) -> None:
        """Delete the rows with the lowest ids."""
        self.delete(self.pbx.rows[:count])

    def delete(self, rows: Iterable[Row]) -> None:
        """Delete rows; who has lost all of them can't be heard any more."""
        for row in tuple(rows):
            self.pbx.delete(row.db_id)
        self._excuse_the_gone()

    def empty(self, first: int | None) -> None:
        """Empty the list; ids go on, or start over at ``first``."""
        self.pbx.clear()
        if first is not None:
            self._forget_what_is_due()
            self.pbx.reset_ids(first)
        self._excuse_the_gone()

    def back_up(self) -> None:
        """Keep a backup."""
        self.backup = self.pbx.snapshot()

    def restore(self) -> None:
        """Put the backup back, if there is one."""
        if self.backup is None:
            return
        self._forget_what_is_due()
        self.pbx.restore(self.backup)
        self._excuse_the_gone()

    def _forget_what_is_due(self) -> None:
        """Drop rows that were yet to come: another list never gets them."""
        self.gaps.clear()
        self.hidden.clear()

    def swap(self, first: int, rows: int, last_end: float) -> None:
        """Put another box there, whose calls all ended before."""
        self.empty(first)
        self.backup = None
        self.history(rows, last_end=last_end)

    def hide(self, placed: Placed) -> None:
        """Let a call's rows be in the list only later: the push was faster."""
        for row in placed.rows:
            self.pbx.delete(row.db_id)
        self.hidden += placed.rows
        placed.is_ordinary = False

    def show(self) -> None:
        """Let all rows be in the list."""
        for row in self.hidden:
            self.pbx.add(row)
        self.hidden.clear()

    def turn(self, order: Order) -> None:
        """Change the order of the list."""
        self.pbx.order = order

    def set_clock(self, shift: float) -> None:
        """Set the PBX's clock, unless that would bury new rows in a list that goes by start.

        Where more rows than an audit reads lie in the future, no audit finds the new ones.
        """
        ahead = [row for row in self.pbx.rows if row.start > self.pbx.true_now() + shift]
        if len(ahead) < FEW:
            self.pbx.clock_shift = shift

    def depth(self, row: Row) -> int:
        """Tell how many rows stand nearer to the newest end of the list."""
        rows = self.pbx.store.slice(self.pbx.order, 0, len(self.pbx))
        place = next(at for at, other in enumerate(rows) if other is row)
        return place if self.pbx.order.descending else len(rows) - 1 - place

    def excuse_all(self) -> None:
        """Take what wasn't heard yet as past: there was a new baseline.

        Rows that weren't there then and come back later are new to it, so none does.
        """
        for placed in self.calls.values():
            placed.is_owed = False
        if self.backup is not None:
            there = {id(row) for row in self.pbx.rows}
            rows = tuple([row for row in self.backup.rows if id(row) in there])
            self.backup = replace(self.backup, rows=rows)

    def allow_repeats(self, call_ids: Iterable[str]) -> None:
        """Let calls be heard again: the process was killed before it had written them down."""
        for call_id in call_ids:
            self.calls[call_id].repeats += 1

    def _excuse_the_gone(self) -> None:
        """Expect nothing of a call of which no row is left in the list."""
        there = {id(row) for row in (*self.pbx.rows, *self.hidden)}
        heard = {call.call_id for call in self.house.heard}
        merged = {row.key for row in self.house.applied}
        self.has_lost_rows = True
        for placed in self.calls.values():
            is_read = all((row.db_id, placed.call_id) in merged for row in placed.rows)
            placed.needs_audit = placed.needs_audit or placed.call_id not in heard or not is_read
            left = [row for row in placed.rows if id(row) in there]
            if len(left) < len(placed.rows) and placed.call_id not in heard:
                placed.is_owed, placed.is_ordinary = placed.is_owed and bool(left), False
            placed.rows = left
