"""What a number that stands in a call says: whose it is, how people write it, where it is from."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from zlib import crc32

from ..calls import plain_number
from .areas import Areas
from .phone_numbers import MOST_REMEMBERED, PhoneNumbers


@dataclass(frozen=True, slots=True)
class Line:
    """A number as it is kept.

    ``who`` is the same for all ways to write it: E.164, else its digits; "" if it was withheld.
    ``shown`` is how people here write it, ``location`` its area or country, "" if unknown.
    """

    who: str
    shown: str
    location: str


class Numbering:
    """Reads the numbers of an office's calls; nothing is loaded before the first."""

    def __init__(self, numbers: PhoneNumbers, areas: Areas | None = None) -> None:
        """Take how numbers are read, and where they are from."""
        self.numbers = numbers
        self.areas = areas or Areas()
        self.line = lru_cache(maxsize=MOST_REMEMBERED)(self._line)

    def dialling_out(self, dial_out: str) -> Self:
        """Return the same for phones that dial something else first."""
        return type(self)(self.numbers.dialling_out(dial_out), self.areas)

    def as_text(self) -> str:
        """Return all of it as one text, the same where numbers are read the same."""
        numbers = self.numbers
        areas = crc32(repr((len(self.areas.areas), self.areas.countries)).encode())
        return f"{numbers.plan.as_text()} {numbers.country} {numbers.dial_out} {areas}"

    def who(self, number: str) -> str:
        """Return whose number this is, however somebody writes it."""
        return self.line(number, dialled=False).who

    def _line(self, number: str, *, dialled: bool) -> Line:
        """Return what a number says; ``dialled``: a phone of the office dialled it."""
        e164 = self.numbers.e164(number, dialled=dialled)
        if e164 is None:
            return Line(plain_number(number), number, "")
        place = self.areas.location(e164, is_abroad=self.numbers.is_abroad(e164))
        return Line(e164, self.numbers.shown(number, dialled=dialled), place or "")
