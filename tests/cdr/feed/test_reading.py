"""What a poll reads: one row where nothing is new, and little more than what is."""

from dataclasses import replace
from math import ceil

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import run
from tests.simulator import Order, PastEnd

from .watched import MINUTE, SMALL, Request, Watched

ORDERS = tuple(Order)


@pytest.mark.parametrize("order", ORDERS)
def test_where_nothing_is_new_a_poll_asks_for_one_row_at_the_newest_end(order: Order) -> None:
    office = Watched(40, order=order).open()
    polled = office.minute()
    page = 1 if order.descending else 40
    assert office.requests == [Request(page, limit=1, rows=1)]
    assert not polled.has_changed
    office.minute()
    assert office.requests == [Request(page, limit=1, rows=None)], "the same body isn't read"


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("fixed", [7, 50])
def test_a_pbx_that_ignores_the_limit_is_asked_for_its_last_page(order: Order, fixed: int) -> None:
    office = Watched(40, order=order, fixed=fixed).open()
    office.minute()
    office.minute()
    assert office.requests == [Request(ceil(40 / fixed), limit=1, rows=None)]
    call = office.call()
    office.minute()
    assert office.announced == [call]


def test_an_empty_list_is_one_request_too() -> None:
    office = Watched().open()
    office.minute()
    office.minute()
    assert len(office.requests) == 1
    assert office.announced == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("history", [1, 2, 19, 20, 40, 41, 117, 200])
def test_a_poll_that_brings_one_call_is_two_requests_with_a_small_page(
    order: Order, history: int
) -> None:
    office = Watched(history, order=order, limits=Limits()).open()
    office.minute()
    call = office.call()
    office.minute()
    look, page = office.requests
    assert (look.limit, look.rows) == (1, 1)
    assert page.limit <= 20
    assert office.announced == [call]


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_rows_of_an_empty_list_say_which_end_is_the_newest(order: Order) -> None:
    """After that, one call is two requests with a small page again."""
    office = Watched(0, order=order, limits=Limits()).open()
    office.minute()
    calls = []
    for _ in range(40):
        office.now += 1
        calls.append(office.call())
    office.minute()
    calls.append(office.call())
    office.minute()
    assert len(office.requests) == 2
    assert office.announced == calls


@settings(deadline=None, max_examples=30)
@given(
    history=st.integers(12, 60),
    new=st.integers(1, 150),
    order=st.sampled_from(Order),
    cap=st.sampled_from((None, 3, 10)),
    restarts=st.booleans(),
)
@example(history=41, new=99, order=Order.ID_ASCENDING, cap=None, restarts=True)
def test_catching_up_takes_few_requests_more_than_the_pages_of_what_is_new(
    history: int, new: int, order: Order, cap: int | None, *, restarts: bool
) -> None:
    office = Watched(history, order=order)
    office.pbx.cap = cap
    office.open().import_all()
    office.minute()
    for _ in range(new):
        office.now += 1
        office.call(talk=20)
    if restarts:
        office.restart()
    office.minute()
    assert len(office.announced) == new
    depth = max(new, SMALL.audit) if restarts else new
    assert len(office.requests) <= ceil(depth / (cap or SMALL.page)) + 5


@pytest.mark.parametrize("growth", [500, 501, 620])
def test_catching_up_with_more_than_a_walk_reads_takes_no_second_walk(growth: int) -> None:
    office = Watched(30).open().import_all()
    office.minute()
    office.calls(growth)
    office.minute()
    assert len(office.requests) <= ceil(SMALL.deepest / SMALL.page) + 4
    assert office.rows() == 30 + SMALL.deepest


def test_a_pushed_row_is_known_but_counts_as_growth_until_it_is_seen_in_the_list() -> None:
    """Were it held against what is known, the call that wasn't pushed would never be looked for."""
    office = Watched(30, order=Order.ID_ASCENDING).open().import_all()
    office.minute()
    other, pushed = office.calls(2)
    office.push(office.pbx.rows[-1:])
    assert office.listed() == 30
    polled = office.minute()
    assert (polled.new_rows, polled.is_odd) == (1, False)
    assert sorted(office.announced) == sorted([other, pushed])
    assert office.listed() == 32
    office.minute()
    assert len(office.requests) == 1


def test_a_pushed_row_that_comes_into_the_list_is_no_odd_count() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    rows = office.pbx.call()
    office.push(rows)
    polled = office.minute()
    assert (polled.new_rows, polled.has_changed, polled.is_odd) == (0, True, False)
    assert len(office.announced) == 1
    office.minute()
    assert len(office.requests) == 1


@pytest.mark.parametrize(("before", "after"), [(ORDERS[at], ORDERS[at ^ 1]) for at in range(6)])
@pytest.mark.parametrize("past_end", PastEnd)
def test_where_the_newest_end_has_flipped_both_ends_are_looked_at_again(
    before: Order, after: Order, past_end: PastEnd
) -> None:
    """After an update of the PBX its list begins with the oldest row instead of the newest."""
    office = Watched(200, order=before).open()
    office.pbx.paging.past_end = past_end
    office.minute()
    office.pbx.order = after
    calls = []
    for _ in range(2):
        calls.append(office.call())
        assert not office.minute().is_odd
    assert office.announced == calls
    assert len(office.requests) == 2


def test_a_flip_that_shows_only_a_known_row_at_the_newest_end_is_found_with_the_next_call() -> None:
    office = Watched(200, order=Order.ID_DESCENDING).open()
    office.minute()
    office.pbx.order = Order.ID_ASCENDING
    office.minute()
    assert len(office.requests) == 1
    call = office.call()
    office.minute()
    assert office.announced == [call]
    assert len(office.requests) <= 7


def test_an_answer_that_is_as_it_was_two_polls_ago_is_read_again() -> None:
    """The PBX gets back a backup of a minute ago, and then a call under the id that was lost.

    Its clock is wrong and sends no Date: only the count says that the call is new.
    """
    office = Watched(30, has_date=False).open().import_all()
    office.pbx.clock_shift = -2 * 60 * MINUTE
    office.minute()
    backup = office.pbx.snapshot()
    first = office.call()
    office.minute()
    office.pbx.restore(backup)
    office.minute()
    assert office.listed() == 30
    second = office.call()
    office.minute()
    assert office.announced == [first, second]


def test_a_recording_that_the_pbx_adds_later_is_noted() -> None:
    office = Watched(3).open().import_all()
    (row,) = office.pbx.call()
    office.minute()
    office.pbx.delete(row.db_id)
    office.pbx.add(replace(row, data=row.data | {"recording_url": "/r/1.wav"}))
    office.call()
    assert office.minute().has_changed
    found = {call.db_id: call for call in run(office.archive.read(find, CallFilter(), 9))}
    assert found[row.db_id].recording_url == "/r/1.wav"
