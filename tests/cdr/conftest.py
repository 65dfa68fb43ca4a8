"""A simulated PBX on a loopback socket, a session to reach it, and archives."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest
from sqlalchemy import Engine

from tests.cdr.archives import Kept
from tests.cdr.databases import engine, postgres, postgres_url, server, sqlite
from tests.simulator import Leg, SimulatedPbx, Simulator

__all__ = ["engine", "kept", "postgres", "postgres_url", "server", "session", "sim", "sqlite"]


@pytest.fixture
def kept(engine: Engine) -> Kept:
    """Return an archive that knows nothing yet, on each of the databases."""
    return Kept(engine)


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
