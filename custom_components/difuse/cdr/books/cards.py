"""What the cards of an address book say together: who is in it, and in which groups."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..people import Contact, Photo


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
    groups = [(card.name, {*card.members}) for card in listed if card.members is not None]
    return [
        Contact(card.name, card.numbers, _groups(card, groups, book_group), card.photo_at)
        for card in listed
        if card.numbers and card.members is None
    ]


def _groups(card: Card, groups: Iterable[tuple[str, set[str]]], book_group: str) -> tuple[str, ...]:
    joined = [name for name, members in groups if card.uid and card.uid in members]
    every = (*card.groups, *joined, book_group)
    return tuple(dict.fromkeys(group for group in every if group))
