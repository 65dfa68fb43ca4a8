"""The forms in which a user sets a PBX up and chooses options."""

from .certificate import ShownCertificate, fetch_certificate, readable_fingerprint
from .draft import EntryDraft, is_title_of, place_of, title_beside
from .forms import FORMS, MOVED_FORM
from .options import DifuseOptionsFlow
from .push_setup import PushSetup

__all__ = [
    "FORMS",
    "MOVED_FORM",
    "DifuseOptionsFlow",
    "EntryDraft",
    "PushSetup",
    "ShownCertificate",
    "fetch_certificate",
    "is_title_of",
    "place_of",
    "readable_fingerprint",
    "title_beside",
]
