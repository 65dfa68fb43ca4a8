"""A PBX to which anything happens, in a seeded random order: nothing missed, nothing twice."""

from collections import Counter
import random

import pytest

from custom_components.difuse.cdr.feed import ListState
from custom_components.difuse.cdr.pbx import PbxConnectionError
from tests.cdr.inprocess import ORDERS, Office
from tests.simulator import Order, ring_group

STEPS = 300


class Story:
    """Does random things to an office, polling it now and then."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.chance = random.Random(seed)  # noqa: S311 - a made-up story
        self.done: list[str] = []
        self.doable = {
            self.call: 30,
            self.group: 8,
            self.burst: 2,
            self.long_call: 4,
            self.late_id: 3,
            self.gap: 3,
            self.purge: 3,
            self.change_cap: 2,
            self.restart: 2,
            self.poll: 45,
            self.faulty_poll: 5,
        }

    async def step(self) -> None:
        act = self.chance.choices([*self.doable], [*self.doable.values()])[0]
        self.done.append(act.__name__)
        await act()

    async def call(self) -> None:
        self.office.calls(1, talk=self.chance.randrange(300))

    async def group(self) -> None:
        self.office.clock.now += 30
        legs = ring_group(("1001", "1002", "1003"), self.chance.choice(["1002", None]))
        rows = self.office.pbx.call(legs=legs)
        self.office.expected.append(str(rows[0].data["call_id"]))

    async def burst(self) -> None:
        self.office.calls(self.chance.randrange(80, 260))

    async def long_call(self) -> None:
        self.office.calls(1, talk=self.chance.randrange(600, 7200))

    async def late_id(self) -> None:
        """Let a smaller id become visible late: given out before others, committed after."""
        late = self.office.pbx.next_id
        self.office.pbx.skip_ids(1)
        self.office.calls(self.chance.randrange(1, 5))
        if self.chance.random() < 0.5:
            await self.poll()
        (row,) = self.office.pbx.call(ids=[late])
        self.office.expected.append(str(row.data["call_id"]))

    async def gap(self) -> None:
        self.office.pbx.skip_ids(self.chance.randrange(1, 200))

    async def purge(self) -> None:
        """Delete the oldest rows, none of which is new."""
        spare = len(self.office.pbx) - 1000
        if spare > 0:
            self.office.pbx.purge(self.chance.randrange(1, spare + 1))

    async def change_cap(self) -> None:
        self.office.pbx.cap = self.chance.choice([None, 3, 7, 40, 100])

    async def restart(self) -> None:
        self.office.restart()
        await self.office.poll(audit=True)

    async def poll(self) -> None:
        await self.office.poll(audit=self.chance.random() < 0.05)

    async def faulty_poll(self) -> None:
        self.office.direct.fails = lambda _: self.chance.random() < 0.2
        try:
            await self.office.poll()
        except PbxConnectionError:
            pass
        finally:
            self.office.direct.fails = lambda _: False


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_every_call_is_announced_once(order: Order, seed: int) -> None:
    office = Office(order)
    office.history(seed * 150)
    await office.set_up()
    story = Story(office, seed)
    for _ in range(STEPS):
        await story.step()
    await office.poll()
    await office.poll(audit=True)
    told = Counter(office.announced)
    assert [call_id for call_id, times in told.items() if times > 1] == [], story.done
    assert set(office.expected) - set(told) == set()
    assert set(told) - set(office.expected) == set()
    assert set(office.states) <= {ListState.SAME}
    office.direct.requests.clear()
    await office.poll()
    assert office.asked == 1
