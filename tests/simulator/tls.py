"""Certificates for the simulated PBX, signed by a private authority that nobody trusts."""

from __future__ import annotations

import hashlib
import ssl

import trustme

_NAMES = ("localhost", "127.0.0.1", "::1")


class Certificate:
    """A leaf certificate for the loopback names and the authority that signed it."""

    def __init__(
        self, authority: trustme.CA | None = None, names: tuple[str, ...] = _NAMES
    ) -> None:
        """Issue a new leaf, by the given authority or a new one."""
        self.authority = authority or trustme.CA()
        self._names = names
        self._leaf = self.authority.issue_cert(*names)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the leaf in DER, as 64 lower-case hex digits."""
        pem = self._leaf.cert_chain_pems[0].bytes().decode()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    @property
    def authority_pem(self) -> bytes:
        """The authority's certificate, for clients that shall trust the PBX."""
        return self.authority.cert_pem.bytes()

    def renewed(self, *, new_authority: bool = False) -> Certificate:
        """Return a new leaf for the same names, by the same authority unless told otherwise."""
        return Certificate(None if new_authority else self.authority, self._names)

    def server_context(self) -> ssl.SSLContext:
        """Return a context that presents this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._leaf.configure_cert(context)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return a context for clients that trust the authority."""
        return ssl.create_default_context(cadata=self.authority_pem.decode())
