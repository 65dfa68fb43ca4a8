"""A config entry's data while the user is still busy with it."""

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import chain, count
import re
from typing import Any, Final

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from yarl import URL

from ..cdr.pbx import Authentication, PbxCertificateError, hash_secret, parse_address
from ..connection import create_client, create_session
from ..const import (
    CONF_AUTHENTICATION,
    CONF_EXTENSION,
    CONF_FINGERPRINT,
    CONF_PUSH_ONLY,
    CONF_SECRET,
    CONF_SECRET_HASH,
    SECTION_ADVANCED,
    TITLE,
)

_USUAL_PORTS: Final = (80, 443)
_EXTENSION: Final = re.compile(r"[0-9]+")
_FIELDS: Final = (
    CONF_HOST,
    CONF_EXTENSION,
    CONF_SECRET_HASH,
    CONF_AUTHENTICATION,
    CONF_FINGERPRINT,
    CONF_PUSH_ONLY,
)


class EntryDraft:
    """What an entry will hold once a flow is through.

    ``saved`` is what it holds already, nothing for a new one. ``_pins`` are the
    certificates that the user accepted, by address: whoever corrects a field
    isn't asked about the same certificate again.
    """

    def __init__(self, saved: Mapping[str, Any] | None = None) -> None:
        """Start from what is saved, as far as it is the flow's business."""
        self.saved = {key: value for key, value in (saved or {}).items() if key in _FIELDS}
        self.data = dict(self.saved)
        self._pins: dict[str, str] = {}
        if fingerprint := self.fingerprint:
            self._pins[self.host] = fingerprint

    @property
    def host(self) -> str:
        """The PBX's address as a URL."""
        host: str = self.data[CONF_HOST]
        return host

    @property
    def fingerprint(self) -> str | None:
        """The pinned certificate's fingerprint."""
        return self.data.get(CONF_FINGERPRINT)

    @property
    def is_push_only(self) -> bool:
        """Return whether the PBX can't be reached, and all that comes is what it pushes."""
        return bool(self.data.get(CONF_PUSH_ONLY))

    def found_among(self, entries: Iterable[ConfigEntry]) -> ConfigEntry | None:
        """Return which of these reads the same PBX; the extension is only a credential.

        Where nothing is read, the address is but a name: two sites may both have the factory's.
        """
        if self.is_push_only:
            return None
        read = (entry for entry in entries if not entry.data.get(CONF_PUSH_ONLY))
        place = place_of(self.host)
        return next((entry for entry in read if place_of(entry.data[CONF_HOST]) == place), None)

    def typed(self) -> dict[str, Any]:
        """Return what stands in the form before the user types."""
        if self.is_push_only:
            return {CONF_HOST: self.host}
        return {
            CONF_HOST: self.host,
            CONF_EXTENSION: self.data[CONF_EXTENSION],
            SECTION_ADVANCED: {CONF_AUTHENTICATION: self.data[CONF_AUTHENTICATION]},
        }

    def take(self, typed: Mapping[str, Any]) -> dict[str, str]:
        """Take over what was typed; return the error of each field that makes no sense."""
        data = dict(self.saved)
        errors: dict[str, str] = {}
        try:
            data[CONF_HOST] = str(parse_address(typed[CONF_HOST]))
        except ValueError:
            errors[CONF_HOST] = "invalid_host"
        advanced = typed.get(SECTION_ADVANCED, {})
        if advanced.get(CONF_PUSH_ONLY) or data.get(CONF_PUSH_ONLY):
            data[CONF_PUSH_ONLY] = True
        else:
            errors |= self._take_login(typed, advanced, data)
        if not errors:
            self.data = data
            self._pin(self._pins.get(self.host))
        return errors

    def _take_login(
        self, typed: Mapping[str, Any], advanced: Mapping[str, Any], data: dict[str, Any]
    ) -> dict[str, str]:
        errors: dict[str, str] = {}
        data[CONF_EXTENSION] = typed.get(CONF_EXTENSION, "").strip()
        if not _EXTENSION.fullmatch(data[CONF_EXTENSION]):
            errors[CONF_EXTENSION] = "invalid_extension"
        data[CONF_AUTHENTICATION] = advanced.get(
            CONF_AUTHENTICATION, data.get(CONF_AUTHENTICATION, Authentication.BASIC.value)
        )
        if secret := typed.get(CONF_SECRET, "").strip():
            data[CONF_SECRET_HASH] = hash_secret(secret)
        elif CONF_SECRET_HASH not in data:
            errors[CONF_SECRET] = "secret_missing"
        elif self._would_tell_secret(data):
            errors[CONF_SECRET] = "secret_needed"
        return errors

    def _would_tell_secret(self, data: Mapping[str, Any]) -> bool:
        """Return whether the saved secret would go to another address without protection."""
        host: str | None = data.get(CONF_HOST)
        is_protected = host is None or URL(host).scheme == "https"
        return not is_protected and host != self.saved.get(CONF_HOST)

    def put_into(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return an entry's data with the draft in it; what else it holds may be newer than we."""
        others = {key: value for key, value in data.items() if key not in _FIELDS}
        return others | self.data

    def take_secret(self, secret: str) -> None:
        """Take over a new secret; only its hash is kept."""
        self.data[CONF_SECRET_HASH] = hash_secret(secret)

    async def connect(self, hass: HomeAssistant) -> None:
        """Read one row from the PBX. Raise PbxError."""
        async with cookieless_session(hass) as session:
            await create_client(session, self.data).read_page(1, 1)

    async def connect_accepting(self, hass: HomeAssistant, fingerprint: str) -> None:
        """Connect and pin this certificate, unless an authority vouches for the PBX's.

        Such a one is renewed every few weeks, which needs nobody's consent.
        """
        self._pin(None)
        try:
            await self.connect(hass)
        except PbxCertificateError:
            self._pin(fingerprint)
            await self.connect(hass)

    def _pin(self, fingerprint: str | None) -> None:
        if fingerprint is None:
            self._pins.pop(self.host, None)
            self.data.pop(CONF_FINGERPRINT, None)
        else:
            self._pins[self.host] = self.data[CONF_FINGERPRINT] = fingerprint


@asynccontextmanager
async def cookieless_session(hass: HomeAssistant) -> AsyncGenerator[ClientSession]:
    """Return a session for a moment."""
    session = create_session(hass, auto_cleanup=False)
    try:
        yield session
    finally:
        session.detach()


def place_of(host: str) -> tuple[str, int | None]:
    """Return what makes two addresses the same PBX: name and port, whatever the scheme."""
    url = URL(host)
    return (url.host or "").rstrip("."), None if url.port in _USUAL_PORTS else url.port


def title_after_move(entry: ConfigEntry, host: str, taken: Collection[str]) -> str:
    """Return the title of an entry that is at this address now; one that the user chose stays."""
    if not is_title_of(entry.title, entry.data[CONF_HOST]) or is_title_of(entry.title, host):
        return entry.title
    return title_beside(host, taken)


def title_beside(host: str, taken: Collection[str]) -> str:
    """Return the title of an entry that isn't the only one: its place, a number if need be."""
    title = title_with_place(host)
    numbered = (f"{title} {number}" for number in count(2))
    return next(one for one in chain([title], numbered) if one not in taken)


def is_title_of(title: str, host: str) -> bool:
    """Return whether a title is the one that we give to an entry at this address."""
    return re.fullmatch(rf"{re.escape(title_with_place(host))}( \d+)?", title) is not None


def title_with_place(host: str) -> str:
    """Return the title that tells a PBX from others by its address."""
    return f"{TITLE} ({URL(host).host_port_subcomponent})"
