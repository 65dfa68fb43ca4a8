"""A PBX that Home Assistant sees in the network is offered; its secret goes nowhere by that."""

from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.loader import async_get_dhcp
import pytest

from tests.flows import Result, fields, make_entry, stored, submit, suggested
from tests.simulator import Simulator

MAC = "02:00:5e:00:53:01"


async def see(hass: HomeAssistant, ip: str = "127.0.0.1", hostname: str = "difos") -> Result:
    """Let Home Assistant see a device in the network."""
    seen = DhcpServiceInfo(ip=ip, hostname=hostname, macaddress=MAC.replace(":", ""))
    return await hass.config_entries.flow.async_init(
        "difuse", context={"source": SOURCE_DHCP}, data=seen
    )


async def test_a_pbx_that_is_seen_is_offered_with_its_address(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    assert {"domain": "difuse", "hostname": "difos*"} in await async_get_dhcp(hass)
    result = await see(hass)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert suggested(result)["host"] == "127.0.0.1"
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "Difuse PBX (127.0.0.1)"}
    assert simulator.pbx.requests == []
    result = await submit(hass, result, fields(simulator))
    assert result["data"] == stored(simulator)
    assert result["result"].unique_id == MAC
    assert (await see(hass, ip="127.0.0.5"))["reason"] == "already_configured"


async def test_whoever_enters_another_address_sets_up_another_device(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await submit(hass, await see(hass, ip="127.0.0.5"), fields(simulator))
    assert result["result"].unique_id is None
    assert (await see(hass, ip="127.0.0.5"))["step_id"] == "user"


@pytest.mark.parametrize("host", ["http://127.0.0.1:8080", "https://difos", "https://difos.lan"])
async def test_an_entry_learns_which_device_its_pbx_is(hass: HomeAssistant, host: str) -> None:
    entry = make_entry(hass, {"host": host})
    assert (await see(hass, hostname="DifOS"))["reason"] == "already_configured"
    assert entry.unique_id == MAC


@pytest.mark.parametrize(
    "entry",
    [
        {"data": {"host": "https://127.0.0.1", "push_only": True}},
        {"data": {"host": "https://127.0.0.2"}},
        {"data": {"host": "https://difos.example.com"}},
    ],
)
async def test_another_pbx_is_offered_beside_those_that_are_there(
    hass: HomeAssistant, entry: dict[str, Any]
) -> None:
    make_entry(hass, **entry)
    assert (await see(hass))["step_id"] == "user"


async def test_one_that_is_ignored_is_not_offered_again(hass: HomeAssistant) -> None:
    make_entry(hass, {}, unique_id=MAC, source=SOURCE_IGNORE)
    assert (await see(hass))["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("data", "source"),
    [
        pytest.param({}, SOURCE_IGNORE, id="it was ignored, and set up by hand later"),
        pytest.param({"host": "https://127.0.0.2"}, SOURCE_USER, id="it got another's address"),
    ],
)
async def test_no_two_entries_are_taken_for_one_device(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, data: dict[str, Any], source: str
) -> None:
    first = make_entry(hass, data, unique_id=MAC, source=source)
    second = make_entry(hass, {"host": "https://127.0.0.1"})
    assert (await see(hass))["reason"] == "already_configured"
    assert (first.unique_id, second.unique_id) == (MAC, None)
    assert "already in use" not in caplog.text


@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        ({}, True),
        ({"state": ConfigEntryState.LOADED}, False),
        ({"fingerprint": "0" * 64}, False),
        ({"fingerprint": None}, False),
        ({"host": "pbx.lan"}, False),
        ({"stopped": True}, False),
    ],
)
async def test_only_the_certificate_that_was_accepted_makes_an_entry_follow(
    hass: HomeAssistant,
    secure: Simulator,
    set_up_entry: AsyncMock,
    changes: dict[str, Any],
    follows: bool,
) -> None:
    host = f"https://{changes.get('host', '127.0.0.2')}:{secure.port}"
    pinned = changes.get("fingerprint", secure.fingerprint)
    entry = make_entry(
        hass,
        stored(secure, host=host) | ({"fingerprint": pinned} if pinned else {}),
        title=f"Difuse PBX (127.0.0.2:{secure.port})",
        unique_id=MAC,
        state=changes.get("state", ConfigEntryState.SETUP_RETRY),
    )
    entry.runtime_data = AsyncMock(last_update_success=True)
    if "stopped" in changes:
        await secure.stop()
    assert (await see(hass))["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert entry.data["host"] == (secure.url if follows else host)
    assert entry.title == f"Difuse PBX (127.0.0.{1 if follows else 2}:{secure.port})"
    assert secure.pbx.requests == []
