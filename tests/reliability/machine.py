"""The state machine: anything happens to the PBX, the network and the process, in any order."""

from collections.abc import Callable
import random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import PbxError
from tests.simulator import Order, PastEnd, SimulatedPbx

from .house import Crash, House, run
from .verdict import Verdict
from .world import DAY, HOUR, World

PLACES: Final = ("request", "answer", "announce", "announced", "write", "written")
CHANGES: Final = (
    "call",
    "group",
    "long",
    "late",
    "gap",
    "purge",
    "delete",
    "push",
    "hide",
    "leg",
    "foreign",
)
CALAMITIES: Final = (
    "emptied",
    "reset",
    "restored",
    "restored twice",
    "another box with lower ids",
    "another box with higher ids",
    "reset for a while",
    "another box for a while",
)
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
PAGING: Final = (None, 2, 3, 7, 100, "fixed 4", "fixed 25", "at least 3")
"""The most rows of a page, or their number whatever is asked for, or the fewest."""

EPOCHS: Final = (1_795_400_000, 1_792_885_000, 1_774_740_000)
"""An ordinary day, and an hour or so before summer time ends and begins in Berlin."""

type Change = tuple[str, int]

changes = st.tuples(st.sampled_from(CHANGES), st.integers(0, 40))
meanwhile = st.lists(st.tuples(st.integers(1, 6), changes), max_size=4)


class Reliability(RuleBasedStateMachine):
    """Rules change the world; ``Verdict`` says what must have been heard."""

    def __init__(self) -> None:
        super().__init__()
        self.pbx = SimulatedPbx(clock=lambda: self.house.now)
        self.house = House(self.pbx)
        self.world = World(self.pbx, self.house)
        self.verdict = Verdict(self.world)
        self.chance = random.Random(0)  # noqa: S311 - made-up faults

    @initialize(
        history=st.sampled_from((0, 1, 2, 15, 60, 230)),
        order=st.sampled_from(Order),
        paging=st.sampled_from(PAGING),
        zone=st.sampled_from(ZONES),
        epoch=st.sampled_from(EPOCHS),
        past_end=st.sampled_from(PastEnd),
    )
    def set_up(
        self,
        history: int,
        order: Order,
        paging: int | str | None = None,
        zone: str = "UTC",
        epoch: int = EPOCHS[0],
        past_end: PastEnd = PastEnd.EMPTY,
    ) -> None:
        self.house.now = epoch
        self.pbx.order = order
        self.pbx.paging.past_end = past_end
        self.repage(paging)
        self.pbx.set_zone(zone)
        self.world.history(history, self.pbx.now() - 1)
        self.house.now += 1
        self._poll()

    # What happens to the PBX between two polls.

    @rule(change=changes)
    def one_change(self, change: Change) -> None:
        self._change(change)

    @rule(count=st.sampled_from((2, 9, 10, 11, 21, 45)))
    def burst(self, count: int) -> None:
        for number in range(count):
            self.world.call(number)

    @rule(order=st.sampled_from(Order))
    def turn(self, order: Order) -> None:
        self.world.turn(order)

    @rule(paging=st.sampled_from(PAGING))
    def repage(self, paging: int | str | None) -> None:
        """Let the PBX make other pages than before."""
        pages = self.pbx.paging
        kind, _, size = paging.rpartition(" ") if isinstance(paging, str) else ("", "", "0")
        pages.cap = paging if isinstance(paging, int) else None
        pages.fixed_limit = int(size) if kind == "fixed" else None
        pages.minimum_limit = int(size) if kind == "at least" else 1

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @rule(what=st.sampled_from(CALAMITIES))
    def calamity(self, what: str) -> None:
        """Let ids start over, in each way in which they can."""
        world = self.world
        match what:
            case "emptied":
                world.empty(None)
            case "reset":
                world.empty(1)
            case "restored":
                world.restore(-1)
            case "restored twice":
                world.restore(-1)
                world.call()
                self._poll()
                world.restore(0)
            case "another box with lower ids":
                world.swap(1, 12, self._before_the_last_poll())
            case "another box with higher ids":
                world.swap(1_000_000, 60, self._before_the_last_poll())
            case "reset for a while":
                self._come_back_after(lambda: world.empty(1))
            case "another box for a while":
                ended = self._before_the_last_poll()
                self._come_back_after(lambda: world.swap(1_000_000, 60, ended))

    @rule(shift=st.sampled_from((-HOUR, -40, 0, 40, HOUR)))
    def step_clock(self, shift: int) -> None:
        self.world.set_clock(shift)

    @rule(hours=st.sampled_from((1, 5, 13)))
    def let_hours_pass(self, hours: int) -> None:
        self.house.now += hours * HOUR

    def _change(self, change: Change) -> None:  # noqa: C901, PLR0912 - one arm for each kind
        kind, amount = change
        world = self.world
        match kind:
            case "call":
                world.call(amount)
            case "group":
                world.group(2 + amount % 4, answered=amount % 2 == 0)
            case "long":
                seconds = 61 * (1 + amount * amount % (DAY // 61 - 1))
                if seconds % 2:
                    world.call(seconds=seconds)
                else:
                    world.group(2, answered=True, talk=seconds)
            case "late":
                world.late_id(amount)
            case "gap":
                world.gap(1 + amount)
            case "purge":
                world.purge(amount)
            case "delete":
                rows = world.pbx.rows
                world.delete(rows[-1 - amount : len(rows) - amount // 2])
            case "push":
                self._push(1 + amount % 3)
            case "hide":
                world.hide(world.call(amount))
                self._push(1)
            case "leg":
                world.late_leg(amount)
            case "foreign":
                self._push_foreign(amount)

    def _push(self, count: int) -> None:
        """Push the rows of the last calls, as the PBX would if nobody had taken them yet."""
        records: list[CallRecord] = []
        for placed in [*self.world.calls.values()][-count:]:
            if not self.world.is_clock_known:
                placed.clocks = -1
            rows = [self.house.reader.row(row.data) for row in placed.rows]
            records += [row for row in rows if isinstance(row, CallRecord)]
        self._run(self.house.push(records))

    def _push_foreign(self, amount: int) -> None:
        """Let another PBX push with our token, ids far above ours or the same as ours."""
        other = SimulatedPbx(clock=lambda: self.house.now)
        other.reset_ids(1 if amount % 2 else 5_000_000)
        rows = [other.call(call_id=f"other-{self.house.now}.{n}")[0] for n in range(amount)]
        self.world.foreign |= {str(row.data["call_id"]) for row in rows}
        records = [self.house.reader.row(row.data) for row in rows]
        self._run(self.house.push([row for row in records if isinstance(row, CallRecord)]))

    # What happens to polls, and to the process.

    @rule()
    def poll(self) -> None:
        self._poll()

    @rule(pieces=st.integers(1, 4))
    def work(self, pieces: int) -> None:
        self._work(pieces)

    @rule(events=meanwhile)
    def poll_meanwhile(self, events: list[tuple[int, Change]]) -> None:
        """Let things happen while the pages are read."""

        def between(number: int) -> None:
            for when, change in events:
                if when == number and change[0] not in ("push", "hide", "foreign"):
                    self._change(change)

        self.house.between = between
        self._poll()
        self.house.between = lambda _: None

    @rule(seed=st.integers(0, 9), share=st.sampled_from((0.05, 0.3, 1)))
    def faulty_poll(self, seed: int, share: float) -> None:
        self.chance.seed(seed)
        self.house.fails = lambda: self.chance.random() < share
        self._poll()
        self.house.fails = lambda: False

    @rule(seed=st.integers(0, 9), calls=st.sampled_from((30, 100)))
    def walk_through_faults(self, seed: int, calls: int) -> None:
        """Walk a hundred pages or so while 5 % of all requests fail."""
        self.repage(3)
        for number in range(calls):
            self.world.call(number)
        self.faulty_poll(seed, 0.05)
        self._poll()

    @rule(place=st.sampled_from(PLACES), number=st.integers(1, 12), calls=st.integers(0, 12))
    def killed_poll(self, place: str, number: int, calls: int) -> None:
        """Kill the process at one of the places where it may wait."""
        for kind in range(calls):
            self.world.call(kind)
        self._kill_at(place, number)
        self._poll()
        self.house.at = lambda _: None

    @rule(place=st.sampled_from(PLACES), number=st.integers(1, 6))
    def killed_work(self, place: str, number: int) -> None:
        self._kill_at(place, number)
        self._work(5)
        self.house.at = lambda _: None

    def _work(self, pieces: int) -> None:
        self.world.note_import()
        self._run(self.house.work(pieces), is_import=True)

    def _kill_at(self, place: str, number: int) -> None:
        left = number

        def at(where: str) -> None:
            nonlocal left
            left -= where == place
            if where == place and left == 0:
                raise Crash

        self.house.at = at

    @rule(times=st.integers(1, 2))
    def restart(self, times: int) -> None:
        """Stop in an orderly way, and start."""
        for _ in range(times):
            self._run(self.house.stop())
            self._poll()

    @rule(days=st.sampled_from((1, 7)), calls=st.integers(1, 4))
    def roll_back(self, days: int, calls: int) -> None:
        """Put a backup of Home Assistant back, after so many days with a few calls."""
        copy = self.house.copy_database()
        for number in range(calls):
            self.house.now += days * DAY / calls
            self.world.call(number)
            self._poll()
        self.verdict.allow_again()
        self.house.put_database_back(copy)
        self.verdict.look_again()
        self._poll()

    def _come_back_after(self, change: Callable[[], None]) -> None:
        """Let the list be another for a call and a poll, and then what it was."""
        before = self.pbx.snapshot()
        change()
        self.world.call()
        self._poll()
        self.world.backups = [before]
        self.world.restore(0)

    def _before_the_last_poll(self) -> float:
        """Return when another box's calls ended, by the PBX's clock.

        What ended there since the last good poll would count as new: such calls, for all one
        can tell, came since then.
        """
        return self.house.last_written_poll() - 130 + self.pbx.clock_shift

    def _poll(self) -> bool:
        self.house.now += self.house.seconds_to_next()
        self.world.show()
        is_good = self._run(self.house.poll())
        if is_good and self.house.requests:
            self.world.polled()
        return is_good

    def _run(self, work: Any, *, is_import: bool = False) -> bool:
        self.verdict.before(is_import=is_import)
        try:
            run(work)
        except PbxError:
            return False
        except Crash:
            self.verdict.was_killed = True
            self.verdict.allow(self.house.untold)
            self.house.untold.clear()
            self.house.restart()
            return False
        finally:
            self.verdict.after()
        return True

    @rule()
    def be_healthy(self) -> None:
        """Let the PBX be well for an audit and two polls more; then nothing is missing."""
        if self.world.has_turned:
            # The first may be taken for a row that came late at the other end.
            self.world.call()
            self._poll()
            self.world.call()
            self.world.has_turned = False
        for number in range(3):
            if number == 0:
                self.house.feed._polling._audit_at = 0
            assert self._poll()
        self.verdict.check(self.house.limits.audit)
        # If pages have another size by now, the first of these finds that out.
        for _ in range(2):
            assert self._poll()
        assert self.house.requests == 1

    def teardown(self) -> None:
        self.be_healthy()
        self.house.now += DAY
        for _ in range(2000):
            if run(self.house.feed.work()) >= 60:
                break
        self.verdict.after()
        self.be_healthy()
        self.verdict.check(self.house.limits.deepest)
        self.house.end()
