"""What a vCard says of a contact, as Google, Apple, Nextcloud, Fritz!Box and phones write it."""

from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
import re
from typing import Final

from ..pbx import read_text
from ..people import Photo
from .cards import Card
from .vcard_lines import Line, decoded, logical_lines, read_line

MOST_CARDS: Final = 20_000
MOST_NUMBERS: Final = 50
"""So many numbers and groups of one contact are taken."""
LARGEST_PHOTO: Final = 1024 * 1024
LARGEST_PHOTOS: Final = 32 * 1024 * 1024
"""Of one book; what comes later is left out."""

_LONGEST_LINE: Final = 4096
_MOST_LINES: Final = 20_000
"""So many lines of one kind are kept of a card: a group has one for each member."""
_MEMBERS: Final = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
_KINDS: Final = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_NEEDED: Final = ("FN", "N", "NICKNAME", "ORG", "TEL", "CATEGORIES", "UID", *_MEMBERS, *_KINDS)
_NAME: Final = re.compile(
    rf"(?:[\w-]++\.)?(BEGIN|END|PHOTO|{'|'.join(_NEEDED)})[;:]", re.IGNORECASE
)
_DATA_URI: Final = re.compile(r"data:[^,]*+,", re.IGNORECASE)
_MAGIC: Final = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
"""What a picture is, whatever the card says. Others, such as SVG, are left out."""

type _Lines = dict[str, list[Line]]


def read_cards(data: bytes, room: int = LARGEST_PHOTOS) -> list[Card]:
    """Return the cards of a file, at most ``MOST_CARDS``; what can't be read is left out.

    All photos together get ``room`` bytes.
    """
    cards: list[Card] = []
    for lines in _apart(logical_lines(decoded(data))):
        card = _card(lines, room)
        room -= len(card.photo.data) if card.photo else 0
        cards.append(card)
        if len(cards) == MOST_CARDS:
            break
    return cards


def _apart(lines: Iterable[str]) -> Iterator[_Lines]:
    """Yield the lines of each card that are needed, by their names."""
    card: _Lines | None = None
    for text in lines:
        match = _NAME.match(text)
        longest = LARGEST_PHOTO * 3 // 2 if match and match[1].upper() == "PHOTO" else _LONGEST_LINE
        line = read_line(text) if match and len(text) <= longest else None
        if line is None:
            continue
        if line.name in ("BEGIN", "END") and line.value.strip().upper() == "VCARD":
            if line.name == "END" and card is not None:
                yield card
            card = defaultdict(list) if line.name == "BEGIN" else None
        elif card is not None and len(card[line.name]) < _MOST_LINES:
            card[line.name].append(line)


def _card(lines: _Lines, room: int) -> Card:
    is_group = any(line.value.strip().lower() == "group" for line in _all(lines, _KINDS))
    numbers = dict.fromkeys(read_text(line.value.strip()) for line in lines["TEL"])
    groups = dict.fromkeys(text for line in lines["CATEGORIES"] for text in _texts(line, ","))
    photos = (_photo(line.value) for line in lines["PHOTO"])
    return Card(
        name=_name(lines),
        numbers=tuple(number for number in numbers if number)[:MOST_NUMBERS],
        groups=tuple(groups)[:MOST_NUMBERS],
        photo=next((photo for photo in photos if photo and len(photo.data) <= room), None),
        uid=next((_uid(line) for line in lines["UID"]), ""),
        members=tuple(_uid(line) for line in _all(lines, _MEMBERS)) if is_group else None,
    )


def _all(lines: _Lines, names: Iterable[str]) -> list[Line]:
    return [line for name in names for line in lines[name]]


def _name(lines: _Lines) -> str:
    """Return what a contact is called: as it is shown, else its own name, else its firm's."""
    shown = (text for line in lines["FN"] for text in _texts(line, ""))
    own = (name for line in lines["N"] if (name := _own_name(line)))
    nick = (text for line in lines["NICKNAME"] for text in _texts(line, ","))
    firm = (", ".join(texts) for line in lines["ORG"] if (texts := _texts(line, ";")))
    return next((name for names in (shown, own, nick, firm) for name in names), "")


def _own_name(line: Line) -> str:
    """Return a name in the order in which it is said."""
    family, given, additional, before, after = (*line.texts(";"), *[""] * 5)[:5]
    return read_text(" ".join(filter(None, (before, given, additional, family, after))))


def _texts(line: Line, separator: str) -> list[str]:
    return [text for part in line.texts(separator) if (text := read_text(part))]


def _uid(line: Line) -> str:
    return read_text(line.value.strip().removeprefix("urn:uuid:"))


def _photo(value: str) -> Photo | None:
    """Return a picture that is in the card itself; None for an address: nothing is fetched."""
    data_uri = _DATA_URI.match(value)
    try:
        data = b64decode(value[data_uri.end() :] if data_uri else value)
    except ValueError:
        return None
    kind = next((kind for begins, kind in _MAGIC if begins.match(data)), None)
    return Photo(kind, data) if kind and len(data) <= LARGEST_PHOTO else None
