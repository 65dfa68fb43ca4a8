"""From a config entry's data to a client that talks to its PBX."""

from collections.abc import Mapping

from aiohttp import ClientSession
from homeassistant.const import CONF_HOST
from homeassistant.util import dt as dt_util
from homeassistant.util.json import json_loads
from yarl import URL

from .cdr.pbx import Authentication, Credentials, PbxClient
from .const import CONF_AUTHENTICATION, CONF_EXTENSION, CONF_FINGERPRINT, CONF_SECRET_HASH


def create_client(session: ClientSession, data: Mapping[str, str]) -> PbxClient:
    """Make a client of what a config entry holds, or will hold once the flow is through.

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
