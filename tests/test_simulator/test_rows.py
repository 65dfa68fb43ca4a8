"""The documented shape, and the rows that calls leave."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator import (
    FIELDS,
    Leg,
    SimulatedPbx,
    attended_transfer,
    blind_transfer,
    caller_id,
    forward,
    menu,
    menu_hang_up,
    queue,
    ring_group,
    route_retry,
    voicemail,
)

from .conftest import Reader

SAMPLE = {
    "data": [
        {
            "db_id": 1,
            "call_id": "1706950109.0",
            "caller_id": '"4001" <4001>',
            "source": "4001",
            "destination_context": "sip_internal",
            "destination": "2011",
            "initial_destination": "2011",
            "computed_destination": "",
            "disposition": "ANSWERED",
            "timestamp": "1706950109",
            "date": "2024-02-03 08:48:29",
            "start_time": "2024-02-03 08:48:29",
            "answer_time": "2024-02-03 08:48:29",
            "end_time": "2024-02-03 08:48:36",
            "recording_url": "",
        }
    ],
    "page": "1",
    "limit": "1",
    "total_pages": 15905,
}


async def test_the_answer_equals_the_vendors_sample(reader: Reader) -> None:
    reader.pbx.call(
        source="4001", name="4001", destination="2011", start=1706950109, ring=0, talk=7
    )
    for _ in range(15904):
        reader.pbx.row(start=1706960000)
    answer = await reader.page(1, 1)
    assert answer == SAMPLE
    assert list(answer) == list(SAMPLE)
    assert tuple(answer["data"][0]) == FIELDS


async def test_an_unanswered_call_has_no_answer_time(reader: Reader) -> None:
    reader.pbx.call(disposition="NO ANSWER", start=1706950109, ring=20)
    (row,) = (await reader.page())["data"]
    assert (row["answer_time"], row["end_time"]) == ("", "2024-02-03 08:48:49")


async def test_rows_may_hold_anything(reader: Reader) -> None:
    reader.pbx.row(timestamp=None, source=5, omit=("call_id",))
    reader.pbx.raw({"db_id": "x"}, None, "nonsense", [1], {"db_id": 1, "again": True})
    rows = (await reader.page())["data"]
    assert rows[0]["timestamp"] is None
    assert rows[0]["source"] == 5
    assert "call_id" not in rows[0]
    assert rows[1:] == [{"db_id": 1, "again": True}, {"db_id": "x"}, None, "nonsense", [1]]


async def test_times_are_written_in_the_zone_of_the_moment(reader: Reader) -> None:
    reader.pbx.set_zone("Europe/Berlin")
    reader.pbx.call(start=1795388600)
    reader.pbx.set_zone("Asia/Dubai")
    reader.pbx.call(start=1795388600)
    berlin, dubai = (await reader.page())["data"]
    assert (berlin["start_time"], berlin["timestamp"]) == ("2026-11-23 00:03:20", "1795388600")
    assert (dubai["start_time"], dubai["timestamp"]) == ("2026-11-23 03:03:20", "1795388600")


def test_the_clock_may_be_wrong() -> None:
    pbx = SimulatedPbx(clock=lambda: 1_800_000_000.0)
    pbx.clock_shift = 3600
    (row,) = pbx.call(ring=10, talk=50)
    assert row.start == 1_800_000_000 + 3600 - 60


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        (
            ring_group(("1001", "1002", "1003"), "1002"),
            [(0, "NO ANSWER", ""), (0, "ANSWERED", "1002"), (0, "NO ANSWER", "")],
        ),
        (voicemail(), [(0, "NO ANSWER", ""), (0, "ANSWERED", "")]),
        (voicemail(busy=True), [(0, "BUSY", ""), (0, "ANSWERED", "")]),
        (queue("1003", tries=1), [(0, "NO ANSWER", ""), (0, "ANSWERED", "1003")]),
        (queue(tries=1, timeout=True), [(0, "NO ANSWER", ""), (0, "ANSWERED", "")]),
        (menu("1001"), [(0, "ANSWERED", "")]),
        (menu_hang_up(), [(0, "ANSWERED", "")]),
        (blind_transfer("1004", "1005"), [(0, "ANSWERED", "1004"), (0, "ANSWERED", "")]),
        (
            attended_transfer("1002", "1003"),
            [(0, "ANSWERED", ""), (0, "ANSWERED", "1003"), (1, "ANSWERED", "")],
        ),
        (forward("1005", "1003"), [(0, "ANSWERED", "1003"), (1, "ANSWERED", "")]),
        (route_retry(), [(0, "CONGESTION", ""), (0, "ANSWERED", "")]),
    ],
)
def test_shapes(legs: tuple[Leg, ...], expected: list[tuple[int, str, str]]) -> None:
    pbx = SimulatedPbx()
    rows: list[dict[str, Any]] = [row.data for row in pbx.call(start=100, legs=legs)]
    found = [
        (int(row["call_id"].split(".")[1]), row["disposition"], row["computed_destination"])
        for row in rows
    ]
    assert found == expected
    assert {row["call_id"].split(".")[0] for row in rows} == {"100"}


def test_lost_ring_group_rows_are_equal_but_for_the_id() -> None:
    pbx = SimulatedPbx()
    rows = [row.data for row in pbx.call(legs=ring_group(("1001", "1002", "1003")))]
    assert [row.pop("db_id") for row in rows] == [1, 2, 3]
    assert rows[0] == rows[1] == rows[2]


def test_queue_attempts_have_an_answer_time() -> None:
    first, _ = SimulatedPbx().call(legs=queue("1001", tries=1))
    assert first.data["disposition"] == "NO ANSWER"
    assert first.data["answer_time"] == first.data["start_time"]


def test_caller_ids_are_escaped_and_cut_as_asterisk_does() -> None:
    assert caller_id('Bob "Fix-It" Smith', "1005") == '"Bob \\"Fix-It\\" Smith" <1005>'
    twice = caller_id('Bob "The Fixer" Smith', "+44", outside=True)
    assert twice == '"Bob \\\\\\"The Fixer\\\\\\" Smith" <+44>'
    assert caller_id("", "") == '"" <>'
    assert caller_id("x" * 90, "1001") == '"' + "x" * 78
    assert caller_id("é" * 90, "1001").encode("utf-8").endswith("é".encode())
    assert caller_id("x" + "é" * 90, "1001").endswith("\N{REPLACEMENT CHARACTER}")
