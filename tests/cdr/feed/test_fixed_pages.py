"""A PBX that sends pages of one size, whatever ``limit`` says."""

import pytest

from custom_components.difuse.cdr.archive import State
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


def test_pages_of_another_size_are_noticed_though_there_are_as_many() -> None:
    """25 rows in pages of three are nine pages, and so are 34 in pages of four."""
    office = Watched(25, order=Order.ID_ASCENDING, fixed=3).open().import_all()
    office.minute()
    office.pbx.paging.fixed_limit = 4
    calls = office.calls(9)
    office.minute()
    office.minute()
    assert sorted(office.announced) == sorted(calls)


def test_a_new_row_that_is_seen_and_not_found_makes_the_next_poll_look_at_the_pages_again() -> None:
    """Two rows in pages of one are two pages, and so are five in pages of four."""
    office = Watched(2, order=Order.ID_ASCENDING).open().import_all()
    office.minute()
    office.pbx.paging.fixed_limit = 4
    calls = office.calls(3)
    office.minute()
    office.minute()
    assert sorted(office.announced) == sorted(calls)
