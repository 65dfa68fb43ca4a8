"""What tests of the integration share: a simulated PBX, and an entry that is set up against it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from importlib import import_module
import tempfile
import threading
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)
from sqlalchemy import Dialect
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache

from custom_components.difuse.cdr.pbx import hash_secret
from custom_components.difuse.cdr.people import Areas
from custom_components.difuse.const import DOMAIN
from tests.pushing import Pusher, make_push_only, pusher_at, turn_on
from tests.simulator import Leg, SimulatedPbx, Simulator

type SetUp = Callable[..., Awaitable[MockConfigEntry]]


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the place of the plugin's debug mode, which is half of what tests cost.

    It writes down who made each future. What it checks is checked here as well: that no other
    thread puts anything into the loop.
    """
    loop, thread = asyncio.get_running_loop(), threading.get_ident()
    for name in ("call_soon", "call_at"):
        plan = getattr(loop, name)

        def checked(*args: Any, plan: Callable[..., Any] = plan, **more: Any) -> Any:
            if threading.get_ident() != thread:
                raise RuntimeError("Another thread used the loop")
            return plan(*args, **more)

        monkeypatch.setattr(loop, name, checked)


@pytest.fixture(autouse=True, scope="session")
def statements_once() -> Generator[None]:
    """Compile a statement once, however many databases there are: each test opens its own."""
    compile_it = ClauseElement._compile_w_cache
    known: dict[object, tuple[Dialect, LRUCache[Any, Any]]] = {}

    def compile_once(
        self: ClauseElement, dialect: Dialect, *, compiled_cache: Any, **more: Any
    ) -> Any:
        if compiled_cache is not None:
            kind = (type(dialect), dialect.paramstyle, dialect.server_version_info)
            dialect, compiled_cache = known.setdefault(kind, (dialect, LRUCache(2000)))
        return compile_it(self, dialect, compiled_cache=compiled_cache, **more)

    with patch.object(ClauseElement, "_compile_w_cache", compile_once):
        yield


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return each test a folder of its own: archives are real files.

    Uploads lie there as well: each Home Assistant deletes those of the machine when it starts.
    """
    monkeypatch.setattr(tempfile, "tempdir", hass_tmp_config_dir)
    return hass_tmp_config_dir


@pytest.fixture
def freezer(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Stop the clock at the next noon of tests' Home Assistant: its calls are all of one day."""
    noon = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    freezer.move_to(noon if noon >= datetime.now(UTC) else noon + timedelta(days=1))
    return freezer


@pytest.fixture
def pbx() -> SimulatedPbx:
    """Return an empty PBX, to be filled and changed by the test."""
    return SimulatedPbx()


@pytest.fixture
async def simulator(socket_enabled: None, pbx: SimulatedPbx) -> AsyncGenerator[Simulator]:
    """Serve the PBX on a loopback port."""
    async with Simulator(pbx) as running:
        yield running


@pytest.fixture
def entry(simulator: Simulator) -> MockConfigEntry:
    """Return an entry as the config flow makes it."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Difuse PBX",
        entry_id="0123456789abcdef0123456789abcdef",
        data={
            "host": simulator.url,
            "extension": "4001",
            "secret_hash": hash_secret("difuse-demo"),
            "authentication": "basic",
        },
    )


@pytest.fixture
async def set_up(
    hass: HomeAssistant, enable_custom_integrations: None, entry: MockConfigEntry
) -> AsyncGenerator[SetUp]:
    """Return a function that sets the entry up, and unload it in the end."""

    async def do_set_up(**options: Any) -> MockConfigEntry:
        if hass.config_entries.async_get_entry(entry.entry_id) is None:
            entry.add_to_hass(hass)
        if options:
            hass.config_entries.async_update_entry(entry, options=options)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return entry

    yield do_set_up
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
async def recorded(hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp) -> MockConfigEntry:
    """Set up a PBX that has recorded a call, beside what browsers and players use."""
    for domain in ("auth", "websocket_api", "media_source"):
        assert await async_setup_component(hass, domain, {})
    pbx.call(
        source="+447700900001",
        name="Alice",
        destination="2011",
        legs=(Leg(ring=2, talk=60, recorded=True),),
    )
    entry = await set_up()
    pbx.requests.clear()
    return entry


@pytest.fixture
async def pusher(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> Pusher:
    """Return a PBX that is polled and pushes; its first poll is over."""
    turn_on(hass, entry)
    await set_up()
    return pusher_at(pbx, await hass_client_no_auth())


@pytest.fixture
async def alone(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
) -> Pusher:
    """Return a PBX that only pushes."""
    entry = make_push_only(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return pusher_at(pbx, await hass_client_no_auth())


@pytest.fixture
async def card(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    """Return a connection to where the entry is, whose login is of the frozen time."""
    return await hass_ws_client(hass)


@pytest.fixture(autouse=True)
def areas_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know one area and one country at once: to collect them all takes seconds."""

    async def read_areas(*_: object) -> Areas:
        return Areas({"4420": "London"}, {"FR": "France"})

    # The room has a function of the module's name.
    module = import_module("custom_components.difuse.running.places")
    monkeypatch.setattr(module, "read_areas", read_areas)


@pytest.fixture
def britain(hass: HomeAssistant) -> None:
    """Be in Great Britain."""
    hass.config.country = "GB"
