"""What the PBX posts, in whatever shape, and what becomes of it in the archive."""

import json
from typing import Any

import pytest

from custom_components.difuse.cdr.pbx.exceptions import PbxResponseError
from custom_components.difuse.cdr.pbx.push import (
    NEEDED,
    NEEDED_WITHOUT_POLLS,
    parse_body,
    read_pushed,
)
from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.cdr.archives import Kept
from tests.cdr.helpers import raw


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
    assert read_pushed([entry], WireReader(), is_push_only=alone).incomplete == 1


def test_alone_an_entry_without_id_is_told_by_what_it_says() -> None:
    reader = WireReader()
    entries = [without("db_id"), without("db_id"), without("db_id", call_id="1706950109.1")]
    first, same, other = read_pushed(entries, reader, is_push_only=True).records
    assert first.key == same.key != other.key
    assert first.db_id < 0


@pytest.mark.parametrize("field", NEEDED_WITHOUT_POLLS)
def test_alone_some_fields_are_needed_all_the_same(field: str) -> None:
    assert read_pushed(without(field), WireReader(), is_push_only=True).incomplete == 1
    assert read_pushed(raw(**{field: None}), WireReader(), is_push_only=True).incomplete == 1


@pytest.mark.parametrize("start", ["timestamp", "start_time", "date"])
def test_alone_any_time_of_the_start_will_do(start: str) -> None:
    others = {"timestamp", "start_time", "date", "db_id"} - {start}
    assert len(read_pushed(without(*others), WireReader(), is_push_only=True).records) == 1
    assert read_pushed(without(*others, start), WireReader(), is_push_only=True).incomplete == 1


def test_alone_an_entry_with_an_unreadable_time_is_incomplete() -> None:
    entry = without("db_id", "date", "start_time", timestamp="soon")
    assert read_pushed(entry, WireReader(), is_push_only=True).incomplete == 1


def test_alone_calls_without_ids_are_announced_once_each_in_the_order_they_came() -> None:
    kept, reader = Kept(), WireReader()
    announced: list[str] = []
    sent = [f"{1706950109 + at}.{at}" for at in range(320)]
    for first in range(0, len(sent), 40):
        entries = [without("db_id", call_id=one) for one in sent[first : first + 40]]
        records = read_pushed(entries, reader, is_push_only=True).records
        kept.take(records)
        kept.take(records)
        kept.at += 10
        announced += [call.call_id for call in kept.announced()]
    assert announced == sent


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


def test_legs_without_ids_are_told_apart() -> None:
    kept, reader = Kept(), WireReader()
    rang = without("db_id", disposition="NO ANSWER", computed_destination="1001")
    answered = without("db_id", disposition="ANSWERED", computed_destination="1002")
    for entry in (rang, answered, rang, answered):
        kept.take(read_pushed(entry, reader, is_push_only=True).records)
    kept.at += 10
    (call,) = kept.announced()
    assert (call.legs, call.disposition) == (2, "answered")
