"""Who may read: the vendor's three ways to authenticate, and what a stranger gets."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import hashlib
import hmac
from http.cookies import SimpleCookie
import secrets

from aiohttp import web

SESSION_COOKIE = "difuse_session"
LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Difuse - Login</title></head><body>"
    '<form method="post" action="/login"><input name="username">'
    '<input name="password" type="password"><button>Login</button></form></body></html>'
)


class AuthKind(StrEnum):
    """The three ways of the vendor's document."""

    BASIC = "basic"
    QUERY = "query"
    SESSION = "session"


class Refusal(StrEnum):
    """What an unauthenticated request gets; the vendor doesn't say."""

    UNAUTHORIZED = "unauthorized"
    LOGIN_PAGE = "login-page"
    REDIRECT = "redirect"

    def response(self) -> web.Response:
        """Return the answer to wrong or missing credentials."""
        if self is Refusal.LOGIN_PAGE:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if self is Refusal.REDIRECT:
            return web.Response(status=302, headers={"Location": "/login"})
        return web.json_response({"error": "Unauthorized"}, status=401)


@dataclass(slots=True)
class Extension:
    """A phone of the PBX; only with `cdr_access` it may read call records."""

    number: str
    secret: str
    cdr_access: bool = True

    @property
    def key(self) -> str:
        """The lower-case SHA-256 of the secret, which is what clients send."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Return whether a request may read, and by which way it came."""

    granted: bool
    kind: AuthKind | None = None
    known: bool = False


class Access:
    """Extensions, admin sessions and the answers to those who have neither."""

    def __init__(self, extension: str = "4001", secret: str = "difuse-demo") -> None:
        """Begin with one extension that has CDR access."""
        self.extensions = {extension: Extension(extension, secret)}
        self.accepted = set(AuthKind)
        self.refusal = Refusal.UNAUTHORIZED
        self.no_access_status = 403
        self.admin_name = "admin"
        self.admin_password = "difuse-admin"
        self.sessions: set[str] = set()

    def add(self, number: str, secret: str, *, cdr_access: bool = True) -> Extension:
        """Add an extension, or change the one with this number."""
        extension = Extension(number, secret, cdr_access)
        self.extensions[number] = extension
        return extension

    def log_in(self, name: str, password: str) -> str | None:
        """Return a new session token for the admin, None for anyone else."""
        if (name, password) != (self.admin_name, self.admin_password):
            return None
        token = secrets.token_hex(16)
        self.sessions.add(token)
        return token

    def verdict(self, headers: Mapping[str, str], query: Mapping[str, str]) -> Verdict:
        """Judge a request by the first credential that it carries."""
        if "Authorization" in headers:
            number, key = _basic(headers["Authorization"])
            return self._extension(AuthKind.BASIC, number, key)
        if "extension" in query or "key" in query:
            return self._extension(AuthKind.QUERY, query.get("extension", ""), query.get("key", ""))
        cookie = SimpleCookie(headers.get("Cookie", "")).get(SESSION_COOKIE)
        if cookie is None:
            return Verdict(granted=False)
        known = AuthKind.SESSION in self.accepted and cookie.value in self.sessions
        return Verdict(known, AuthKind.SESSION, known)

    def refuse(self, verdict: Verdict) -> web.Response:
        """Return the answer to a request that may not read."""
        if not verdict.known:
            return self.refusal.response()
        return web.json_response({"error": "CDR access denied"}, status=self.no_access_status)

    def _extension(self, kind: AuthKind, number: str, key: str) -> Verdict:
        extension = self.extensions.get(number)
        if (
            kind not in self.accepted
            or extension is None
            or not hmac.compare_digest(extension.key.encode(), key.encode())
        ):
            return Verdict(granted=False, kind=kind)
        return Verdict(extension.cdr_access, kind, known=True)


def _basic(header: str) -> tuple[str, str]:
    """Return user name and password of an Authorization header, empty when it isn't Basic."""
    scheme, _, encoded = header.partition(" ")
    try:
        name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")
