"""A PBX that sends pages of one size, whatever ``limit`` says."""

import pytest

from custom_components.difuse.cdr.tables import State
from tests.simulator import Order, Synthetic, ring_group

from .watched import EPOCH, Request, Watched

PHONES = ("1001", "1002", "1003", "1004", "1005")


def group(office: Watched, ago: int = 0) -> str:
    """Let five phones ring for a call that ended so long ago."""
    legs = ring_group(PHONES, "1003", talk=20)
    return office.call(destination="600", legs=legs, start=office.now - 26 - ago)


@pytest.mark.parametrize("fixed", [3, 5, 10, 25, 50, 400])
@pytest.mark.parametrize("order", Order)
def test_of_ring_groups_all_new_calls_are_announced_and_no_past_one(
    order: Order, fixed: int
) -> None:
    """Newest start first, equal starts by ascending id: the oldest end was taken for the newest.

    None of 12 new calls was announced, and 12 past ones were.
    """
    office = Watched(order=order, fixed=fixed)
    past = [group(office, 60 * (60 - at)) for at in range(60)]
    office.open()
    calls = []
    for number in range(12):
        calls.append(group(office))
        office.minute()
        if number % 4 == 0:
            office.work()
    assert office.announced == calls
    office.import_all()
    assert {office.state(call) for call in past} == {State.PAST}
    office.restart()
    calls.append(group(office))
    office.minute()
    assert office.announced == calls


@pytest.mark.parametrize("fixed", [5, 25])
def test_a_list_of_one_second_only_gets_its_newest_end_from_the_next_calls(fixed: int) -> None:
    """Ten groups rang at once, and nothing else was ever there: no row says which is newer."""
    office = Watched(order=Order.START_DESCENDING_TIES_ASCENDING, fixed=fixed)
    for _ in range(10):
        group(office, 60)
    office.open().import_all()
    calls = []
    for _ in range(12):
        calls.append(group(office))
        office.minute()
    assert office.announced == calls


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
def test_of_an_answer_that_is_as_it_was_no_row_is_read(order: Order) -> None:
    """It sends all its rows each minute; 15,000 took 0.3 s of the processor."""
    office = Watched(order=order, fixed=20_000)
    office.pbx.store.replace((), Synthetic(3000, last_end=EPOCH))
    office.pbx.next_id = 3001
    office.open()
    office.minute()
    for _ in range(5):
        office.minute()
        assert office.requests == [Request(1, 1, rows=None)]
    call = office.call()
    office.minute()
    assert office.announced == [call]
    assert len(office.requests) == 2
    office.minute()
    office.minute()
    assert office.requests == [Request(1, 1, rows=None)]


def test_the_newest_rows_are_seen_though_it_is_the_last_page_that_tells_the_count() -> None:
    """Of one row nobody can tell which end is the newest; 500 of 503 were read from the other."""
    office = Watched(1, order=Order.ID_DESCENDING, fixed=3).open()
    office.minute()
    calls = office.calls(502)
    office.minute()
    office.minute()
    assert set(calls[-3:]) <= {*office.announced}


@pytest.mark.parametrize(
    ("history", "fixed", "more"),
    [
        pytest.param(25, 3, 9, id="25 rows by three are nine pages, as 34 by four are"),
        pytest.param(2, None, 3, id="2 rows by one are two pages, as 5 by four are"),
    ],
)
def test_pages_of_another_size_are_noticed_though_there_are_as_many(
    history: int, fixed: int | None, more: int
) -> None:
    """In the second case the new row is seen, and not found where it must be."""
    office = Watched(history, order=Order.ID_ASCENDING, fixed=fixed).open().import_all()
    office.minute()
    office.pbx.paging.fixed_limit = 4
    calls = office.calls(more)
    office.minute()
    office.minute()
    assert sorted(office.announced) == sorted(calls)
