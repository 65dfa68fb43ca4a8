"""What the flow does with secrets: only the hash is kept, and nobody else gets to see it."""

import logging
from socket import AF_INET
from unittest.mock import patch

from aiohttp import TCPConnector
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import pytest
from yarl import URL

from tests.flows import SECRET, SECRET_HASH, add, fields, submit
from tests.simulator import FOREVER, Fault, Simulator


@pytest.mark.parametrize(
    "typed",
    [SECRET_HASH, SECRET_HASH.upper(), f"{SECRET_HASH}  -\n", f" {SECRET}\n"],
    ids=["lower", "upper", "pasted from sha256sum", "pasted secret"],
)
async def test_takes_the_secret_or_its_hash_as_it_was_pasted(
    hass: HomeAssistant, simulator: Simulator, typed: str
) -> None:
    result = await add(hass, fields(simulator, secret=typed))
    assert result["data"]["secret_hash"] == SECRET_HASH


async def test_a_blank_is_no_secret(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await add(hass, fields(simulator, secret=" "))
    assert result["errors"] == {"secret": "secret_missing"}


async def test_sends_no_cookies(hass: HomeAssistant, simulator: Simulator) -> None:
    port = simulator.port
    host = f"http://pbx.lan:{port}"
    async_get_clientsession(hass).cookie_jar.update_cookies({"difuse_session": "1"}, URL(host))
    resolved = [
        {
            "hostname": "pbx.lan",
            "host": "127.0.0.1",
            "port": port,
            "family": AF_INET,
            "proto": 0,
            "flags": 0,
        }
    ]
    with patch.object(TCPConnector, "_resolve_host", return_value=resolved):
        result = await add(hass, fields(simulator, host=host))
    assert result["title"] == "Difuse PBX"
    assert len(simulator.pbx.data_requests) == 1
    assert "Cookie" not in simulator.pbx.data_requests[0].headers


async def test_neither_logs_the_secret_nor_its_hash(
    hass: HomeAssistant, secure: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    result = await add(hass, fields(secure, advanced={"authentication": "query"}))
    secure.pbx.faults.add(Fault.RESET_BEFORE, times=FOREVER)
    result = await submit(hass, result, {})
    secure.pbx.faults.clear()
    secure.pbx.faults.add(Fault.LOGIN_PAGE)
    result = await submit(hass, result, fields(secure, advanced={"authentication": "query"}))
    result = await submit(hass, result, fields(secure, secret="wrong-one"))
    result = await submit(hass, result, fields(secure, advanced={"authentication": "query"}))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert caplog.records
    for word in (SECRET, SECRET_HASH, "wrong-one"):
        assert word not in caplog.text
        assert not any(word in str(record.__dict__) for record in caplog.records)
