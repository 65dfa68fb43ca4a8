"""Lists that are emptied, restored, swapped, unhelpful or faulty; and what any of it costs."""

import random

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import ListState
from custom_components.difuse.cdr.pbx import PbxConnectionError
from tests.cdr.inprocess import EPOCH, ORDERS, Office, ago
from tests.simulator import Order, Synthetic

pytestmark = pytest.mark.parametrize("order", ORDERS, ids=str)


async def ready(order: Order, cap: int | None = None, history: int = 250) -> Office:
    office = Office(order, cap)
    office.history(history)
    await office.set_up()
    office.direct.requests.clear()
    return office


@pytest.mark.parametrize("fixed", [2, 10, 100, 5000])
async def test_a_pbx_that_ignores_the_limit_is_read_all_the_same(order: Order, fixed: int) -> None:
    office = Office(order)
    office.pbx.paging.fixed_limit = fixed
    office.history(33)
    await office.set_up()
    for burst in (1, 3, 8, 45):
        office.calls(burst)
        await office.poll()
        office.check()
    office.direct.requests.clear()
    for _ in range(10):
        await office.poll()
    assert office.asked <= 10 * (2 if order.descending else 1)


@pytest.mark.parametrize("least", [2, 10])
async def test_a_pbx_that_clamps_small_limits_is_read_all_the_same(
    order: Order, least: int
) -> None:
    office = Office(order)
    office.pbx.paging.minimum_limit = least
    for burst in (0, 1, 1, 7, 2, 30, 150):
        office.calls(burst)
        if burst == 0:
            await office.set_up()
        await office.poll()
        office.check()


async def test_an_empty_list_is_waited_for(order: Order) -> None:
    office = await ready(order)
    office.pbx.clear()
    await office.poll()
    await office.poll()
    assert office.states == [ListState.EMPTY, ListState.EMPTY]
    assert office.announced == []


async def test_a_list_that_was_never_anything_but_empty_is_the_same(order: Order) -> None:
    office = Office(order)
    await office.set_up()
    await office.poll()
    assert office.states == [ListState.SAME]


@pytest.mark.parametrize("seen_empty", [False, True], ids=["unseen", "seen empty"])
@pytest.mark.parametrize("calls", [1, 3, 240, 300])
async def test_c5_a_list_emptied_and_refilled_from_one_loses_no_call(
    order: Order, *, calls: int, seen_empty: bool
) -> None:
    office = await ready(order)
    office.pbx.start_over()
    if seen_empty:
        await office.poll()
    office.calls(calls)
    await office.poll()
    office.calls(2)
    await office.poll()
    office.check(states=[ListState.SAME, ListState.EMPTY, ListState.STARTED_OVER])
    assert ListState.STARTED_OVER in office.states


@pytest.mark.parametrize("between", [5, 150, 400, 1500])
@pytest.mark.parametrize("calls", [1, 10])
async def test_c5_a_restored_backup_repeats_nothing_and_loses_no_call(
    order: Order, between: int, calls: int
) -> None:
    office = await ready(order)
    backup = office.pbx.snapshot()
    office.calls(between)
    await office.poll()
    office.pbx.restore(backup)
    office.calls(calls)
    await office.poll()
    office.calls(1)
    await office.poll()
    office.check(states=[ListState.SAME, ListState.STARTED_OVER])


async def test_c5_a_backup_restored_without_new_calls_announces_nothing(order: Order) -> None:
    office = await ready(order)
    backup = office.pbx.snapshot()
    office.calls(10)
    await office.poll()
    office.pbx.restore(backup)
    await office.poll()
    office.check()


@pytest.mark.parametrize(("first", "rows"), [(1, 50), (1, 600), (5_000_000, 50), (5_000_000, 600)])
async def test_another_box_announces_none_of_its_past(order: Order, first: int, rows: int) -> None:
    office = await ready(order)
    office.calls(3)
    await office.poll()
    now = office.clock.now
    office.pbx.start_over(first)
    office.clock.now = now - 40 * (rows + 30)
    office.history(rows)
    office.clock.now = now
    await office.poll()
    assert office.states[-1] in (ListState.OTHER_PBX, ListState.STARTED_OVER)
    office.calls(2)
    await office.poll()
    office.check(states=ListState)


async def test_position_lost_all_that_was_known_is_purged_and_the_rest_is_announced(
    order: Order,
) -> None:
    office = await ready(order)
    office.calls(300)
    office.pbx.purge(office.pbx.next_id - 260)
    await office.poll()
    kept = {str(row.data["call_id"]) for row in office.pbx.rows}
    office.expected = [call_id for call_id in office.expected if call_id in kept]
    office.check(states=[ListState.PURGED])


@pytest.mark.parametrize("cap", [None, 7])
async def test_a_walk_of_a_hundred_pages_gets_through_with_five_faults_in_a_hundred(
    order: Order, cap: int | None
) -> None:
    office = await ready(order, cap)
    chance = random.Random(5)  # noqa: S311 - made-up faults
    office.direct.fails = lambda _: chance.random() < 0.05
    pages = 100
    office.calls(pages * (cap or 100))
    failed = await office.poll_through()
    asked = office.asked
    office.check()
    assert failed >= 2
    assert asked <= pages + 5 + 8 * failed


async def test_calls_that_end_while_a_long_walk_fails_are_not_lost(order: Order) -> None:
    office = await ready(order, 7)
    chance = random.Random(7)  # noqa: S311 - made-up faults
    office.calls(300)
    office.direct.fails = lambda _: chance.random() < 0.1
    office.direct.before = lambda number: office.calls(1) if number % 9 == 0 else None
    await office.poll_through()
    office.direct.fails = lambda _: False
    office.direct.before = lambda _: None
    await office.poll()
    await office.poll(audit=True)
    office.check_once()


async def test_a_poll_that_fails_marks_nothing_as_seen(order: Order) -> None:
    office = await ready(order)
    office.calls(1)
    office.direct.fails = lambda _: True
    with pytest.raises(PbxConnectionError):
        await office.poll()
    office.direct.fails = lambda _: False
    await office.poll()
    office.check()


async def test_nothing_is_lost_or_repeated_over_restarts(order: Order) -> None:
    office = await ready(order)
    for burst in (0, 1, 30, 250):
        office.calls(burst)
        office.restart()
        await office.poll(audit=True)
        office.check()


@pytest.mark.parametrize("bad", [None, {}, {"db_id": "x"}], ids=str)
async def test_rows_that_cannot_be_read_stop_nothing(order: Order, bad: object) -> None:
    office = await ready(order)
    for number in range(4):
        office.pbx.raw({"call_id": f"bad {number}", "timestamp": str(int(office.clock.now))})
        office.pbx.raw(bad)
        office.calls(2)
        await office.poll()
    await office.poll(audit=True)
    assert office.announced == office.expected


async def test_an_unreadable_row_at_the_newest_end_does_not_turn_the_list_at_set_up(
    order: Order,
) -> None:
    office = Office(order)
    office.history(600)
    office.pbx.raw({"call_id": "bad", "timestamp": str(int(office.clock.now))})
    harvest = await office.set_up()
    ids = [row.db_id for row in harvest.past or () if isinstance(row, CallRecord)]
    assert max(ids) == 600
    office.calls(2)
    await office.poll()
    assert office.announced == office.expected


async def test_a_long_history_costs_no_more_than_a_short_one(order: Order) -> None:
    costs = []
    for rows in (1000, 10_000_000):
        office = Office(order)
        midnight = EPOCH - 6 * 3600
        history = Synthetic(rows, last_end=EPOCH, today=350, midnight=midnight)
        office.pbx.store.synthetic = history
        office.pbx.next_id = rows + 1
        office.clock.now = EPOCH + 5
        await office.set_up(since=midnight)
        set_up = office.asked
        office.calls(3)
        await office.poll()
        office.check()
        grown = office.asked
        await office.poll()
        costs.append((set_up, grown, office.asked))
    assert costs[0] == costs[1]
    assert costs[0][2] == 1


async def test_the_baseline_reaches_midnight(order: Order) -> None:
    office = Office(order)
    office.history(700)
    harvest = await office.set_up(since=ago(office.clock, hours=6))
    assert harvest.past
    assert min(
        row.started_at.timestamp() for row in harvest.past if isinstance(row, CallRecord)
    ) <= (ago(office.clock, hours=6))
