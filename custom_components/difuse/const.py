"""Names and figures that more than one module needs."""

from datetime import timedelta
import logging
from typing import Final

from homeassistant.const import Platform

DOMAIN: Final = "difuse"
MANUFACTURER: Final = "Difuse"
TITLE: Final = "Difuse PBX"
LOGGER: Final = logging.getLogger(__package__)

PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.TODO,
)

DEFAULT_HOST: Final = "10.254.248.1"

CONF_EXTENSION: Final = "extension"
CONF_SECRET: Final = "secret"  # noqa: S105  the name of a field
CONF_SECRET_HASH: Final = "secret_hash"  # noqa: S105  the name of a field
CONF_AUTHENTICATION: Final = "authentication"
CONF_FINGERPRINT: Final = "fingerprint"
SECTION_ADVANCED: Final = "advanced"

CONF_INTERNAL_DIGITS: Final = "internal_digits"
CONF_OWN_NUMBERS: Final = "own_numbers"
CONF_DIAL_OUT_PREFIX: Final = "dial_out_prefix"
CONF_SERVICE_NUMBERS: Final = "service_numbers"
CONF_ANNOUNCE_MAX_AGE: Final = "announce_max_age"
DEFAULT_ANNOUNCE_MAX_AGE: Final = 60
"""Minutes."""

CONF_KEEP_DAYS: Final = "keep_days"
DEFAULT_KEEP_DAYS: Final = 730
CONF_DATABASE: Final = "database"
DATABASE_HOME: Final = "home_assistant"
DATABASE_POSTGRESQL: Final = "postgresql"
CONF_POSTGRESQL: Final = "postgresql"
"""In an entry's data: how to log in to the server."""
CONF_DATABASE_NAME: Final = "database_name"
CONF_TLS: Final = "tls"
TLS_VERIFIED: Final = "verify-full"
"""As libpq calls it: encrypted, and the server's certificate must be trusted."""

CONF_PUSH_ONLY: Final = "push_only"
CONF_PUSH_ENABLED: Final = "push_enabled"
CONF_PUSH_LOCAL_ONLY: Final = "push_local_only"
CONF_PUSH_ADDRESS: Final = "push_address"
CONF_PUSH_RENEW: Final = "push_renew_token"
CONF_PUSH_TOKEN: Final = "push_token"  # noqa: S105  the name of a field
PUSH_USERNAME: Final = "homeassistant"
"""What the PBX sends as user name where it sends the token as a password."""

CONF_STATISTICS_DELETED: Final = "statistics_deleted"
CONF_STATISTICS_ENABLED: Final = "statistics_enabled"
CONF_STATISTICS_SLUG: Final = "statistics_slug"
"""What the ids of the statistics begin with, for good: a new title must not begin new ones."""

DASHBOARD_PANEL: Final = "difuse-add-dashboard"
"""Both the path of the page that adds the dashboard, and its element."""

SUBENTRY_BOOK: Final = "address_book"
CONF_BOOK: Final = "book"
"""In a subentry's data: by what the archive knows the address book."""
CONF_KIND: Final = "kind"
BOOK_FILE: Final = "file"
BOOK_SERVER: Final = "server"
CONF_GROUP: Final = "group"

SUBENTRY_EXTENSION: Final = "extension"
CONF_DEFAULT_NAME: Final = "default_name"
"""In a subentry's data: its title, where the user gave the extension no name."""

POLL_INTERVAL: Final = timedelta(seconds=60)
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""A PBX's clock that is off by more than this is shown to the user."""

LISTED_IN_STATE: Final = 20

KEY_CALL: Final = "call"
"""The event entity's."""

EVENT_CALL: Final = "difuse_call"
"""Fired on the bus for the logbook only; automations have triggers."""

ATTR_SENTENCE: Final = "sentence"

STATE_CARD: Final = {"custom_ui_state_card": "difuse-call-state-card"}
"""An attribute that tells the frontend which element shows a call on top of an entity's dialog."""

NOT_RECORDED: Final = frozenset({ATTR_SENTENCE, *STATE_CARD})
"""Of a call's entity: what is made of its other attributes, and how these are shown."""

SIGNAL_REMINDERS: Final = f"{DOMAIN}_reminders"
"""Tells that somebody more is to be reminded of those who wait for a call."""


def signal_call(entry_id: str) -> str:
    """Name the signal that announces a call and its way; it outlives reloads of the entry."""
    return f"{DOMAIN}_call_{entry_id}"


def signal_handled(entry_id: str) -> str:
    """Name the signal that tells of each missed caller who needs nobody any more."""
    return f"{DOMAIN}_handled_{entry_id}"


def signal_sync(entry_id: str) -> str:
    """Name the signal that tells of each good poll."""
    return f"{DOMAIN}_sync_{entry_id}"


def signal_extensions(entry_id: str) -> str:
    """Name the signal that tells that extensions were added, renamed or removed."""
    return f"{DOMAIN}_extensions_{entry_id}"
