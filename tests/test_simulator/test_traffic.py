"""Office traffic and replayed rows."""

from __future__ import annotations

import asyncio
from collections import Counter
import json
from pathlib import Path

import pytest

from tests.simulator import Office, Replay, SimulatedPbx, Traffic, load
from tests.simulator.rows import read_wall

NOW = 1_795_000_000.0


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Provide the true time."""
    return Clock()


@pytest.fixture
def pbx(clock: Clock) -> SimulatedPbx:
    """Provide a PBX with that clock."""
    return SimulatedPbx(clock=clock, zone="Asia/Dubai")


def test_history_is_realistic(pbx: SimulatedPbx) -> None:
    Traffic(pbx, seed=3).history(14, calls_per_day=300)
    rows = [row.data for row in pbx.rows]
    assert len({row["call_id"] for row in rows}) > 2000
    assert len(rows) / len({row["call_id"] for row in rows}) > 1.2
    dispositions = {row["disposition"] for row in rows}
    assert dispositions == {"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "CANCEL"}
    sources = {row["source"] for row in rows}
    assert {"", "anonymous", "+442079460100", "1001"} <= sources
    names = "".join(row["caller_id"] for row in rows)
    assert all(text in names for text in ('\\\\\\"The Fixer', '\\"Fix-It\\"', "北京", "Łukasz"))
    assert any(len(row["caller_id"].encode()) == 79 and row["caller_id"][-1] != ">" for row in rows)
    hours = Counter(int(row["start_time"][11:13]) for row in rows)
    assert hours[10] > 10 * hours[2]


def test_rows_are_written_when_the_call_ends(pbx: SimulatedPbx) -> None:
    Traffic(pbx, seed=3).history(3)
    calls: dict[str, int] = {}
    for row in pbx.rows:
        end = read_wall(row.data["end_time"])
        calls[row.data["call_id"]] = max(end, calls.get(row.data["call_id"], 0))
    starts = [row.start for row in pbx.rows]
    assert starts != sorted(starts)
    assert max(calls.values()) <= NOW + 4 * 3600
    assert len(pbx.rows) == pbx.rows[-1].db_id


def test_same_seed_same_calls(clock: Clock) -> None:
    twins = [SimulatedPbx(clock=clock) for _ in range(2)]
    for twin in twins:
        Traffic(twin, seed=9).history(2)
    assert twins[0].rows == twins[1].rows
    assert Office(1).place(5) == Office(1).place(5)


def test_live_traffic_follows_the_clock(pbx: SimulatedPbx, clock: Clock) -> None:
    traffic = Traffic(pbx, seed=2, calls_per_hour=120)
    traffic.advance()
    for _ in range(3600):
        clock.now += 10
        for row in traffic.advance():
            end = max(read_wall(leg.data["end_time"]) for leg in pbx.rows[-6:])
            assert row.start <= clock.now
            assert end - 4 * 3600 <= clock.now
    calls = {row.data["call_id"] for row in pbx.rows}
    assert 1000 < len(calls) < 1500
    assert traffic.pending < 60


def test_bursts_and_a_wrong_clock(pbx: SimulatedPbx) -> None:
    pbx.clock_shift = 7200
    rows = Traffic(pbx).burst(20)
    assert len({row.data["call_id"] for row in rows}) >= 20
    ends = [read_wall(row.data["end_time"]) - 4 * 3600 for row in rows]
    assert max(ends) == NOW + 7200


async def test_traffic_runs(pbx: SimulatedPbx, clock: Clock) -> None:
    traffic = Traffic(pbx, calls_per_hour=36_000)
    task = asyncio.ensure_future(traffic.run(every=0.01))
    while not pbx.rows:
        clock.now += 1
        await asyncio.sleep(0.01)
    task.cancel()
    traffic.calls_per_hour = 0
    traffic.advance(clock.now + 10_000_000)
    assert traffic.pending == 0


def _recorded() -> list[dict[str, object]]:
    """Provide a ring group of two and a later call, as recorded in Berlin."""
    pbx = SimulatedPbx(zone="Europe/Berlin")
    pbx.row(call_id="1795388600.0", disposition="NO ANSWER", start=1795388600, ring=4)
    pbx.row(call_id="1795388600.0", start=1795388600, ring=4, talk=6)
    pbx.skip_ids(10)
    pbx.row(
        call_id="1795388603.4",
        start=1795388604,
        ring=1,
        talk=7,
        recording_url="/pbx/recordings/1795388603.4.wav",
    )
    return [row.data for row in pbx.rows]


def test_a_replay_at_once_looks_live(pbx: SimulatedPbx) -> None:
    rows = [row.data for row in Replay(pbx, _recorded()).all_at_once()]
    assert [row["db_id"] for row in rows] == [1, 2, 13]
    assert rows[2]["end_time"] == "2026-11-18 15:06:40"
    assert rows[2]["timestamp"] == str(int(NOW) - 8)
    assert rows[2]["call_id"] == f"{int(NOW) - 9}.4"
    assert rows[2]["recording_url"] == f"/pbx/recordings/{int(NOW) - 9}.4.wav"
    assert rows[0]["call_id"] == rows[1]["call_id"] == f"{int(NOW) - 12}.0"
    assert (rows[0]["answer_time"], rows[1]["date"]) == ("", "2026-11-18 15:06:28")
    assert rows[2]["recording_url"] in pbx.recordings


def test_a_replay_may_keep_its_dates(pbx: SimulatedPbx) -> None:
    recorded = _recorded()
    Replay(pbx, recorded, redate=False).all_at_once()
    assert [row.data for row in pbx.rows] == recorded


def test_a_replay_goes_on_after_rows_that_are_there(pbx: SimulatedPbx) -> None:
    pbx.row(db_id=100)
    replay = Replay(pbx, _recorded())
    assert [[row.db_id for row in rows] for rows in replay.steps()] == [[101, 102], [113]]
    assert replay.all_at_once() == []
    assert pbx.rows[2].data["end_time"] == pbx.rows[3].data["end_time"]


async def test_a_replay_in_its_rhythm(pbx: SimulatedPbx) -> None:
    replay = Replay(pbx, _recorded(), speed=20)
    task = asyncio.ensure_future(replay.run())
    await asyncio.sleep(0.02)
    assert len(pbx) == 2
    await task
    assert len(pbx) == 3


def test_rows_that_cannot_be_dated_come_as_they_are(pbx: SimulatedPbx) -> None:
    odd = {"db_id": "x", "call_id": "ari-7", "timestamp": None, "end_time": 5, "date": "never"}
    assert [row.data for row in Replay(pbx, [odd, odd]).all_at_once()] == [odd, odd]


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({"data": _recorded()}))
    assert load(path) == _recorded()
    path.write_text("[1]")
    with pytest.raises(ValueError, match=r"rows\.json"):
        load(path)
