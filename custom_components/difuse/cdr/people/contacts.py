"""Who is behind a number, as the user's address books say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from ..calls import fold
from .phone_numbers import PhoneNumbers

UNWANTED_GROUPS: Final = frozenset({"blocked", "spam"})
"""Whoever is in one of them never counts as missed. Cases and accents don't matter."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, and what kind it is."""

    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of an address book; ``numbers`` are as they were written.

    ``photo`` says where its picture is kept, "" if it has none.
    """

    name: str
    numbers: tuple[str, ...]
    groups: tuple[str, ...] = ()
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at one number, by all address books together."""

    name: str
    groups: tuple[str, ...] = ()
    photo: str = ""


def are_unwanted(groups: Iterable[str], unwanted: Collection[str] = UNWANTED_GROUPS) -> bool:
    """Return whether calls of who is in these groups are to be left alone."""
    return any(fold(group) in unwanted for group in groups)


def people_at(books: Iterable[Iterable[Contact]], numbers: PhoneNumbers) -> dict[str, Person]:
    """Return everybody by number, as E.164.

    The first of several books counts, and within a book the first contact; a name or a picture
    that it lacks comes from the next. Groups are those of all.
    """
    people: dict[str, Person] = {}
    for book in books:
        for contact in book:
            for e164 in dict.fromkeys(map(numbers.e164, contact.numbers)):
                if e164:
                    people[e164] = _joined(people.get(e164), contact)
    return people


def _joined(known: Person | None, contact: Contact) -> Person:
    if known is None:
        return Person(contact.name, contact.groups, contact.photo)
    return Person(
        known.name or contact.name,
        tuple(dict.fromkeys((*known.groups, *contact.groups))),
        known.photo or contact.photo,
    )
