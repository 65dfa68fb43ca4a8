"""How to reach a PBX and how to log in, as the vendor documents it."""

from dataclasses import dataclass, field
from enum import StrEnum
import hashlib
from ipaddress import IPv6Address
import re
from typing import Final
from unicodedata import category

from aiohttp import encode_basic_auth
from yarl import URL

DATA_PATH: Final = "pbx/cdr/data"

_SHA256: Final = re.compile(r"([0-9a-fA-F]{64})(?:\s+\*?-)?")
"""Also as sha256sum prints it, with the - that stands for its input."""

_SCHEME: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_PLACE: Final = re.compile(r"[^\s/?#@\\]+")


class Authentication(StrEnum):
    """The three ways that the vendor documents."""

    BASIC = "basic"
    QUERY = "query"
    """The vendor warns of it: what is in an address ends up in logs."""
    SESSION = "session"
    """The cookie of an admin who is logged in; for use by hand."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An extension with CDR access and the hash of its secret; never shown in a repr.

    For ``SESSION``, ``extension`` is the cookie's name and ``key`` its value.
    """

    extension: str
    key: str = field(repr=False)
    authentication: Authentication = Authentication.BASIC

    def headers(self) -> dict[str, str]:
        """Return the headers that log in."""
        if self.authentication is Authentication.BASIC:
            return {"Authorization": encode_basic_auth(self.extension, self.key)}
        if self.authentication is Authentication.SESSION:
            return {"Cookie": f"{self.extension}={self.key}"}
        return {}

    def query(self) -> dict[str, str]:
        """Return the query parameters that log in: none unless they are asked for."""
        if self.authentication is Authentication.QUERY:
            return {"extension": self.extension, "key": self.key}
        return {}


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a secret in lower-case hex; 64 hex digits are taken as the hash.

    White space round it was only pasted along.
    """
    secret = secret.strip()
    if match := _SHA256.fullmatch(secret):
        return match[1].lower()
    return hashlib.sha256(secret.encode()).hexdigest()


def parse_address(text: str) -> URL:
    """Read a name, an address with or without port, or a URL; https unless it says http.

    Raise ValueError when it is none of these.
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # Nothing after a colon: a scheme without its slashes, or a port that was left out.
    if not _PLACE.fullmatch(host) or re.search(r"(?<!:):$", host):
        raise ValueError("not a host")
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    url = URL(f"{scheme['scheme'].lower() if scheme else 'https'}://{host}")
    if url.scheme not in ("http", "https") or not url.port or not _is_host(url.host or ""):
        raise ValueError("not an address of a PBX")
    return url.origin()


def _is_host(host: str) -> bool:
    """Return whether this is an IPv6 address, or could be a name or an IPv4 address.

    Raise ValueError for one with colons that is no IPv6 address.
    """
    if ":" in host:
        zone = IPv6Address(host).scope_id
        return zone is None or _is_name(zone)
    return _is_name(host)


def _is_name(name: str) -> bool:
    """Return whether all between the dots is letters of any language and digits, beside - and _."""
    parts = name.removesuffix(".").split(".")
    kinds = [[category(char)[0] for char in part if char not in "-_"] for part in parts]
    # Some languages put marks round their letters.
    return all(part and set(part) <= {"L", "M", "N"} for part in kinds)
