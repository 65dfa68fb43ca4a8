"""The calls of extensions: today's, the latest, and which extensions there are."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.archive import delete_calls
from custom_components.difuse.cdr.callers import mark_seen
from custom_components.difuse.cdr.figures import (
    ExtensionDay,
    calls_by_extension,
    extension_calls,
    extension_days,
)
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

DAY = (NOON, NOON + timedelta(days=1))
OUTSIDE = "+442079460101"


def days(kept: Kept, *numbers: str) -> dict[str, ExtensionDay]:
    """Return the day of some extensions."""
    return kept.ask(extension_days, numbers, DAY, DAY[1])


def rung(db_id: int, phone: str, disposition: str = "no_answer") -> CallRecord:
    """Make a row of a group's call, of one phone that rang."""
    return leg(db_id, destination="600", computed=phone, disposition=disposition, talk=60)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_an_extension_has_the_calls_in_which_it_took_part(kept: Kept) -> None:
    kept.take(
        [
            leg(1, "1.0", destination="1001", talk=30),
            leg(2, "2.0", destination="1001", after=60, disposition="no_answer"),
            leg(3, "3.0", source="1001", destination=OUTSIDE, after=120, talk=40),
            leg(4, "4.0", source="1002", destination="1001", after=180, talk=50),
            leg(5, "5.0", source="+447700900002", destination="1003", after=240, talk=60),
            leg(6, "6.0", source="1002", destination="1001", after=300, disposition="busy"),
        ]
    )
    assert days(kept, "1001", "1002", "1004") == {
        "1001": ExtensionDay(5, 1, seconds(120), NOON + seconds(300), has_new_missed=True),
        "1002": ExtensionDay(2, 0, seconds(50), NOON + seconds(300)),
        "1004": ExtensionDay(),
    }
    assert days(kept) == {}


def test_talk_is_of_who_answered_not_of_whoever_only_rang(kept: Kept) -> None:
    kept.take([rung(1, "1001"), rung(2, "1002", "answered")])
    found = days(kept, "1001", "1002")
    assert (found["1001"].calls, found["1001"].talk_time) == (1, seconds(0))
    assert (found["1002"].calls, found["1002"].talk_time) == (1, seconds(60))


def test_an_unanswered_call_of_a_group_is_missed_by_each_that_rang(kept: Kept) -> None:
    kept.take([rung(1, "1001"), rung(2, "1002")])
    found = days(kept, "1001", "1002", "1003")
    assert [found[number].missed for number in ("1001", "1002", "1003")] == [1, 1, 0]
    assert [one.has_new_missed for one in found.values()] == [True, True, False]
    run(kept.archive.write(mark_seen))
    found = days(kept, "1001", "1002", "1003")
    assert [one.has_new_missed for one in found.values()] == [False, False, False]
    assert found["1001"].missed == 1


def test_only_calls_of_the_day_are_counted_but_the_latest_may_be_older(kept: Kept) -> None:
    kept.take([leg(1, "1.0", after=-60), leg(2, "2.0", destination="1002", after=24 * 3600)])
    assert days(kept, "1001")["1001"] == ExtensionDay(last_call=NOON - seconds(60))
    assert days(kept, "1002")["1002"] == ExtensionDay()


def test_a_call_with_a_broken_date_is_the_latest_of_nothing(kept: Kept) -> None:
    kept.take([leg(1, "1.0"), leg(2, "2.0", after=400 * 24 * 3600)])
    assert days(kept, "1001")["1001"].last_call == NOON


def test_older_calls_that_come_later_are_not_the_latest(kept: Kept) -> None:
    kept.take([leg(2, "2.0", after=60)])
    kept.take([leg(1, "1.0")])
    assert days(kept, "1001")["1001"].last_call == NOON + seconds(60)
    run(kept.archive.write(delete_calls, DAY[1]))
    assert days(kept, "1001")["1001"] == ExtensionDay()


def test_a_part_of_a_number_is_another_extension(kept: Kept) -> None:
    kept.take([leg(1, destination="1001")])
    assert days(kept, "100", "1", "001", "10011") == dict.fromkeys(
        ("100", "1", "001", "10011"), ExtensionDay()
    )


def test_the_latest_call_is_looked_up_where_it_is(kept: Kept) -> None:
    """Without knowing where, all calls of an office would be looked through for an idle phone."""
    asked: list[str] = []
    event.listen(kept.engine, "before_cursor_execute", lambda *said: asked.append(str(said[2])))
    assert days(kept, "1004") == {"1004": ExtensionDay()}
    assert not [one for one in asked if "started_at <=" in one]
    kept.take([leg(1, destination="1004")])
    days(kept, "1004")
    assert len([one for one in asked if "started_at <=" in one]) == 1


def test_extensions_that_occur_are_listed_with_how_many_calls(kept: Kept) -> None:
    kept.take(
        [
            leg(1, "1.0", destination="1003"),
            leg(2, "2.0", source="1002", destination="1001"),
            leg(3, "3.0", destination="1002"),
            leg(4, "4.0", destination="1009", after=-60),
        ]
    )
    assert [*kept.ask(calls_by_extension, NOON).items()] == [("1002", 2), ("1001", 1), ("1003", 1)]


def test_only_so_many_of_the_latest_calls_are_looked_through(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extension_calls, "MOST_COUNTED", 1)
    kept.take([leg(1, "1.0", destination="1001"), leg(2, "2.0", destination="1002", after=60)])
    assert kept.ask(calls_by_extension, NOON) == {"1002": 1}
