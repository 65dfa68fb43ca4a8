"""A thousand wrong pushes a second for ten seconds: the loop goes on, the log stays short."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
import sys
import time
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import SetUp

from .home import logged
from .pushing import PATH, turn_on

A_SECOND, SECONDS = 1000, 10
LONGEST_BLOCK = 0.050
HEARTBEAT = 0.005

FLOOD = """
import asyncio, sys, time
host, path = sys.argv[1:3]
port, rate, seconds = map(int, sys.argv[3:])
BODY = b'{"call_id": "x"}' * 10
REQUEST = (f"POST {path} HTTP/1.1\\r\\nHost: x\\r\\nx-api-key: wrong\\r\\n"
           f"Content-Length: {len(BODY)}\\r\\n\\r\\n").encode() + BODY
LINES = 20

async def line(statuses):
    reader, writer = await asyncio.open_connection(host, port)
    begin = time.monotonic()
    for number in range(rate * seconds // LINES):
        await asyncio.sleep(max(0, begin + number * LINES / rate - time.monotonic()))
        writer.write(REQUEST)
        head = await reader.readuntil(b"\\r\\n\\r\\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\\r\\n")[0])
        await reader.readexactly(length)
        statuses.append(head.split()[1])
    writer.close()

async def main():
    statuses, begin = [], time.monotonic()
    await asyncio.gather(*(line(statuses) for _ in range(LINES)))
    print(len(statuses), statuses.count(b"401"), time.monotonic() - begin)

asyncio.run(main())
"""


@dataclass(slots=True)
class Blocks:
    """By how much the loop came back later than asked, in seconds, sorted.

    ``used`` is the time for which it computed beyond that: other programs on this
    machine can delay it, but don't count there.
    """

    late: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)


@asynccontextmanager
async def measured_blocks() -> AsyncIterator[Blocks]:
    """Note how long the loop is blocked, all the while."""
    blocks = Blocks()

    async def beat() -> None:
        while True:
            begin, begin_used = time.perf_counter(), time.thread_time()
            await asyncio.sleep(HEARTBEAT)
            blocks.late.append(time.perf_counter() - begin - HEARTBEAT)
            blocks.used.append(max(0.0, time.thread_time() - begin_used - HEARTBEAT))

    task = asyncio.create_task(beat())
    yield blocks
    task.cancel()
    blocks.late.sort()
    blocks.used.sort()


@pytest.mark.long
async def test_a_flood_of_wrong_pushes(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    record_property: Any,
) -> None:
    turn_on(hass, entry)
    await set_up()
    client = await hass_client_no_auth()
    # The plugin's debug mode traces each callback, which is slow in itself.
    asyncio.get_running_loop().set_debug(False)
    script = tmp_path / "flood.py"
    script.write_text(FLOOD)
    arguments = (client.host, PATH, str(client.port), str(A_SECOND), str(SECONDS))
    async with measured_blocks() as blocks:
        process = await asyncio.create_subprocess_exec(
            sys.executable, script, *arguments, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
    sent, refused, took = (float(number) for number in output.split())
    figures = {
        "sent": sent,
        "a second": sent / took,
        "computing without a break, longest, ms": blocks.used[-1] * 1000,
        "late, longest, ms": blocks.late[-1] * 1000,
        "late, 99.9 %, ms": blocks.late[-len(blocks.late) // 1000 - 1] * 1000,
        "late, median, ms": blocks.late[len(blocks.late) // 2] * 1000,
    }
    record_property("flood", figures)
    print(figures)  # noqa: T201  what was measured
    assert sent == refused == A_SECOND * SECONDS
    assert took < SECONDS * 1.2
    assert blocks.used[-1] < LONGEST_BLOCK
    assert len(logged(caplog)) == 1
