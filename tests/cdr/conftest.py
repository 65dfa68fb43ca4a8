"""A simulated PBX on a loopback socket, and a session to reach it."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from tests.simulator import Leg, SimulatedPbx, Simulator


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Return a session that may make requests."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def sim(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Serve a PBX with one recorded call, with a certificate that nobody trusts."""
    pbx = SimulatedPbx()
    pbx.call(legs=(Leg(ring=2, talk=5, recorded=True),))
    async with Simulator(pbx, tls=True) as simulator:
        yield simulator
    while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - handlers notice late that nobody listens
        await asyncio.sleep(0.01)
