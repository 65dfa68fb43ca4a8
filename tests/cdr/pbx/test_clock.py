"""The PBX's wall time: no zone, changes of the clocks, and fillers where nothing happened."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx.clock import read_epoch, read_wall_time
from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.cdr.helpers import load_rows, raw, read

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Asia/Dubai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]
ZONES += ["Australia/Eucla", "Pacific/Kiritimati", "Pacific/Marquesas"]


def row_at(start: datetime, ring: int, talk: int, zone: tzinfo) -> dict[str, Any]:
    """Return the row that a PBX in this zone writes of an answered call."""

    def wall(seconds: int) -> str:
        moment = (start + timedelta(seconds=seconds)).astimezone(zone)
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    return raw(
        timestamp=str(int(start.timestamp())),
        date=wall(0),
        start_time=wall(0),
        answer_time=wall(ring),
        end_time=wall(ring + talk),
    )


def times(record: CallRecord) -> tuple[datetime, datetime | None, datetime]:
    return (record.started_at, record.answered_at, record.ended_at)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [1, 7])
def test_c7_rows_of_any_zone_are_calibrated_by_their_epoch(zone: str, month: int) -> None:
    start = datetime(2026, month, 15, 23, 59, 50, tzinfo=UTC)
    record = read(row_at(start, 5, 60, ZoneInfo(zone)))
    answered, ended = start + timedelta(seconds=5), start + timedelta(seconds=65)
    assert times(record) == (start, answered, ended)
    assert all(moment and moment.tzinfo is UTC for moment in times(record))


def test_c7_section_1_the_samples_box_wrote_utc() -> None:
    record = read(raw())
    assert record.started_at.isoformat() == "2024-02-03T08:48:29+00:00"


def test_fact_26_berlin_after_midnight_is_the_evening_before_in_utc() -> None:
    record = read(load_rows("asterisk-berlin.json")[0])
    assert record.started_at.isoformat() == "2026-11-22T23:03:20+00:00"
    assert record.ended_at == record.started_at


@pytest.mark.parametrize("zone", [None, BERLIN, ZoneInfo("Asia/Dubai")], ids=str)
def test_fact_26_berlin_rows_last_as_long_as_they_did_whatever_zone_is_guessed(
    zone: tzinfo | None,
) -> None:
    reader = WireReader(zone)
    records = [read(row, reader) for row in load_rows("asterisk-berlin.json")]
    rows = load_rows("asterisk-berlin.json")
    assert [int(record.started_at.timestamp()) for record in records] == [
        int(row["timestamp"]) for row in rows
    ]
    assert all(
        timedelta() <= one.ended_at - one.started_at < timedelta(minutes=1) for one in records
    )


CHANGES = {
    "over the fold": (datetime(2026, 10, 25, 0, 50, tzinfo=UTC), 1200, 3000),
    "long over the fold": (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 600, 6 * 3600),
    "answered and ended in the fold": (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60, 60),
    "ended in the second fold hour": (datetime(2026, 10, 25, 0, 55, tzinfo=UTC), 60, 600),
    "all in the second fold hour": (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), 60, 600),
    "over the gap": (datetime(2026, 3, 29, 0, 50, tzinfo=UTC), 60, 1800),
    "ended right at the gap": (datetime(2026, 3, 29, 0, 50, tzinfo=UTC), 60, 540),
    "long over the gap": (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), 60, 9 * 3600),
}


@pytest.mark.parametrize("case", CHANGES)
def test_c7_a_call_over_a_change_of_the_clocks_lasts_as_long_as_it_did(case: str) -> None:
    start, ring, talk = CHANGES[case]
    record = read(row_at(start, ring, talk, BERLIN), WireReader(BERLIN))
    answered = start + timedelta(seconds=ring)
    assert times(record) == (start, answered, answered + timedelta(seconds=talk))


def test_c7_a_call_over_the_fold_never_ends_before_it_starts_in_an_unknown_zone() -> None:
    start = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
    record = read(row_at(start, 60, 600, BERLIN))
    answered = start + timedelta(seconds=60)
    assert times(record) == (start, answered, answered + timedelta(seconds=600))


def test_c7_a_wrong_guess_at_the_zone_changes_nothing() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    row = row_at(start, 60, 600, ZoneInfo("Asia/Dubai"))
    assert times(read(row, WireReader(BERLIN))) == times(read(row))


def test_c7_an_end_that_was_on_no_clock_is_never_before_the_start() -> None:
    row = row_at(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), 60, 600, BERLIN)
    record = read(row | {"end_time": "2026-10-25 01:00:00"}, WireReader(BERLIN))
    assert record.ended_at >= record.started_at


@pytest.mark.parametrize(
    "never",
    [
        pytest.param(None, id="null"),
        pytest.param("", id="empty"),
        pytest.param("0000-00-00 00:00:00", id="MySQL's zero date"),
        pytest.param("0000-00-00", id="zero date without time"),
        pytest.param("1970-01-01 00:00:00", id="1970 in UTC"),
        pytest.param("1969-12-31 19:00:00", id="1970 in New York"),
        pytest.param("1970-01-01 04:00:00", id="1970 in Dubai"),
        pytest.param("0001-01-01 00:00:00", id="the year 1"),
        pytest.param("0001-01-01T00:00:00+14:00", id="before the first year"),
        pytest.param("9999-12-31 23:59:59", id="the end of time"),
        pytest.param("soon", id="no time"),
        pytest.param("2026-13-01 00:00:00", id="no such month"),
        pytest.param(0, id="a number"),
        pytest.param(1706950109, id="an epoch"),
        pytest.param(["2026-01-01"], id="a list"),
    ],
)
def test_never_is_read_as_never(never: object) -> None:
    assert read_wall_time(never) is None
    assert read(raw(disposition="NO ANSWER", answer_time=never)).answered_at is None


def test_c8_a_missing_answer_time_is_never() -> None:
    row = raw()
    del row["answer_time"]
    assert read(row).answered_at is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-03 08:48:29", "2024-02-03T08:48:29+00:00"),
        ("2024-02-03T08:48:29", "2024-02-03T08:48:29+00:00"),
        ("2024-02-03 08:48:29.5", "2024-02-03T08:48:29+00:00"),
        ("2024-02-03T08:48:29Z", "2024-02-03T08:48:29+00:00"),
        ("2024-02-03T12:48:29+04:00", "2024-02-03T08:48:29+00:00"),
    ],
)
def test_wall_times_are_read_in_every_iso_form(text: str, moment: str) -> None:
    wall = read_wall_time(text)
    assert wall
    assert wall.isoformat() == moment


@pytest.mark.parametrize(
    ("value", "epoch"),
    [
        ("1706950109", 1706950109),
        (1706950109, 1706950109),
        ("1706950109.25", 1706950109),
        (" 1706950109 ", 1706950109),
        (1706950109000, None),
        ("0", None),
        (-1, None),
        ("nan", None),
        ("inf", None),
        ("now", None),
        ("", None),
        (None, None),
        (True, None),
        ([1706950109], None),
        (10**400, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_epoch_is_read_from_numbers_and_strings(value: object, epoch: float | None) -> None:
    assert read_epoch(value) == epoch


@pytest.mark.parametrize(
    ("zone", "hour"), [(None, 8), (ZoneInfo("Asia/Dubai"), 4)], ids=["no zone", "a guess"]
)
def test_without_an_epoch_the_strings_are_of_the_zone_that_is_guessed_or_utc(
    zone: tzinfo | None, hour: int
) -> None:
    start = datetime(2024, 2, 3, hour, 48, 29, tzinfo=UTC)
    record = read(raw(timestamp=None), WireReader(zone))
    assert times(record) == (start, start, start.replace(second=36))


def test_without_an_epoch_and_without_a_start_there_is_no_row() -> None:
    row = raw(timestamp=None, start_time=None, date=None)
    assert not isinstance(WireReader(BERLIN).row(row), CallRecord)


def test_without_a_start_string_the_guess_at_the_zone_tells_the_end() -> None:
    row = raw(start_time=None, date=None, answer_time=None)
    record = read(row | {"end_time": "2024-02-03 12:48:36"}, WireReader(ZoneInfo("Asia/Dubai")))
    assert record.ended_at == datetime(2024, 2, 3, 8, 48, 36, tzinfo=UTC)


def test_without_start_time_the_date_is_used() -> None:
    assert times(read(raw(start_time=None))) == times(read(raw()))


def test_without_strings_the_epoch_is_the_start_and_the_end() -> None:
    record = read(raw(start_time=None, date=None, answer_time=None, end_time=None))
    assert times(record) == (read(raw()).started_at, None, read(raw()).started_at)


def test_without_an_end_a_call_ends_when_it_was_answered() -> None:
    record = read(raw(answer_time="2024-02-03 08:48:33", end_time=""))
    assert record.ended_at == record.answered_at == datetime(2024, 2, 3, 8, 48, 33, tzinfo=UTC)


def test_an_answer_after_the_end_is_taken_back_to_the_end() -> None:
    record = read(raw(answer_time="2024-02-03 08:48:40"))
    assert record.answered_at == record.ended_at


@pytest.mark.parametrize("field", ["answer_time", "end_time"])
def test_an_absurd_moment_is_dropped(field: str) -> None:
    record = read(raw(**{field: "2031-01-01 00:00:00"}))
    assert record.ended_at - record.started_at < timedelta(minutes=1)


def test_fact_25_durations_are_whole_seconds_of_the_strings() -> None:
    record = read(raw())
    assert record.ended_at - record.started_at == timedelta(seconds=7)


@pytest.mark.parametrize("seconds", [-300, -2, 0, 3, 7 * 60], ids=str)
def test_c7_an_epoch_a_little_off_moves_nothing(seconds: int) -> None:
    row = raw(timestamp=str(1706950109 + seconds))
    assert times(read(row)) == times(read(raw()))
