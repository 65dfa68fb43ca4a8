"""The PBX no longer lets Home Assistant in: a new secret, or a new certificate."""

from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.pbx import PbxConnectionError, hash_secret
from custom_components.difuse.flow.certificate import readable_fingerprint
from tests.flows import Result, look_again, make_entry, shorten_patience, stored, submit
from tests.simulator import Fault, Simulator


async def reauth(hass: HomeAssistant, entry: MockConfigEntry) -> Result:
    """Start to log in again, as the coordinator does."""
    return await entry.start_reauth_flow(hass)


def assert_through(result: Result) -> None:
    """Assert that the flow is through."""
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")


async def test_takes_a_new_secret(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = make_entry(hass, stored(simulator, webhook_token="made-up"))
    simulator.pbx.access.add("4001", "new secret")
    result = await reauth(hass, entry)
    assert (result["step_id"], result["errors"]) == ("reauth_confirm", {})
    placeholders = result["description_placeholders"]
    assert (placeholders["host"], placeholders["extension"]) == (simulator.url, "4001")
    assert list(result["data_schema"].schema) == ["secret"]
    assert (await look_again(hass, result))["step_id"] == "reauth_confirm"

    result = await submit(hass, result, {"secret": "another"})
    assert (result["step_id"], result["errors"]) == ("reauth_confirm", {"base": "invalid_auth"})
    assert_through(await submit(hass, result, {"secret": "new secret"}))
    assert entry.data == stored(
        simulator, secret_hash=hash_secret("new secret"), webhook_token="made-up"
    )


async def test_keeps_what_was_added_to_the_entry_meanwhile(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator, secret_hash="0" * 64))
    result = await reauth(hass, entry)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "webhook_token": "later"})
    assert_through(await submit(hass, result, {"secret": "difuse-demo"}))
    assert entry.data == stored(simulator, webhook_token="later")


async def test_asks_for_the_secret_also_when_the_pbx_lets_in_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = make_entry(hass, stored(simulator))
    result = await reauth(hass, entry)
    assert result["step_id"] == "reauth_confirm"
    assert_through(await submit(hass, result, {"secret": "difuse-demo"}))
    assert entry.data == stored(simulator)


async def test_says_what_else_went_wrong(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = make_entry(hass, stored(simulator))
    await simulator.stop()
    result = await reauth(hass, entry)
    assert (result["step_id"], result["errors"]) == ("reauth_confirm", {})
    typed = {"secret": "difuse-demo"}
    result = await submit(hass, result, typed)
    assert result["errors"] == {"base": "cannot_connect"}
    await simulator.start()
    simulator.pbx.faults.add(Fault.HANG)
    with monkeypatch.context() as context:
        shorten_patience(context)
        result = await submit(hass, result, typed)
    assert result["errors"] == {"base": "timeout_connect"}
    simulator.pbx.faults.add(Fault.TRUNCATED_JSON)
    result = await submit(hass, result, typed)
    assert result["errors"] == {"base": "unexpected_response"}
    assert_through(await submit(hass, result, typed))


async def test_shows_both_certificates_and_takes_the_new_one(
    hass: HomeAssistant, secure: Simulator
) -> None:
    old = secure.fingerprint
    entry = make_entry(hass, stored(secure, fingerprint=old))
    await secure.renew_certificate()
    result = await reauth(hass, entry)
    assert (result["step_id"], result["errors"]) == ("certificate_changed", {})
    placeholders = result["description_placeholders"]
    assert placeholders["old_fingerprint"] == readable_fingerprint(old)
    assert placeholders["fingerprint"] == readable_fingerprint(secure.fingerprint)
    assert (await look_again(hass, result))["description_placeholders"] == placeholders
    assert entry.data["fingerprint"] == old
    assert secure.pbx.requests == []

    assert_through(await submit(hass, result, {}))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_a_certificate_that_was_fine_is_trusted_no_more(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure))
    result = await reauth(hass, entry)
    assert result["step_id"] == "confirm_certificate"
    assert_through(await submit(hass, result, {}))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_unpins_when_an_authority_vouches_for_the_new_one(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure, fingerprint="0" * 64))
    assert secure.certificate
    context = secure.certificate.client_context()
    with patch("homeassistant.util.ssl.client_context", return_value=context):
        result = await reauth(hass, entry)
    assert result["step_id"] == "certificate_changed"
    assert_through(await submit(hass, result, {}))
    assert entry.data == stored(secure)


async def test_both_the_certificate_and_the_secret_are_new(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure, fingerprint="0" * 64, secret_hash="0" * 64))
    result = await reauth(hass, entry)
    result = await submit(hass, result, {})
    assert (result["step_id"], result["errors"]) == ("reauth_confirm", {"base": "invalid_auth"})
    assert_through(await submit(hass, result, {"secret": "difuse-demo"}))
    assert entry.data == stored(secure, fingerprint=secure.fingerprint)


async def test_the_certificate_step_can_be_tried_again(
    hass: HomeAssistant, secure: Simulator
) -> None:
    entry = make_entry(hass, stored(secure, fingerprint="0" * 64))
    result = await reauth(hass, entry)
    await secure.stop()
    result = await submit(hass, result, {})
    assert result["step_id"] == "certificate_changed"
    assert result["errors"] == {"base": "cannot_connect"}
    assert result["description_placeholders"]["old_fingerprint"].startswith("00:00")
    assert "can't be reached" in result["description_placeholders"]["error"]
    await secure.start()
    assert_through(await submit(hass, result, {}))
    assert entry.data["fingerprint"] == secure.fingerprint


async def test_the_new_certificate_cannot_be_read(hass: HomeAssistant, secure: Simulator) -> None:
    entry = make_entry(hass, stored(secure, fingerprint="0" * 64))
    with patch(
        "custom_components.difuse.flow.certificate_steps.fetch_certificate",
        side_effect=PbxConnectionError("The PBX can't be reached"),
    ):
        result = await reauth(hass, entry)
    assert (result["step_id"], result["errors"]) == ("reauth_confirm", {"base": "cannot_connect"})
    result = await submit(hass, result, {"secret": "difuse-demo"})
    assert result["step_id"] == "certificate_changed"
    assert_through(await submit(hass, result, {}))
