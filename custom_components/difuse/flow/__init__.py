"""The forms in which a user sets a PBX up and chooses options."""

from .address_book import AddressBookFlow
from .blueprints import blueprint_links
from .certificate_steps import CertificateSteps
from .discovery import DiscoveryStep
from .draft import EntryDraft, title_after_move, title_beside
from .extension import ExtensionFlow
from .forms import FORMS, MOVED_FORM
from .options import DifuseOptionsFlow
from .push_steps import PushSteps
from .same_pbx import same_pbx

__all__ = [
    "FORMS",
    "MOVED_FORM",
    "AddressBookFlow",
    "CertificateSteps",
    "DifuseOptionsFlow",
    "DiscoveryStep",
    "EntryDraft",
    "ExtensionFlow",
    "PushSteps",
    "blueprint_links",
    "same_pbx",
    "title_after_move",
    "title_beside",
]
