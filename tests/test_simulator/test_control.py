"""The control API and the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
import re
import signal
import socket
import sys

from aiohttp import ClientConnectorError, ClientSession
import pytest

from tests.simulator import SimulatedPbx, Simulator
from tests.simulator.__main__ import main

from .conftest import Reader, until


async def test_rows_from_another_process(reader: Reader) -> None:
    await reader.control("calls", source="1", destination="2")
    legs = [{"disposition": "NO ANSWER", "ring": 5}, {"after": 5, "talk": 9}]
    await reader.control("calls", calls=[{"legs": legs}, {"disposition": "BUSY"}])
    await reader.control("rows", source="x", omit=["timestamp"])
    await reader.control("rows", raw=[None])
    assert len(await reader.control("burst", calls=2)) >= 2
    assert len(await reader.control("rows", "GET")) == len(reader.pbx)
    await reader.control("skip-ids", count=10)
    assert (await reader.control("purge", count=1))["deleted"] == 1
    assert (await reader.control("delete", ids=[2, 3]))["deleted"] == 2
    await reader.control("snapshot", name="a")
    before = len(reader.pbx)
    assert (await reader.control("start-over", first=50))["next_id"] == 50
    assert (await reader.control("restore", name="a"))["rows"] == before
    assert (await reader.control("synthetic", count=1000))["rows"] == 1000


async def test_settings(reader: Reader) -> None:
    state = await reader.control(
        "settings",
        order="id-descending",
        cap=7,
        past_end="last-page",
        zone="Asia/Dubai",
        clock_shift=60,
        refusal="redirect",
        accepted=["query"],
        no_access_status=401,
    )
    assert (state["order"], state["cap"], state["zone"]) == ("id-descending", 7, "Asia/Dubai")
    assert reader.pbx.access.refusal == "redirect"
    await reader.control("extensions", number="5", secret="s", cdr_access=False)
    assert "5" in (await reader.control("", "GET"))["extensions"]
    await reader.control("reboot")


async def test_faults_and_requests(reader: Reader) -> None:
    await reader.control("faults", fault="500", times="forever")
    async with reader.session.get(f"{reader.sim.url}/pbx/cdr/data") as response:
        assert response.status == 500
    (rule,) = await reader.control("faults", "GET")
    assert (rule["fault"], rule["hits"]) == ("500", 1)
    await reader.control("faults", "DELETE")
    (request,) = await reader.control("requests", "GET")
    assert (request["path"], request["fault"]) == ("/pbx/cdr/data", "500")
    assert await reader.control("requests", "DELETE") == {"forgotten": 1}
    assert reader.pbx.requests == []


async def test_an_outage(reader: Reader) -> None:
    await reader.control("down", seconds=0.2)
    await until(lambda: not reader.sim.running)
    with pytest.raises(ClientConnectorError):
        await reader.ids()
    await until(lambda: reader.sim.running)
    assert await reader.ids() == []


async def test_a_renewal() -> None:
    async with Simulator(tls=True) as sim, ClientSession() as session:
        before = sim.fingerprint
        url = f"{sim.url}/_simulator/renew-certificate"
        async with session.post(url, ssl=False) as response:
            assert (await response.json())["old"] == before
        await until(lambda: sim.fingerprint != before)


async def test_traffic_replay_and_push(reader: Reader) -> None:
    rows = [row.data for row in SimulatedPbx().call(start=1000)]
    assert await reader.control("replay", rows=rows) == {"rows": 1}
    assert await reader.control("replay", rows=rows, speed=100) == {"calls": 1}
    await reader.control("traffic", calls_per_hour=10)
    await reader.control("push-settings", url="http://127.0.0.1:9/", shape="list")
    await reader.control("push-settings", url="http://127.0.0.1:9/", numbers="strings")
    await reader.control("calls")
    (result,) = await reader.control("push")
    assert result["status"] is None


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("settings", '{"nonsense": 1}'),
        ("settings", '{"order": "x"}'),
        ("faults", "{}"),
        ("calls", '{"nonsense": 1}'),
        ("calls", "[]"),
        ("purge", "no json"),
        ("push", "{}"),
        ("renew-certificate", "{}"),
    ],
)
async def test_mistakes(reader: Reader, name: str, body: str) -> None:
    async with reader.session.post(f"{reader.sim.url}/_simulator/{name}", data=body) as response:
        assert response.status == 400
        assert "error" in await response.json()


async def test_help(reader: Reader) -> None:
    commands = await reader.control("help", "GET")
    assert all(commands.values())
    async with reader.session.get(f"{reader.sim.url}/_simulator/nonsense") as response:
        assert response.status == 404
        assert await response.json() == commands


def test_the_command_line_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert "A simulated Difuse PBX" in text
    assert "--push-url" in text


async def test_the_command_line_serves_and_stops(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row.data for row in SimulatedPbx().call(start=1000)]))
    options = ["--port=0", "--tls", "--rows=1000", f"--replay={file}", "--traffic", "--seed=4"]
    options += ["--push-url=http://127.0.0.1:9/"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.simulator", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(10):
        text = (await process.stdout.readuntil(b"ready")).decode()
        match = re.search(r"https://\S+", text)
        assert match is not None
        url = f"{match[0]}/_simulator/"
        async with ClientSession() as session, session.get(url, ssl=False) as response:
            assert (await response.json())["rows"] > 1000
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


def test_the_command_line_says_what_is_wrong(tmp_path: Path) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    mistakes = (
        ["--port", str(taken.getsockname()[1])],
        ["--port", "99999"],
        ["--port", "0", "--replay", str(tmp_path / "none.json")],
    )
    for options in mistakes:
        with pytest.raises(SystemExit, match="cannot serve"):
            main(options)
    taken.close()
