"""The file that a Fritz!Box makes of its phone book: XML of its own, not a vCard."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from ..pbx import read_text
from .cards import Card
from .plain_xml import parse_xml
from .vcard import MOST_CARDS, MOST_NUMBERS

IMPORTANT: Final = "VIP"
"""The group of whoever is marked as an important person."""

_BEGIN: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:\?xml|phonebook)")


def is_fritzbox(data: bytes) -> bool:
    """Return whether a file is such a phone book, by how it begins."""
    return _BEGIN.match(data) is not None


def read_fritzbox(data: bytes) -> list[Card]:
    """Return the contacts of a phone book. Raise BookError where it isn't XML."""
    return [_card(contact) for contact in parse_xml(data).iter("contact")][:MOST_CARDS]


def _card(contact: ET.Element) -> Card:
    numbers = (read_text((one.text or "").strip()) for one in contact.iterfind("telephony/number"))
    is_important = contact.findtext("category", "").strip() == "1"
    return Card(
        name=read_text(contact.findtext("person/realName", "")).strip(),
        numbers=tuple(dict.fromkeys(number for number in numbers if number))[:MOST_NUMBERS],
        groups=(IMPORTANT,) if is_important else (),
    )
