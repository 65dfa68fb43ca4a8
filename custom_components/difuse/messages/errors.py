"""The one ladder from the library's errors to words that users see.

A config flow shows them as form errors, the coordinator and the actions raise
them; the keys are the same, under ``config.error`` and ``exceptions``.
"""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..cdr.database import DatabaseError, DatabaseTooNewError
from ..cdr.pbx import (
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
)
from ..const import DOMAIN, LOGGER
from .issues import raise_issue
from .words import Words


def error_key(err: PbxError) -> str:
    """Name the kind of failure, as in ``config.error`` and ``exceptions``."""
    if isinstance(err, PbxAuthenticationError):
        return "invalid_auth"
    if isinstance(err, PbxCertificateError):
        return "invalid_certificate"
    if isinstance(err, PbxTimeoutError):
        return "timeout_connect"
    if isinstance(err, PbxConnectionError):
        return "cannot_connect"
    return "unexpected_response"


def error_words(words: Words, err: PbxError) -> str:
    """Say what exactly is wrong; empty where the kind of failure says all of it."""
    if err.problem is None:
        return ""
    if not isinstance(err, PbxResponseError):
        return words.say(f"error_{err.problem}")
    return words.say(f"error_{err.problem}", status=str(err.status), content_type=err.content_type)


def poll_error(
    words: Words, err: PbxError, *, refused_before: bool
) -> UpdateFailed | ConfigEntryAuthFailed:
    """Return what a coordinator raises when a poll failed.

    A refusal counts only when it is the second in a row: a PBX that is just
    booting refuses everybody. A certificate that changed is for the user to
    judge at once.
    """
    placeholders = {"error": error_words(words, err)}
    is_refusal = isinstance(err, PbxAuthenticationError) and refused_before
    if is_refusal or isinstance(err, PbxCertificateError):
        return ConfigEntryAuthFailed(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders=placeholders,
        )
    return UpdateFailed(
        retry_after=err.retry_after if isinstance(err, PbxResponseError) else None,
        translation_domain=DOMAIN,
        translation_key=error_key(err),
        translation_placeholders=placeholders,
    )


@callback
def database_error(
    hass: HomeAssistant, entry: ConfigEntry, err: DatabaseError
) -> UpdateFailed | ConfigEntryError:
    """Tell under Repairs that the archive can't be used, and return what to raise for it.

    One that a later release wrote is not touched until the user has updated.
    """
    if isinstance(err, DatabaseTooNewError):
        return ConfigEntryError(translation_domain=DOMAIN, translation_key="archive_too_new")
    LOGGER.debug("The archive can't be used (%s)", err)
    raise_issue(hass, entry.entry_id, "archive_unavailable")
    return UpdateFailed(translation_domain=DOMAIN, translation_key="archive_unavailable")
