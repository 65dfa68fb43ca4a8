"""Recordings that can't be had say why."""

from http import HTTPStatus

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.cdr.pbx import client as client_module
from custom_components.difuse.recordings.fetch import recording_path
from tests.home import now
from tests.listening import (
    latest,
    recordings_asked,
    refused,
)
from tests.pushing import make_push_only
from tests.simulator import Fault, SimulatedPbx, Simulator, tone
from tests.simulator.recordings import PREFIX


@pytest.mark.parametrize(
    ("place", "status", "reason"),
    [
        ("nobody/{call}/{start}", 404, "unknown_pbx"),
        ("{other}/{call}/{start}", 404, "unknown_pbx"),
        ("{entry}/1.5/{start}", 404, "unknown_call"),
        ("{entry}/{call}/0", 404, "unknown_call"),
        ("{entry}/{call}/-9", 404, "unknown_call"),
        ("{entry}/{call}/soon", 404, "unknown_call"),
        ("{entry}/{call}/99999999999999999999", 404, "unknown_call"),
    ],
)
async def test_what_is_not_known(
    hass: HomeAssistant,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    place: str,
    status: int,
    reason: str,
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    _, _, _, _, entry_id, part, start = recording_path(recorded.entry_id, latest(recorded)).split(
        "/"
    )
    named = place.format(entry=entry_id, other=other.entry_id, call=part, start=start)
    client = await hass_client()
    assert await refused(client, f"/api/difuse/recording/{named}") == (status, reason)


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        (Fault.NOT_FOUND, 410, "recording_gone"),
        (Fault.SERVER_ERROR, 502, "recording_unplayable"),
        (Fault.RATE_LIMITED, 502, "recording_unplayable"),
        (Fault.UNAUTHORIZED, 502, "invalid_auth"),
        (Fault.LOGIN_PAGE, 502, "recording_unplayable"),
        (Fault.REDIRECT, 502, "recording_unplayable"),
        (Fault.EMPTY_BODY, 502, "recording_unplayable"),
        (Fault.JSON_ERROR, 502, "recording_unplayable"),
        (Fault.ENDLESS, 502, "recording_unplayable"),
        (Fault.GZIP_BOMB, 502, "recording_unplayable"),
        (Fault.RESET_DURING, 502, "recording_unplayable"),
        (Fault.CLOSE_BEFORE, 502, "cannot_connect"),
    ],
)
async def test_what_a_pbx_can_do_wrong(
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    fault: Fault,
    status: int,
    reason: str,
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_RECORDING", 1_000_000)
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    pbx.faults.add(fault, match=PREFIX, times=2, mebibytes=4)
    assert await refused(client, path) == (status, reason)
    assert set(recordings_asked(pbx)) == {request.path for request in pbx.requests}
    pbx.faults.clear()
    assert (await client.get(path)).status == HTTPStatus.OK


async def test_sound_under_another_name_is_served_as_sound(
    pbx: SimulatedPbx, recorded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    pbx.faults.add(Fault.WRONG_CONTENT_TYPE, match=PREFIX)
    client = await hass_client()
    response = await client.get(recording_path(recorded.entry_id, latest(recorded)))
    assert response.headers["Content-Type"] == "audio/wav"
    assert await response.read() == tone()


async def test_a_recording_that_is_gone_says_so(
    pbx: SimulatedPbx, recorded: MockConfigEntry, hass_client: ClientSessionGenerator
) -> None:
    pbx.reboot()
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    response = await client.get(path)
    assert response.status == HTTPStatus.GONE
    assert (await response.json())["message"] == "The PBX no longer has this recording"


async def test_a_pbx_that_is_off(
    hass: HomeAssistant,
    simulator: Simulator,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    earlier = f"{path.rpartition('/')[0]}/{int(now()) - 90_000}"
    await simulator.stop()
    assert await refused(client, path) == (502, "cannot_connect")
    assert await refused(client, earlier) == (404, "unknown_call")
    await hass.config_entries.async_unload(recorded.entry_id)
    assert await refused(client, path) == (503, "not_loaded")
    await hass.config_entries.async_setup(recorded.entry_id)
    assert recorded.state is ConfigEntryState.LOADED
    assert await refused(client, path) == (502, "cannot_connect")
    await hass.config_entries.async_remove(recorded.entry_id)
    assert await refused(client, path) == (404, "unknown_pbx")


async def test_a_pbx_that_only_pushes_is_never_asked(
    hass: HomeAssistant, enable_custom_integrations: None, hass_client: ClientSessionGenerator
) -> None:
    entry = make_push_only(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    path = f"/api/difuse/recording/{entry.entry_id}/1706950109.0/1706950109"
    assert await refused(await hass_client(), path) == (404, "recording_push_only")
    await hass.config_entries.async_unload(entry.entry_id)
