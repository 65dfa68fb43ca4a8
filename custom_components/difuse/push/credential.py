"""The token with which the PBX proves who it is, in each of the three ways that it knows."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Self

from multidict import CIMultiDict, CIMultiDictProxy

from ..const import PUSH_USERNAME

type Headers = CIMultiDict[str] | CIMultiDictProxy[str]


@dataclass(frozen=True, slots=True)
class PushCredential:
    """A token, sent as API key, as bearer token, or as password."""

    token: bytes = field(repr=False)
    pair: bytes = field(repr=False)

    @classmethod
    def of(cls, token: str) -> Self:
        """Make it of the token."""
        return cls(token.encode(), f"{PUSH_USERNAME}:{token}".encode())

    def is_in(self, headers: Headers) -> bool:
        """Return whether one of the headers holds it; each is compared in constant time."""
        keys = [_bytes(key) for key in headers.getall("x-api-key", ())]
        bearers = [_bytes(rest) for rest in _authorizations(headers, "bearer")]
        pairs = [_decoded(rest) for rest in _authorizations(headers, "basic")]
        matches = [compare_digest(given, self.token) for given in (*keys, *bearers)]
        matches += [compare_digest(given, self.pair) for given in pairs]
        return any(matches)


def _authorizations(headers: Headers, kind: str) -> Iterator[str]:
    for line in headers.getall("Authorization", ()):
        scheme, _, rest = line.strip().partition(" ")
        if scheme.lower() == kind:
            yield rest


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(_bytes(text))
    except ValueError:
        return b""


def _bytes(text: str) -> bytes:
    return text.strip().encode(errors="surrogateescape")
