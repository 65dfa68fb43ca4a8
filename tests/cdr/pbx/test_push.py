"""What the PBX posts, in whatever shape, and what becomes of it in the ledger."""

import json
from typing import Any

import pytest

from custom_components.difuse.cdr.feed.ledger import CallLedger
from custom_components.difuse.cdr.feed.seen import REMEMBERED_ROWS
from custom_components.difuse.cdr.pbx.exceptions import PbxResponseError
from custom_components.difuse.cdr.pbx.push import NEEDED, NEEDED_ALONE, parse_body, read_pushed
from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.cdr.helpers import NOON, leg, raw


def without(*fields: str, **changes: Any) -> dict[str, Any]:
    return {key: value for key, value in raw(**changes).items() if key not in fields}


@pytest.mark.parametrize(
    "payload",
    [raw(), [raw()], {"data": [raw()]}, {"data": raw()}],
    ids=["one", "list", "data list", "data one"],
)
def test_section_1_an_entry_is_read_in_every_shape(payload: object) -> None:
    pushed = read_pushed(payload, WireReader())
    assert [record.key for record in pushed.records] == [(1, "1706950109.0")]
    assert pushed.incomplete == 0


@pytest.mark.parametrize("payload", [None, "x", 7, True], ids=repr)
def test_what_holds_no_entries_is_refused(payload: object) -> None:
    with pytest.raises(PbxResponseError, match="holds no call records"):
        read_pushed(payload, WireReader())


@pytest.mark.parametrize("field", ["db_id", *NEEDED])
def test_section_1_fields_are_selected_by_the_user_and_less_than_needed_is_incomplete(
    field: str,
) -> None:
    pushed = read_pushed([without(field), raw(db_id=2)], WireReader())
    assert [record.db_id for record in pushed.records] == [2]
    assert pushed.incomplete == 1


@pytest.mark.parametrize("field", ["recording_url", "date", "destination_context"])
def test_an_entry_without_what_is_not_needed_is_complete(field: str) -> None:
    assert read_pushed(without(field), WireReader()).incomplete == 0


@pytest.mark.parametrize("entry", [None, "x", [], {}, {"db_id": 1}], ids=repr)
@pytest.mark.parametrize("alone", [False, True], ids=["beside polling", "alone"])
def test_an_entry_that_makes_no_sense_is_incomplete(entry: object, *, alone: bool) -> None:
    assert read_pushed([entry], WireReader(), alone=alone).incomplete == 1


def test_alone_an_entry_without_id_is_told_by_what_it_says() -> None:
    reader = WireReader()
    entries = [without("db_id"), without("db_id"), without("db_id", call_id="1706950109.1")]
    first, same, other = read_pushed(entries, reader, alone=True).records
    assert first.key == same.key != other.key
    assert first.db_id == 0


@pytest.mark.parametrize("field", NEEDED_ALONE)
def test_alone_some_fields_are_needed_all_the_same(field: str) -> None:
    assert read_pushed(without(field), WireReader(), alone=True).incomplete == 1
    assert read_pushed(raw(**{field: None}), WireReader(), alone=True).incomplete == 1


@pytest.mark.parametrize("start", ["timestamp", "start_time", "date"])
def test_alone_any_time_of_the_start_will_do(start: str) -> None:
    others = {"timestamp", "start_time", "date", "db_id"} - {start}
    assert len(read_pushed(without(*others), WireReader(), alone=True).records) == 1
    assert read_pushed(without(*others, start), WireReader(), alone=True).incomplete == 1


def test_alone_an_entry_with_an_unreadable_time_is_incomplete() -> None:
    entry = without("db_id", "date", "start_time", timestamp="soon")
    assert read_pushed(entry, WireReader(), alone=True).incomplete == 1


def test_alone_calls_without_ids_are_announced_once_each_in_the_order_they_came() -> None:
    ledger, reader = CallLedger(), WireReader()
    ledger.baseline([], 0)
    told: list[str] = []
    sent = [f"{1706950109 + at}.{at}" for at in range(REMEMBERED_ROWS + 200)]
    for first in range(0, len(sent), 40):
        entries = [without("db_id", call_id=one) for one in sent[first : first + 40]]
        records = read_pushed(entries, reader, alone=True).records
        told += [call.call_id for call in ledger.apply_pushed(records).settled]
        assert ledger.apply_pushed(records).settled == ()
    assert told == sent


def test_a_pushed_row_counts_and_is_not_new_to_the_poll() -> None:
    ledger = CallLedger()
    ledger.baseline([leg(1, "a")], 1)
    ledger.begin_poll()
    ledger.end_poll(1)
    change = ledger.apply_pushed([leg(2, "b")])
    assert [call.call_id for call in change.settled] == ["b"]
    assert change.is_something
    assert ledger.count == 2
    again = ledger.apply([leg(2, "b")], settle=True)
    assert not again.is_something


def test_a_row_pushed_while_the_pbx_is_asked_makes_the_count_unknown() -> None:
    ledger = CallLedger()
    ledger.baseline([], 0)
    ledger.begin_poll()
    ledger.apply_pushed([leg(2, "b")])
    ledger.end_poll(1)
    assert ledger.count is None
    ledger.begin_poll()
    ledger.end_poll(1)
    assert ledger.count == 1


@pytest.mark.parametrize(
    ("body", "content_type", "read"),
    [
        (b'{"a": 1}', "application/json", {"a": 1}),
        (b'\xef\xbb\xbf [{"a": 1}]\n', "application/x-www-form-urlencoded", [{"a": 1}]),
        (b"a=1&b=&a=2", "application/x-www-form-urlencoded", {"a": "2", "b": ""}),
        (b"caller_id=%22Ann%22+%3C1%3E", "", {"caller_id": '"Ann" <1>'}),
        (b"0[a]=1&0[b]=2&1[a]=3", "", [{"a": "1", "b": "2"}, {"a": "3"}]),
        (b"data[0][a]=1&data[1][a]=2", "", {"data": [{"a": "1"}, {"a": "2"}]}),
        (b"data[a]=1", "", {"data": {"a": "1"}}),
        (b"x=1&x[a]=2&[]=3&x[b][c][d][e]=4", "", {"x": {"a": "2", "b": {"c": "4"}}}),
        (b"a=\xff&=", "", {"a": "\ufffd"}),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\n\r\n=\r\n--x--',
            "multipart/form-data; boundary=x",
            {"a": "1"},
        ),
    ],
    ids=repr,
)
def test_bodies(body: bytes, content_type: str, read: object) -> None:
    assert parse_body(body, content_type, json.loads) == read


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", ""), (b"nonsense", ""), (b"{", ""), (b"a=1", "application/json"),
        (b"[" * 100_000, ""), (b"--x", "multipart/form-data; boundary=x"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_bodies_that_cannot_be_read(body: bytes, content_type: str) -> None:
    with pytest.raises(PbxResponseError):
        parse_body(body, content_type, json.loads)


def test_only_rows_that_continue_the_list_are_expected() -> None:
    ledger = CallLedger()
    ledger.baseline([leg(5, "a")], 1)
    assert ledger.expects(leg(5 + REMEMBERED_ROWS, "b"))
    assert not ledger.expects(leg(6 + REMEMBERED_ROWS, "b"))


def test_legs_without_ids_are_told_apart() -> None:
    reader = WireReader()
    rang = without("db_id", disposition="NO ANSWER", computed_destination="1001")
    answered = without("db_id", disposition="ANSWERED", computed_destination="1002")
    ledger = CallLedger()
    ledger.baseline([], 0)
    for entry in (rang, answered, rang, answered):
        ledger.apply_pushed(read_pushed(entry, reader, alone=True).records, settle=False)
    (call,) = ledger.apply_pushed(()).settled
    assert (call.legs, call.disposition) == (2, "answered")


def test_alone_ids_from_before_with_times_from_now_are_a_list_that_started_over() -> None:
    ledger = CallLedger()
    ledger.baseline([], 0)
    assert not ledger.has_started_over([leg(1)], NOON)
    for at in range(REMEMBERED_ROWS + 10):
        ledger.apply_pushed([leg(5000 + at, f"c{at}", after=at)], now=NOON, alone=True)
    later = leg(1, "new", after=2 * REMEMBERED_ROWS)
    assert not ledger.has_started_over([leg(1, "retried", after=-60), leg(9000, after=9000)], NOON)
    assert ledger.has_started_over([leg(1, "retried", after=-60), later], NOON)
    ledger.start_over((), 0)
    assert [call.call_id for call in ledger.apply_pushed([later], alone=True).settled] == ["new"]


def test_alone_a_forgotten_row_is_no_measure_of_time() -> None:
    """One that is misdated, or the first after an update, may be sent again."""
    ledger = CallLedger()
    ledger.baseline([], 0)
    for at in range(REMEMBERED_ROWS + 10):
        ledger.apply_pushed([leg(5000 + at, f"c{at}", after=at)], now=NOON, alone=True)
    end = ledger.newest_end
    assert not ledger.has_started_over([leg(5001, "c1", after=3 * 86_400)], NOON)
    assert not ledger.apply_pushed([leg(5001, "c1", after=80_000)], now=NOON, alone=True).settled
    assert ledger.newest_end == end
