"""Where calls are listed whose date can't be right."""

from dataclasses import replace
from datetime import UTC, timedelta

from custom_components.difuse.cdr.feed.changes import Amendment, LedgerChange
from custom_components.difuse.cdr.feed.summary import LISTED_CALLS, Summary
from tests.cdr.helpers import NOON, a_call


def test_a_call_dated_in_the_far_future_is_the_latest_only_until_the_next() -> None:
    """One with a broken date would head the list for seventy years."""
    summary = Summary(UTC)
    misdated = a_call(1, after=70 * 365 * 86400)
    summary.apply(LedgerChange((misdated,)), now=NOON)
    assert summary.latest is misdated
    summary.apply(LedgerChange((a_call(2, after=-60),)), now=NOON)
    assert [call.db_id for call in summary.recent] == [1, 2]
    for at in range(3, 6):
        summary.apply(LedgerChange((a_call(at, after=at),)), now=NOON + timedelta(seconds=at))
    assert [call.db_id for call in summary.recent] == [5, 4, 3, 1, 2]
    many = [a_call(at, after=at) for at in range(6, 6 + LISTED_CALLS)]
    summary.apply(LedgerChange(tuple(many)), now=NOON + timedelta(hours=1))
    assert misdated not in summary.recent


def test_a_restart_lists_a_misdated_call_among_those_that_came_with_it() -> None:
    """When it came isn't stored, but its id tells."""
    summary = Summary(UTC)
    calls = [a_call(1), a_call(2, after=60), a_call(3, after=70 * 365 * 86400), a_call(4, after=90)]
    summary.list_only(calls, NOON + timedelta(days=2))
    assert [call.db_id for call in summary.recent] == [4, 3, 2, 1]


def test_of_calls_that_are_all_dated_days_ahead_the_last_to_come_is_the_latest() -> None:
    """The PBX's clock is wrong, and what it pushes has no id."""
    summary = Summary(UTC)
    for at in range(LISTED_CALLS + 5):
        call = replace(a_call(0, after=3 * 86400 + at), call_id=f"c{at}")
        summary.apply(LedgerChange((call,)), now=NOON + timedelta(seconds=at))
        assert summary.latest is call


def test_a_call_that_just_came_is_the_latest_though_all_past_ones_are_dated_ahead() -> None:
    """The PBX's clock is two days ahead: those of yesterday seem to come today."""
    summary = Summary(UTC)
    past = [a_call(at, after=at * 3600) for at in range(48)]
    summary.apply(LedgerChange(tuple(past)), now=NOON, past=True)
    call = a_call(48, after=48 * 3600)
    summary.apply(LedgerChange((call,)), now=NOON)
    assert summary.latest is call


def test_a_misdated_call_keeps_its_place_when_a_late_leg_amends_it() -> None:
    summary = Summary(UTC)
    before = a_call(2, after=30 * 86400)
    after = replace(before, db_id=1, legs=2)
    summary.apply(LedgerChange((before,)), now=NOON)
    summary.apply(LedgerChange(amended=(Amendment(before, after),)), now=NOON)
    summary.apply(LedgerChange((a_call(3, after=60),)), now=NOON + timedelta(seconds=60))
    assert [call.db_id for call in summary.recent] == [3, 1]


def test_a_misdated_call_that_just_came_is_listed_though_its_ids_started_over() -> None:
    summary = Summary(UTC)
    calls = [a_call(1000 + at, after=at) for at in range(LISTED_CALLS)]
    summary.apply(LedgerChange(tuple(calls)), now=NOON + timedelta(seconds=200))
    misdated = a_call(1, after=3 * 86400)
    summary.apply(LedgerChange((misdated,)), now=NOON + timedelta(seconds=300))
    assert summary.latest is misdated


def test_an_hour_ahead_is_no_far_future() -> None:
    summary = Summary(UTC)
    summary.apply(LedgerChange((a_call(1, after=3600), a_call(2))), now=NOON)
    assert [call.db_id for call in summary.recent] == [1, 2]
    summary.list_only([a_call(3, after=3 * 86400)], NOON)
    assert [call.db_id for call in summary.recent] == [1, 2, 3]
