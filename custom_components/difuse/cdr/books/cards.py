"""What the cards of an address book say together: who is in it, and in which groups."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..people import Contact, Photo

MOST_GROUPS: Final = 32
LONGEST_GROUP: Final = 64


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard, as far as it matters for calls.

    ``members`` is not None for a group, which some address books keep as a card of its own;
    they are the uids of those who belong to it. ``photo_at`` says where the picture is kept.
    """

    name: str
    numbers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    photo: Photo | None = None
    uid: str = ""
    members: tuple[str, ...] | None = None
    photo_at: str = ""


def contacts_of(cards: Iterable[Card], book_group: str = "") -> list[Contact]:
    """Return those with a number, each in all its groups, and in the book's own if it has one."""
    listed = list(cards)
    joined: dict[str, list[str]] = defaultdict(list)
    for card in listed:
        for uid in filter(None, card.members or ()):
            joined[uid].append(card.name)
    return [
        Contact(
            card.name,
            card.numbers,
            _capped((book_group, *card.groups, *joined.get(card.uid, ()))),
            card.photo_at,
        )
        for card in listed
        if card.numbers and card.members is None
    ]


def _capped(groups: Iterable[str]) -> tuple[str, ...]:
    """Return so many groups, each once, that they can be kept with each of a contact's numbers."""
    named = dict.fromkeys(group[:LONGEST_GROUP] for group in groups if group)
    return tuple(named)[:MOST_GROUPS]
