"""What is counted, by day and by hour, and what statistics don't have yet."""

from datetime import timedelta
from typing import Any

from custom_components.difuse.cdr import CallRecord, DayCounts, UnreadableRow
from custom_components.difuse.cdr.figures import (
    changed_hours,
    count,
    first_hour,
    forget_changes,
    hours,
)
from custom_components.difuse.cdr.tables import HOUR, State
from custom_components.difuse.cdr.views import latest_records, sizes
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

EPOCH = int(NOON.timestamp())


def day() -> list[CallRecord]:
    """Return the rows of calls of all outcomes over three hours, the last hour empty but one."""
    outside: dict[str, Any] = {"source": "1001", "destination": "+442079460101"}
    return [
        leg(1, "1.0", talk=61),
        leg(2, "2.0", after=1, disposition="no_answer"),
        leg(3, "3.0", after=HOUR - 1, disposition="busy"),
        leg(4, "4.0", after=HOUR, disposition="congestion"),
        leg(5, "5.0", after=HOUR + 9, disposition="failed", **outside),
        leg(6, "6.0", after=HOUR + 99, disposition="unknown", source="1001", destination="1002"),
        leg(7, "7.0", after=3 * HOUR, talk=3600),
    ]


def test_calls_are_counted_from_one_moment_to_another(kept: Kept) -> None:
    kept.take(day())
    end = NOON + timedelta(hours=3)
    assert kept.ask(count, NOON, end + timedelta(seconds=1)) == DayCounts(
        7, 2, 3, 1, 2, timedelta(seconds=3661), 2, timedelta(seconds=8)
    )
    assert kept.ask(count, NOON, end) == DayCounts(
        6, 1, 3, 1, 2, timedelta(seconds=61), 1, timedelta(seconds=4)
    )
    assert kept.ask(count, NOON + timedelta(seconds=2), NOON + timedelta(hours=1)) == DayCounts(
        1, 0, 1, 1, 0
    )
    assert kept.ask(count, end + timedelta(days=1), end + timedelta(days=2)) == DayCounts()


def test_how_many_were_answered_and_how_fast_says_what_came_from_outside(kept: Kept) -> None:
    outbound = leg(10, "10.0", after=200, source="1001", destination="+442079460101", ring=60)
    inside = leg(11, "11.0", after=300, source="1001", destination="1002", ring=60)
    kept.take([leg(12, "12.0", after=400, ring=9), outbound, inside, *day()])
    counts = kept.ask(count, NOON, NOON + timedelta(hours=1))
    assert (counts.answer_rate, counts.ring_time) == (50, timedelta(seconds=6.5))
    counts = kept.ask(count, NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert (counts.answer_rate, counts.ring_time) == (0, None)
    counts = kept.ask(count, NOON - timedelta(hours=1), NOON)
    assert (counts.answer_rate, counts.ring_time) == (None, None)


def test_calls_are_counted_by_hour(kept: Kept) -> None:
    assert kept.ask(hours, 0) == {}
    assert kept.ask(first_hour) is None
    kept.take(day())
    counted = {
        EPOCH: DayCounts(3, 1, 2, 1, 0, timedelta(seconds=61)),
        EPOCH + HOUR: DayCounts(3, 0, 1, 0, 2),
        EPOCH + 3 * HOUR: DayCounts(1, 1, 0, 0, 0, timedelta(hours=1)),
    }
    assert kept.ask(hours, 0) == counted
    assert kept.ask(hours, EPOCH + 1 * HOUR) == {at: counted[at] for at in [*counted][1:]}
    assert kept.ask(hours, EPOCH + 4 * HOUR) == {}
    assert kept.ask(first_hour) == EPOCH
    kept.take([leg(8, "8.0", after=-5)])
    assert kept.ask(first_hour) == EPOCH - HOUR


def test_hours_that_statistics_have_are_changed_no_more(kept: Kept) -> None:
    kept.take(day())
    changed = kept.ask(changed_hours)
    assert set(changed) == {EPOCH, EPOCH + HOUR, EPOCH + 3 * HOUR}
    del changed[EPOCH]
    run(kept.archive.write(forget_changes, changed))
    assert set(kept.ask(changed_hours)) == {EPOCH}


def test_an_hour_that_changes_while_statistics_are_written_is_written_again(kept: Kept) -> None:
    kept.take(day())
    changed = kept.ask(changed_hours)
    kept.take([leg(9, "9.0", after=HOUR + 60)])
    run(kept.archive.write(forget_changes, changed))
    assert set(kept.ask(changed_hours)) == {EPOCH + HOUR}
    run(kept.archive.write(forget_changes, kept.ask(changed_hours)))
    assert kept.ask(changed_hours) == {}


def test_the_rows_of_the_latest_calls_are_all_their_rows(kept: Kept) -> None:
    kept.take([*day(), leg(8, "6.0", after=HOUR + 120), UnreadableRow((0, "!1"), "nothing")])
    found = kept.ask(latest_records, 2)
    assert sorted(record.db_id for record in found) == [6, 7, 8]
    assert len(kept.ask(latest_records, 100)) == 8


def test_all_that_is_kept_is_counted(kept: Kept) -> None:
    assert kept.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}
    kept.take([*day(), UnreadableRow((0, "!1"), "nothing")], State.PAST)
    assert kept.ask(sizes) == {"rows": 8, "calls": 7, "people": 4}
