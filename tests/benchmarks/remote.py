"""The simulated PBX in a process of its own, steered over its control API."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import sys
from typing import Any, Final

from aiohttp import BasicAuth, ClientSession, TCPConnector

from custom_components.difuse.cdr.pbx import hash_secret
from tests.live.hass import REPOSITORY, free_port
from tests.simulator import DATA_PATH

EXTENSION: Final = "4001"
SECRET: Final = "difuse-demo"
PAGE_SIZE: Final = 100


@dataclass(frozen=True)
class Traffic:
    """What was asked of the PBX."""

    requests: int
    bytes_sent: int


class RemotePbx:
    """A client of the control API, which also asks for records without any ado."""

    def __init__(self, url: str, session: ClientSession) -> None:
        self.url = url
        self._session = session

    async def tell(self, command: str, method: str = "POST", **arguments: Any) -> Any:
        """Send a command."""
        url = f"{self.url}/_simulator/{command}"
        body = arguments if method == "POST" else None
        async with self._session.request(method, url, json=body, ssl=False) as answer:
            assert answer.ok, await answer.text()
            return await answer.json()

    async def burst(self, calls: int) -> int:
        """Let so many office calls end now; give the number of their rows."""
        return len(await self.tell("burst", calls=calls))

    async def forget_requests(self) -> None:
        """Count requests from here."""
        await self.tell("requests", "DELETE")

    async def traffic(self) -> Traffic:
        """Count the requests for records, and the bytes of their answers (their heads twice)."""
        asked = [one for one in await self.tell("requests", "GET") if one["path"] == DATA_PATH]
        return Traffic(len(asked), sum(one["bytes_sent"] for one in asked))

    def page_url(self, page: int = 1, limit: int = PAGE_SIZE) -> str:
        """Name a page of records."""
        return f"{self.url}{DATA_PATH}?page={page}&limit={limit}"

    async def read(self, page: int = 1, limit: int = PAGE_SIZE) -> bytes:
        """Read a page as plainly as it can be done."""
        async with self._session.get(self.page_url(page, limit), ssl=False) as answer:
            return await answer.read()


@asynccontextmanager
async def remote_pbx(*, order: str, tls: bool = False) -> AsyncIterator[RemotePbx]:
    """Run a simulated PBX without any rows."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.simulator", "--host", "127.0.0.1", "--port", str(port)),
        *("--no-traffic", "--order", order, "--extension", EXTENSION, "--secret", SECRET),
        *(("--tls",) if tls else ()),
        cwd=REPOSITORY,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _wait_until_listening(process, port)
        # At one poll a minute no connection lives until the next: aiohttp keeps it for 15 seconds.
        async with ClientSession(
            auth=BasicAuth(EXTENSION, hash_secret(SECRET)), connector=TCPConnector(force_close=True)
        ) as session:
            yield RemotePbx(f"{'https' if tls else 'http'}://127.0.0.1:{port}", session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _wait_until_listening(process: Process, port: int) -> None:
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit(f"The simulated PBX ended with code {process.returncode}.")
