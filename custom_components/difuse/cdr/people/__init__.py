"""Knows people: numbers however they are written, where they are from, and whose they are."""

from .areas import Areas, AreasError, read_areas
from .contacts import UNWANTED_GROUPS, Contact, Person, Photo, are_unwanted, people_at
from .numbering import Line, Numbering
from .phone_numbers import DIAL_OUT, PhoneNumbers, learn_dial_out

__all__ = [
    "DIAL_OUT",
    "UNWANTED_GROUPS",
    "Areas",
    "AreasError",
    "Contact",
    "Line",
    "Numbering",
    "Person",
    "PhoneNumbers",
    "Photo",
    "are_unwanted",
    "learn_dial_out",
    "people_at",
    "read_areas",
]
