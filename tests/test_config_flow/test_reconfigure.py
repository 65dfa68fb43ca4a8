"""An entry gets another address, extension or secret."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.difuse.cdr.pbx import hash_secret
from tests.flows import SECRET, Result, fields, make_entry, stored, submit, suggested
from tests.simulator import AuthKind, Fault, Simulator


def assert_through(result: Result) -> None:
    """Assert that the flow is through."""
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")


def without_secret(sim: Simulator, **changes: str) -> dict[str, str]:
    """Return what a user would type who keeps the secret."""
    return {"host": sim.url, "extension": "4001", **changes}


async def test_shows_what_is_stored_except_the_secret(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator, authentication="query"))
    result = await entry.start_reconfigure_flow(hass)
    assert (result["step_id"], result["errors"]) == ("reconfigure", {})
    shown = {"host": simulator.url, "extension": "4001", "authentication": "query"}
    assert suggested(result) == shown
    assert_through(await submit(hass, result, without_secret(simulator)))
    assert entry.data == stored(simulator, authentication="query")


@pytest.mark.parametrize("empty", [{}, {"secret": ""}])
async def test_keeps_the_stored_secret(
    hass: HomeAssistant, simulator: Simulator, empty: dict[str, str]
) -> None:
    entry = make_entry(hass, stored(simulator, extension="4002", webhook_token="kept"))
    result = await entry.start_reconfigure_flow(hass)
    assert_through(await submit(hass, result, without_secret(simulator) | empty))
    assert entry.data == stored(simulator, webhook_token="kept")
    assert entry.title == "Difuse PBX"


async def test_a_stored_secret_goes_to_no_new_address_without_encryption(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator, host="https://old.lan"))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, without_secret(simulator))
    assert result["errors"] == {"secret": "secret_needed"}
    assert not simulator.pbx.requests
    assert_through(await submit(hass, result, fields(simulator)))
    assert entry.data == stored(simulator)


@pytest.mark.parametrize("other", ["http://pbx.lan", "https://pbx.lan", "https://pbx.lan:443"])
async def test_one_pbx_is_one_entry_whatever_the_scheme(
    hass: HomeAssistant, simulator: Simulator, other: str
) -> None:
    make_entry(hass, stored(simulator, host="http://pbx.lan"))
    entry = make_entry(hass, stored(simulator), title="Difuse PBX 2")
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, fields(simulator, host=other))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_takes_another_extension_with_its_secret(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.pbx.access.add("1002", "second")
    simulator.pbx.access.accepted = {AuthKind.QUERY}
    entry = make_entry(hass, stored(simulator))
    result = await entry.start_reconfigure_flow(hass)
    typed = fields(simulator, extension="1002", secret="second")
    result = await submit(hass, result, typed)
    assert result["errors"] == {"base": "invalid_auth"}
    assert suggested(result)["secret"] == "second"
    typed["advanced"] = {"authentication": "query"}
    assert_through(await submit(hass, result, typed))
    assert entry.data == {
        "host": simulator.url,
        "extension": "1002",
        "secret_hash": hash_secret("second"),
        "authentication": "query",
    }


async def test_a_mistake_in_the_secret_is_not_kept(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, fields(simulator, secret="wrong"))
    assert result["errors"] == {"base": "invalid_auth"}
    assert_through(await submit(hass, result, without_secret(simulator)))
    assert entry.data == stored(simulator)


async def test_every_mistake_can_be_corrected(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = make_entry(hass, stored(simulator, host="https://old.lan"))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, without_secret(simulator, host="?", extension="Ann"))
    assert result["errors"] == {"host": "invalid_host", "extension": "invalid_extension"}
    simulator.pbx.faults.add(Fault.LOGIN_PAGE)
    result = await submit(hass, result, fields(simulator))
    assert result["errors"] == {"base": "unexpected_response"}
    await simulator.stop()
    result = await submit(hass, result, fields(simulator))
    assert result["errors"] == {"base": "cannot_connect"}
    await simulator.start()
    assert_through(await submit(hass, result, fields(simulator)))


async def test_keeps_the_pin_at_the_same_address(hass: HomeAssistant, secure: Simulator) -> None:
    entry = make_entry(hass, stored(secure, fingerprint=secure.fingerprint))
    result = await entry.start_reconfigure_flow(hass)
    assert_through(await submit(hass, result, fields(secure)))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_asks_about_the_certificate_at_another_address(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure, host="https://old.lan", fingerprint="0" * 64))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, fields(secure, secret="wrong"))
    assert result["step_id"] == "confirm_certificate"
    assert result["description_placeholders"]["old_fingerprint"] == ""
    result = await submit(hass, result, {})
    assert (result["step_id"], result["errors"]) == ("reconfigure", {"base": "invalid_auth"})
    assert_through(await submit(hass, result, fields(secure)))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_asks_about_another_certificate_at_the_same_address(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure, fingerprint="0" * 64))
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, without_secret(secure))
    assert result["step_id"] == "certificate_changed"
    assert_through(await submit(hass, result, {}))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_drops_the_pin_when_the_connection_is_no_longer_encrypted(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    host = f"https://127.0.0.1:{simulator.port}"
    entry = make_entry(hass, stored(simulator, host=host, fingerprint="0" * 64))
    result = await entry.start_reconfigure_flow(hass)
    assert_through(await submit(hass, result, fields(simulator)))
    assert entry.data == stored(simulator)


async def test_refuses_the_address_of_another_entry(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    make_entry(hass, stored(simulator))
    entry = make_entry(hass, stored(simulator, host="https://old.lan"), title="Difuse PBX (old)")
    result = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, result, fields(simulator))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data["host"] == "https://old.lan"


@pytest.mark.parametrize(
    ("title", "becomes"),
    [
        ("Difuse PBX", "Difuse PBX"),
        ("Warehouse", "Warehouse"),
        ("Difuse PBX (old.lan:8443)", "Difuse PBX (127.0.0.1:{port})"),
    ],
)
async def test_a_title_of_ours_follows_the_address(
    hass: HomeAssistant, simulator: Simulator, title: str, becomes: str
) -> None:
    entry = make_entry(hass, stored(simulator, host="https://old.lan:8443"), title=title)
    result = await entry.start_reconfigure_flow(hass)
    assert_through(await submit(hass, result, fields(simulator, secret=SECRET)))
    assert entry.title == becomes.format(port=simulator.port)
