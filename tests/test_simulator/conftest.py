"""A simulator on a loopback socket and a client that reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
import pytest

from tests.simulator import DATA_PATH, SimulatedPbx, Simulator


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests make real requests."""


async def until(condition: Callable[[], object]) -> None:
    """Wait at most two seconds for something to become true."""
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110 - it may be anything
            await asyncio.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages with the extension's credentials."""

    session: ClientSession
    sim: Simulator

    @property
    def pbx(self) -> SimulatedPbx:
        """The PBX that is read."""
        return self.sim.pbx

    @property
    def headers(self) -> dict[str, str]:
        """The credentials of the extension that every simulator has."""
        key = self.pbx.access.extensions["4001"].key
        return {"Authorization": encode_basic_auth("4001", key)}

    async def page(self, page: int = 1, limit: int = 10) -> dict[str, Any]:
        """One page as JSON."""
        query = {"page": page, "limit": limit}
        async with self.session.get(
            self.sim.url + DATA_PATH, params=query, headers=self.headers
        ) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def ids(self, page: int = 1, limit: int = 10) -> list[int]:
        """Read the ids of one page."""
        return [row["db_id"] for row in (await self.page(page, limit))["data"]]

    async def control(self, command: str, method: str = "POST", /, **given: Any) -> Any:
        """Run a command of the control API."""
        url = f"{self.sim.url}/_simulator/{command}"
        async with self.session.request(method, url, json=given or None) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    """Provide a reader of an empty PBX over plain HTTP."""
    async with Simulator() as sim, ClientSession() as session:
        yield Reader(session, sim)
