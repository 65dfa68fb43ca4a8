"""Outages, certificates and recordings."""

from __future__ import annotations

import hashlib
import io
import time
import wave

from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientSession,
    Fingerprint,
    ServerFingerprintMismatch,
)
import pytest

from tests.simulator import DATA_PATH, Certificate, Fault, SimulatedPbx, Simulator, queue

from .conftest import Reader, until


async def test_an_outage_keeps_the_port_and_the_rows(reader: Reader) -> None:
    reader.pbx.row()
    assert await reader.ids() == [1]
    port = reader.sim.port
    began = time.perf_counter()
    await reader.sim.down()
    assert time.perf_counter() - began < 1
    with pytest.raises(ClientConnectorError):
        await reader.ids()
    await reader.sim.up()
    assert reader.sim.port == port
    assert await reader.ids() == [1]


async def test_an_outage_ends_requests_under_way(reader: Reader) -> None:
    reader.pbx.faults.add(Fault.HANG)
    task = reader.sim.begin(reader.ids())
    await until(lambda: reader.pbx.requests)
    await reader.sim.stop()
    with pytest.raises(ClientConnectionError):
        await task


async def test_an_untrusted_certificate_and_its_fingerprint() -> None:
    async with Simulator(tls=True) as sim, ClientSession() as session:
        assert sim.url.startswith("https://127.0.0.1:")
        with pytest.raises(ClientConnectorCertificateError):
            await session.get(sim.url + DATA_PATH)
        pinned = Fingerprint(bytes.fromhex(sim.fingerprint))
        async with session.get(sim.url + DATA_PATH, ssl=pinned) as response:
            assert response.status == 401


async def test_a_renewed_certificate() -> None:
    async with Simulator(tls=True) as sim, ClientSession() as session:
        old, port = sim.fingerprint, sim.port
        assert sim.certificate is not None
        trusting = sim.certificate.client_context()
        new = await sim.renew_certificate()
        assert (new != old, sim.port) == (True, port)
        with pytest.raises(ServerFingerprintMismatch) as caught:
            await session.get(sim.url + DATA_PATH, ssl=Fingerprint(bytes.fromhex(old)))
        assert caught.value.got.hex() == new
        async with session.get(sim.url + DATA_PATH, ssl=trusting) as response:
            assert response.status == 401
        await sim.renew_certificate(new_authority=True)
        with pytest.raises(ClientConnectorCertificateError):
            await session.get(sim.url + DATA_PATH, ssl=trusting)


async def test_a_given_certificate() -> None:
    certificate = Certificate()
    async with Simulator(tls=certificate) as sim:
        assert sim.fingerprint == certificate.fingerprint
    assert len(bytes.fromhex(certificate.fingerprint)) == hashlib.sha256().digest_size


async def test_plain_http_has_no_certificate(reader: Reader) -> None:
    assert reader.sim.fingerprint == ""
    with pytest.raises(ValueError, match="TLS"):
        await reader.sim.renew_certificate()


async def test_faults_over_tls() -> None:
    pbx = SimulatedPbx()
    pbx.faults.add(Fault.RESET_BEFORE, times=5)
    async with Simulator(pbx, tls=True) as sim, ClientSession() as session:
        with pytest.raises(ClientConnectionError):
            await session.get(sim.url + DATA_PATH, ssl=False)


@pytest.fixture
def recording(reader: Reader) -> str:
    """Provide the URL of a call's recording."""
    row = reader.pbx.call(legs=queue("1001", recorded=True))[-1]
    url = row.data["recording_url"]
    assert url == f"/pbx/recordings/{row.data['call_id']}.wav"
    return reader.sim.url + str(url)


async def test_a_recording(reader: Reader, recording: str) -> None:
    async with reader.session.get(recording, headers=reader.headers) as response:
        assert (response.status, response.content_type) == (200, "audio/wav")
        body = await response.read()
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, 8000)
    async with reader.session.get(recording) as response:
        assert response.status == 401


@pytest.mark.parametrize(
    ("asked", "status", "content_range"),
    [
        ("bytes=0-99", 206, "bytes 0-99/16044"),
        ("bytes=16000-", 206, "bytes 16000-16043/16044"),
        ("bytes=-4", 206, "bytes 16040-16043/16044"),
        ("bytes=90000-", 416, "bytes */16044"),
        ("bytes=5-2", 416, "bytes */16044"),
    ],
)
async def test_a_part_of_a_recording(
    reader: Reader, recording: str, asked: str, status: int, content_range: str
) -> None:
    headers = {"Range": asked}
    async with reader.session.get(recording, headers=reader.headers | headers) as response:
        assert (response.status, response.headers["Content-Range"]) == (status, content_range)
        part = await response.read()
    async with reader.session.get(recording, headers=reader.headers) as response:
        whole = await response.read()
    expected = {"bytes=0-99": whole[:100], "bytes=16000-": whole[16000:], "bytes=-4": whole[-4:]}
    assert part == expected.get(asked, b"")


async def test_a_reboot_loses_recordings(reader: Reader, recording: str) -> None:
    reader.pbx.reboot()
    async with reader.session.get(recording, headers=reader.headers) as response:
        assert response.status == 404
