"""A certificate that isn't trusted: what is shown of it, and what accepting it does."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util
import pytest
from yarl import URL

from custom_components.difuse.cdr.pbx import PbxConnectionError, PbxTimeoutError
from custom_components.difuse.flow.certificate import ShownCertificate, fetch_certificate
from tests.flows import add, fields, look_again, stored, submit, suggested
from tests.simulator import Fault, Simulator
from tests.words import ENGLISH

FETCH = "custom_components.difuse.flow.certificate_steps.fetch_certificate"


def make_certificate(subject: str, expires: datetime) -> bytes:
    """Make a self-signed certificate, as DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)] if subject else [])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(expires - timedelta(days=365))
        .not_valid_after(expires)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("language", "day"), [("en", "31 December 2999"), ("de", "31. Dezember 2999")]
)
async def test_shows_and_pins_the_certificate(
    hass: HomeAssistant, secure: Simulator, language: str, day: str
) -> None:
    await hass.config.async_update(language=language)
    result = await add(hass, fields(secure))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "confirm_certificate")
    shown = result["description_placeholders"]
    assert shown["host"] == secure.url
    assert shown["fingerprint"].replace(":", "").lower() == secure.fingerprint
    assert shown["fingerprint"][2] == ":"
    assert "O=trustme" in shown["subject"]
    assert shown["expires"] == day
    assert secure.pbx.requests == []

    assert (await look_again(hass, result))["description_placeholders"] == shown
    result = await submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == stored(secure, fingerprint=secure.fingerprint)


async def test_pins_the_one_that_was_shown(hass: HomeAssistant, secure: Simulator) -> None:
    first = await add(hass, fields(secure))
    await secure.renew_certificate()
    second = await submit(hass, first, {})
    assert second["step_id"] == "certificate_changed"
    old, new = first["description_placeholders"], second["description_placeholders"]
    assert new["old_fingerprint"] == old["fingerprint"] != new["fingerprint"]
    assert secure.pbx.requests == []
    result = await submit(hass, second, {})
    assert result["data"]["fingerprint"] == secure.fingerprint


async def test_asks_once_while_the_user_corrects_the_secret(
    hass: HomeAssistant, secure: Simulator
) -> None:
    result = await add(hass, fields(secure, secret="wrong"))
    result = await submit(hass, result, {})
    assert (result["step_id"], result["errors"]) == ("user", {"base": "invalid_auth"})
    assert suggested(result)["host"] == secure.url
    result = await submit(hass, result, fields(secure))
    assert result["data"] == stored(secure, fingerprint=secure.fingerprint)


async def test_goes_back_to_the_form_when_no_records_come(
    hass: HomeAssistant, secure: Simulator
) -> None:
    result = await add(hass, fields(secure))
    secure.pbx.faults.add(Fault.LOGIN_PAGE)
    result = await submit(hass, result, {})
    assert (result["step_id"], result["errors"]) == ("user", {"base": "unexpected_response"})
    assert "login page" in result["description_placeholders"]["error"]
    result = await submit(hass, result, fields(secure))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (PbxConnectionError("The PBX can't be reached"), "cannot_connect"),
        (PbxTimeoutError("The PBX took too long to answer"), "timeout_connect"),
    ],
)
async def test_the_pbx_goes_away_before_its_certificate_is_read(
    hass: HomeAssistant, secure: Simulator, raised: PbxConnectionError, error: str
) -> None:
    with patch(FETCH, side_effect=raised):
        result = await add(hass, fields(secure))
    assert (result["step_id"], result["errors"]) == ("user", {"base": error})
    result = await submit(hass, result, fields(secure))
    assert result["step_id"] == "confirm_certificate"


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("pbx.lan", "CN=pbx.lan"),
        ("", "-"),
        ("`**Bold**`\n\n# Big", "CN='**Bold**' # Big"),
    ],
    ids=["plain", "none", "markup"],
)
def test_the_subject_is_shown_as_plain_text(subject: str, shown: str) -> None:
    der = make_certificate(subject, datetime(2031, 5, 1, 12, tzinfo=UTC))
    certificate = ShownCertificate.from_der(der)
    assert certificate == ShownCertificate(sha256(der).hexdigest(), shown, date(2031, 5, 1))


def test_the_last_day_is_a_local_one() -> None:
    der = make_certificate("pbx", datetime(2031, 5, 1, 23, 30, tzinfo=UTC))
    zone = dt_util.get_default_time_zone()
    rome = dt_util.get_time_zone("Europe/Rome")
    assert rome
    dt_util.set_default_time_zone(rome)
    try:
        assert ShownCertificate.from_der(der).expires == date(2031, 5, 2)
    finally:
        dt_util.set_default_time_zone(zone)


def test_a_certificate_that_cannot_be_read_has_a_fingerprint_all_the_same() -> None:
    certificate = ShownCertificate.from_der(b"nonsense")
    assert certificate == ShownCertificate(sha256(b"nonsense").hexdigest(), "-", None)
    assert certificate.in_words(ENGLISH)["expires"] == "-"


async def test_there_is_no_certificate_without_an_address() -> None:
    with pytest.raises(PbxConnectionError):
        await fetch_certificate(URL("/pbx"))
