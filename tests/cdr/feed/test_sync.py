"""Polling a PBX whose list may be in any order, of any page size: nothing missed, nothing twice."""

from math import ceil

import pytest

from custom_components.difuse.cdr.feed import ListState
from tests.cdr.inprocess import CAPS, ORDERS, Office, ago
from tests.simulator import Order
from tests.simulator.paging import PastEnd

pytestmark = [
    pytest.mark.parametrize("order", ORDERS, ids=str),
    pytest.mark.parametrize("cap", CAPS, ids=lambda cap: f"cap {cap}"),
]


def page_size(cap: int | None) -> int:
    return min(100, cap or 100)


async def ready(order: Order, cap: int | None, history: int = 250) -> Office:
    office = Office(order, cap)
    office.history(history)
    await office.set_up()
    assert office.asked <= ceil(200 / page_size(cap)) + 5
    return office


async def test_set_up_announces_nothing_and_an_idle_poll_is_one_request(
    order: Order, cap: int | None
) -> None:
    for history in (0, 1, 2, 3, 99, 100, 101, 205, 1100):
        office = await ready(order, cap, history)
        await office.poll()
        office.direct.requests.clear()
        for _ in range(3):
            await office.poll()
        assert office.asked == 3, history
        office.check()


async def test_each_call_is_announced_at_the_next_poll(order: Order, cap: int | None) -> None:
    for history in (0, 1, 2, 250):
        office = await ready(order, cap, history)
        for number in range(12):
            office.calls()
            await office.poll()
            office.check()
            # Of two rows at least the order can be known: then it is looked at once.
            assert office.asked <= 1 + 5 + (history + number < 2), (history, number)


async def test_a_burst_is_announced_in_order_and_costs_no_more_than_its_pages(
    order: Order, cap: int | None
) -> None:
    for burst in (2, 8, 99, 100, 101, 350):
        office = await ready(order, cap)
        await office.poll()
        office.direct.requests.clear()
        office.calls(burst)
        await office.poll()
        office.check()
        assert office.asked <= ceil(burst / page_size(cap)) + 5, burst


async def test_an_audit_costs_its_reach_and_one_probe(order: Order, cap: int | None) -> None:
    office = await ready(order, cap)
    await office.poll()
    office.direct.requests.clear()
    await office.poll(audit=True)
    assert office.asked <= ceil(200 / page_size(cap)) + 2
    office.check()


async def test_an_audit_finds_what_is_new_like_any_poll(order: Order, cap: int | None) -> None:
    for burst in (1, 150):
        office = await ready(order, cap)
        office.calls(burst)
        await office.poll(audit=True)
        office.check()


async def test_fact_23_a_long_call_is_found_however_deep_its_row_lands(
    order: Order, cap: int | None
) -> None:
    for depth in (5, 60, 150, 450):
        office = Office(order, cap)
        office.history(100)
        begin = office.clock.now
        office.history(depth)
        await office.set_up()
        await office.poll()
        office.direct.requests.clear()
        office.calls(talk=int(office.clock.now - begin))
        office.calls(2)
        await office.poll()
        office.check()
        deep = depth if order.by_start else 0
        assert office.asked <= ceil((3 + deep) / page_size(cap)) + 6, depth
        await office.poll()
        assert office.asked == 1


async def test_late_smaller_ids_and_gaps_are_found_by_the_count(
    order: Order, cap: int | None
) -> None:
    office = await ready(order, cap)
    office.pbx.skip_ids(3)
    office.calls(2)
    await office.poll()
    late = office.pbx.next_id - 4
    (row,) = office.pbx.call(ids=[late])
    office.expected.append(str(row.data["call_id"]))
    office.calls(1)
    await office.poll()
    office.check()
    office.pbx.skip_ids(500)
    office.calls(3)
    await office.poll()
    office.check()


async def test_a_purge_of_the_oldest_loses_and_repeats_nothing(
    order: Order, cap: int | None
) -> None:
    office = await ready(order, cap)
    office.calls(3)
    office.pbx.purge(40)
    await office.poll()
    office.pbx.purge(5)
    office.calls(5)
    await office.poll()
    office.pbx.purge(5)
    await office.poll()
    office.check()
    office.direct.requests.clear()
    await office.poll()
    assert office.asked == 1


async def test_a_burst_and_a_purge_in_one_interval_lose_nothing(
    order: Order, cap: int | None
) -> None:
    for added, purged in ((150, 100), (150, 150), (350, 240)):
        office = await ready(order, cap)
        office.calls(added)
        office.pbx.purge(purged)
        await office.poll()
        office.check()


async def test_a_deletion_in_the_middle_loses_and_repeats_nothing(
    order: Order, cap: int | None
) -> None:
    office = await ready(order, cap)
    middle = [row.db_id for row in office.pbx.rows[-30:-25]]
    office.calls(3)
    office.pbx.delete(*middle)
    await office.poll()
    office.pbx.delete(office.pbx.rows[-1].db_id)
    await office.poll()
    office.calls(2)
    await office.poll()
    office.check()


async def test_a_change_of_the_order_loses_and_repeats_nothing(
    order: Order, cap: int | None
) -> None:
    for turned in ORDERS:
        for calls in (0, 120):
            office = await ready(order, cap)
            office.pbx.order = turned
            office.calls(calls)
            await office.poll()
            office.calls(2)
            await office.poll()
            office.check()
            office.direct.requests.clear()
            await office.poll()
            assert office.asked == 1, (turned, calls)


async def test_a_change_of_the_cap_loses_and_repeats_nothing(order: Order, cap: int | None) -> None:
    for changed in (None, 1, 7, 30):
        for calls in (1, 120):
            office = await ready(order, cap)
            office.calls(12)
            await office.poll()
            office.pbx.cap = changed
            office.calls(calls)
            await office.poll()
            office.check()


@pytest.mark.parametrize("past_end", PastEnd, ids=str)
async def test_whatever_is_past_the_end_and_however_numbers_are_echoed(
    order: Order, cap: int | None, past_end: PastEnd
) -> None:
    strings = past_end is not PastEnd.NOT_FOUND
    office = Office(order, cap)
    paging = office.pbx.paging
    paging.past_end, paging.empty_total_pages = past_end, int(strings)
    paging.numeric_total = paging.numeric_echo = paging.echo_effective = not strings
    await office.set_up()
    for burst in (1, 3, 130):
        office.calls(burst)
        await office.poll()
        office.check()
    office.pbx.purge(20)
    await office.poll()
    office.calls(2)
    await office.poll()
    office.check()
    assert office.states[-1] is ListState.SAME


async def test_a_call_that_ends_during_set_up_is_no_false_alarm(
    order: Order, cap: int | None
) -> None:
    for request in range(6):
        office = Office(order, cap)
        office.history(250)
        ends = {request: office}
        office.direct.before = lambda number, ends=ends: (  # type: ignore[misc]
            ends[number].history(1) if number in ends else None
        )
        await office.set_up()
        office.direct.before = lambda _: None
        await office.poll()
        office.calls(1)
        await office.poll()
        assert office.announced[-1:] == office.expected, request
        assert len(office.announced) <= 2, request
        assert office.missing == 0, request


async def test_the_baseline_reads_back_to_a_moment_within_twenty_pages(
    order: Order, cap: int | None
) -> None:
    for hours in (1, 20):
        office = Office(order, cap)
        office.history(2200)
        harvest = await office.set_up(since=ago(office.clock, hours=hours))
        wanted = max(200, min(hours * 90, 20 * page_size(cap)))
        assert harvest.past is not None
        assert wanted <= len(harvest.past) <= wanted + 2 * page_size(cap)
        assert harvest.count == 2200
