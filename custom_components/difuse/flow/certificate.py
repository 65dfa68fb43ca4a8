"""The certificate a PBX shows, in words by which a person can recognise it."""

from dataclasses import dataclass
from datetime import date
import hashlib
from typing import Final, Self

from cryptography import x509
from homeassistant.util import dt as dt_util
from yarl import URL

from ..cdr.pbx import PbxConnectionError, PbxProblem, read_certificate
from ..messages import Words, written_date

LONGEST_SUBJECT: Final = 200
UNKNOWN: Final = "-"


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """A certificate that nobody vouches for yet.

    ``fingerprint`` is its SHA-256 as 64 lower-case hex digits, ``expires`` the last local day.
    """

    fingerprint: str
    subject: str
    expires: date | None

    @classmethod
    def from_der(cls, der: bytes) -> Self:
        """Read a certificate; one that can't be read still has its fingerprint."""
        fingerprint = hashlib.sha256(der).hexdigest()
        try:
            certificate = x509.load_der_x509_certificate(der)
            subject = _as_plain_text(certificate.subject.rfc4514_string())
            expires = dt_util.as_local(certificate.not_valid_after_utc).date()
        except ValueError, OverflowError:
            return cls(fingerprint, UNKNOWN, None)
        return cls(fingerprint, subject or UNKNOWN, expires)

    def in_words(self, words: Words) -> dict[str, str]:
        """Return what texts fill in."""
        return {
            "fingerprint": readable_fingerprint(self.fingerprint),
            "subject": self.subject,
            "expires": written_date(words, self.expires) if self.expires else UNKNOWN,
        }


async def fetch_certificate(base: URL) -> ShownCertificate:
    """Ask the PBX at this address for its certificate, without trusting it.

    Raise PbxConnectionError.
    """
    if base.host is None or base.port is None:
        raise PbxConnectionError("The PBX has no address", PbxProblem.NO_ADDRESS)
    return ShownCertificate.from_der(await read_certificate(base.host, base.port))


def readable_fingerprint(fingerprint: str) -> str:
    """Write a fingerprint the way that browsers and the PBX's own pages show it."""
    return bytes.fromhex(fingerprint).hex(":").upper()


def _as_plain_text(subject: str) -> str:
    # It stands in a text with markup, and whoever made the certificate chose it.
    return " ".join(subject.replace("`", "'").split())[:LONGEST_SUBJECT]
