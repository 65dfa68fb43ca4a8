"""Which call is meant, and where its recording may be fetched: from the PBX only."""

from http import HTTPStatus

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.recordings.fetch import recording_path
from tests.conftest import SetUp
from tests.home import now, poll
from tests.listening import (
    latest,
    refused,
)
from tests.simulator import Leg, SimulatedPbx, Simulator
from tests.simulator.recordings import PREFIX

ELSEWHERE = [
    "http://{evil}/pbx/recordings/x.wav",
    "//{evil}/pbx/recordings/x.wav",
    "/\t/{evil}/pbx/recordings/x.wav",
    "ht\ntp://{evil}/pbx/recordings/x.wav",
    " http://{evil}/pbx/recordings/x.wav",
    "HTTP://{evil}/pbx/recordings/x.wav",
    "http://{here}@{evil}/pbx/recordings/x.wav",
    "http://{here}\\@{evil}/pbx/recordings/x.wav",
    "http://{evil}\\@{here}/pbx/recordings/x.wav",
    "http://{evil}#@{here}/pbx/recordings/x.wav",
    "http://{evil}?@{here}/pbx/recordings/x.wav",
    "http://4001:secret@{here}/pbx/recordings/x.wav",
    "https://{here}/pbx/recordings/x.wav",
    "ftp://{here}/pbx/recordings/x.wav",
    "http://localhost:1/pbx/recordings/x.wav",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/x.wav",
    "http://[",
    "file:///etc/passwd",
    "javascript:alert(1)",
]
"""Addresses that a PBX must not send us to."""

HERE = [
    "\\\\{evil}\\pbx\\recordings\\x.wav",
    "/\\{evil}/pbx/recordings/x.wav",
    "http:\\\\{evil}/pbx/recordings/x.wav",
    "/..//{evil}/pbx/recordings/x.wav",
    "../../{evil}/pbx/recordings/x.wav",
    "/%2F{evil}/pbx/recordings/x.wav",
    "http:/{evil}/pbx/recordings/x.wav",
    "@{evil}/x.wav",
]
"""Addresses that look as if they led elsewhere, and don't."""


async def test_only_the_configured_pbx_is_ever_asked(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    trap = SimulatedPbx()
    trap.recordings.add("/pbx/recordings/x.wav")
    async with Simulator(trap) as evil:
        places = {"evil": f"127.0.0.1:{evil.port}", "here": f"127.0.0.1:{simulator.port}"}
        start = int(now()) - 600
        for number, address in enumerate(ELSEWHERE + HERE):
            named = address.format(**places)
            pbx.row(call_id=f"hostile.{number}", start=start, recording_url=named)
        await poll(hass, freezer)
        path = f"{recording_path(recorded.entry_id, latest(recorded)).rsplit('/', 2)[0]}"
        for number, address in enumerate(ELSEWHERE + HERE):
            named = address.format(**places)
            got = await refused(client, f"{path}/hostile.{number}/{start}")
            if address in HERE:
                assert got == (410, "recording_gone"), named
            else:
                assert got == (502, "recording_unplayable"), named
        asked = {request.path for request in pbx.requests} - {"/pbx/cdr/data"}
        assert len(asked) >= len(HERE) - 2
        assert trap.requests == []


async def test_it_is_found_after_a_restart_and_when_newer_calls_hide_it(
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    client = await hass_client()
    path = recording_path(recorded.entry_id, latest(recorded))
    for number in range(150):
        pbx.call(source=f"+44770090{number:04}", destination="1001", start=now() + number)
    await hass.config_entries.async_reload(recorded.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    known = [call.call_id for call in recorded.runtime_data.data.recent]
    assert path.split("/")[-2] not in known
    assert (await client.get(path)).status == HTTPStatus.OK


async def test_a_recording_that_the_pbx_adds_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    hass_client: ClientSessionGenerator,
) -> None:
    (row,) = pbx.call(source="+447700900001", start=now() - 100)
    entry = await set_up()
    client = await hass_client()
    path = recording_path(entry.entry_id, latest(entry))
    assert await refused(client, path) == (404, "no_recording")
    row.data["recording_url"] = f"{PREFIX}late.wav"
    pbx.recordings.add(f"{PREFIX}late.wav")
    # An audit reads the newest rows again.
    await poll(hass, freezer, 16 * 60)
    assert (await client.get(path)).status == HTTPStatus.OK


async def test_it_is_found_when_its_call_has_become_part_of_an_earlier_one(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    hass_client: ClientSessionGenerator,
) -> None:
    """A colleague was asked after an hour of talk; the caller was handed over after that."""
    legs = (
        Leg(destination="1001", ring=5, talk=3620),
        Leg(destination="1001", computed="1002", after=3625, talk=60),
        Leg(source="1001", destination="1002", after=3600, ring=5, talk=20, channel=1),
    )
    *others, consulted = pbx.call(source="+447700900001", start=now() - 3700, legs=legs)
    consulted.data["recording_url"] = f"{PREFIX}consulted.wav"
    pbx.recordings.add(f"{PREFIX}consulted.wav")
    for row in others:
        pbx.delete(row.db_id)
    entry = await set_up()
    client = await hass_client()
    path = recording_path(entry.entry_id, latest(entry))
    for row in others:
        pbx.add(row)
    await poll(hass, freezer)
    assert latest(entry).call_ids == (others[0].data["call_id"], consulted.data["call_id"])
    assert recording_path(entry.entry_id, latest(entry)) != path
    assert (await client.get(path)).status == HTTPStatus.OK
