"""All that a real Asterisk wrote, through the library, against what really happened."""

from functools import cache
from itertools import pairwise
import json
from typing import Any

import pytest

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.cdr.archives import Kept, memory_engine
from tests.cdr.helpers import FIXTURES, load_rows, read

OUTCOMES = {
    "answered": {"answered"},
    "missed": {"no_answer", "cancel"},
    "busy": {"busy"},
    "failed": {"failed", "congestion"},
}

CANNOT_BE_KNOWN = {
    45: "a carrier's 404 is written as NO ANSWER, as if it had rung",
    59: "do not disturb, 480, is written as NO ANSWER, as if it had rung",
}
NOT_YET_KNOWN = {
    29: "the route shows the company's number, which nobody has dialled yet",
    33: "the same: nothing tells yet that this outside number is the office's own",
}
BEYOND_PLACED = {
    45: "the second leg of a redirect by the phone, 302: it calls with the company's number",
}


@cache
def truth() -> list[dict[str, Any]]:
    """Read what happened to each placed call, by the phones' SIP messages."""
    placed: list[dict[str, Any]] = json.loads(
        (FIXTURES / "asterisk-open-truth.json").read_text(encoding="utf-8")
    )
    return [call for call in placed if call["cdr_row_ids"]]


@cache
def announced(*, row_by_row: bool) -> list[Call]:
    """Return the calls in the order of announcing, from an archive that began with nothing."""
    kept = Kept()
    reader = WireReader()
    records = [read(row, reader) for row in load_rows()]
    batches = [[record] for record in records] if row_by_row else [records]
    calls: list[Call] = []
    for batch in batches:
        kept.take(batch)
        calls += kept.announced()
    kept.at += 10
    return calls + kept.announced()


def is_right(call: Call, placed: dict[str, Any]) -> bool:
    missed = placed["outcome"] != "answered" and placed["direction"] != "outbound"
    return (
        call.disposition.value in OUTCOMES[placed["outcome"]]
        and call.direction.value == placed["direction"]
        and call.missed is missed
    )


@pytest.mark.parametrize(
    ("row_by_row", "excepted"),
    [(False, CANNOT_BE_KNOWN), (True, CANNOT_BE_KNOWN | NOT_YET_KNOWN)],
    ids=["all at once", "row by row"],
)
def test_calls_are_what_they_were_but_for_those_that_the_fields_cannot_tell(
    *, row_by_row: bool, excepted: dict[int, str]
) -> None:
    calls = {call.call_id: call for call in announced(row_by_row=row_by_row)}
    wrong = {one["gt_id"] for one in truth() if not is_right(calls[one["call_id"]], one)}
    assert wrong == set(excepted)
    assert len(wrong) / len(truth()) <= 0.02


@pytest.mark.parametrize("row_by_row", [False, True], ids=["all at once", "row by row"])
def test_every_call_is_announced_once_in_the_order_of_the_records(*, row_by_row: bool) -> None:
    calls = announced(row_by_row=row_by_row)
    order = [*dict.fromkeys(row["call_id"] for row in load_rows())]
    assert sorted(call_id for call in calls for call_id in call.call_ids) == sorted(order)
    # A call of which a part came first stands where that came, if both come in one poll.
    places = [
        order.index(call.call_id) if row_by_row else min(map(order.index, call.call_ids))
        for call in calls
    ]
    assert places == sorted(places)
    assert len(calls) == 212


@pytest.mark.parametrize("row_by_row", [False, True], ids=["all at once", "row by row"])
def test_fact_3_what_is_announced_beyond_the_placed_calls(*, row_by_row: bool) -> None:
    placed = {one["call_id"] for one in truth()}
    beyond = {call.db_id for call in announced(row_by_row=row_by_row) if call.call_id not in placed}
    assert beyond == set(BEYOND_PLACED)


def test_fact_1_all_rows_of_a_call_are_its_legs() -> None:
    calls = announced(row_by_row=False)
    rows = [row["call_id"] for row in load_rows()]
    assert [call.legs for call in calls] == [sum(map(rows.count, call.call_ids)) for call in calls]
    assert {1, 2, 3, 4, 5} >= {call.legs for call in calls} > {1, 2, 3}


def test_fact_8_a_call_that_left_no_row_is_never_known() -> None:
    everything = json.loads((FIXTURES / "asterisk-open-truth.json").read_text(encoding="utf-8"))
    assert len(everything) - len(truth()) == 9


def test_who_answered_is_the_first_who_did() -> None:
    """The rows keep the 9 that was dialled to get out, which the carrier never saw."""
    calls = {call.call_id: call for call in announced(row_by_row=False)}
    for one in truth():
        if one["answered_by"]:
            person = one["answered_by"][0].removeprefix("carrier:")
            assert calls[one["call_id"]].answered_by in (person, f"9{person}"), one["gt_id"]


TALK_ELSEWHERE = {
    54: "the agent's ringing counts, since the queue had answered",
}


def test_people_talked_as_long_as_the_rows_say_give_or_take_a_second() -> None:
    calls = {call.call_id: call for call in announced(row_by_row=False)}
    off = {
        one["gt_id"]
        for one in truth()
        if one["answered_by"]
        and abs(calls[one["call_id"]].talk_duration.total_seconds() - one["talk_seconds"]) > 1.2
    }
    assert off == set(TALK_ELSEWHERE)


def test_fact_23_rows_come_in_the_order_of_ends_and_the_latest_call_is_another() -> None:
    records = [read(row) for row in load_rows()]
    earlier = sum(after.started_at < before.started_at for before, after in pairwise(records))
    assert earlier > 20
    long_call = next(record for record in records if record.db_id == 73)
    assert (long_call.ended_at - long_call.started_at).total_seconds() == 115
    assert long_call.started_at < records[0].started_at


def test_an_archive_that_is_opened_anew_after_each_row_announces_the_same() -> None:
    engine = memory_engine()
    kept = Kept(engine)
    calls: list[Call] = []
    for row in load_rows():
        kept = Kept(engine)
        kept.take([read(row)])
        calls += kept.announced()
    kept.at += 10
    calls += kept.announced()
    assert [(call.call_id, call.legs) for call in calls] == [
        (call.call_id, call.legs) for call in announced(row_by_row=True)
    ]


def test_the_reader_keeps_nothing_from_one_recording_to_the_next() -> None:
    reader = WireReader()
    first = [read(row, reader) for row in load_rows()]
    assert [read(row, reader) for row in load_rows()] == first
