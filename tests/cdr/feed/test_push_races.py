"""Pushes at any moment, also in the middle of a poll, in any order, of any rows: each call once."""

from collections import Counter
import random
from typing import override

import pytest

from custom_components.difuse.cdr.feed import Harvest, ListState
from custom_components.difuse.cdr.pbx import WireReader, read_pushed
from tests.cdr.inprocess import ORDERS, Office
from tests.simulator import Order, ring_group

STEPS = 100


class PushingOffice(Office):
    """An office whose PBX pushes: a random few of its newest rows, as often as asked."""

    def __init__(self, order: Order, seed: int) -> None:
        super().__init__(order)
        self.chance = random.Random(seed)  # noqa: S311  a made-up story
        self.reader = WireReader()

    @override
    async def set_up(self, since: float = 0) -> Harvest:
        harvest = await super().set_up(since)
        self.direct.before = lambda _: self.maybe_push(0.3)
        return harvest

    def maybe_push(self, probability: float) -> None:
        if self.chance.random() < probability:
            self.push()

    def push(self) -> None:
        newest = self.pbx.rows[-self.chance.randrange(1, 12) :]
        rows = self.chance.sample(newest, self.chance.randrange(1, len(newest) + 1))
        pushed = read_pushed([row.data for row in rows], self.reader)
        known = [record for record in pushed.records if self.ledger.expects(record)]
        settle = self.chance.random() < 0.5
        self._hear(self.ledger.apply_pushed(known, settle=settle))

    @override
    async def poll(self, *, audit: bool = False) -> Harvest:
        harvest = await self.sync.poll(audit=audit)
        self.states.append(harvest.state)
        self.maybe_push(0.3)
        self._hear(self.ledger.apply(harvest.rows, settle=True))
        self.ledger.end_poll(harvest.count)
        return harvest

    def group(self) -> None:
        self.clock.now += 30
        rows = self.pbx.call(legs=ring_group(("1001", "1002", "1003"), "1002"))
        self.expected.append(str(rows[0].data["call_id"]))

    async def step(self) -> None:
        act = self.chance.randrange(10)
        if act < 3:
            self.calls(self.chance.choice([1, 1, 2, 40]))
        elif act == 3:
            self.group()
        elif act == 4:
            self.restart()
            await self.poll(audit=True)
        elif act < 8:
            self.push()
        else:
            await self.poll(audit=self.chance.random() < 0.1)


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("seed", range(5))
async def test_whenever_pushes_come_every_call_is_announced_once(order: Order, seed: int) -> None:
    office = PushingOffice(order, seed)
    office.history(1 + seed * 100)
    await office.set_up()
    for _ in range(STEPS):
        await office.step()
    office.direct.before = lambda _: None
    office.chance.random = lambda: 1.0  # type: ignore[method-assign]
    for _ in range(3):
        await office.poll(audit=False)
    await office.poll(audit=True)
    told = Counter(office.announced)
    assert [call_id for call_id, times in told.items() if times > 1] == []
    assert set(told) == set(office.expected)
    assert set(office.states) <= {ListState.SAME}
    office.direct.requests.clear()
    await office.poll()
    assert office.asked == 1


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_poll_after_each_push_is_one_request(order: Order) -> None:
    office = PushingOffice(order, 0)
    office.history(20)
    await office.set_up()
    office.direct.before = lambda _: None
    await office.poll(audit=True)
    for count in (1, 2, 5):
        office.calls(count)
        rows = [row.data for row in office.pbx.rows[-count:]]
        records = read_pushed(rows, office.reader).records
        office._hear(office.ledger.apply_pushed(records))
        office.direct.requests.clear()
        office.chance.random = lambda: 1.0  # type: ignore[method-assign]
        await office.poll()
        assert office.asked == 1
    office.check()


class Pushed(PushingOffice):
    """An office of which a row was pushed while a poll asked, so that the count isn't known."""

    async def lose_count(self) -> None:
        def before(_: int) -> None:
            self.direct.before = lambda _: None
            self.calls()
            self.push()

        self.direct.before = before
        await self.poll()
        assert self.ledger.count is None
        assert self.asked


@pytest.mark.parametrize("order", [Order.START_ASCENDING, Order.START_DESCENDING], ids=str)
async def test_a_long_call_after_a_lost_count_is_found_deeper_than_an_audit_reads(
    order: Order,
) -> None:
    office = Pushed(order, 1)
    office.history(600)
    await office.set_up()
    await office.lose_count()
    office.calls(talk=450 * 40)
    await office.poll()
    assert office.announced == office.expected


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_after_a_lost_count_no_more_than_an_audit_is_read_where_the_list_grew_above(
    order: Order,
) -> None:
    office = Pushed(order, 1)
    office.history(3000)
    await office.set_up()
    await office.lose_count()
    office.calls()
    await office.poll()
    assert office.announced == office.expected
    assert office.asked <= 10
    await office.poll()
    assert office.asked == 1
