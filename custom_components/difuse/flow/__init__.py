"""The forms in which a user sets a PBX up and chooses options."""

from .address_book import AddressBookFlow
from .blueprints import blueprint_links
from .certificate_steps import CertificateSteps
from .draft import EntryDraft, is_title_of, title_beside
from .extension import ExtensionFlow
from .forms import FORMS, MOVED_FORM
from .options import DifuseOptionsFlow
from .push_steps import PushSteps

__all__ = [
    "FORMS",
    "MOVED_FORM",
    "AddressBookFlow",
    "CertificateSteps",
    "DifuseOptionsFlow",
    "EntryDraft",
    "ExtensionFlow",
    "PushSteps",
    "blueprint_links",
    "is_title_of",
    "title_beside",
]
