"""Calls of a span of time, out of lists of every order, length and page size."""

from datetime import UTC, datetime, timedelta
from math import ceil, log2
import random

import pytest

from custom_components.difuse.cdr.calls import CallFilter, NumberPattern, NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.feed import FoundCalls, Span, find_calls
from custom_components.difuse.cdr.feed.pages import PAGE_SIZE, ListChangedError
from custom_components.difuse.cdr.feed.search import MOST_PAGES, OVERLAP_PAGES
from custom_components.difuse.cdr.pbx import Page, PbxConnectionError
from tests.cdr.inprocess import CAPS, EPOCH, ORDERS, Clock, Direct
from tests.simulator import Order, SimulatedPbx, Synthetic

DAY = timedelta(days=1)
NUMBERS = OfficeNumbers(NumberPlan())
ANY = CallFilter()


def at(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)


async def find(
    direct: Direct,
    start: float | None = None,
    end: float | None = None,
    *,
    wanted: CallFilter = ANY,
    limit: int = 10_000,
) -> FoundCalls:
    span = Span(at(start) if start else None, at(end) if end else None)
    return await find_calls(direct.read_page, NUMBERS, span, wanted, limit)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("days_ago", [0.2, 1, 30, 1000, 3400])
async def test_a_day_out_of_ten_million_rows_takes_few_requests(
    order: Order, days_ago: float
) -> None:
    rows = 10_000_000
    pbx = SimulatedPbx(
        order=order, clock=Clock(), synthetic=Synthetic(rows, last_end=EPOCH, spacing=30)
    )
    direct = Direct(pbx)
    end = EPOCH - days_ago * DAY.total_seconds()
    found = await find(direct, end - DAY.total_seconds(), end)
    assert len(found.calls) == 2880
    assert not found.truncated
    assert at(end - DAY.total_seconds()) <= found.calls[-1].started_at
    assert found.calls[0].started_at < at(end)
    pages = rows / PAGE_SIZE
    assert len(direct.requests) <= 2 * ceil(log2(pages)) + ceil(2880 / PAGE_SIZE)


@pytest.mark.parametrize("order", ORDERS)
async def test_the_latest_calls_take_a_handful_of_requests(order: Order) -> None:
    pbx = SimulatedPbx(order=order, clock=Clock(), synthetic=Synthetic(10_000_000, last_end=EPOCH))
    direct = Direct(pbx)
    found = await find(direct, limit=20)
    assert len(found.calls) == 20
    assert found.truncated
    assert found.calls[0].db_id == 10_000_000
    assert len(direct.requests) <= 6


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("cap", CAPS)
async def test_every_span_of_a_busy_office(order: Order, cap: int | None) -> None:
    """Long calls, calls of several legs, gaps, ties: what is found is what there is."""
    pbx = SimulatedPbx(order=order, cap=cap, clock=Clock())
    chance = random.Random(7)  # noqa: S311  made-up calls
    calls = 60 if cap == 1 else 400
    start = float(EPOCH)
    rows = []
    for number in range(calls):
        start += chance.choice((0, 5, 60, 600, 7200))
        talk = chance.choice((0, 20, 300, 9000))
        places = range(chance.choice((1, 1, 1, 3)))
        rows += [(start + 10 * place, talk, f"{number}.call") for place in places]
    # A PBX writes a row down when it has ended.
    for begun, talk, call_id in sorted(rows, key=lambda row: row[0] + row[1]):
        pbx.row(call_id=call_id, source="+447700900001", start=begun, ring=5, talk=talk)
    everything = (await find(Direct(pbx))).calls
    assert len(everything) == calls
    for _ in range(5):
        lower = EPOCH + chance.random() * (start - EPOCH)
        upper = lower + chance.choice((60, 3600, 20 * 3600))
        found = await find(Direct(pbx), lower, upper)
        assert found.calls == tuple(
            call for call in everything if at(lower) <= call.started_at < at(upper)
        )


@pytest.mark.parametrize("order", ORDERS)
async def test_a_call_of_many_hours_belongs_to_the_day_on_which_it_started(order: Order) -> None:
    pbx = SimulatedPbx(order=order, clock=Clock())
    for number in range(600):
        pbx.row(call_id=f"before.{number}", start=EPOCH + number, talk=5)
    midnight = EPOCH + 1000
    for number in range(300):
        pbx.row(call_id=f"after.{number}", start=midnight + 60 + number, talk=5)
    pbx.row(call_id="long", start=midnight - 60, talk=30_000)
    for number in range(300):
        pbx.row(call_id=f"later.{number}", start=midnight + 40_000 + number, talk=5)
    found = await find(Direct(pbx), EPOCH, midnight)
    assert len(found.calls) == 601
    assert found.calls[0].call_id == "long"
    found = await find(Direct(pbx), midnight, midnight + 30_000)
    assert {call.call_id[:5] for call in found.calls} == {"after"}


@pytest.mark.parametrize("order", ORDERS)
async def test_legs_on_both_sides_of_the_bounds_are_one_call(order: Order) -> None:
    pbx = SimulatedPbx(order=order, clock=Clock())
    for number in range(250):
        pbx.row(call_id=f"one.{number}", start=EPOCH + number, talk=1)
    for name, offset in (("early", 300), ("late", 1300)):
        pbx.row(call_id=name, start=EPOCH + offset - 10, disposition="NO ANSWER", ring=9)
        pbx.row(call_id=name, start=EPOCH + offset + 10, talk=30)
    for number in range(250):
        pbx.row(call_id=f"two.{number}", start=EPOCH + 1500 + number, talk=1)
    found = await find(Direct(pbx), EPOCH + 300, EPOCH + 1300)
    assert [(call.call_id, call.legs) for call in found.calls] == [("late", 2)]


async def test_limits_say_that_there_is_more() -> None:
    pbx = SimulatedPbx(clock=Clock())
    for number in range(30):
        pbx.row(start=EPOCH + number * 600, talk=1)
    for limit, expected, truncated in ((10, 10, True), (30, 30, False), (29, 29, True)):
        found = await find(Direct(pbx), limit=limit)
        assert (len(found.calls), found.truncated) == (expected, truncated)
        starts = [call.started_at for call in found.calls]
        assert starts == sorted(starts, reverse=True)
        assert starts[0] == at(EPOCH + 29 * 600)


@pytest.mark.parametrize("order", ORDERS)
async def test_a_needle_in_ten_million_rows_is_given_up_and_said(order: Order) -> None:
    pbx = SimulatedPbx(order=order, clock=Clock(), synthetic=Synthetic(10_000_000, last_end=EPOCH))
    direct = Direct(pbx)
    wanted = CallFilter(numbers=(NumberPattern.parse("+15550100"),))
    found = await find(direct, wanted=wanted, limit=10)
    assert found == FoundCalls((), truncated=True)
    assert len(direct.requests) <= MOST_PAGES + 5


async def test_an_empty_list_and_spans_outside_of_it() -> None:
    empty = SimulatedPbx(clock=Clock())
    assert await find(Direct(empty)) == FoundCalls((), truncated=False)
    assert await find(Direct(empty), EPOCH, EPOCH + 60) == FoundCalls((), truncated=False)
    for order in ORDERS:
        pbx = SimulatedPbx(order=order, clock=Clock())
        for number in range(500):
            pbx.row(start=EPOCH + number, talk=1)
        assert not (await find(Direct(pbx), EPOCH - 9000, EPOCH)).calls
        assert not (await find(Direct(pbx), EPOCH + 500, EPOCH + 9000)).calls
        assert len((await find(Direct(pbx), EPOCH, EPOCH + 9000)).calls) == 500


@pytest.mark.parametrize("order", ORDERS)
async def test_rows_that_cannot_be_read_are_passed_over(order: Order) -> None:
    pbx = SimulatedPbx(order=order, cap=10, clock=Clock())
    for number in range(20):
        pbx.row(start=EPOCH + number * 60, talk=1)
    for _ in range(25):
        pbx.row(start=EPOCH + 1300, timestamp=None, date=None, start_time=None)
    for number in range(20):
        pbx.row(start=EPOCH + 1400 + number * 60, talk=1)
    assert len((await find(Direct(pbx), EPOCH, EPOCH + 1500)).calls) == 22
    assert len((await find(Direct(pbx), limit=30)).calls) == 30


async def test_an_id_that_came_again_is_another_call() -> None:
    pbx = SimulatedPbx(clock=Clock())
    pbx.row(call_id="again", start=EPOCH, talk=1)
    pbx.row(call_id="again", start=EPOCH + 86_400, talk=1)
    assert [call.legs for call in (await find(Direct(pbx))).calls] == [1, 1]


async def test_errors_are_passed_on() -> None:
    pbx = SimulatedPbx(clock=Clock())
    pbx.row(start=EPOCH)
    with pytest.raises(PbxConnectionError):
        await find(Direct(pbx, fails=lambda _: True))


async def test_a_list_that_changes_is_searched_again() -> None:
    pbx = SimulatedPbx(clock=Clock())
    for number in range(500):
        pbx.row(start=EPOCH + number, talk=1)
    direct = Direct(pbx)

    def shrink(number: int) -> None:
        if number == 2:
            pbx.purge(450)

    direct.before = shrink
    assert len((await find(direct, EPOCH, EPOCH + 9000)).calls) == 50


async def test_a_list_that_never_holds_still_is_an_error() -> None:
    async def read_page(page: int, limit: int) -> Page:
        return Page((), 5)

    with pytest.raises(ListChangedError):
        await find_calls(read_page, NUMBERS, Span(), ANY, 10)


@pytest.mark.parametrize("order", ORDERS)
async def test_calls_that_come_in_meanwhile_hide_none(order: Order) -> None:
    pbx = SimulatedPbx(order=order, clock=Clock())
    for number in range(1000):
        pbx.row(start=EPOCH + number, talk=1)
    direct = Direct(pbx)

    def come_in(number: int) -> None:
        for more in range(20):
            pbx.row(start=EPOCH + 2000 + number * 20 + more, talk=1)

    direct.before = come_in
    for start in (200, 0):
        found = await find(direct, EPOCH + start, EPOCH + 900)
        assert len(found.calls) == 900 - start


def test_the_overlap_costs_less_than_a_second_search() -> None:
    """That is how the whole stays within two searches by halving."""
    assert log2(10_000_000 / PAGE_SIZE) > OVERLAP_PAGES
