"""The fault table: a PBX that is away, refuses, or shows another certificate."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.simulator import Certificate, Fault, SimulatedPbx, Simulator

from .home import Announced, assert_private, is_available, logged, poll, poll_slowly, state_of


def reauth_flows(hass: HomeAssistant) -> list[str]:
    flows = hass.config_entries.flow.async_progress()
    return [flow["flow_id"] for flow in flows if flow["context"]["source"] == "reauth"]


def loading(entry: MockConfigEntry) -> ConfigEntryState:
    state: ConfigEntryState = entry.state
    return state


async def test_a_pbx_that_is_off_is_told_once_and_its_calls_come_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    await simulator.down()
    for number in (1, 2):
        pbx.call(source=f"+44770090000{number}", name="Alice")
        await poll(hass, freezer)
        assert not is_available(hass)
    await simulator.up()
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001", "+447700900002"]
    (down,) = logged(caplog)
    assert "No connection to the PBX: The PBX can't be reached" in down
    assert caplog.text.count("Fetching difuse data recovered") == 1
    assert_private(caplog.text)


@pytest.mark.parametrize("status", [Fault.UNAUTHORIZED, Fault.FORBIDDEN], ids=str)
async def test_one_refusal_is_no_reason_to_ask_for_the_secret(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    status: Fault,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    for number in (1, 2):
        pbx.faults.add(status, times=1)
        pbx.call(source=f"+44770090000{number}")
        await poll(hass, freezer)
        assert not is_available(hass)
        await poll(hass, freezer)
        assert is_available(hass)
    assert not reauth_flows(hass)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001", "+447700900002"]
    assert len(logged(caplog)) == 2
    assert caplog.text.count("Fetching difuse data recovered") == 2


async def test_the_second_refusal_asks_for_the_secret_and_stops_polling(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    caplog.clear()
    pbx.access.add("4001", "another")
    pbx.call(source="+447700900001", name="Alice")
    await poll(hass, freezer)
    assert not is_available(hass)
    assert not reauth_flows(hass)
    await poll(hass, freezer)
    (flow_id,) = reauth_flows(hass)
    asked = len(pbx.requests)
    await poll(hass, freezer)
    assert len(pbx.requests) == asked
    assert len(logged(caplog)) == 1
    await hass.config_entries.flow.async_configure(flow_id, {"secret": "another"})
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert entry.state is ConfigEntryState.LOADED
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    assert_private(caplog.text)


async def test_an_extension_without_cdr_access_is_refused_like_a_wrong_secret(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    pbx.access.add("4001", "difuse-demo", cdr_access=False)
    pbx.call(source="+447700900001", name="Alice")
    for _ in range(3):
        await poll(hass, freezer)
        assert not is_available(hass)
    (flow_id,) = reauth_flows(hass)
    assert len(logged(caplog)) == 1
    pbx.access.add("4001", "difuse-demo", cdr_access=True)
    await hass.config_entries.flow.async_configure(flow_id, {"secret": "difuse-demo"})
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001"]
    assert len(logged(caplog)) == 1
    assert_private(caplog.text)


async def test_an_unknown_name_is_tried_again_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise OSError("Name or service not known")

    with monkeypatch.context() as patch:
        patch.setattr("aiohttp.TCPConnector._resolve_host", unknown)
        await set_up()
        assert loading(entry) is ConfigEntryState.SETUP_RETRY
        assert entry.reason is not None
        assert "The PBX's name isn't known in this network" in entry.reason
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert_private(caplog.text)


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP], ids=str)
async def test_a_pbx_too_slow_at_a_start_is_tried_again_soon(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
    fault: Fault,
) -> None:
    rule = pbx.faults.add(fault, times=1)
    starting = asyncio.ensure_future(set_up())
    await poll_slowly(hass, freezer, 50)
    while not starting.done():
        await poll_slowly(hass, freezer, 1)
    for _ in range(10):
        if loading(entry) is ConfigEntryState.LOADED:
            break
        await poll_slowly(hass, freezer, 1)
    assert rule.hits == 1
    assert "not ready yet: The PBX didn't answer in time" in caplog.text
    assert loading(entry) is ConfigEntryState.LOADED


@asynccontextmanager
async def forgiven_handshakes() -> AsyncGenerator[None]:
    """Let the client break off handshakes: the server's side of it is in the same loop."""
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    assert handler is not None

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), ConnectionResetError):
            handler(loop, context)

    loop.set_exception_handler(handle)
    yield


@pytest.fixture(scope="module")
def certificates() -> tuple[Certificate, Certificate]:
    """Return two certificates; they can't be made while a test freezes the clock."""
    first = Certificate()
    return first, first.renewed(new_authority=True)


@pytest.fixture
async def secure(
    hass: HomeAssistant,
    socket_enabled: None,
    certificates: tuple[Certificate, Certificate],
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
) -> AsyncGenerator[Simulator]:
    """Serve the PBX with TLS, its certificate pinned in the entry."""
    async with Simulator(pbx, tls=certificates[0]) as running, forgiven_handshakes():
        entry.add_to_hass(hass)
        pinned = {"host": running.url, "fingerprint": running.fingerprint}
        hass.config_entries.async_update_entry(entry, data={**entry.data, **pinned})
        yield running


async def test_another_certificate_stops_polling_and_asks(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    certificates: tuple[Certificate, Certificate],
    secure: Simulator,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    await set_up()
    caplog.clear()
    accepted = secure.fingerprint
    await secure.stop()
    secure.certificate = certificates[1]
    await secure.start()
    pbx.call(source="+447700900001")
    asked = len(pbx.requests)
    for _ in range(3):
        await poll(hass, freezer)
        assert not is_available(hass)
    assert len(pbx.requests) == asked
    assert len(reauth_flows(hass)) == 1
    assert len(logged(caplog)) == 1
    assert accepted not in caplog.text
    (flow_id,) = reauth_flows(hass)
    await hass.config_entries.flow.async_configure(flow_id, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001"]
    assert state_of(hass, "calls_today").state == "1"
