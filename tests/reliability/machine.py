"""The state machine: anything happens to the PBX, the network and the process, in any order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from yarl import URL

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import ListState
from custom_components.difuse.cdr.pbx import PbxError, WireReader
from tests.simulator import Fault, Order, SimulatedPbx, Simulator

from .driven_loop import DrivenLoop
from .home import Crash, House, Run
from .verdict import check, excuse
from .world import CAPS, DAY, HOUR, World

PLACES = ("request", "answer", "announce", "announced", "write", "written")
CHANGES = ("call", "group", "long", "late", "gap", "purge", "delete", "push", "hide", "leg")
CALAMITIES = (
    "emptied",
    "reset",
    "restored",
    "another box with lower ids",
    "another box with higher ids",
    "reset for a while",
    "another box for a while",
    "store lost",
)
type Change = tuple[str, int]

changes = st.tuples(st.sampled_from(CHANGES), st.integers(0, 40))
meanwhile = st.lists(st.tuples(st.integers(1, 6), changes), max_size=4)


class Lab:
    """What all examples share: a loop, a port, and the house of the present example."""

    def __init__(self, runner: asyncio.Runner, simulator: Simulator) -> None:
        self.runner = runner
        self.simulator = simulator
        self.house: House | None = None

    def the_house(self) -> House:
        """Give the house of the present example."""
        assert self.house is not None
        return self.house

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def new_house(self) -> House:
        loop = self.runner.get_loop()
        assert isinstance(loop, DrivenLoop)
        self.house = House(loop, begun_at=loop.time())
        return self.house


class Reliability(RuleBasedStateMachine):
    """Rules change the world; ``check`` says what must have been heard."""

    lab: Lab

    def __init__(self) -> None:
        super().__init__()
        self.house = self.lab.new_house()
        pbx = SimulatedPbx(clock=lambda: self.house.now().timestamp())
        self.lab.simulator.pbx = pbx
        self.world = World(pbx, self.house)
        self.house.judged = lambda *found: excuse(self.world, *found)
        self.session = self.lab.run(self._open())
        self.home = self._new_run()
        self.reader = WireReader()

    async def _open(self) -> ClientSession:
        return ClientSession(cookie_jar=DummyCookieJar())

    def _new_run(self) -> Run:
        return Run(self.house, self.session, URL(self.lab.simulator.url))

    @initialize(
        history=st.sampled_from((0, 1, 2, 15, 60, 230)),
        order=st.sampled_from(Order),
        cap=st.sampled_from(CAPS),
    )
    def set_up(self, history: int, order: Order, cap: int | None) -> None:
        self.world.pbx.order, self.world.pbx.cap = order, cap
        self.world.history(history)
        self._poll()

    # What happens to the PBX between two polls.

    @rule(change=changes)
    def one_change(self, change: Change) -> None:
        self.lab.run(self._change(change))

    @rule(count=st.sampled_from((2, 9, 10, 11, 21, 45)))
    def burst(self, count: int) -> None:
        for number in range(count):
            self.world.call(number)

    @rule(order=st.sampled_from(Order))
    def turn(self, order: Order) -> None:
        """Change the order, but not within a walk that faults have interrupted: see the limits."""
        if not self.home.has_begun or self.home.sync._walk is None:
            self.world.turn(order)

    @rule(cap=st.sampled_from(CAPS))
    def recap(self, cap: int | None) -> None:
        self.world.pbx.cap = cap

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
                world.restore()
            case "another box with lower ids" if self._knows_something():
                world.swap(1, 12, self._before_the_last_known())
            case "another box with higher ids" if self._knows_something():
                world.swap(1_000_000, 60, self._before_the_last_known())
            case "reset for a while" if self._knows_something():
                self._come_back_after(lambda: world.empty(1))
            case "another box for a while" if self._knows_something():
                ended = self._before_the_last_known()
                self._come_back_after(lambda: world.swap(1_000_000, 60, ended))
            case "store lost":
                self.lose_the_store()

    @rule(shift=st.sampled_from((-HOUR, -40, 0, 40, HOUR)))
    def step_clock(self, shift: int) -> None:
        self.world.set_clock(shift)

    @rule(hours=st.sampled_from((1, 5, 13)))
    def let_hours_pass(self, hours: int) -> None:
        self.house.loop.pass_time(hours * HOUR)

    async def _change(self, change: Change) -> None:  # noqa: C901  one arm for each kind
        kind, amount = change
        world = self.world
        match kind:
            case "call":
                world.call(amount)
            case "group":
                world.group(2 + amount % 4, answered=amount % 2 == 0)
            case "long":
                world.long_call(61 * (1 + amount * amount % (DAY // 61 - 1)))
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
                await self._push(1 + amount % 3)
            case "hide":
                world.hide(world.call(amount))
                await self._push(1)
            case "leg":
                world.late_leg(amount)

    async def _push(self, count: int) -> None:
        """Push the rows of the last calls, as the PBX would if nobody had taken them yet."""
        records: list[CallRecord] = []
        for placed in [*self.world.calls.values()][-count:]:
            placed.is_ordinary = False
            rows = [self.reader.row(row.data) for row in placed.rows]
            records += [row for row in rows if isinstance(row, CallRecord)]
        await self.home.push(records)

    # What happens to polls.

    @rule()
    def poll(self) -> None:
        self._poll()

    @rule(events=meanwhile)
    def poll_meanwhile(self, events: list[tuple[int, Change]]) -> None:
        """Let things happen while the pages are read."""

        async def between(number: int) -> None:
            self.world.show()
            for when, change in events:
                if when == number:
                    await self._change(change)

        self._poll(between)

    @rule(fault=st.sampled_from(Fault), skip=st.integers(0, 5), times=st.integers(1, 3))
    def faulty_poll(self, fault: Fault, skip: int, times: int) -> None:
        self.world.pbx.faults.add(fault, times=times, skip=skip, mebibytes=16)
        self._poll()
        self.world.pbx.faults.clear()

    @rule(seed=st.integers(0, 9), calls=st.sampled_from((30, 100)))
    def walk_through_faults(self, seed: int, calls: int) -> None:
        """Walk a hundred pages or so while 5 % of all requests fail."""
        pbx = self.world.pbx
        pbx.cap = pbx.cap and min(pbx.cap, 3)
        for number in range(calls):
            self.world.call(number)
        pbx.faults.seed(seed)
        pbx.faults.add(Fault.SERVER_ERROR, probability=0.05)
        for _ in range(4):
            self._poll()
        pbx.faults.clear()

    @rule(place=st.sampled_from(PLACES), number=st.integers(1, 12), calls=st.integers(0, 12))
    def killed_poll(self, place: str, number: int, calls: int) -> None:
        """Kill the process at one of the places where it may wait."""
        for kind in range(calls):
            self.world.call(kind)
        left = number

        def at(where: str) -> None:
            nonlocal left
            left -= where == place
            if where == place and left == 0:
                raise Crash

        self.house.at = at
        self._poll()
        self.house.at = lambda _: None

    @rule()
    def restart(self) -> None:
        """Stop in an orderly way, and start: what was heard has been written down."""
        assert not self.house.unwritten
        self.house.forget_the_unwritten()
        self.home = self._new_run()

    def _come_back_after(self, change: Callable[[], None]) -> None:
        """Let the list be another for a call and a poll, and then what it was.

        Who doesn't know the list from before would take it for new when it comes back.
        """
        before = self.world.pbx.snapshot()
        change()
        self.world.call()
        self._poll()
        self.world.backup = before
        self.world.restore()

    def _before_the_last_known(self) -> float:
        """Give when another box's calls ended.

        What ended there after the last call that is known counts as new: such
        calls, for all one can tell, came since the last poll.
        """
        ended = self.home.memory.ledger.newest_end
        last = self.world.pbx.now() if ended is None else ended.timestamp()
        return last - 2 * HOUR

    def _knows_something(self) -> bool:
        """Whether another box can be told from this one.

        It can't where the PBX had no call yet that has been told, and so written down: then
        all that comes is new.
        """
        if not self.home.has_begun:
            return False
        ledger = self.home.memory.ledger
        return ledger.seen.has_anchors and bool(ledger.known_calls)

    def lose_the_store(self) -> None:
        self.house.disk = None
        self.house.forget_the_unwritten()
        self.home = self._new_run()

    def _poll(self, between: Callable[[int], Awaitable[None]] | None = None) -> bool:
        self.house.loop.pass_time(self.home.seconds_to_next())
        if between is None:
            self.world.show()
        self.home.between = between
        baselines = self.house.baselines
        try:
            self.lab.run(self.home.poll())
        except PbxError:
            return False
        except Crash:
            self.world.allow_repeats(self.house.unwritten)
            self.house.forget_the_unwritten()
            self.home = self._new_run()
            return False
        finally:
            self.home.between = None
            if self.house.baselines > baselines:
                self.world.excuse_all()
        # What was deleted while the poll read isn't known before the next one.
        self.world.has_lost_rows = between is not None and self.world.has_lost_rows
        return True

    @rule()
    def be_healthy(self) -> None:
        """Let the PBX be well for three polls, an audit among them; then nothing is missing."""
        self.world.show()
        for number in range(3):
            if number == 2:
                self.home.make_audit_due()
            assert self._poll()
        check(self.world, self.home)
        assert self._poll()
        if len(self.world.pbx):
            assert self.home.states[-1] is ListState.SAME
            assert self.home.requests == 1

    def teardown(self) -> None:
        try:
            self.be_healthy()
        finally:
            self.lab.run(self.session.close())
