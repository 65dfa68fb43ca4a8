"""Today's counters, the recent list and the unseen missed calls."""

from datetime import UTC, date, datetime, timedelta
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.difuse.cdr.feed.changes import Amendment, LedgerChange
from custom_components.difuse.cdr.feed.summary import LISTED_CALLS, DayCounts, Summary
from custom_components.difuse.cdr.models import Call, Direction, Disposition
from custom_components.difuse.cdr.pbx.exceptions import PbxStateError
from tests.cdr.helpers import NOON, a_call

TODAY = NOON.date()
MISSED: dict[str, Any] = {
    "disposition": Disposition.NO_ANSWER,
    "talk_duration": timedelta(),
    "answered_by": None,
    "answered_at": None,
}


def summary_of(*calls: Call, past: bool = False) -> Summary:
    summary = Summary(UTC)
    summary.apply(LedgerChange(calls), past=past)
    return summary


def numbers(counts: DayCounts) -> tuple[int, int, int, int, int, float]:
    talk = counts.talk_time.total_seconds()
    return (counts.calls, counts.answered, counts.missed, counts.busy, counts.failed, talk)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, (1, 1, 0, 0, 0, 30)),
        ({"direction": Direction.OUTBOUND}, (1, 1, 0, 0, 0, 30)),
        (MISSED, (1, 0, 1, 0, 0, 0)),
        (MISSED | {"direction": Direction.OUTBOUND}, (1, 0, 0, 0, 0, 0)),
        (MISSED | {"direction": Direction.INTERNAL}, (1, 0, 0, 0, 0, 0)),
        (MISSED | {"disposition": Disposition.BUSY}, (1, 0, 1, 1, 0, 0)),
        (MISSED | {"disposition": Disposition.FAILED}, (1, 0, 1, 0, 1, 0)),
        (MISSED | {"disposition": Disposition.CONGESTION}, (1, 0, 1, 0, 1, 0)),
        (MISSED | {"disposition": Disposition.CANCEL}, (1, 0, 1, 0, 0, 0)),
        (MISSED | {"disposition": Disposition.UNKNOWN}, (1, 0, 1, 0, 0, 0)),
    ],
    ids=[
        "answered",
        "out",
        "missed",
        "missed-out",
        "missed-internal",
        "busy",
        "failed",
        "congestion",
        "cancel",
        "unknown",
    ],
)
def test_a_call_is_counted_where_it_belongs(
    changes: dict[str, Any], counted: tuple[int, int, int, int, int, float]
) -> None:
    assert numbers(summary_of(a_call(**changes)).counts(TODAY)) == counted


def test_a_day_begins_at_the_users_midnight_and_a_call_belongs_to_its_start() -> None:
    zone = ZoneInfo("America/New_York")
    summary = Summary(zone)
    before = a_call(1, started_at=datetime(2026, 11, 22, 4, 59, 59, tzinfo=UTC))
    after = a_call(2, started_at=datetime(2026, 11, 22, 5, 0, 0, tzinfo=UTC))
    summary.apply(LedgerChange((before, after)))
    assert summary.counts(date(2026, 11, 21)).calls == 1
    assert summary.counts(date(2026, 11, 22)).calls == 1


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)], ids=["fold", "gap"]
)
def test_a_day_with_a_change_of_the_clocks_has_all_its_hours(day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    summary = Summary(zone)
    for hour in range(26):
        moment = midnight + timedelta(hours=hour)
        summary.apply(LedgerChange((a_call(hour, started_at=moment),)))
    assert summary.counts(day).calls == hours


def test_days_before_are_forgotten_and_days_ahead_are_kept() -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    summary = summary_of(a_call(1, after=-86400), a_call(2), a_call(3, after=86400))
    assert summary.counts(TODAY).calls == 1
    assert summary.counts(tomorrow).calls == 1
    assert summary.counts(yesterday).calls == summary.counts(TODAY).calls == 0


@pytest.mark.parametrize(("ahead", "kept"), [(0, True), (1, False)], ids=["that day", "next day"])
def test_since_holds_for_its_day_only(*, ahead: int, kept: bool) -> None:
    summary = Summary(UTC)
    summary.since = NOON
    summary.counts(TODAY + timedelta(days=ahead))
    assert (summary.since == NOON) is kept


def test_c5_the_latest_call_is_the_one_that_started_last() -> None:
    summary = summary_of(a_call(1, after=10), a_call(3, after=20), a_call(7, after=-7200))
    assert [call.db_id for call in summary.recent] == [3, 1, 7]
    assert summary.latest
    assert summary.latest.db_id == 3
    assert Summary(UTC).latest is None


def test_only_the_latest_calls_are_listed_and_all_are_counted() -> None:
    calls = [a_call(at, after=at) for at in range(LISTED_CALLS + 50)]
    summary = summary_of(*calls[60:], *calls[:60])
    assert [call.db_id for call in summary.recent] == [*range(149, 49, -1)]
    assert summary.counts(TODAY).calls == 150


def test_calls_of_an_earlier_run_are_listed_and_not_counted_again() -> None:
    summary = summary_of(a_call(2))
    summary.list_only([a_call(1, after=-5), a_call(2)])
    assert [call.db_id for call in summary.recent] == [2, 1]
    assert summary.counts(TODAY).calls == 1


def test_inbound_missed_calls_are_new_until_they_are_seen() -> None:
    summary = summary_of(
        a_call(1, **MISSED), a_call(2), a_call(3, **MISSED, direction=Direction.INTERNAL)
    )
    assert [*summary.unseen] == ["call-1"]
    summary.mark_seen()
    assert not summary.unseen
    assert summary.counts(TODAY).missed == 1


def test_past_missed_calls_are_counted_and_nobodys_to_be_seen() -> None:
    summary = summary_of(a_call(1, **MISSED), past=True)
    assert (len(summary.unseen), summary.counts(TODAY).missed) == (0, 1)


def test_all_unseen_calls_are_counted_though_what_is_stored_of_them_is_bounded() -> None:
    summary, sizes = Summary(UTC), []
    for first in range(0, 12_000, 1000):
        calls = tuple(a_call(10_000 + first + at, **MISSED) for at in range(1000))
        summary.apply(LedgerChange(calls))
        sizes.append(len(json.dumps(summary.as_dict())))
    assert summary.new_missed == 12_000
    assert sizes[-1] - sizes[0] < 20
    summary.apply(
        LedgerChange(amended=(Amendment(a_call(21_000, **MISSED), a_call(21_000, legs=2)),))
    )
    assert summary.new_missed == 11_999
    restored = Summary.from_dict(summary.as_dict(), UTC)
    assert restored.new_missed == 11_999
    restored.mark_seen()
    assert restored.new_missed == 0


def test_what_an_earlier_version_stored_of_the_unseen_calls_is_taken_over() -> None:
    assert Summary.from_dict({**GOOD, "unseen": ["a", "b"]}, UTC).new_missed == 2  # type: ignore[typeddict-item]


def test_an_amended_call_changes_counters_and_lists_and_is_no_longer_missed() -> None:
    before, after = a_call(1, **MISSED), a_call(1, legs=2)
    summary = summary_of(before, a_call(2, after=5))
    summary.apply(LedgerChange(amended=(Amendment(before, after),)))
    assert numbers(summary.counts(TODAY)) == (2, 2, 0, 0, 0, 60)
    assert [call.legs for call in summary.recent] == [1, 2]
    assert len(summary.unseen) == 0


def test_an_amended_call_that_stays_missed_stays_new() -> None:
    before, after = a_call(1, **MISSED), a_call(1, **MISSED, legs=2)
    summary = summary_of(before)
    summary.apply(LedgerChange(amended=(Amendment(before, after),)))
    assert (len(summary.unseen), summary.counts(TODAY).missed) == (1, 1)


def test_an_amended_call_may_move_to_another_day() -> None:
    before, after = a_call(1), a_call(1, after=-86400)
    summary = summary_of(before)
    summary.apply(LedgerChange(amended=(Amendment(before, after),)))
    assert summary.counts(TODAY - timedelta(days=1)).calls == 1
    assert summary.counts(TODAY).calls == 0


def test_forget_leaves_nothing_of_another_pbx() -> None:
    summary = summary_of(a_call(1, **MISSED))
    summary.forget()
    assert (len(summary.unseen), summary.recent, summary.counts(TODAY).calls) == (0, (), 0)


def test_what_is_stored_comes_back() -> None:
    summary = summary_of(a_call(1), a_call(2, **MISSED))
    summary.since = NOON
    stored = json.loads(json.dumps(summary.as_dict()))
    restored = Summary.from_dict(stored, UTC)
    assert restored.counts(TODAY) == summary.counts(TODAY)
    assert (restored.since, len(restored.unseen)) == (NOON, 1)
    assert restored.as_dict() == summary.as_dict()


GOOD: dict[str, Any] = {"days": {"2026-11-22": [1, 1, 0, 0, 0, 30.0]}, "since": None, "unseen": []}


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        "",
        {},
        GOOD | {"days": []},
        GOOD | {"days": {"2026-11-22": []}},
        GOOD | {"days": {"2026-11-22": [1] * 9}},
        GOOD | {"days": {"2026-11-22": 7}},
        GOOD | {"days": {"today": [1, 1, 0, 0, 0, 30.0]}},
        GOOD | {"days": {"2026-11-22": [1, 1, 0, 0, 0, 1e300]}},
        GOOD | {"days": {"2026-11-22": [float("inf"), 1, 0, 0, 0, 1]}},
        GOOD | {"since": "noon"},
        GOOD | {"since": 7},
        GOOD | {"since": "2026-11-22T12:00:00"},
        GOOD | {"unseen": None},
        GOOD | {"unseen_before": "many"},
    ],
    ids=repr,
)
def test_a_state_that_makes_no_sense_is_told(state: Any) -> None:
    with pytest.raises(PbxStateError):
        Summary.from_dict(state, UTC)
