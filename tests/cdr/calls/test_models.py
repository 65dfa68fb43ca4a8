"""The words of the field, and the one form in which a call leaves the library."""

from datetime import timedelta
import json

import pytest

from custom_components.difuse.cdr import CALL_FIELDS, Direction, Disposition, OtherEnd
from tests.cdr.helpers import a_call, leg

CONTRACT = [
    "call_id",
    "db_id",
    "direction",
    "disposition",
    "missed",
    "caller_number",
    "caller_name",
    "called_number",
    "answered_by",
    "extensions",
    "started_at",
    "answered_at",
    "ended_at",
    "duration",
    "ring_duration",
    "talk_duration",
    "has_recording",
    "legs",
    "call_ids",
    "other_number",
    "other_name",
    "groups",
    "location",
    "answered_by_name",
    "reached",
    "handled",
]


def test_a_call_has_the_keys_of_the_contract_in_its_order() -> None:
    assert list(CALL_FIELDS) == list(a_call().as_dict()) == CONTRACT


def test_a_call_is_given_in_types_that_json_has() -> None:
    other = OtherEnd("+447700900001", "07700 900001", "Ann Lee", ("VIP",))
    url = "/pbx/recordings/a.wav"
    call = a_call(caller_name="Ann", recording_url=url, legs=3, other=other)
    assert json.loads(json.dumps(call.as_dict())) == {
        "call_id": "call-1",
        "db_id": 1,
        "direction": "inbound",
        "disposition": "answered",
        "missed": False,
        "caller_number": "+447700900001",
        "caller_name": "Ann",
        "called_number": "1001",
        "answered_by": "1001",
        "extensions": ["1001"],
        "started_at": "2026-11-22T12:00:00+00:00",
        "answered_at": "2026-11-22T12:00:04+00:00",
        "ended_at": "2026-11-22T12:00:34+00:00",
        "duration": 34,
        "ring_duration": 4,
        "talk_duration": 30,
        "has_recording": True,
        "legs": 3,
        "call_ids": ["call-1"],
        "other_number": "+447700900001",
        "other_name": "Ann Lee",
        "groups": ["VIP"],
        "location": None,
        "answered_by_name": None,
        "reached": "person",
        "handled": None,
    }


def test_a_call_that_nobody_answered_keeps_every_key() -> None:
    call = a_call(disposition=Disposition.NO_ANSWER, answered_by=None, answered_at=None)
    given = call.as_dict()
    assert list(given) == CONTRACT
    assert (given["answered_by"], given["answered_at"], given["missed"]) == (None, None, True)
    assert given["ring_duration"] == given["duration"] == 34


@pytest.mark.parametrize("disposition", Disposition)
@pytest.mark.parametrize("direction", Direction)
def test_missed_is_what_was_not_answered_and_not_outbound(
    disposition: Disposition, direction: Direction
) -> None:
    call = a_call(disposition=disposition, direction=direction)
    assert call.missed is (disposition != "answered" and direction != "outbound")


@pytest.mark.parametrize(
    ("name", "number", "caller"),
    [("Ann", "+4477", "Ann"), ("", "+4477", "+4477"), ("", "", "")],
    ids=["name", "number", "nobody"],
)
def test_the_caller_is_the_name_or_else_the_number(name: str, number: str, caller: str) -> None:
    assert a_call(caller_name=name, caller_number=number).caller == caller


@pytest.mark.parametrize(("seconds", "shown"), [(0.4, 0), (0.6, 1), (59.6, 60)])
def test_durations_are_given_in_whole_seconds(seconds: float, shown: int) -> None:
    assert a_call(talk_duration=timedelta(seconds=seconds)).as_dict()["talk_duration"] == shown


@pytest.mark.parametrize(
    ("computed", "where"), [("1003", "1003"), ("", "600")], ids=["computed", "destination"]
)
def test_a_leg_ended_at_its_computed_destination_else_its_destination(
    computed: str, where: str
) -> None:
    assert leg(destination="600", computed=computed).ended_where == where


def test_records_and_calls_are_values() -> None:
    assert leg(5) == leg(5)
    assert len({leg(5), leg(5), leg(6), a_call(1), a_call(1)}) == 3
    assert leg(5, "a.1").key == (5, "a.1")
    with pytest.raises(AttributeError):
        leg().db_id = 2  # type: ignore[misc]
