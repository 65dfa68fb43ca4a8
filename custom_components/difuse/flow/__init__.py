"""The forms in which a user sets a PBX up and chooses options."""

from .address_book import AddressBookFlow
from .blueprints import blueprint_links
from .certificate_steps import CertificateSteps
from .discovery import follow_pbx, is_at
from .draft import EntryDraft, title_after_move, title_beside, title_with_place
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
    "EntryDraft",
    "ExtensionFlow",
    "PushSteps",
    "blueprint_links",
    "follow_pbx",
    "is_at",
    "same_pbx",
    "title_after_move",
    "title_beside",
    "title_with_place",
]
