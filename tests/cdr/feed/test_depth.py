"""How deep a poll looks: audits, the deepest walk, and what lies below it."""

from math import ceil

import pytest

from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.pbx import PbxConnectionError
from custom_components.difuse.cdr.tables import State
from tests.simulator import Order, Synthetic

from .watched import EPOCH, HOUR, MINUTE, SMALL, Watched


def late_id(office: Watched, depth: int) -> str:
    """Let an id come late that was given away so many rows ago; it is left out till then."""
    return office.call(ids=[office.pbx.next_id - depth - 1])


def with_gap(history: int, depth: int) -> Watched:
    """Return an open office whose list lacks the id that lies so deep."""
    office = Watched(history, limits=Limits())
    office.pbx.delete(history - depth)
    return office.open().import_all()


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
def test_an_audit_at_the_start_finds_an_id_that_came_late_two_hundred_rows_deep(
    order: Order,
) -> None:
    """A row was deleted as well: the count says nothing."""
    office = with_gap(300, 199)
    office.pbx.order = order
    office.minute()
    office.pbx.purge(1)
    late = late_id(office, 199)
    office.restart()
    office.minute()
    assert office.announced == [late]


def test_an_audit_every_fifteen_minutes_finds_an_id_that_came_late() -> None:
    office = with_gap(300, 199)
    office.pbx.purge(1)
    late = late_id(office, 199)
    for _ in range(14):
        office.minute()
    assert office.announced == []
    office.minute()
    assert office.announced == [late]
    office.minute()
    office.minute()
    assert len(office.requests) == 1


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
@pytest.mark.parametrize("history", [100, 150, 200, 300])
def test_an_audit_is_two_requests_more_and_comes_every_fifteen_minutes(
    order: Order, history: int
) -> None:
    office = Watched(history, order=order, limits=Limits()).open().import_all()
    requests = []
    for _ in range(31):
        office.minute()
        requests.append(len(office.requests))
    audit = 1 + ceil(min(history, 200) / 100)
    assert requests[:14] == requests[15:29] == [1] * 14
    assert {requests[14], requests[29]} <= {audit, audit + (order is Order.ID_ASCENDING)}


def test_an_audit_that_fails_is_made_up_for_by_the_next_poll() -> None:
    office = with_gap(300, 199)
    office.pbx.purge(1)
    late = late_id(office, 199)
    office.now += 14 * MINUTE
    office.errors = [PbxConnectionError("away") for _ in range(4)]
    with pytest.raises(PbxConnectionError):
        office.minute()
    office.minute()
    assert office.announced == [late]


@pytest.mark.parametrize("purged", [2, 3])
def test_where_the_count_fell_or_does_not_fit_a_poll_looks_as_deep_as_an_audit(
    purged: int,
) -> None:
    """Two calls, one under a late id, and some rows deleted."""
    office = with_gap(300, 198)
    office.minute()
    office.pbx.purge(purged)
    calls = [late_id(office, 198), office.call()]
    polled = office.minute()
    assert sorted(office.announced) == sorted(calls)
    assert polled.is_odd
    assert len(office.requests) <= 1 + 200 // 100 + 2
    assert office.listed() == len(office.pbx)


def test_after_an_odd_count_the_next_poll_looks_at_both_ends_once() -> None:
    """The order or the pages may be others, and not what was there."""
    office = Watched(300).open().import_all()
    office.minute()
    office.pbx.purge(5)
    assert office.minute().is_odd
    assert not office.minute().is_odd
    assert len(office.requests) == 1 + 2
    office.minute()
    assert len(office.requests) == 1


def test_no_walk_goes_deeper_than_five_thousand_rows() -> None:
    """Another box with a hundred thousand records is put in place of the first."""
    office = Watched(3, limits=Limits()).open().import_all()
    office.minute()
    office.pbx.store.replace((), Synthetic(100_000, last_end=EPOCH - HOUR, first_id=1000))
    polled = office.minute()
    assert polled.is_replaced
    assert office.rows() == 3 + 5000 + 1, "and the row below them is looked at"
    assert len(office.requests) <= 5000 // 100 + 6
    assert office.announced == []


def test_a_page_as_large_as_the_list_is_cut_off_at_the_deepest_row() -> None:
    """A PBX that ignores the limit sends all of another box's rows at once."""
    office = Watched(3, fixed=2000).open().import_all()
    office.minute()
    office.pbx.start_over(100)
    office.calls(600, start=office.now - 2 * HOUR)
    office.minute()
    assert office.rows() == 3 + SMALL.deepest + 1


@pytest.mark.parametrize("order", Order)
def test_of_more_new_rows_than_a_walk_reads_the_deeper_ones_are_imported(order: Order) -> None:
    """Home Assistant was off for a week; the newest are announced, and none is lost."""
    office = Watched(30, order=order, max_age=24 * HOUR).open().import_all()
    office.minute()
    calls = []
    for _ in range(620):
        office.now += 30
        calls.append(office.call(talk=10))
    office.restart()
    office.minute()
    assert office.rows() == 30 + SMALL.deepest
    office.import_all().deliver()
    assert office.rows() == 650
    assert sorted(office.announced) == sorted(calls)
    office.minute()
    office.minute()
    assert len(office.requests) == 1


def test_rows_that_come_during_the_deepest_walk_are_found_by_the_next_poll() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    office.calls(600)
    later: list[str] = []

    def between(number: int) -> None:
        if number == 30:
            later.extend(office.calls(3))

    office.between = between
    office.minute()
    assert len(office.requests) <= 500 // 10 + 6
    polled = office.minute()
    assert (polled.new_rows, polled.is_odd) == (3, False)
    assert office.announced[-3:] == later


@pytest.mark.parametrize("purged", [0, 3])
def test_rows_that_come_while_deeper_ones_are_imported_are_found_by_polls(purged: int) -> None:
    """They push down what is still to be imported, though the count may be the same."""
    office = Watched(30, max_age=24 * HOUR).open().import_all()
    office.minute()
    calls = office.calls(620)
    office.minute()
    for _ in range(8):
        calls += office.calls(3)
        office.pbx.purge(purged)
        office.work()
        office.minute()
    office.import_all().deliver()
    assert sorted(office.announced) == sorted(calls)
    assert office.rows() == 30 + len(calls)


def test_more_new_rows_than_a_walk_reads_do_not_end_the_first_import() -> None:
    office = Watched(200).open()
    office.work()
    office.calls(620)
    office.minute()
    office.import_all()
    assert office.rows() == 820


@pytest.mark.parametrize("rows", [1, 3, 19, 20, 21, 30])
def test_the_set_up_reads_as_deep_as_an_audit_and_takes_that_as_past(rows: int) -> None:
    office = Watched(rows).open()
    assert office.rows() == min(rows, 20)
    assert len(office.requests) <= 3 + ceil(min(rows, 20) / 10)
    assert {office.state(call) for call in office.past[-20:]} == {State.PAST}
    office.deliver()
    assert office.announced == []
