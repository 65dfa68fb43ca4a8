"""A list that is another one, that was emptied, or that comes back."""

import pytest

from custom_components.difuse.cdr.tables import State
from tests.simulator import Order

from .watched import DAY, HOUR, Request, Watched


def test_more_than_a_walk_reads_above_a_known_row_is_no_other_list() -> None:
    """The row that was the newest is looked for where it must be now."""
    office = Watched(30).open().import_all()
    office.minute()
    office.calls(600)
    assert not office.minute().is_replaced
    assert not office.minute().has_changed


def test_a_list_with_nothing_known_is_reported_once() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    office.pbx.start_over(1000)
    office.calls(5, start=office.now - HOUR)
    assert office.minute().is_replaced
    assert not office.minute().is_replaced
    assert office.announced == []
    call = office.call()
    assert not office.minute().is_replaced
    assert office.announced == [call]


def test_another_list_is_read_from_its_own_newest_end() -> None:
    """Read from the other one, the newest rows lie too deep to be read at once."""
    office = Watched(30, order=Order.ID_ASCENDING).open().import_all()
    office.minute()
    office.pbx.start_over(1000)
    office.pbx.order = Order.ID_DESCENDING
    for ago in range(600, 0, -1):
        office.call(start=office.now - DAY - 60 * ago, talk=20)
    recent = office.call(talk=20)
    assert office.minute().is_replaced
    assert office.announced == [recent]


def test_another_list_with_pages_of_another_size_is_read_whole() -> None:
    """Three rows a page at least: it has as many pages as the list before had rows."""
    office = Watched(4, order=Order.START_ASCENDING).open()
    office.minute()
    office.pbx.start_over(1)
    office.pbx.paging.minimum_limit = 3
    for ago in range(12, 0, -1):
        office.call(start=office.now - HOUR - 60 * ago, talk=20)
    for _ in range(3):
        office.minute()
    assert (office.rows(), office.announced) == (16, [])


def test_another_list_during_the_first_import_is_news_by_the_clock_and_imported_anew() -> None:
    """Its ids lie below those of the set-up: nothing of it was there then."""
    office = Watched(100).open()
    office.minute()
    office.pbx.start_over(1)
    old = office.calls(25, start=office.now - HOUR, talk=20)
    recent = office.call(talk=20)
    polled = office.minute()
    assert polled.is_replaced
    assert office.announced == [recent]
    assert office.state(old[0]) is State.PAST
    office.import_all()
    assert office.rows() >= 26


def test_a_list_that_comes_back_announces_what_came_meanwhile_and_nothing_again() -> None:
    """For one poll another box with higher ids stood there."""
    office = Watched(30).open().import_all()
    office.minute()
    backup = office.pbx.snapshot()
    office.pbx.start_over(1_000_000)
    office.calls(3, start=office.now - HOUR)
    office.minute()
    office.pbx.restore(backup)
    call = office.call()
    office.minute()
    assert office.announced == [call]


def test_a_list_that_was_emptied_and_filled_again_is_no_other_one() -> None:
    office = Watched(5).open().import_all()
    office.minute()
    office.pbx.clear()
    assert not office.minute().is_replaced
    office.call()
    assert not office.minute().is_replaced


@pytest.mark.parametrize("shift", [-2 * HOUR, 0, 2 * HOUR])
def test_where_there_never_was_a_row_an_empty_list_counts_as_known(shift: int) -> None:
    """A new PBX gets its first three calls: they are news, whatever its clock says."""
    office = Watched(0, has_date=False).open()
    office.pbx.clock_shift = shift
    office.minute()
    calls = office.calls(3)
    assert not office.minute().is_replaced
    office.now += 10
    office.deliver()
    assert office.announced == calls


def test_the_first_call_ever_is_announced_though_the_first_import_has_not_begun() -> None:
    office = Watched(0).open()
    call = office.call()
    office.minute()
    assert office.announced == [call]


def test_more_first_calls_than_a_walk_reads_are_all_kept_and_announced() -> None:
    office = Watched(0).open()
    calls = office.calls(620)
    assert not office.minute().is_replaced
    office.import_all().deliver()
    assert sorted(office.announced) == sorted(calls)


def test_in_a_list_that_comes_back_the_count_says_nothing_of_a_call_of_long_ago() -> None:
    """Another box had as many rows as this one had; here one more was written meanwhile."""
    office = Watched(30).open().import_all()
    office.minute()
    backup = office.pbx.snapshot()
    office.pbx.start_over(1_000_000)
    office.calls(30, start=office.now - HOUR)
    office.minute()
    office.now += 5 * HOUR
    office.minute()
    office.pbx.restore(backup)
    call = office.call(start=office.now - 4 * HOUR)
    office.minute()
    assert office.announced == []
    assert office.state(call) is State.SILENT


@pytest.mark.parametrize("is_imported", [False, True])
def test_what_a_poll_left_out_of_another_list_is_no_news_though_it_fits_the_count(
    *, is_imported: bool
) -> None:
    """As many rows were found as were counted, but two of them came after the count.

    So two of those that were there before are what the list grew by in the minute after.
    """
    office = Watched(3)
    office.pbx.cap = 2
    office.open()
    if is_imported:
        office.import_all()
    office.minute()
    office.pbx.clear()
    office.minute()
    office.pbx.start_over(1)
    past = [office.call(start=office.now - HOUR + at) for at in range(12)]
    came: list[str] = []
    is_counted = [Request(page=1, limit=1, rows=1)]
    office.between = lambda _: came.extend(
        office.calls(2) if office.requests[-1:] == is_counted and not came else ()
    )
    office.minute()
    assert office.listed() == 12
    office.minute()
    assert office.listed() == 14
    assert office.announced == came
    assert {office.state(call) for call in past} == {State.PAST}
