"""Paging that changes under the reader, and how a list is split into parts."""

import pytest

from custom_components.difuse.cdr import UnreadableRow
from custom_components.difuse.cdr.feed import ListState
from custom_components.difuse.cdr.feed.harvest import batches
from custom_components.difuse.cdr.feed.pages import ListChangedError, PagedList
from custom_components.difuse.cdr.pbx import PbxResponseError
from custom_components.difuse.cdr.pbx.wire import Page
from tests.cdr.helpers import leg
from tests.cdr.inprocess import ORDERS, Office
from tests.simulator import Order
from tests.simulator.paging import PastEnd

BAD = UnreadableRow((0, "!a"), "a row without its db_id")


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("calls", [0, 1, 12])
@pytest.mark.parametrize(
    ("before", "after"),
    [(None, 10), (10, None), (10, 7), (7, 10)],
    ids=["ceases to honour", "begins to honour", "shrinks", "grows"],
)
async def test_a_pbx_that_changes_how_it_takes_the_limit_loses_and_repeats_nothing(
    order: Order, before: int | None, after: int | None, calls: int
) -> None:
    office = Office(order)
    office.pbx.paging.fixed_limit = before
    office.history(250)
    await office.set_up()
    office.calls(3)
    await office.poll()
    office.pbx.paging.fixed_limit = after
    for burst in (calls, 2, 0):
        office.calls(burst)
        await office.poll()
    office.check()


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_c5_ids_start_over_on_a_pbx_that_ignores_the_limit(order: Order) -> None:
    office = Office(order)
    office.pbx.paging.fixed_limit = 10
    office.history(250)
    await office.set_up()
    office.pbx.start_over()
    office.calls(300)
    await office.poll()
    office.check(states=[ListState.STARTED_OVER])


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_list_of_nothing_but_unreadable_rows_is_read_and_stops_nothing(
    order: Order,
) -> None:
    office = Office(order)
    office.history(3)
    await office.set_up()
    for number in range(300):
        office.clock.now += 40
        office.pbx.raw({"call_id": f"bad {number}", "timestamp": str(int(office.clock.now))})
    await office.poll()
    office.calls(2)
    await office.poll()
    assert office.announced == office.expected


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_the_newest_rows_are_read_again_for_the_lists_after_a_restart(order: Order) -> None:
    office = Office(order)
    office.history(250)
    await office.set_up()
    office.calls(3)
    await office.poll()
    office.restart()
    harvest = await office.sync.read_latest()
    assert harvest.count == 253
    office.ledger.recall(harvest.rows)
    listed = {call.call_id for call in office.ledger.known_calls}
    assert listed >= set(office.announced)
    await office.poll()
    office.check()


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_look_at_the_pbx_reads_no_calls(order: Order) -> None:
    office = Office(order)
    office.history(250)
    await office.set_up()
    office.restart()
    office.direct.requests.clear()
    assert (await office.sync.probe()).count == 250
    await office.sync.probe()
    assert office.asked <= 4
    office.check()


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_pushed_call_is_announced_once_and_the_poll_after_it_is_one_request(
    order: Order,
) -> None:
    office = Office(order)
    office.history(250)
    await office.set_up()
    await office.poll()
    for _ in range(3):
        office.calls(1)
        row = office.direct.reader.row(office.pbx.rows[-1].data)
        office.announced += [call.call_id for call in office.ledger.apply_pushed([row]).settled]
        office.direct.requests.clear()
        await office.poll()
        assert office.asked == 1
        await office.poll()
    office.calls(2)
    await office.poll()
    office.check()


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_calls_that_end_throughout_set_up_stop_it_no_longer_than_three_times(
    order: Order,
) -> None:
    office = Office(order)
    office.history(250)
    office.direct.before = lambda _: office.history(1)
    await office.set_up()
    assert office.asked <= 3 * 7
    office.direct.before = lambda _: None
    await office.poll(audit=True)
    office.calls(2)
    await office.poll()
    assert office.announced[-2:] == office.expected


async def test_a_first_page_that_is_not_found_is_an_error() -> None:
    async def not_found(page: int, limit: int) -> Page:
        raise PbxResponseError("The PBX answered with HTTP status 404", status=404)

    with pytest.raises(PbxResponseError):
        await PagedList(not_found).probe(1)


async def test_a_server_error_past_the_first_page_is_an_error() -> None:
    async def broken(page: int, limit: int) -> Page:
        raise PbxResponseError("The PBX answered with HTTP status 500", status=500)

    with pytest.raises(PbxResponseError):
        await PagedList(broken).probe(7)


async def test_a_list_whose_pages_never_hold_still_is_given_up() -> None:
    sizes = iter([5, 4, 3, 2, 1] * 9)

    async def restless(page: int, limit: int) -> Page:
        rows = tuple(leg(at) for at in range(next(sizes)))
        return Page(rows, 50)

    with pytest.raises(ListChangedError):
        await PagedList(restless).slice_with(150, 200)


async def test_a_list_that_never_holds_still_is_an_error_of_this_poll_and_marks_nothing() -> None:
    office = Office(Order.ID_ASCENDING)
    office.history(250)
    await office.set_up()
    office.calls(2)
    turns = [Order.ID_DESCENDING, Order.ID_ASCENDING]
    office.direct.before = lambda number: setattr(office.pbx, "order", turns[number % 2])
    office.pbx.paging.past_end = PastEnd.NOT_FOUND
    for _ in range(3):
        try:
            await office.poll()
        except PbxResponseError:
            continue
    office.direct.before = lambda _: None
    await office.poll(audit=True)
    office.check_once()


@pytest.mark.parametrize(
    ("calls", "size", "parts"),
    [
        ("", 2, []),
        ("abcd", 2, [2, 2]),
        ("abcde", 2, [2, 2, 1]),
        ("aab", 2, [2, 1]),
        ("aaab", 2, [3, 1]),
        ("abba", 2, [4]),
        ("abcba", 1, [5]),
        ("abcbd", 1, [1, 3, 1]),
    ],
)
def test_what_was_read_is_split_into_parts_of_whole_calls(
    calls: str, size: int, parts: list[int]
) -> None:
    rows = [leg(at, call_id) for at, call_id in enumerate(calls, start=1)]
    split = list(batches(rows[::-1], size))
    assert [len(part) for part in split] == parts
    assert [row for part in split for row in part] == rows


def test_an_unreadable_row_is_in_a_part_like_any_other() -> None:
    assert list(batches([leg(1, "a"), BAD], 9)) == [(BAD, leg(1, "a"))]
