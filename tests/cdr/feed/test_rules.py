"""The rules of reading, each with the smallest case that shows why it is needed."""

import pytest

from custom_components.difuse.cdr.tables import State
from tests.simulator import Order, ring_group

from .watched import DAY, HOUR, MINUTE, SMALL, Watched


def test_rows_that_come_while_pages_are_read_are_found_by_the_next_poll() -> None:
    """The count that is kept is what is known and found: by the PBX's, three were skipped."""
    office = Watched(30).open()
    first = office.calls(26)
    later: list[str] = []

    def between(number: int) -> None:
        if number == 3:
            later.extend(office.calls(3))

    office.between = between
    office.minute()
    assert office.announced == first
    assert office.listed() == 56
    office.minute()
    assert office.announced == first + later
    assert office.listed() == len(office.pbx)


def test_a_row_that_comes_between_the_count_and_the_page_is_part_of_the_growth() -> None:
    """Two rows are found where the list grew by one: the count, looked at again, says two.

    The late id and the clock say that the second call is old; only the count says it is new.
    """
    office = Watched(3, order=Order.START_DESCENDING, has_date=False)
    office.pbx.skip_ids(1)
    late = office.pbx.next_id - 1
    office.call(start=office.now - 100, talk=20)
    office.open().import_all()
    office.pbx.clock_shift = -2 * HOUR
    calls = office.calls(1)
    office.between = lambda number: (
        calls.append(office.call(ids=[late])) if number == 2 and len(calls) == 1 else None
    )
    assert not office.minute().is_odd
    assert sorted(office.announced) == sorted(calls)
    assert office.listed() == len(office.pbx) == 6
    looks = [request for request in office.requests if request.limit == 1]
    assert len(looks) == 2, "no second walk is needed"
    assert len(office.requests) <= 6


def test_a_list_that_never_holds_still_is_walked_three_times_and_the_poll_ends() -> None:
    office = Watched(60).open()

    def between(_: int) -> None:
        office.pbx.purge(1)

    office.between = between
    assert office.minute().is_odd
    looks = [request for request in office.requests if request.limit == 1]
    assert len(looks) == 1 + 3


def test_after_a_gap_a_call_is_as_old_as_the_pbx_says_by_its_own_clock() -> None:
    """The PBX's clock is five hours slow: by ours, every call would be too old to announce."""
    office = Watched(3)
    office.pbx.clock_shift = -5 * HOUR
    office.open().minute()
    office.now += 50 * MINUTE
    office.pbx.purge(1)
    recent = office.call(ids=[office.pbx.next_id])
    office.now += 2 * HOUR
    old_id = office.pbx.next_id
    office.pbx.purge(1)
    older = office.call(start=office.pbx.now() - 2 * HOUR, ids=[old_id])
    newest = office.call()
    office.minute()
    assert office.announced == [newest]
    assert [office.state(one) for one in (recent, older)] == [State.SILENT] * 2


def test_where_as_many_came_as_the_list_grew_by_no_call_is_older_than_the_last_poll() -> None:
    """The PBX dates the call last week; since the last poll only half an hour went by."""
    office = Watched(3).open()
    office.minute()
    office.now += 30 * MINUTE
    call = office.call(start=office.now - 7 * DAY)
    office.minute()
    assert office.announced == [call]


def test_nothing_is_announced_that_ended_before_the_set_up() -> None:
    """A row written late, and one deleted: the count says nothing, the clock that it is past."""
    office = Watched(3)
    office.pbx.skip_ids(1)
    office.call(start=office.now - 100, talk=20)
    office.open().import_all()
    late = office.call(start=office.now - 300, talk=20, ids=[4])
    office.pbx.purge(1)
    office.now += 15 * MINUTE
    office.minute()
    assert office.announced == []
    assert office.state(late) is State.PAST


def test_in_a_list_that_was_emptied_a_call_that_is_written_late_is_not_news() -> None:
    """The list grew by one and one was found, though with no known row that means nothing."""
    office = Watched(3).open()
    office.minute()
    office.pbx.clear()
    office.minute()
    office.minute()
    late = office.call(start=office.now - 10 * MINUTE, talk=20)
    office.minute()
    assert office.announced == []
    assert office.state(late) is State.PAST


def test_in_a_list_that_was_emptied_a_call_that_has_just_ended_is_news() -> None:
    office = Watched(3).open()
    office.minute()
    office.pbx.clear()
    office.minute()
    call = office.call()
    office.minute()
    assert office.announced == [call]


@pytest.mark.parametrize("count", [SMALL.burst, SMALL.burst + 1])
def test_more_new_rows_at_once_than_a_burst_go_by_the_clock(count: int) -> None:
    """Somebody has imported old rows into the PBX, under new ids."""
    office = Watched(3).open()
    office.minute()
    calls = office.calls(count, start=office.now - 5 * DAY)
    office.minute()
    assert office.announced == ([] if count > SMALL.burst else calls)


def test_without_a_date_a_burst_is_announced_since_nothing_else_says_how_old_it_is() -> None:
    office = Watched(3, has_date=False).open()
    office.pbx.clock_shift = -5 * DAY
    office.minute()
    calls = office.calls(SMALL.burst + 1)
    office.minute()
    assert office.announced == calls


def test_ids_above_the_highest_known_are_new_whatever_the_count_says() -> None:
    """Off for half an hour, five rows purged and five written, a clock that is two hours wrong."""
    office = Watched(20, has_date=False).open()
    office.import_all()
    office.minute()
    office.pbx.clock_shift = -2 * HOUR
    office.now += 30 * MINUTE
    office.pbx.purge(5)
    calls = office.calls(5)
    office.minute()
    assert office.announced == calls


def test_the_first_import_takes_as_past_only_ids_up_to_the_highest_at_the_set_up() -> None:
    """A long call that ends deep in a list sorted by start is news, whoever reads it."""
    office = Watched(100, order=Order.START_DESCENDING).open()
    office.pbx.purge(1)
    long = office.long_call(HOUR)
    office.now += MINUTE
    office.import_all()
    office.deliver()
    assert office.announced == [long]
    assert [office.state(call) for call in office.past[1:]] == [State.PAST] * 99


def test_while_the_first_import_runs_a_push_is_left_to_the_polls() -> None:
    """A pushed row of before the set-up would be news by its clock, and only a poll knows."""
    office = Watched(50).open()
    rows = office.pbx.rows[:1]
    assert not office.push(rows)
    office.import_all()
    assert office.push(rows)
    assert office.announced == []


@pytest.mark.parametrize("fixed", [None, 7, 25])
def test_rows_that_start_in_the_same_second_say_nothing_about_the_order(fixed: int | None) -> None:
    """Newest start first, equal starts by ascending id, ring groups of five phones."""
    office = Watched(order=Order.START_DESCENDING_TIES_ASCENDING, fixed=fixed)
    phones = tuple([str(1001 + at) for at in range(5)])

    def group(ended: float = 0) -> str:
        legs = ring_group(phones, phones[0], talk=20)
        return office.call(destination="600", legs=legs, start=office.now - 26 - ended)

    past = [group(60 * (60 - at)) for at in range(60)]
    office.open()
    calls = []
    for _ in range(12):
        calls.append(group())
        office.minute()
    assert office.announced == calls
    assert [office.state(call) for call in past[-4:]] == [State.PAST] * 4
