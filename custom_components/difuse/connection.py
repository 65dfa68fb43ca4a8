"""From a config entry to what talks to its PBX and understands its numbers."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_URL, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads
from yarl import URL

from .cdr.archive import Archive
from .cdr.books import DavClient
from .cdr.calls import DEFAULT_INTERNAL_DIGITS, NumberPlan
from .cdr.feed import CallFeed
from .cdr.pbx import Authentication, Credentials, PbxClient
from .cdr.people import Areas, Numbering, PhoneNumbers
from .const import (
    CONF_ANNOUNCE_MAX_AGE,
    CONF_AUTHENTICATION,
    CONF_DIAL_OUT_PREFIX,
    CONF_EXTENSION,
    CONF_FINGERPRINT,
    CONF_INTERNAL_DIGITS,
    CONF_KEEP_DAYS,
    CONF_OWN_NUMBERS,
    CONF_PUSH_ONLY,
    CONF_SECRET_HASH,
    CONF_SERVICE_NUMBERS,
    DEFAULT_ANNOUNCE_MAX_AGE,
    DEFAULT_KEEP_DAYS,
)


def create_session(hass: HomeAssistant, *, auto_cleanup: bool = True) -> ClientSession:
    """Return a session without cookies: one could log in the next request in place of the user."""
    jar = DummyCookieJar()
    return async_create_clientsession(hass, auto_cleanup=auto_cleanup, cookie_jar=jar)


def create_client(session: ClientSession, data: Mapping[str, str]) -> PbxClient:
    """Return a client for what a config entry holds, or will hold once the flow is through.

    An entry that only takes pushes holds nothing to log in with, and reads nothing.
    """
    fingerprint = data.get(CONF_FINGERPRINT)
    return PbxClient(
        session,
        URL(data[CONF_HOST]),
        Credentials(
            data.get(CONF_EXTENSION, ""),
            data.get(CONF_SECRET_HASH, ""),
            Authentication(data.get(CONF_AUTHENTICATION, Authentication.BASIC)),
        ),
        fingerprint=bytes.fromhex(fingerprint) if fingerprint else None,
        loads=json_loads,
        zone=dt_util.get_default_time_zone(),
    )


def create_dav_client(session: ClientSession, data: Mapping[str, str]) -> DavClient:
    """Return a client for the server of an address book, by what a subentry holds or will hold."""
    fingerprint = data.get(CONF_FINGERPRINT)
    return DavClient(
        session,
        URL(data[CONF_URL]),
        (data[CONF_USERNAME], data[CONF_PASSWORD]),
        fingerprint=bytes.fromhex(fingerprint) if fingerprint else None,
    )


def number_plan(options: Mapping[str, Any]) -> NumberPlan:
    """Return what the user says of the office's numbers."""
    return NumberPlan.of(
        int(options.get(CONF_INTERNAL_DIGITS, DEFAULT_INTERNAL_DIGITS)),
        options.get(CONF_OWN_NUMBERS, ()),
        options.get(CONF_SERVICE_NUMBERS, ()),
    )


def numbering(hass: HomeAssistant, options: Mapping[str, Any], areas: Areas) -> Numbering:
    """Return how the numbers of an office's calls are read where Home Assistant is."""
    dial_out = options.get(CONF_DIAL_OUT_PREFIX, "")
    return Numbering(PhoneNumbers(hass.config.country, number_plan(options), dial_out), areas)


def create_feed(client: PbxClient, archive: Archive, entry: ConfigEntry) -> CallFeed:
    """Return what brings the calls of an entry into its archive."""
    options = entry.options
    return CallFeed(
        client.read_page,
        archive,
        has_list=not entry.data.get(CONF_PUSH_ONLY),
        max_age=60 * options.get(CONF_ANNOUNCE_MAX_AGE, DEFAULT_ANNOUNCE_MAX_AGE),
        keep_days=int(options.get(CONF_KEEP_DAYS, DEFAULT_KEEP_DAYS)),
        clock=lambda: dt_util.utcnow().timestamp(),
        zone=dt_util.get_default_time_zone,
    )
