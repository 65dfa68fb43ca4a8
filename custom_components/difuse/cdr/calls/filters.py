"""What somebody wants to know of calls: which numbers, which direction, how long."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from .. import Call, Direction, Disposition
from .numbers import names_country, plain_number
from .search import fold

WILDCARD: Final = "*"

UNKNOWN_GROUP: Final = "unknown"
"""No group of an address book: whoever is in none."""

SHORTEST_ABROAD: Final = 7
"""No number with its country has fewer digits; shorter ones are extensions that begin alike."""


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A number as people write it; with a ``*`` at its end all numbers that begin so.

    A mere ``+*`` or ``00*`` are those of any country.
    """

    plain: str
    is_prefix: bool = False
    names_country: bool = False
    who: str = ""
    """Whose number it is, however it is written; "" where nobody knows."""

    @classmethod
    def parse(cls, text: str, who: Callable[[str], str] = lambda _: "") -> Self:
        """Read a pattern. Raise ValueError when it would match everything or nothing."""
        text = text.strip()
        is_prefix = text.endswith(WILDCARD)
        number = text.removesuffix(WILDCARD).strip()
        plain, has_country = plain_number(number), names_country(number)
        if not plain and not (is_prefix and has_country):
            raise ValueError("no digit to look for")
        if WILDCARD in plain[1:]:
            # At its beginning it is part of a feature code such as *97.
            raise ValueError("a * stands for further digits only at the end")
        return cls(plain, is_prefix, has_country, "" if is_prefix else who(number))

    def matches(self, number: str) -> bool:
        """Return whether a number, however it is written, is meant."""
        plain = plain_number(number)
        if not self.is_prefix:
            return plain == self.plain or bool(self.who and number == self.who)
        if self.names_country and len(plain) < SHORTEST_ABROAD:
            return False
        # +44 stands for what is written as 44 too; with no digit to look for, the + must be there.
        return plain.startswith(self.plain) if self.plain else names_country(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls are asked for; what is left empty says nothing.

    ``start`` and ``end`` are when a call began, the end left out; ``call_id`` is any of its ids.
    ``numbers`` are the caller's or the called one, ``name`` is a part of the name of either,
    ``talk`` is the shortest and the longest time in seconds. ``groups`` are those of the contact at
    the other end, without case and accents; ``UNKNOWN_GROUP`` is whoever is in no address book.
    ``text`` is whatever somebody types to find a call; only the archive looks for it.
    """

    start: datetime | None = None
    end: datetime | None = None
    call_id: str = ""
    text: str = ""
    recorded: bool | None = None
    numbers: tuple[NumberPattern, ...] = ()
    name: str = ""
    extensions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    directions: frozenset[Direction] = frozenset()
    dispositions: frozenset[Disposition] = frozenset()
    missed: bool | None = None
    min_talk: float | None = None
    max_talk: float | None = None

    def matches(self, call: Call) -> bool:
        """Return whether a call is one of those."""
        return (
            (not self.directions or call.direction in self.directions)
            and (not self.dispositions or call.disposition in self.dispositions)
            and (self.missed is None or call.missed is self.missed)
            and self._matches_identity(call)
            and self._matches_talk(call)
            and self._matches_people(call)
        )

    def _matches_identity(self, call: Call) -> bool:
        return (
            (self.start is None or call.started_at >= self.start)
            and (self.end is None or call.started_at < self.end)
            and (not self.call_id or self.call_id in call.call_ids)
            and (self.recorded is None or bool(call.recording_url) is self.recorded)
        )

    def _matches_talk(self, call: Call) -> bool:
        talked = call.talk_duration.total_seconds()
        return (self.min_talk is None or talked >= self.min_talk) and (
            self.max_talk is None or talked <= self.max_talk
        )

    def _matches_people(self, call: Call) -> bool:
        if self.name and not self._is_named(call):
            return False
        if self.groups and not self.groups & _groups_of(call):
            return False
        if self.extensions and not self.extensions & {*call.extensions, call.answered_by}:
            return False
        if not self.numbers:
            return True
        numbers = (call.caller_number, call.called_number, call.other.number)
        return any(pattern.matches(number) for pattern in self.numbers for number in numbers)

    def _is_named(self, call: Call) -> bool:
        names = (call.caller_name, call.other.name or "")
        return any(fold(self.name) in fold(name) for name in names)


def _groups_of(call: Call) -> set[str]:
    is_unknown = not call.other.is_contact and call.direction is not Direction.INTERNAL
    return {fold(group) for group in call.other.groups} | ({UNKNOWN_GROUP} if is_unknown else set())
