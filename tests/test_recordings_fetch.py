"""Recordings are fetched once, a few at a time, and kept for a minute."""

import asyncio
from datetime import timedelta
from http import HTTPStatus

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.cdr.pbx import PbxClient, Recording
from custom_components.difuse.cdr.views import sizes
from custom_components.difuse.const import DOMAIN
from custom_components.difuse.recordings.fetch import (
    FETCHES_AT_ONCE,
    RECORDINGS,
    RecordingError,
    Sound,
    recording_path,
)
from tests.home import now
from tests.listening import latest, recordings_asked
from tests.simulator import Fault, SimulatedPbx, tone
from tests.simulator.recordings import PREFIX


class Gate:
    """Stands in for the PBX's recordings; each one waits until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses: list[str] = []
        self.inside = 0
        self.most = 0
        self.open = asyncio.Event()
        monkeypatch.setattr(PbxClient, "read_recording", self.read)

    async def read(self, address: str) -> Recording:
        self.addresses.append(address)
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.open.wait()
        finally:
            self.inside -= 1
        return Recording("audio/wav", tone())


def listen(hass: HomeAssistant, path: str) -> asyncio.Task[Sound]:
    entry_id, part, started = path.split("/")[-3:]
    return asyncio.ensure_future(hass.data[RECORDINGS].listen(entry_id, part, started, None))


async def turn(hass: HomeAssistant) -> None:
    """Let the loop and the archive go on until nothing moves."""
    for _ in range(10):
        for _ in range(20):
            await asyncio.sleep(0)
        for entry in hass.config_entries.async_entries(DOMAIN):
            await entry.runtime_data.archive.read(sizes)


async def test_two_who_listen_at_once_cost_one_request(
    hass: HomeAssistant, recorded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    path = recording_path(recorded.entry_id, latest(recorded))
    first, second = listen(hass, path), listen(hass, path)
    await turn(hass)
    # One who goes away takes nothing from the other.
    first.cancel()
    await turn(hass)
    gate.open.set()
    assert (await second).body == tone()
    assert len(gate.addresses) == 1


async def test_few_are_fetched_at_once(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(monkeypatch)
    for number in range(6):
        pbx.row(call_id=f"{number}", start=now() - 99 + number, recording_url=f"/{number}.wav")
    await recorded.runtime_data.async_refresh()
    calls = recorded.runtime_data.data.recent[:6]
    waiting = [listen(hass, recording_path(recorded.entry_id, call)) for call in calls]
    await turn(hass)
    assert gate.inside == FETCHES_AT_ONCE
    gate.open.set()
    assert len(await asyncio.gather(*waiting)) == 6
    assert gate.most == FETCHES_AT_ONCE
    assert len(set(gate.addresses)) == 6
    # Only the last of them is kept.
    await asyncio.gather(*[listen(hass, recording_path(recorded.entry_id, call)) for call in calls])
    assert 6 + 1 < len(gate.addresses) <= 12


async def test_it_is_kept_for_a_minute(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    for _ in range(3):
        assert (await client.get(path, headers={"Range": "bytes=0-1"})).status == 206
    assert len(recordings_asked(pbx)) == 1
    freezer.tick(timedelta(seconds=61))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await client.get(path)).status == HTTPStatus.OK
    assert len(recordings_asked(pbx)) == 2


async def test_another_set_up_does_not_hear_what_was_kept(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    assert (await client.get(path)).status == HTTPStatus.OK
    await hass.config_entries.async_reload(recorded.entry_id)
    assert (await client.get(path)).status == HTTPStatus.OK
    assert len(recordings_asked(pbx)) == 2


async def test_what_went_wrong_is_not_kept(
    hass: HomeAssistant, pbx: SimulatedPbx, recorded: MockConfigEntry
) -> None:
    path = recording_path(recorded.entry_id, latest(recorded))
    pbx.faults.add(Fault.NOT_FOUND, match=PREFIX)
    both = await asyncio.gather(listen(hass, path), listen(hass, path), return_exceptions=True)
    assert [type(error) for error in both] == [RecordingError] * 2
    assert len(recordings_asked(pbx)) == 1
    assert (await listen(hass, path)).body == tone()
