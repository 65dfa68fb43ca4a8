"""Certificates, recordings, and the odd ways in which a connection fails."""

import asyncio
import hashlib
import socket
from unittest.mock import Mock, patch

from aiohttp import ClientConnectorDNSError, ClientSession, InvalidURL, TCPConnector
import pytest
from yarl import URL

from custom_components.difuse.cdr.pbx import (
    Credentials,
    PbxCertificateError,
    PbxClient,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
    hash_secret,
    read_certificate,
    tls as tls_module,
)
from tests.simulator import Certificate, Simulator

LOGIN = Credentials("4001", hash_secret("difuse-demo"))
pytestmark = pytest.mark.usefixtures("socket_enabled")


def pinned(sim: Simulator, session: ClientSession) -> PbxClient:
    pin = bytes.fromhex(sim.fingerprint)
    return PbxClient(session, URL(sim.url), LOGIN, fingerprint=pin)


async def test_a_trusted_certificate_needs_no_pin(sim: Simulator) -> None:
    assert sim.certificate
    connector = TCPConnector(ssl=sim.certificate.client_context())
    async with ClientSession(connector=connector) as session:
        client = PbxClient(session, URL(sim.url), LOGIN)
        assert len((await client.read_page(1, 10)).rows) == 1
        await sim.renew_certificate()
        assert len((await client.read_page(1, 10)).rows) == 1


async def test_an_untrusted_certificate_is_refused(sim: Simulator, session: ClientSession) -> None:
    with pytest.raises(PbxCertificateError, match="isn't trusted"):
        await PbxClient(session, URL(sim.url), LOGIN).read_page(1, 1)
    assert sim.pbx.requests == []


async def test_a_certificate_for_another_name_is_refused() -> None:
    certificate = Certificate(names=("other.example",))
    connector = TCPConnector(ssl=certificate.client_context())
    async with (
        Simulator(tls=certificate) as other,
        ClientSession(connector=connector) as session,
    ):
        with pytest.raises(PbxCertificateError):
            await PbxClient(session, URL(other.url), LOGIN).read_page(1, 1)


async def test_a_pinned_certificate_is_accepted(sim: Simulator, session: ClientSession) -> None:
    assert len((await pinned(sim, session).read_page(1, 10)).rows) == 1


@pytest.mark.parametrize("new_authority", [False, True], ids=["renewed", "another authority"])
async def test_a_certificate_that_changed_is_refused_and_shown(
    sim: Simulator, session: ClientSession, *, new_authority: bool
) -> None:
    client = pinned(sim, session)
    await client.read_page(1, 1)
    await sim.renew_certificate(new_authority=new_authority)
    with pytest.raises(PbxCertificateError, match="another certificate"):
        await client.read_page(1, 1)
    assert len(sim.pbx.requests) == 1
    assert len((await pinned(sim, session).read_page(1, 10)).rows) == 1


async def test_a_certificate_can_be_looked_at_before_it_is_trusted(sim: Simulator) -> None:
    certificate = await read_certificate("127.0.0.1", sim.port)
    assert hashlib.sha256(certificate).hexdigest() == sim.fingerprint
    await sim.stop()
    with pytest.raises(PbxConnectionError):
        await read_certificate("127.0.0.1", sim.port)


async def test_a_certificate_of_a_server_without_tls_cannot_be_looked_at() -> None:
    async with Simulator() as plain:
        with pytest.raises(PbxConnectionError):
            await read_certificate("127.0.0.1", plain.port)


async def test_a_host_that_says_nothing_has_no_certificate() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with (
            patch.object(tls_module, "CONNECT_SECONDS", 0.1),
            pytest.raises(PbxTimeoutError),
        ):
            await read_certificate("127.0.0.1", port)


async def test_a_host_that_shows_no_certificate_is_told() -> None:
    writer = Mock(**{"get_extra_info.return_value.getpeercert.return_value": None})
    with (
        patch.object(asyncio, "open_connection", return_value=(None, writer)),
        pytest.raises(PbxConnectionError, match="no certificate"),
    ):
        await read_certificate("127.0.0.1", 443)
    writer.close.assert_called_once_with()


async def test_a_name_that_cannot_be_one_has_no_certificate() -> None:
    too_long = UnicodeError("label empty or too long")
    with (
        patch.object(asyncio, "open_connection", side_effect=too_long),
        pytest.raises(PbxConnectionError),
    ):
        await read_certificate("a" * 70, 443)


async def test_https_to_a_server_without_tls_is_a_connection_error(session: ClientSession) -> None:
    async with Simulator() as plain:
        url = URL(plain.url).with_scheme("https")
        with pytest.raises(PbxConnectionError, match="No encrypted connection"):
            await PbxClient(session, url.with_port(plain.port), LOGIN).read_page(1, 1)


async def test_http_to_a_server_with_tls_is_a_clear_error(
    sim: Simulator, session: ClientSession
) -> None:
    url = URL(f"http://127.0.0.1:{sim.port}")
    with pytest.raises(PbxError):
        await PbxClient(session, url, LOGIN).read_page(1, 1)


async def test_something_that_is_not_http_is_told(session: ClientSession) -> None:
    async def mumble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(mumble, "127.0.0.1", 0)
    async with server:
        url = URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(PbxResponseError, match="isn't HTTP"):
            await PbxClient(session, url, LOGIN).read_page(1, 1)


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (ClientConnectorDNSError(None, OSError(-2, "Name unknown")), "name isn't known"),  # type: ignore[arg-type]
        (InvalidURL("x"), "was lost"),
        (OSError("No route to host"), "was lost"),
        (TimeoutError(), "too long"),
    ],
    ids=["name", "url", "route", "timeout"],
)
async def test_what_else_can_fail_is_told(
    session: ClientSession, failure: Exception, message: str
) -> None:
    with (
        patch.object(session, "get", side_effect=failure),
        pytest.raises(PbxConnectionError, match=message),
    ):
        await PbxClient(session, URL("http://pbx.example"), LOGIN).read_page(1, 1)


async def test_credentials_that_no_header_can_hold_are_an_error(session: ClientSession) -> None:
    client = PbxClient(session, URL("http://127.0.0.1:1"), Credentials("a:b", LOGIN.key))
    with pytest.raises(PbxConnectionError):
        await client.read_page(1, 1)
