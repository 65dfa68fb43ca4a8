"""How deep a walk goes before it gives a row up."""

from datetime import timedelta

import pytest

from custom_components.difuse.cdr import UnreadableRow
from custom_components.difuse.cdr.feed import CallLedger, ListState
from custom_components.difuse.cdr.feed.pages import ListChangedError, PagedList
from custom_components.difuse.cdr.feed.walk import AUDIT_ROWS, DEEPEST, DEEPEST_ROWS, Walk
from custom_components.difuse.cdr.pbx import PbxConnectionError
from custom_components.difuse.cdr.pbx.wire import Page, Row
from tests.cdr.helpers import leg
from tests.cdr.inprocess import EPOCH, Office
from tests.simulator import Order, Synthetic


async def never() -> bool:
    return False


async def walk_through(rows: list[Row]) -> Walk:
    """Read a list, newest row first, of which the oldest row was new on no page but the first."""

    async def read_page(page: int, limit: int) -> Page:
        return Page(tuple(rows[(page - 1) * limit : page * limit]), -(-len(rows) // limit))

    ledger = CallLedger()
    ledger.baseline(rows, len(rows))
    pages = PagedList(read_page)
    pages.newest_first = True
    walk = Walk(pages, ledger)
    await walk.descend(len(rows), never)
    return walk


def spread(count: int, seconds: float, *, crossing: bool = False) -> list[Row]:
    """Give rows, newest first, that start so far apart; ``crossing``: ids alone are in order."""
    starts = [at * seconds for at in range(count)]
    if crossing:
        starts[1::2] = [start - 3 * seconds for start in starts[1::2]]
    rows: list[Row] = [leg(at, f"c{at}", after=start) for at, start in enumerate(starts)]
    return rows[::-1]


@pytest.mark.parametrize(
    ("rows", "beyond"),
    [
        pytest.param(spread(AUDIT_ROWS - 1, 60), False, id="less than an audit"),
        pytest.param(spread(AUDIT_ROWS * 2, 60), False, id="ids and starts look alike"),
        pytest.param(spread(AUDIT_ROWS * 2, 60, crossing=True), True, id="surely by id"),
        pytest.param(spread(AUDIT_ROWS * 2, 600), True, id="older than a call can be long"),
        pytest.param(spread(DEEPEST_ROWS + 1, 1), True, id="deeper than ever"),
        pytest.param(
            [UnreadableRow((0, f"!{at}"), "") for at in range(AUDIT_ROWS + 1)],
            True,
            id="nothing readable",
        ),
    ],
)
async def test_a_walk_knows_when_it_is_beyond_reach(rows: list[Row], *, beyond: bool) -> None:
    walk = await walk_through(rows)
    assert walk.is_beyond_reach() is beyond


def test_a_day_is_the_longest_that_a_call_can_last() -> None:
    assert timedelta(hours=12) <= DEEPEST <= timedelta(days=2)


@pytest.mark.parametrize("order", [Order.START_ASCENDING, Order.START_DESCENDING], ids=str)
async def test_a_long_call_that_ended_at_the_beginning_of_an_outage_is_found(order: Order) -> None:
    office = Office(order)
    office.history(600)
    await office.set_up()
    office.clock.now += timedelta(hours=13).total_seconds()
    office.calls(talk=17 * 3600)
    office.clock.now += timedelta(hours=13).total_seconds()
    office.calls(2)
    await office.poll()
    assert (office.states, office.missing) == ([ListState.SAME], 0)
    assert office.announced == office.expected


@pytest.mark.parametrize("order", [Order.START_ASCENDING, Order.START_DESCENDING], ids=str)
async def test_a_row_deeper_than_ever_is_told_as_missing(order: Order) -> None:
    office = Office(order)
    office.pbx.store.synthetic = Synthetic(20_000, last_end=EPOCH, spacing=2)
    office.pbx.next_id = 20_001
    office.clock.now = EPOCH + 5
    await office.set_up()
    office.pbx.call(start=EPOCH - 15_000, talk=15_000)
    await office.poll()
    assert (office.states, office.missing) == ([ListState.OUT_OF_REACH], 1)
    office.direct.requests.clear()
    await office.poll()
    assert office.asked == 1


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING], ids=str)
async def test_a_burst_after_the_pbxs_clock_was_set_back_is_no_other_pbx(order: Order) -> None:
    office = Office(order)
    office.history(250)
    await office.set_up()
    office.clock.now -= 6 * 3600
    office.calls(300)
    await office.poll()
    office.check()


@pytest.mark.parametrize("order", [*Order], ids=str)
async def test_a_burst_with_a_late_smaller_id_is_no_list_that_started_over(order: Order) -> None:
    office = Office(order)
    office.history(150)
    late = office.pbx.next_id
    office.pbx.skip_ids(1)
    office.history(100)
    await office.set_up()
    office.calls(150)
    (row,) = office.pbx.call(ids=[late])
    office.expected.append(str(row.data["call_id"]))
    office.clock.now += 40
    office.calls(150)
    await office.poll()
    office.check_once()
    assert office.states == [ListState.SAME]


async def test_a_list_replaced_while_a_walk_was_interrupted_is_told() -> None:
    other: list[Row] = [leg(9000 + at, f"other{at}", after=at) for at in range(300)]
    lists = [spread(300, 60), other]

    async def read_page(page: int, limit: int) -> Page:
        if len(lists) == 2 and page == 2:
            del lists[0]
            raise PbxConnectionError("gone for a moment")
        rows = lists[0]
        return Page(tuple(rows[(page - 1) * limit : page * limit]), -(-len(rows) // limit))

    pages = PagedList(read_page)
    pages.newest_first = True
    walk = Walk(pages, CallLedger())
    with pytest.raises(PbxConnectionError):
        await walk.descend(300, never)
    with pytest.raises(ListChangedError):
        await walk.descend(300, never)


async def test_a_row_met_twice_as_the_list_grew_is_counted_once_at_the_next_attempt() -> None:
    office = Office(Order.ID_DESCENDING, 1)
    office.history(4)
    await office.set_up()
    await office.poll()
    office.calls(2)
    office.direct.requests.clear()
    office.direct.before = lambda number: office.calls() if number == 1 else None
    office.direct.fails = lambda number: number == 3
    walk = Walk(office.sync.pages, office.ledger)
    with pytest.raises(PbxConnectionError):
        await walk.descend(6, never)
    assert (len(walk.rows), walk.found, walk.repeated) == (1, 2, 1)
    await walk.descend(7, never)
    assert walk.found == 3


async def test_a_page_that_shows_more_than_was_counted_is_no_proof_that_all_was_read() -> None:
    """Two rows are new, one of them deep; a third one that came meanwhile stands for it."""
    office = Office(Order.START_ASCENDING, 3)
    office.history(6)
    await office.set_up()
    await office.poll()
    office.calls(talk=170)
    office.calls()
    office.direct.requests.clear()
    office.direct.before = lambda number: office.calls() if number == 1 else None
    await office.poll()
    office.direct.before = lambda _: None
    office.check()


async def test_a_list_that_shrank_is_not_read_at_its_end_for_ever() -> None:
    """The row asked for isn't on the last page any more, which is as long as a last page may be."""
    office = Office(Order.ID_DESCENDING, cap=2)
    office.history(6)
    await office.sync.pages.explore()
    await office.sync.pages.slice_with(6, 6)
    office.pbx.delete(office.pbx.rows[0].db_id)
    with pytest.raises(ListChangedError):
        await office.sync.pages.slice_with(1, 6)


async def test_nor_is_a_list_of_one_page() -> None:
    office = Office(Order.ID_DESCENDING)
    office.history(6)
    await office.sync.pages.explore()
    office.pbx.delete(office.pbx.rows[0].db_id)
    with pytest.raises(ListChangedError):
        await office.sync.pages.slice_with(1, 6)
