"""Which recordings there are: of which days, with whom, at which extensions."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import keep_book, keep_people, match_people
from custom_components.difuse.cdr.views import (
    RecordedSpan,
    recorded_extensions,
    recorded_people,
    recorded_spans,
    recordings,
)
from custom_components.difuse.cdr.views.recordings import RecordedPerson
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

ANNA, BOB = "+442079460101", "+447700900002"
BERLIN = ZoneInfo("Europe/Berlin")


def recorded(db_id: int, after: float, source: str = ANNA, **row: Any) -> CallRecord:
    """Make the only row of a recorded call that began so many hours after noon."""
    row = {"destination": "1001", "recording_url": "/r/1.wav", "talk": 60, **row}
    return leg(db_id, f"{db_id}.0", source=source, after=after * 3600, **row)


def day_of(moment: datetime) -> datetime:
    """Return when the day began in Berlin; midnight there may be another offset's than noon."""
    return moment.astimezone(BERLIN).replace(hour=0, minute=0, second=0)


def days(kept: Kept, limit: int = 9, end: datetime | None = None) -> list[tuple[str, int]]:
    """Return the days with recordings, and how many each has."""
    spans: list[RecordedSpan] = kept.ask(recorded_spans, day_of, limit, end)
    return [(f"{one.start.astimezone(BERLIN):%d %H:%M}", one.recordings) for one in spans]


def test_days_are_those_with_recordings_and_no_others(kept: Kept) -> None:
    """Noon is 13:00 in Berlin, on 22 November."""
    assert days(kept) == []
    kept.take(
        [
            recorded(1, 0),
            recorded(2, 10.9),
            recorded(3, 11),
            recorded(4, -24, recording_url=""),
            recorded(5, -48),
        ]
    )
    assert days(kept) == [("23 00:00", 1), ("22 00:00", 2), ("20 00:00", 1)]
    assert days(kept, limit=2) == [("23 00:00", 1), ("22 00:00", 2)]
    assert days(kept, end=day_of(NOON)) == [("20 00:00", 1)]
    assert days(kept, end=NOON + timedelta(seconds=1)) == [("22 00:00", 1), ("20 00:00", 1)]


def test_days_begin_at_local_midnight_also_where_the_clock_is_changed(kept: Kept) -> None:
    """On 25 October Berlin's day has 25 hours, and begins at 22:00 in UTC."""
    start = datetime(2026, 10, 25, tzinfo=BERLIN)
    hours = [(moment - NOON) / timedelta(hours=1) for moment in (start, start + timedelta(1))]
    kept.take(
        [
            recorded(1, hours[0] - 0.1),
            recorded(2, hours[0]),
            recorded(3, hours[1] - 0.1),
            recorded(4, hours[1]),
        ]
    )
    assert days(kept) == [("26 00:00", 1), ("25 00:00", 2), ("24 00:00", 1)]


def test_extensions_are_those_that_took_part_in_recorded_calls(kept: Kept) -> None:
    kept.take(
        [
            recorded(1, 0),
            recorded(2, 1, source="1002", destination=BOB),
            recorded(3, 2, source="1002"),
            recorded(4, 3, destination="1003", recording_url=""),
        ]
    )
    assert kept.ask(recorded_extensions) == {"1001": 2, "1002": 2}


def test_people_are_those_at_the_other_end_whoever_had_the_latest_first(kept: Kept) -> None:
    kept.take(
        [
            recorded(1, 0, caller_name="Anna"),
            recorded(2, 1, source="1002", destination=BOB),
            recorded(3, 2, source="00442079460101"),
            recorded(4, 3, source=""),
            recorded(5, 4, source="1002"),
            recorded(6, 5, source="+4930123456", recording_url=""),
        ]
    )
    anna = RecordedPerson(ANNA, "Anna", "+44 20 7946 0101", 2)
    bob = RecordedPerson(BOB, "", "+44 7700 900002", 1)
    assert kept.ask(recorded_people, 9) == [anna, bob]
    assert kept.ask(recorded_people, 1) == [anna]
    cards = (Card("Bob Carter", (BOB,)),)
    run(kept.archive.write(keep_book, "book", BookCopy(files={"": KeptCard("1", cards)})))
    people = kept.ask(match_people, [("book", "")], kept.archive.numbering.numbers)
    run(kept.archive.write(keep_people, people))
    assert [one.name for one in kept.ask(recorded_people, 9)] == ["Anna", "Bob Carter"]


def test_only_the_latest_are_looked_through(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "MOST_COUNTED", 2)
    kept.take(
        [
            recorded(1, 0, source=BOB, destination="1009"),
            recorded(2, 1),
            recorded(3, 2),
        ]
    )
    assert kept.ask(recorded_extensions) == {"1001": 2}
    assert [one.who for one in kept.ask(recorded_people, 9)] == [ANNA]


def test_another_pbx_has_recordings_of_its_own(kept: Kept) -> None:
    kept.take([recorded(1, 0)])
    other = Kept(kept.engine, entry="other")
    assert days(other) == []
    assert other.ask(recorded_extensions) == {}
    assert other.ask(recorded_people, 9) == []
