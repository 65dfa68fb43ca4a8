"""What can wait: reading again once a day, deleting what is too old, understanding anew."""

import contextlib

import pytest

from custom_components.difuse.cdr.archive.archive import REREAD_AT_ONCE
from custom_components.difuse.cdr.archive.retention import STEP
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan
from custom_components.difuse.cdr.pbx import PbxConnectionError, PbxError
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import run
from tests.simulator import Order

from .watched import DAY, HOUR, MINUTE, SMALL, Watched


def deepest_read(office: Watched) -> int:
    """Do what is to be done now, and return how many rows below the newest were read."""
    deepest = 0
    while office.work() < MINUTE:
        for request in office.requests:
            deepest = max(deepest, request.page * request.limit)
    return deepest


def test_the_newest_rows_are_read_again_once_a_day_and_no_others() -> None:
    office = Watched(700).open().import_all()
    office.now += DAY - 1
    assert deepest_read(office) == 0
    office.now += 1
    assert SMALL.deepest <= deepest_read(office) <= SMALL.deepest + 2 * SMALL.page
    assert deepest_read(office) == 0
    office.now += DAY
    assert deepest_read(office) >= SMALL.deepest


def test_the_daily_reading_begins_below_what_polls_read() -> None:
    office = Watched(100).open().import_all()
    office.now += DAY
    office.work()
    office.work()
    (request,) = office.requests
    assert request.page * request.limit > SMALL.audit


def test_after_odd_counts_rows_are_read_again_not_more_than_once_an_hour() -> None:
    office = Watched(100).open().import_all()
    times = 0
    for _ in range(4 * 60):
        office.pbx.purge(1)
        if len(office.pbx) < 60:
            office.calls(40)
        office.minute()
        times += deepest_read(office) > 0
    assert times == 4


def test_after_one_odd_count_rows_are_read_again_once() -> None:
    office = Watched(100).open().import_all()
    office.minute()
    office.pbx.purge(5)
    assert office.minute().is_odd
    office.now += HOUR
    assert deepest_read(office) > 0
    office.now += HOUR
    assert deepest_read(office) == 0


def test_an_odd_count_that_comes_during_the_daily_reading_is_not_forgotten() -> None:
    office = Watched(100).open().import_all()
    office.now += DAY
    office.work()
    office.pbx.purge(5)
    assert office.minute().is_odd
    office.import_all()
    office.now += HOUR
    assert deepest_read(office) > 0


def test_calls_that_are_too_old_are_deleted_once_a_day_in_small_steps() -> None:
    office = Watched(STEP + 30, keep_days=2).open().import_all()
    assert office.rows() == STEP + 30
    office.now += 2 * DAY
    assert (office.work(), office.rows()) == (0, 30)
    assert (office.work(), office.rows()) == (1, 0)
    office.import_all()
    assert office.rows() == 0


@pytest.mark.parametrize("is_restarted", [False, True])
def test_calls_that_are_too_old_are_deleted_while_the_pbx_is_away(is_restarted: bool) -> None:
    """The daily reading waits for the PBX; what the user was promised about people doesn't."""
    office = Watched(60, keep_days=2).open().import_all()
    office.now += DAY
    office.work()
    office.errors += [PbxConnectionError("away")] * 1000
    for _ in range(2):
        office.now += DAY
        if is_restarted:
            office.restart()
        for _ in range(3):
            with contextlib.suppress(PbxError):
                office.work()
    assert office.rows() == 0


def test_a_clock_that_was_far_ahead_once_puts_off_nothing() -> None:
    office = Watched(60, keep_days=2).open().import_all()
    office.now += 365 * DAY
    office.import_all()
    office.now -= 365 * DAY
    call = office.call()
    office.minute()
    assert office.rows() == 61
    office.now += 3 * DAY
    office.import_all()
    assert (office.rows(), office.announced) == (0, [call])


def test_a_call_that_is_not_too_old_stays() -> None:
    office = Watched(3, keep_days=2).open().import_all()
    office.now += DAY + 1
    office.import_all()
    assert office.rows() == 3


def test_rows_that_are_too_old_are_not_taken_up_again() -> None:
    """They still are in the PBX's list: no audit, no reading again, no restart brings them."""
    office = Watched(60, keep_days=2, order=Order.ID_ASCENDING).open().import_all()
    office.now += 2 * DAY + HOUR
    office.import_all()
    assert office.rows() == 0
    call = office.call()
    office.restart()
    for _ in range(3):
        office.minute()
    office.now += DAY
    office.import_all()
    office.minute()
    assert office.rows() == 1
    assert office.announced == [call]


def test_a_row_that_is_about_to_be_too_old_is_left_alone_and_makes_no_walk_each_minute() -> None:
    office = Watched(60, keep_days=2).open().import_all()
    office.minute()
    office.pbx.delete(10)
    office.minute()
    office.call(ids=[10], start=office.now - 2 * DAY + 6 * HOUR)
    office.minute()
    assert office.listed() == len(office.pbx)
    office.minute()
    office.minute()
    assert len(office.requests) == 1
    assert office.rows() == 60


def test_new_calls_are_announced_though_the_clock_of_the_pbx_is_months_behind() -> None:
    """A box without a battery begins in the past after a power cut, until it has asked for time."""
    office = Watched(60, keep_days=30).open().import_all()
    office.minute()
    call = office.call(start=office.now - 90 * DAY)
    assert not office.minute().is_odd
    assert office.announced == [call]
    for _ in range(2):
        office.now += DAY
        office.import_all()
        office.minute()
    assert office.announced == [call]
    assert office.state(call) is None


def test_where_all_is_kept_nothing_is_deleted() -> None:
    office = Watched(30, keep_days=0).open().import_all()
    office.now += 5000 * DAY
    office.import_all()
    assert office.rows() == 30


def test_on_a_pbx_that_keeps_a_fixed_number_of_rows_old_calls_are_deleted_all_the_same() -> None:
    """Each row that it writes pushes out its oldest: every count is odd, day and night."""
    office = Watched(60, keep_days=2).open().import_all()
    for _ in range(3 * 24):
        office.pbx.purge(1)
        office.call()
        office.minute()
        office.now += 59 * MINUTE
        office.import_all()
    assert office.rows() <= 60


def test_calls_are_understood_anew_in_pieces_that_a_restart_goes_on_with() -> None:
    """The user says that extensions have three digits: 1001 is outside now."""
    office = Watched(REREAD_AT_ONCE + 50).open().import_all()
    office.plan = NumberPlan.of(internal_digits=3)
    office.restart()
    assert inside(office) == 0
    assert office.work() == 0
    assert office.feed.intake.marks.reread > 0
    office.crash()
    office.open().import_all()
    assert office.feed.intake.marks.reread == 0
    assert inside(office) == REREAD_AT_ONCE + 50


def inside(office: Watched) -> int:
    """Return how many calls went from outside to outside."""
    calls = run(office.archive.read(find, CallFilter(), 1000))
    return len([call for call in calls if not call.extensions])


def test_a_push_only_feed_reads_nothing_and_deletes_what_is_too_old() -> None:
    office = Watched(0, has_list=False, keep_days=2).open()
    row = office.pbx.call()
    office.push(row)
    assert office.rows() == 1
    office.now += 3 * DAY
    office.import_all()
    assert office.rows() == 0
    assert office.requests == []
