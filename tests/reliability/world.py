"""A PBX to which things happen, and what is known of each call that was placed there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.simulator import Backup, Order, Row, SimulatedPbx, ring_group
from tests.simulator.calls import ANSWERED, Leg

from .house import House

HOUR = 3600
DAY = 24 * HOUR
DESTINATIONS = (("+447700900001", "1001"), ("1001", "+442079460101"), ("1001", "1002"))
OUTCOMES = (ANSWERED, "NO ANSWER", "BUSY", "FAILED")


@dataclass(slots=True)
class Placed:
    """A call placed after the set-up; ``ended`` by the clock of the world."""

    call_id: str
    number: int
    rows: list[Row]
    ended: float
    clocks: int
    """How often the PBX's clock had been set when it ended."""
    is_ordinary: bool = True
    """Whether nothing but calls at the newest end happened between the polls round it."""
    repeats: int = 0
    """How many more times it may be announced, because of crashes and backups put back."""


@dataclass
class World:
    """The PBX and what was placed there.

    ``past`` are the calls that nobody may be told of, each with how often the PBX's clock had been
    set when it ended. ``foreign`` are those of which nothing is said: somebody else pushed them
    with the same token, another box brought them where there never was a row, or a backup of the
    PBX brought them back after they had been ``deleted``.
    """

    pbx: SimulatedPbx
    house: House
    calls: dict[str, Placed] = field(default_factory=dict)
    past: dict[str, int] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    hidden: list[Row] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)
    clocks: int = 0
    is_clock_known: bool = True
    """Whether the PBX's clock is as it was at the last good poll."""
    has_turned: bool = False
    """Whether the order has changed; which end is the newest shows when a call comes."""
    was_turned: bool = False
    """Whether it ever has: an import that was under way has missed what it was to read."""
    has_rows: bool = False
    """Whether there was a row before this poll."""
    had_rows: bool = False
    """Whether a good poll could see a row, ever."""
    has_news: bool = False
    """Whether calls came since the last good poll."""
    only_grew: bool = True
    """Whether since the last good poll nothing happened to the list but calls at its newest end."""

    def history(self, count: int, last_end: float) -> None:
        """Write calls that nobody shall hear of, one each minute, the last one ended then."""
        self.past |= self._written(count, last_end)

    def _written(self, count: int, last_end: float) -> dict[str, int]:
        """Write such calls, and return by which clocks they are dated."""
        starts = [last_end - (count - number) * 60 for number in range(count)]
        return {
            str(row.data["call_id"]): self._clocks(start, start + HOUR)
            for start in starts
            for row in self.pbx.call(start=start, ring=5, talk=40)
        }

    def call(self, kind: int = 0, *, seconds: int = 20) -> Placed:
        """Place one call, which ends now."""
        self.house.now += 1 + kind % 7
        source, destination = DESTINATIONS[kind % 3]
        outcome = OUTCOMES[kind % 4]
        rows = self.pbx.call(
            source=source,
            destination=destination,
            start=self.pbx.now() - seconds,
            ring=5 if outcome == ANSWERED else seconds,
            talk=seconds - 5,
            disposition=outcome,
        )
        return self._placed(rows)

    def group(self, phones: int, *, answered: bool, talk: int = 30) -> Placed:
        """Place a call that several phones rang for: a row each."""
        self.house.now += 1
        numbers = [str(1001 + at) for at in range(phones)]
        legs = ring_group(numbers, numbers[-1] if answered else None, ring=6, talk=talk)
        return self._placed(self.pbx.call(destination="600", legs=legs))

    def late_id(self, which: int) -> None:
        """Let a smaller id become visible, which was given away before those that are there.

        Not much smaller: late ids are found as far back as an audit reads.
        """
        lowest = min([row.db_id for row in self.pbx.rows[-10:]], default=0)
        self.gaps = [db_id for db_id in self.gaps if db_id > lowest]
        if self.gaps:
            db_id = self.gaps.pop(which % len(self.gaps))
            self._disturb()
            self._placed(self.pbx.call(ids=[db_id], ring=5, talk=15))

    def gap(self, count: int) -> None:
        """Skip ids; some of them may come late."""
        self.gaps += range(self.pbx.next_id, self.pbx.next_id + min(count, 3))
        self.pbx.skip_ids(count)

    def late_leg(self, which: int) -> None:
        """Write one more row of one of the last calls."""
        listed = {row.db_id: row for row in self.pbx.rows}
        # One that was rolled back could get a row that is like the one it lost.
        recent = [
            placed
            for placed in [*self.calls.values()][-4:]
            if placed.rows and all(listed.get(row.db_id) == row for row in placed.rows)
        ]
        if not recent:
            return
        self._disturb()
        placed = recent[which % len(recent)]
        start = placed.rows[0].start
        talk = max(0, int(self.pbx.now()) - start - 7)
        legs = (Leg(after=3, ring=4, talk=talk),)
        rows = self.pbx.call(call_id=placed.call_id, start=start, destination="600", legs=legs)
        placed.rows += rows
        placed.ended = self.house.now
        if placed.clocks != self.clocks or self.house.now - start > HOUR:
            placed.clocks = -1  # one part of it may be by one clock, one by another

    def _clocks(self, start: float, end: float) -> int:
        """Return by which clocks a call is dated, -1 in a night of the time change."""
        before, after = (
            datetime.fromtimestamp(at, self.pbx.zone).utcoffset() for at in (start, end)
        )
        return self.clocks if before == after else -1

    def _placed(self, rows: Iterable[Row]) -> Placed:
        written = list(rows)
        call_id = str(written[0].data["call_id"])
        clocks = self._clocks(written[0].start, self.pbx.now() + HOUR)
        self.has_news = True
        placed = Placed(call_id, len(self.calls), written, self.house.now, clocks, self.only_grew)
        self.calls[call_id] = placed
        return placed

    def _disturb(self) -> None:
        """Something else than a call at the newest end happens: only clocks tell what is new."""
        self.only_grew = False
        known = self.house.known()
        for placed in self.calls.values():
            if placed.call_id not in known:
                placed.is_ordinary = False

    def polled(self) -> None:
        """Note that a poll went well, and nothing happened meanwhile."""
        self.only_grew = self.is_clock_known = True
        self.has_news = False
        self.had_rows = self.had_rows or (self.has_rows and len(self.pbx) > 0)

    def note_import(self) -> None:
        """Note that an import reads: where it finds new calls, they don't fit the count any more.

        In a list by start, they are long ones; then the clock says of all the others.
        """
        if self.has_news:
            self._disturb()

    def note_deep(self, deepest: int) -> None:
        """Note which rows lie so deep that no poll reads them: an import goes by the clock.

        In a list by start, they are those of a call that lasted while so many others began.
        """
        if len(self.pbx) > deepest:
            for row in self.newest(len(self.pbx))[deepest:]:
                if placed := self.calls.get(str(row.data["call_id"])):
                    placed.is_ordinary = False

    def purge(self, count: int) -> None:
        """Delete the rows with the lowest ids."""
        self.delete(self.pbx.rows[:count])

    def delete(self, rows: Iterable[Row]) -> None:
        """Delete rows."""
        self._disturb()
        for row in tuple(rows):
            self.pbx.delete(row.db_id)
            self.deleted.add(str(row.data["call_id"]))

    def empty(self, first: int | None) -> None:
        """Empty the list; ids go on, or start over at ``first``."""
        self._disturb()
        self.pbx.clear()
        if first is not None:
            self._forget_what_is_due()
            self.pbx.reset_ids(first)

    def back_up(self) -> None:
        """Keep one more backup of the PBX."""
        self.backups.append(self.pbx.snapshot())

    def restore(self, which: int) -> None:
        """Put a backup back, if there is one."""
        if self.backups:
            self._disturb()
            self._forget_what_is_due()
            self.pbx.restore(self.backups[which % len(self.backups)])
            # Where nobody has read a row before it was deleted, it is like a new one.
            back = self.deleted & {str(row.data["call_id"]) for row in self.pbx.rows}
            self.foreign |= back & self.past.keys()
            self.past = {one: clocks for one, clocks in self.past.items() if one not in back}

    def swap(self, first: int, rows: int, last_end: float) -> None:
        """Put another box there, whose calls all ended before; backups fit it no more.

        Where there never was a row, they are what the same box with its first calls would bring.
        """
        self.empty(first)
        self.backups.clear()
        theirs = self._written(rows, last_end)
        if self.had_rows:
            self.past |= theirs
        else:
            self.foreign |= theirs.keys()

    def _forget_what_is_due(self) -> None:
        """Drop rows that were yet to come: another list never gets them."""
        self.gaps.clear()
        self.hidden.clear()

    def hide(self, placed: Placed) -> None:
        """Let a call's rows be in the list only later: the push was faster."""
        self._disturb()
        for row in placed.rows:
            self.pbx.delete(row.db_id)
        self.hidden += placed.rows

    def show(self) -> None:
        """Let all rows be in the list."""
        if self.hidden:
            self._disturb()
        for row in self.hidden:
            self.pbx.add(row)
        self.hidden.clear()

    def turn(self, order: Order) -> None:
        """Change the order of the list."""
        if order is not self.pbx.order:
            self.has_turned = self.was_turned = True
        self.pbx.order = order

    def set_clock(self, shift: float) -> None:
        """Set the PBX's clock."""
        if shift != self.pbx.clock_shift:
            self.clocks += 1
            self.is_clock_known = False
        self.pbx.clock_shift = shift

    def newest(self, count: int) -> list[Row]:
        """Return the rows at the newest end of the list."""
        rows = self.pbx.store.slice(self.pbx.order, 0, len(self.pbx))
        return rows[:count] if self.pbx.order.descending else rows[::-1][:count]
