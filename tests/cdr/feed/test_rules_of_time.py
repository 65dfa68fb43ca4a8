"""The rules of what is announced when, each with the smallest case that shows why it is needed."""

import pytest

from custom_components.difuse.cdr.callers import open_calls
from custom_components.difuse.cdr.pbx import PbxConnectionError
from custom_components.difuse.cdr.tables import State
from tests.cdr.archives import run
from tests.simulator import Order

from .watched import DAY, HOUR, MINUTE, Watched


def test_after_an_odd_count_the_newest_rows_are_read_again_within_an_hour() -> None:
    """Thirty rows are purged in the minute in which a long call ends sixty rows deep.

    The count only fell, and no audit reads so far down.
    """
    office = Watched(100, order=Order.START_DESCENDING).open().import_all()
    office.minute()
    office.pbx.purge(30)
    long = office.long_call(HOUR)
    assert office.minute().is_odd
    office.now += 15 * MINUTE
    office.minute()
    office.import_all()
    assert office.state(long) is None
    office.now += 42 * MINUTE
    office.import_all()
    assert office.state(long) is State.DUE


def test_once_a_day_the_newest_rows_are_read_again_whatever_the_count_says() -> None:
    """One row is purged in the minute in which a long call ends deep: the count is the same."""
    office = Watched(100, order=Order.START_DESCENDING).open().import_all()
    office.minute()
    office.pbx.purge(1)
    long = office.long_call(HOUR)
    assert not office.minute().is_odd
    office.now += DAY - 4 * MINUTE
    office.minute()
    office.import_all()
    assert office.state(long) is None
    office.now += 2 * MINUTE
    office.import_all()
    assert office.state(long) is State.SILENT


def test_what_is_due_is_announced_in_an_outage_and_nothing_is_asked_for_it() -> None:
    """A timer that asked the PBX would have made 63,000 requests in a day."""
    office = Watched(3).open()
    office.minute()
    call = office.call()
    office.now += 1
    office.poll()
    assert office.announced == []
    office.errors = [PbxConnectionError("away") for _ in range(8)]
    office.now += 10
    with pytest.raises(PbxConnectionError):
        office.poll()
    assert office.announced == [call]
    office.requests.clear()
    office.deliver()
    assert office.requests == []


@pytest.mark.parametrize("minutes", [10, 120])
def test_what_is_due_for_too_long_when_home_assistant_starts_is_silent(minutes: int) -> None:
    office = Watched(3).open()
    office.minute()
    call = office.call()
    office.now += MINUTE
    run(office.feed.poll())
    office.crash()
    office.now += minutes * MINUTE
    office.open().deliver()
    assert office.announced == ([call] if minutes == 10 else [])
    assert office.state(call) is (State.ANNOUNCED if minutes == 10 else State.SILENT)


def test_a_pushed_batch_settles_at_once() -> None:
    office = Watched(3).open().import_all()
    call = office.call()
    office.push(office.pbx.rows[-1:])
    assert office.announced == [call]


def test_a_row_that_is_pushed_by_itself_settles_after_two_seconds() -> None:
    office = Watched(3).open().import_all()
    call = office.call()
    office.push(office.pbx.rows[-1:], is_batch=False)
    office.now += 1
    office.deliver()
    assert office.announced == []
    office.now += 1
    office.deliver()
    assert office.announced == [call]


def test_a_call_kept_silently_is_unseen_and_one_of_the_past_is_not() -> None:
    missed = "NO ANSWER"
    office = Watched()
    past = office.call(disposition=missed)
    office.open().import_all()
    office.minute()
    office.now += 3 * HOUR
    silent = office.call(disposition=missed, start=office.now - 2 * HOUR)
    office.minute()
    announced = office.call(disposition=missed)
    office.minute()
    states = [office.state(call) for call in (past, silent, announced)]
    assert states == [State.PAST, State.SILENT, State.ANNOUNCED]
    assert run(office.archive.read(open_calls, 10))[0] == 2
