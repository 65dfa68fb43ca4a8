"""The past is read once, gently, and from wherever it was left."""

import asyncio

import pytest

from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.pbx import PbxConnectionError
from custom_components.difuse.cdr.tables import State
from tests.cdr.archives import run
from tests.simulator import Order

from .watched import DAY, HOUR, MINUTE, Watched


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("fixed", [None, 7, 25])
def test_the_whole_list_is_imported_as_past_and_nothing_is_announced(
    order: Order, fixed: int | None
) -> None:
    office = Watched(137, order=order, fixed=fixed).open()
    office.import_all().deliver()
    assert office.rows() == 137
    assert {office.state(call) for call in office.past} == {State.PAST}
    assert office.announced == []


@pytest.mark.parametrize("order", Order)
def test_calls_that_come_before_the_next_poll_push_no_row_out_of_the_import(order: Order) -> None:
    """The list was longer by then than the last poll had seen: its oldest rows were left out."""
    office = Watched(137, order=order).open()
    office.minute()
    office.work()
    calls = office.calls(5)
    office.import_all()
    assert {office.state(call) for call in office.past} == {State.PAST}
    office.minute()
    assert office.announced == calls


def test_a_call_that_was_written_with_a_wrong_clock_does_not_end_the_import() -> None:
    office = Watched(137, keep_days=30)
    office.pbx.delete(70)
    office.call(ids=[70], start=office.now - 90 * DAY)
    office.open().import_all()
    assert office.rows() == 136


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
def test_a_page_a_second_is_read(order: Order) -> None:
    office = Watched(1000, order=order, limits=Limits()).open()
    seconds = requests = 0
    while (wait := office.work()) < MINUTE:
        assert wait == 1
        assert len(office.requests) <= 2
        requests += len(office.requests)
        seconds += 1
    assert requests <= 12
    assert seconds <= 12


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
def test_progress_is_kept_and_goes_on_after_a_crash_at_any_page(order: Order) -> None:
    """A crash loses nothing and begins nothing anew: each piece is a transaction."""
    office = Watched(137, order=order).open()
    before = 0
    while office.work() < MINUTE:
        rows, start = office.rows(), office.feed.intake.marks.import_from
        assert rows >= before
        before = rows
        office.crash()
        office.open()
        office.minute()
        assert office.feed.intake.marks.import_from == start
    assert office.rows() == 137
    assert office.announced == []


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
def test_after_a_restart_the_import_waits_for_the_first_poll(order: Order) -> None:
    """Which end is the newest isn't known before: what was read at the other end looked joined."""
    office = Watched(137, order=order).open()
    while office.feed.intake.marks.import_from < 90:
        office.work()
    office.crash()
    office.open()
    assert office.work() == MINUTE
    assert office.requests == []
    office.minute()
    office.import_all()
    assert office.rows() == 137


def test_a_page_that_is_imported_again_changes_nothing() -> None:
    office = Watched(137).open().import_all()
    office.now += DAY
    office.import_all()
    assert office.rows() == 137


def test_a_page_that_fails_is_imported_the_next_time() -> None:
    office = Watched(50).open()
    office.errors = [PbxConnectionError("away") for _ in range(4)]
    with pytest.raises(PbxConnectionError):
        office.work()
    assert office.import_all().rows() == 50


def test_a_page_that_cannot_be_written_is_imported_the_next_time() -> None:
    office = Watched(50).open()
    office.database.is_full = True
    with pytest.raises(DatabaseError):
        office.work()
    office.database.is_full = False
    assert office.import_all().rows() == 50


def test_only_rows_as_young_as_calls_are_kept_are_imported() -> None:
    """The list goes back a year; of it two days are kept, and no page below is read."""
    office = Watched(0, keep_days=2)
    for hour in range(365, 0, -1):
        office.call(start=office.now - 24 * hour * HOUR / 5, talk=20)
    office.open().import_all()
    assert 5 <= office.rows() <= 10
    assert office.feed.intake.marks.past_id == 0
    assert office.work() == MINUTE


def test_rows_purged_while_the_past_is_imported_end_the_import_early() -> None:
    office = Watched(100).open()
    office.work()
    office.pbx.purge(60)
    office.minute()
    office.import_all()
    assert office.rows() == 40
    assert office.feed.intake.marks.past_id == 0


@pytest.mark.parametrize("deleted", [1, 25])
def test_where_the_newest_rows_were_deleted_the_import_goes_back_to_a_known_one(
    deleted: int,
) -> None:
    """What it read last lies nearer to the newest end now: what is in between would be lost."""
    office = Watched(100).open()
    for _ in range(4):
        office.work()
    ids = [row.db_id for row in office.pbx.rows[-deleted:]]
    office.pbx.delete(*ids)
    while office.work() < MINUTE:
        pass
    office.minute()
    office.import_all()
    assert all(office.state(call) is State.PAST for call in office.past)


def test_where_nothing_is_known_the_import_waits_for_a_poll() -> None:
    """Another box was put there: what of it is new, only a poll can tell."""
    office = Watched(100).open()
    office.work()
    office.pbx.start_over(1000)
    office.calls(100, start=office.now - 2 * HOUR)
    rows = office.rows()
    while office.work() < MINUTE:
        pass
    assert office.rows() == rows
    assert office.minute().is_replaced
    office.import_all()
    assert office.rows() == rows + 100
    assert office.announced == []


def test_a_list_that_was_emptied_while_it_is_imported_waits_for_a_poll() -> None:
    office = Watched(100).open()
    office.pbx.clear()
    assert office.work() == 1
    while office.work() < MINUTE:
        pass
    office.minute()
    office.import_all()
    assert office.feed.intake.marks.past_id == 0


def test_calls_that_come_while_the_past_is_imported_are_announced_and_nothing_is_skipped() -> None:
    office = Watched(100).open()
    calls = []
    for _ in range(10):
        calls.append(office.call())
        office.work()
        office.minute()
    office.import_all().deliver()
    assert office.announced == calls
    assert office.rows() == 110


def test_while_a_page_is_imported_a_poll_waits() -> None:
    """Both read the list: one of them at a time."""
    office = Watched(100).open()
    run(office.feed._reading.acquire())
    with pytest.raises(TimeoutError):
        run(_within_a_moment(office))
    office.feed._reading.release()
    office.minute()


async def _within_a_moment(office: Watched) -> None:
    async with asyncio.timeout(0):
        await office.feed.work()


def test_unreadable_rows_are_imported_once_and_counted() -> None:
    office = Watched(30)
    office.pbx.raw({"db_id": 1, "call_id": "x"}, "nonsense")
    office.open().import_all()
    assert office.feed.intake.unreadable == 2
    office.now += DAY
    office.import_all()
    assert office.feed.intake.unreadable == 2
    assert office.rows() == 32


def test_what_is_left_of_the_past_is_read_though_more_calls_come_than_a_page_has() -> None:
    office = Watched(90).open()
    office.work()
    office.work()
    came = office.calls(30)
    office.minute()
    assert office.announced == came
    office.restart()
    office.minute()
    office.import_all()
    assert office.rows() == len(office.pbx) == 120
