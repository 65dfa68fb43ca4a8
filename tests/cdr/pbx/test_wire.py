"""From JSON to records: the vendor's types, and everything that Asterisk does to them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.difuse.cdr import CallRecord, Disposition, UnreadableRow
from custom_components.difuse.cdr.pbx.exceptions import PbxResponseError
from custom_components.difuse.cdr.pbx.wire import MOST_ROWS, WireReader, read_count
from tests.cdr.helpers import SAMPLE, load_rows, raw, read


def test_the_vendors_sample_is_read_field_by_field() -> None:
    start = datetime(2024, 2, 3, 8, 48, 29, tzinfo=UTC)
    assert read(SAMPLE) == CallRecord(
        db_id=1,
        call_id="1706950109.0",
        caller_name="4001",
        caller_number="4001",
        source="4001",
        context="sip_internal",
        destination="2011",
        initial_destination="2011",
        computed_destination="",
        disposition=Disposition.ANSWERED,
        started_at=start,
        answered_at=start,
        ended_at=start.replace(second=36),
        recording_url="",
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [SAMPLE], "page": "1", "limit": "1", "total_pages": 15905},
        {"data": [SAMPLE], "page": 1, "limit": 1, "total_pages": 15905},
        {"data": [SAMPLE], "page": "1", "limit": "1", "total_pages": "15905"},
        {"data": [SAMPLE], "total_pages": 15905.0},
    ],
    ids=["as in the sample", "all numbers", "all strings", "without page and limit"],
)
def test_a_page_is_read_whatever_types_its_numbers_have(answer: dict[str, Any]) -> None:
    page = WireReader().page(answer)
    assert (page.total_pages, len(page.rows), page.rows[0]) == (15905, 1, read(SAMPLE))


@pytest.mark.parametrize("data", [[], None], ids=["list", "null"])
def test_an_empty_page_has_no_rows(data: object) -> None:
    page = WireReader().page({"data": data, "total_pages": 0})
    assert (page.rows, page.total_pages) == ((), 0)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "sent nothing instead"),
        ([SAMPLE], "sent a list instead"),
        ("ok", "sent a text instead"),
        (42, "sent a number instead"),
        (True, "sent a truth value instead"),
        ({"error": "database is locked"}, "without a list of records"),
        ({"data": "none", "total_pages": 1}, "without a list of records"),
        ({"data": {"0": SAMPLE}, "total_pages": 1}, "without a list of records"),
        ({"data": [SAMPLE]}, "without its number of pages"),
        ({"data": [], "total_pages": "many"}, "without its number of pages"),
        ({"data": [], "total_pages": -1}, "without its number of pages"),
    ],
    ids=[
        "null",
        "list",
        "text",
        "number",
        "bool",
        "error",
        "data-text",
        "data-object",
        "no-total",
        "text-total",
        "minus",
    ],
)
def test_json_of_another_shape_is_an_error_that_says_what_came(
    answer: object, message: str
) -> None:
    with pytest.raises(PbxResponseError, match=message):
        WireReader().page(answer)


def test_a_bad_row_does_not_stop_the_rows_beside_it() -> None:
    page = WireReader().page({"data": [raw(db_id=1), None, raw(db_id=3)], "total_pages": 1})
    first, bad, last = page.rows
    assert (first.key[0], last.key[0]) == (1, 3)
    assert isinstance(bad, UnreadableRow)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (None, "nothing instead of a row"),
        ("nonsense", "a text instead of a row"),
        ([1], "a list instead of a row"),
        ({}, "a row without its db_id"),
        (raw(db_id=None), "a row without its db_id"),
        (raw(db_id="x"), "a row without its db_id"),
        (raw(db_id=True), "a row without its db_id"),
        (raw(db_id=1.5), "a row without its db_id"),
        (raw(db_id=-4), "a row without its db_id"),
        (raw(db_id=1e30), "a row without its db_id"),
        (raw(db_id="9" * 30), "a row without its db_id"),
        (raw(timestamp=None, date="", start_time="soon"), "a row without a time"),
    ],
    ids=[
        "null",
        "text",
        "list",
        "empty",
        "id-null",
        "id-x",
        "id-bool",
        "id-1.5",
        "id-minus",
        "id-1e30",
        "id-long",
        "no-time",
    ],
)
def test_a_row_that_makes_no_sense_says_why(row: object, reason: str) -> None:
    unreadable = WireReader().row(row)
    assert isinstance(unreadable, UnreadableRow)
    assert unreadable.reason == reason


def test_unreadable_rows_are_told_from_each_other_by_what_they_hold() -> None:
    reader = WireReader()
    keys = [reader.row(row).key for row in (None, {"call_id": "a"}, {"call_id": "b"}, None)]
    assert keys[0] == keys[3]
    assert len(set(keys)) == 3


def test_a_row_nested_beyond_measure_is_unreadable() -> None:
    row: list[object] = []
    for _ in range(100_000):
        row = [row]
    assert isinstance(WireReader().row(row), UnreadableRow)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (7, 7),
        ("7", 7),
        (" 7 ", 7),
        (7.0, 7),
        (0, 0),
        ("", None),
        (None, None),
        (7.5, None),
        (float("nan"), None),
        (float("inf"), None),
        ([7], None),
        (True, None),
        (2**63, None),
    ],
    ids=repr,
)
def test_a_number_may_come_as_a_string(value: object, count: int | None) -> None:
    assert read_count(value) == count


@pytest.mark.parametrize("field", [field for field in SAMPLE if field != "db_id"])
def test_a_row_is_used_without_any_one_of_its_other_fields(field: str) -> None:
    values: list[object] = [None, [], {}, True, "", 7, 1e400]
    for value in values:
        assert read(raw(**{field: value})).db_id == 1
    missing = raw()
    del missing[field]
    assert read(missing).db_id == 1


@pytest.mark.parametrize(
    "call_id",
    ["1706950109.0", "1706950109.10", "Asterisk-01-1362424276.2", "made-by-ami", "0", "Büro-1.2"],
)
def test_c4_a_call_id_is_a_text_and_nothing_else(call_id: str) -> None:
    assert read(raw(call_id=call_id)).key == (1, call_id)


@pytest.mark.parametrize("call_id", [None, "", [], False], ids=repr)
def test_a_row_without_call_id_is_a_call_of_its_own(call_id: object) -> None:
    assert read(raw(call_id=call_id, db_id=12)).call_id == "row-12"


def test_c14_the_first_number_dialled_falls_back_to_the_destination() -> None:
    assert read(raw(initial_destination="", destination="600")).initial_destination == "600"


@pytest.mark.parametrize("text", ["s", "h", "i", "t", "*97", "", "9020794601", "+442079460100"])
def test_c14_a_destination_may_be_anything_that_is_dialled(text: str) -> None:
    assert read(raw(destination=text)).destination == text


def test_a_field_is_cut_so_that_a_bad_row_stays_small() -> None:
    record = read(raw(source="x" * 100_000, destination="y" * 100_000, disposition="z" * 100_000))
    assert (len(record.source), len(record.destination)) == (255, 255)


def test_half_characters_do_not_get_into_what_is_stored() -> None:
    record = read(raw(call_id="a\ud83d", source="b\ud83d", caller_id='"Zoë \ud83d" <1>'))
    assert (record.call_id, record.source, record.caller_name) == ("a?", "b?", "Zoë ?")


def test_all_recorded_rows_are_readable_and_distinct() -> None:
    rows = WireReader().page({"data": load_rows(), "total_pages": 1}).rows
    assert all(isinstance(row, CallRecord) for row in rows)
    assert len({row.key for row in rows}) == len(rows) == 258


def test_a_number_too_long_to_be_written_is_no_text() -> None:
    assert read(raw(call_id=10**5000, db_id=7)).call_id == "row-7"


def test_more_rows_than_any_page_has_are_no_page() -> None:
    answer = {"data": [None] * (MOST_ROWS + 1), "total_pages": 1}
    with pytest.raises(PbxResponseError, match="more records at once"):
        WireReader().page(answer)
