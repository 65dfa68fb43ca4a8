"""Which calls are announced, and which only kept: by the poll that finds them, and by clocks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.difuse.cdr.feed.news import News
from custom_components.difuse.cdr.tables import State
from tests.cdr.helpers import a_call
from tests.simulator import Order

from .watched import DAY, HOUR, MINUTE, SMALL, Watched

NOW = 1_795_400_000.0


def news(**changes: Any) -> News:
    given: dict[str, Any] = {
        "pbx_now": NOW,
        "since_poll": MINUTE,
        "since_set_up": 30 * DAY,
        "max_age": HOUR,
        "highest_id": 100,
    } | changes
    return News(**given)


def ended(ago: float, db_id: int = 101) -> Any:
    return a_call(db_id, ended_at=datetime.fromtimestamp(NOW - ago, UTC))


JUDGED: dict[str, tuple[dict[str, Any], int, float, State]] = {
    "a new id": ({}, 101, 9 * DAY, State.DUE),
    "a new id after a gap": ({"since_poll": 2 * HOUR}, 101, 9 * DAY, State.SILENT),
    "a new id after a gap, recent": ({"since_poll": 2 * HOUR}, 101, HOUR, State.DUE),
    "a late id": ({}, 99, 9 * DAY, State.SILENT),
    "a late id, recent": ({}, 99, HOUR, State.DUE),
    "a late id, a second too old": ({}, 99, HOUR + 1, State.SILENT),
    "a late id in an exact poll": ({"is_exact": True}, 99, 9 * DAY, State.DUE),
    "a burst": ({"is_burst": True}, 101, 9 * DAY, State.SILENT),
    "a burst in an exact poll": ({"is_burst": True, "is_exact": True}, 101, DAY, State.SILENT),
    "a burst, recent": ({"is_burst": True}, 101, HOUR, State.DUE),
    "nothing known": ({"has_known": False}, 101, MINUTE + 121, State.PAST),
    "nothing known, ended since": ({"has_known": False}, 101, MINUTE + 120, State.DUE),
    "soon after the set-up": ({"since_set_up": 30, "since_poll": 30}, 101, DAY, State.DUE),
    "before the set-up": ({"since_set_up": 30}, 99, 31, State.PAST),
    "by a clock that is ahead": ({}, 99, -DAY, State.DUE),
    "in the past": ({"past_id": 100}, 100, 0, State.PAST),
    "above the past": ({"past_id": 100}, 101, 0, State.DUE),
    "pushed without an id": ({"past_id": 100}, 0, 0, State.DUE),
    "as old as is announced": ({"max_age": 120}, 99, 120, State.DUE),
    "older": ({"max_age": 120}, 99, 121, State.SILENT),
}


@pytest.mark.parametrize("case", JUDGED.values(), ids=JUDGED)
def test_what_becomes_of_a_call(case: tuple[dict[str, Any], int, float, State]) -> None:
    changes, db_id, ago, state = case
    assert news(**changes).judge(ended(ago, db_id)) is state


@pytest.mark.parametrize(("ago", "wait"), [(0, 10), (3, 7), (10, 0), (60, 0), (-5, 10), (-DAY, 10)])
def test_the_last_call_waits_until_ten_seconds_after_its_end(ago: float, wait: float) -> None:
    assert news().wait(ended(ago)) == wait


@pytest.mark.parametrize("shift", [-9 * DAY, -2 * HOUR, 2 * HOUR, 9 * DAY])
@pytest.mark.parametrize("has_date", [True, False])
@pytest.mark.parametrize("order", Order)
def test_an_ordinary_poll_announces_whatever_any_clock_says(
    order: Order, shift: float, *, has_date: bool
) -> None:
    office = Watched(30, order=order, has_date=has_date).open().import_all()
    office.minute()
    office.pbx.clock_shift = shift
    calls = office.calls(3)
    office.minute()
    office.now += 10
    office.deliver()
    assert office.announced == calls


@pytest.mark.parametrize("shift", [-9 * DAY, 0, 9 * DAY])
@pytest.mark.parametrize("minutes", [30, 59, 61, 600])
def test_after_a_restart_a_call_is_announced_if_it_is_not_too_old_by_the_pbxs_clock(
    shift: float, minutes: int
) -> None:
    office = Watched(30)
    office.pbx.clock_shift = shift
    office.open().import_all()
    office.minute()
    call = office.call()
    office.now += (minutes - 1) * MINUTE
    office.restart()
    office.minute()
    assert office.announced == ([call] if minutes <= 60 else [])
    assert office.state(call) is (State.ANNOUNCED if minutes <= 60 else State.SILENT)


@pytest.mark.parametrize("max_age", [MINUTE, HOUR, 12 * HOUR])
def test_how_old_is_what_the_user_chose(max_age: float) -> None:
    office = Watched(30, max_age=max_age).open().import_all()
    office.minute()
    old = office.call(start=office.now + 15, ring=5, talk=10)
    office.now += max_age + 50
    calls = [office.call()]
    office.minute()
    assert old not in office.announced
    assert office.announced == calls


@pytest.mark.parametrize("count", [SMALL.burst, SMALL.burst + 1, 3 * SMALL.burst])
def test_a_burst_of_calls_that_have_just_ended_is_announced(count: int) -> None:
    office = Watched(30).open().import_all()
    office.minute()
    calls = office.calls(count)
    office.minute()
    assert office.announced == calls


def test_of_a_burst_only_what_is_recent_is_announced() -> None:
    office = Watched(30).open().import_all()
    office.minute()
    office.calls(SMALL.burst, start=office.now - DAY)
    call = office.call()
    office.minute()
    assert office.announced == [call]


def test_after_the_set_up_the_first_call_is_announced_and_none_of_before() -> None:
    office = Watched(30).open()
    call = office.call()
    office.minute()
    assert office.announced == [call]


def test_ids_that_start_over_are_new_calls() -> None:
    """The list is another one with known ids: it is the call id that makes a row that row."""
    office = Watched(3).open().import_all()
    office.minute()
    office.pbx.start_over(1)
    calls = office.calls(3)
    office.minute()
    assert office.announced == calls
