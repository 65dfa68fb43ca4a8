"""A reload, as after saving options, at any moment: each call is announced once all the same."""

import asyncio
from collections.abc import Callable
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from sqlalchemy import Connection

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.database import Database
from custom_components.difuse.cdr.views import Way
from custom_components.difuse.const import signal_call
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import poll
from .pushing import KEY, PATH, turn_on

SLOW = 40
"""So many turns of the event loop a write takes, as it does on an SD card."""


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writes take their time."""
    write = Database.write

    async def write_slowly(self: Database, work: Callable[[Connection], Any]) -> Any:
        for _ in range(SLOW):
            await asyncio.sleep(0)
        return await write(self, work)

    monkeypatch.setattr(Database, "write", write_slowly)


@pytest.fixture
def heard(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return the call ids that were announced, as the triggers hear them."""
    ids: list[str] = []

    @callback
    def note(call: Call, _: Way) -> None:
        ids.append(call.call_id)

    async_dispatcher_connect(hass, signal_call(entry.entry_id), note)
    return ids


async def until(is_so: Callable[[], bool]) -> None:
    """Let others have their turns."""
    for _ in range(100_000):
        if is_so():
            return
        # Other threads have theirs as well.
        time.sleep(0.00005)  # noqa: ASYNC251 - that is what it is for
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


@pytest.mark.usefixtures("slow_disk")
@pytest.mark.parametrize("after", [1, 51, 119])
async def test_while_calls_are_announced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    heard: list[str],
    after: int,
) -> None:
    entry = await set_up()
    for _ in range(120):
        freezer.tick(20)
        pbx.call()
    polling = hass.async_create_task(entry.runtime_data.async_refresh())
    await until(lambda: len(heard) >= after)
    await hass.config_entries.async_reload(entry.entry_id)
    await polling
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert heard == [str(row.data["call_id"]) for row in pbx.rows]


@pytest.mark.usefixtures("slow_disk")
async def test_while_the_pbx_is_asked_again_for_the_legs_of_a_call(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    heard: list[str],
) -> None:
    entry = await set_up()
    freezer.tick(20)
    pbx.call()
    await entry.runtime_data.async_refresh()
    assert heard == []
    freezer.tick(11)
    coordinator = entry.runtime_data
    asked = coordinator.feed.list.requests
    asking = hass.async_create_task(coordinator.async_refresh())
    await until(lambda: coordinator.feed.list.requests > asked)
    await hass.config_entries.async_reload(entry.entry_id)
    await asking
    await poll(hass, freezer, 11)
    await poll(hass, freezer)
    assert heard == [str(row.data["call_id"]) for row in pbx.rows]


@pytest.mark.usefixtures("slow_disk")
async def test_while_a_push_is_taken(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
    heard: list[str],
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, "webhook", {})
    turn_on(hass, entry)
    await set_up()
    client = await hass_client_no_auth()
    for _ in range(120):
        freezer.tick(20)
        pbx.call()
    rows = [row.data for row in pbx.rows]

    async def push() -> int:
        response = await client.post(PATH, headers=KEY, json=rows)
        return response.status

    first = hass.async_create_task(push())
    await until(lambda: len(heard) > 0)
    second = hass.async_create_task(push())
    for _ in range(SLOW):
        await asyncio.sleep(0)
    await hass.config_entries.async_reload(entry.entry_id)
    assert {await first, await second} <= {200, 503}
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert heard == [str(row["call_id"]) for row in rows]
