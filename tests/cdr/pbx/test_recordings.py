"""The sound of a call, from this PBX and no other."""

from aiohttp import ClientSession
import pytest
from yarl import URL

from custom_components.difuse.cdr.pbx import (
    Authentication,
    Credentials,
    PbxClient,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
    client as client_module,
    hash_secret,
)
from tests.simulator import Fault, Simulator

KEY = hash_secret("difuse-demo")


def pinned(
    sim: Simulator, session: ClientSession, way: Authentication = Authentication.BASIC
) -> PbxClient:
    pin = bytes.fromhex(sim.fingerprint)
    return PbxClient(session, URL(sim.url), Credentials("4001", KEY, way), fingerprint=pin)


@pytest.mark.parametrize("way", [Authentication.BASIC, Authentication.QUERY])
async def test_a_recording_is_read_from_the_pbx(
    sim: Simulator, session: ClientSession, way: Authentication
) -> None:
    address = sim.pbx.rows[0].data["recording_url"]
    client = pinned(sim, session, way)
    recording = await client.read_recording(address)
    assert recording.content_type == "audio/wav"
    assert recording.body[:4] == b"RIFF"
    again = await client.read_recording(sim.url + address)
    assert again == recording


async def test_a_recording_that_is_gone_is_told(sim: Simulator, session: ClientSession) -> None:
    """Section 1: recordings live in RAM and vanish on a reboot."""
    address = sim.pbx.rows[0].data["recording_url"]
    sim.pbx.reboot()
    with pytest.raises(PbxResponseError) as caught:
        await pinned(sim, session).read_recording(address)
    assert caught.value.status == 404


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.wav",
        "//evil.example/a.wav",
        "https://127.0.0.1:1/a.wav",
        "http://[",
        "mailto:a@b",
        "file:///etc/passwd",
        "http://a:99999/",
    ],
)
async def test_a_recording_elsewhere_is_never_fetched(
    sim: Simulator, session: ClientSession, address: str
) -> None:
    with pytest.raises(PbxResponseError, match="isn't on this PBX"):
        await pinned(sim, session).read_recording(address)
    assert sim.pbx.requests == []


@pytest.mark.parametrize("login", ["user:password@", "user@", ":password@", "@"])
@pytest.mark.parametrize("way", [Authentication.BASIC, Authentication.QUERY])
async def test_a_login_in_an_address_never_replaces_ours(
    sim: Simulator, session: ClientSession, way: Authentication, login: str
) -> None:
    address = f"https://{login}127.0.0.1:{sim.port}/pbx/recordings/1.wav"
    with pytest.raises(PbxResponseError, match="isn't on this PBX" if login != "@" else "404"):
        await pinned(sim, session, way).read_recording(address)
    assert len(sim.pbx.requests) == (login == "@")


async def test_a_recording_may_take_longer_than_a_page(
    sim: Simulator, session: ClientSession
) -> None:
    pin = bytes.fromhex(sim.fingerprint)
    credentials = Credentials("4001", KEY)
    client = PbxClient(session, URL(sim.url), credentials, fingerprint=pin, answer_seconds=0.1)
    sim.pbx.faults.add(Fault.SLOW, delay=0.2, times=2)
    with pytest.raises(PbxTimeoutError):
        await client.read_page(1, 1)
    assert (await client.read_recording(sim.pbx.rows[0].data["recording_url"])).body
    sim.pbx.faults.clear()
    sim.pbx.faults.add(Fault.HANG)
    with pytest.raises(PbxTimeoutError):
        await client.read_recording(sim.pbx.rows[0].data["recording_url"])


async def test_a_recording_without_end_is_given_up(
    sim: Simulator, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_RECORDING", 100_000)
    sim.pbx.faults.add(Fault.ENDLESS)
    with pytest.raises(PbxResponseError, match="answer didn't end"):
        await pinned(sim, session).read_recording(sim.pbx.rows[0].data["recording_url"])


async def test_a_recording_that_breaks_off_is_told(sim: Simulator, session: ClientSession) -> None:
    address = sim.pbx.rows[0].data["recording_url"]
    sim.pbx.faults.add(Fault.RESET_DURING, times=2)
    with pytest.raises(PbxError):
        await pinned(sim, session).read_recording(address)
