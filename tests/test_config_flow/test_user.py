"""Adding a PBX: what is asked, what is refused, and that every mistake can be mended."""

from unittest.mock import AsyncMock, patch

from aiohttp import TCPConnector
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.flow import blueprint_links
from tests.flows import (
    SECRET,
    add,
    begin,
    fields,
    look_again,
    make_entry,
    shorten_patience,
    stored,
    submit,
    suggested,
)
from tests.simulator import AuthKind, Fault, Simulator


async def test_adds_a_pbx(
    hass: HomeAssistant, simulator: Simulator, set_up_entry: AsyncMock
) -> None:
    result = await begin(hass)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert result["errors"] == {}
    assert result["data_schema"]({"extension": "1", "secret": "x"})["host"] == "10.254.248.1"

    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Difuse PBX"
    assert result["data"] == stored(simulator)
    dashboard = {"dashboard": "/difuse-add-dashboard"}
    assert result["description_placeholders"] == blueprint_links() | dashboard
    assert result["result"].unique_id is None
    assert len(set_up_entry.mock_calls) == 1
    assert len(simulator.pbx.data_requests) == 1


async def test_tells_a_second_pbx_by_its_address(hass: HomeAssistant, simulator: Simulator) -> None:
    await add(hass, fields(simulator))
    async with Simulator() as other:
        result = await add(hass, fields(other))
    assert result["title"] == f"Difuse PBX (127.0.0.1:{other.port})"


async def test_takes_an_address_without_scheme(hass: HomeAssistant, secure: Simulator) -> None:
    host = f" 127.0.0.1:{secure.port} "
    result = await add(hass, fields(secure, host=host, extension=" 4001 "))
    assert result["step_id"] == "confirm_certificate"
    result = await submit(hass, result, {})
    assert result["data"] == stored(secure, fingerprint=secure.fingerprint)


async def test_can_put_the_credentials_into_the_address(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.pbx.access.accepted = {AuthKind.QUERY}
    result = await add(hass, fields(simulator))
    assert result["errors"] == {"base": "invalid_auth"}
    typed = fields(simulator, advanced={"authentication": "query"})
    result = await submit(hass, result, typed)
    assert result["data"] == stored(simulator, authentication="query")


async def test_keeps_what_was_typed(hass: HomeAssistant, simulator: Simulator) -> None:
    typed = fields(simulator, secret="wrong", advanced={"authentication": "query"})
    result = await add(hass, typed)
    assert suggested(result) == {
        "host": simulator.url,
        "extension": "4001",
        "secret": "wrong",
        "authentication": "query",
        "push_only": False,
    }
    assert suggested(await look_again(hass, result))["secret"] == "wrong"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"host": ""}, {"host": "invalid_host"}),
        ({"host": "two words"}, {"host": "invalid_host"}),
        ({"host": "ftp://pbx.lan"}, {"host": "invalid_host"}),
        ({"host": "https:/pbx.lan"}, {"host": "invalid_host"}),
        ({"host": "a,b"}, {"host": "invalid_host"}),
        ({"host": "pbx.lan:99999"}, {"host": "invalid_host"}),
        ({"extension": "Ann"}, {"extension": "invalid_extension"}),
        ({"extension": "+4001"}, {"extension": "invalid_extension"}),
        ({"extension": "٤٠٠١"}, {"extension": "invalid_extension"}),
        (
            {"host": "?", "extension": " "},
            {"host": "invalid_host", "extension": "invalid_extension"},
        ),
    ],
)
async def test_refuses_fields_that_make_no_sense(
    hass: HomeAssistant, simulator: Simulator, typed: dict[str, str], errors: dict[str, str]
) -> None:
    result = await add(hass, fields(simulator, **typed))
    assert result["errors"] == errors
    assert simulator.pbx.data_requests == []
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("status", [401, 403])
async def test_extension_without_access_to_records(
    hass: HomeAssistant, simulator: Simulator, status: int
) -> None:
    simulator.pbx.access.no_access_status = status
    simulator.pbx.access.add("1001", SECRET, cdr_access=False)
    result = await add(hass, fields(simulator, extension="1001"))
    assert result["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.SERVER_ERROR, "HTTP status 500"),
        (Fault.BAD_GATEWAY, "HTTP status 502"),
        (Fault.RATE_LIMITED, "Assistant to wait"),
        (Fault.LOGIN_PAGE, "login page"),
        (Fault.REDIRECT, "another page"),
        (Fault.TRUNCATED_JSON, "cut off"),
        (Fault.EMPTY_BODY, "empty answer"),
        (Fault.JSON_LIST, "a list"),
        (Fault.DATA_MISSING, "without a list"),
        (Fault.ENDLESS, "answer didn't end"),
    ],
)
async def test_says_what_came_instead_of_records(
    hass: HomeAssistant, simulator: Simulator, fault: Fault, says: str
) -> None:
    simulator.pbx.faults.add(fault)
    result = await add(hass, fields(simulator))
    assert result["errors"] == {"base": "unexpected_response"}
    assert says in result["description_placeholders"]["error"]
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "base", "says"),
    [
        (Fault.SERVER_ERROR, "unexpected_response", "mit dem HTTP-Status 500 geantwortet"),
        (Fault.NOT_JSON, "unexpected_response", "application/json statt Datensätzen"),
        (Fault.JSON_LIST, "unexpected_response", "eine Liste statt einer Seite"),
        (Fault.RESET_BEFORE, "cannot_connect", "Verbindung zur Telefonanlage ist abgerissen"),
    ],
)
async def test_says_it_in_the_language_of_home_assistant(
    hass: HomeAssistant, simulator: Simulator, fault: Fault, base: str, says: str
) -> None:
    await hass.config.async_update(language="de")
    simulator.pbx.faults.add(fault, times=9)
    result = await add(hass, fields(simulator))
    assert result["errors"] == {"base": base}
    assert says in result["description_placeholders"]["error"]
    assert "The PBX" not in result["description_placeholders"]["error"]


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP])
async def test_gives_a_slow_pbx_up(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    simulator.pbx.faults.add(fault, delay=0.02)
    with monkeypatch.context() as context:
        shorten_patience(context)
        result = await add(hass, fields(simulator))
    assert result["errors"] == {"base": "timeout_connect"}
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_the_connection_was_refused_or_lost(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await simulator.stop()
    result = await add(hass, fields(simulator))
    assert result["errors"] == {"base": "cannot_connect"}
    assert "can't be reached" in result["description_placeholders"]["error"]
    await simulator.start()
    simulator.pbx.faults.add(Fault.RESET_BEFORE, times=2)
    result = await submit(hass, result, fields(simulator))
    assert result["errors"] == {"base": "cannot_connect"}
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_the_name_is_unknown(hass: HomeAssistant, simulator: Simulator) -> None:
    with patch.object(TCPConnector, "_resolve_host", side_effect=OSError("unknown")):
        result = await add(hass, fields(simulator, host="pbx.invalid"))
    assert result["errors"] == {"base": "cannot_connect"}
    assert "name isn't known" in result["description_placeholders"]["error"]
    result = await submit(hass, result, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("existing", "typed"),
    [
        ("https://pbx.lan", "pbx.lan"),
        ("https://pbx.lan", "PBX.LAN."),
        ("https://pbx.lan", "http://Pbx.Lan:443/pbx"),
        ("http://pbx.lan", "pbx.lan:80"),
        ("https://[fd00::1]:8443", "[fd00:0::1]:8443"),
    ],
)
async def test_refuses_the_same_pbx_twice(
    hass: HomeAssistant, simulator: Simulator, existing: str, typed: str
) -> None:
    make_entry(hass, stored(simulator, host=existing))
    result = await add(hass, fields(simulator, host=typed, extension="1001"))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_refuses_a_pbx_that_another_dialog_added_meanwhile(
    hass: HomeAssistant, secure: Simulator
) -> None:
    first, second = await add(hass, fields(secure)), await add(hass, fields(secure))
    assert (await submit(hass, first, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert (await submit(hass, second, {}))["reason"] == "already_configured"


async def test_the_frontend_gets_every_form(
    hass: HomeAssistant, secure: Simulator, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    assert await async_setup_component(hass, "webhook", {})
    assert await async_setup_component(hass, "file_upload", {})
    client = await hass_client()
    path = "/api/config/config_entries/flow"
    result = await (await client.post(path, json={"handler": "difuse"})).json()
    names = [field["name"] for field in result["data_schema"]]
    assert names == ["host", "extension", "secret", "advanced"]
    path += f"/{result['flow_id']}"
    result = await (await client.post(path, json=fields(secure))).json()
    assert (result["step_id"], result["data_schema"]) == ("confirm_certificate", [])
    result = await (await client.post(path, json={})).json()
    assert result["type"] == "create_entry"

    options = "/api/config/config_entries/options/flow"
    handler = {"handler": result["result"]["entry_id"]}
    result = await (await client.post(options, json=handler)).json()
    options += f"/{result['flow_id']}"
    result = await (await client.post(options, json={"next_step_id": "calls"})).json()
    assert result["data_schema"][0]["name"] == "internal_digits"
    assert result["data_schema"][2]["selector"]["select"]["custom_value"]
