"""Numbers: which are inside the office, which are its own, which are nobody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
import re
from typing import Final, Self

from .. import CallRecord, Reached

DEFAULT_INTERNAL_DIGITS: Final = 5
"""Extensions have up to this many digits; a phone number outside has more."""

MOST_LEARNED: Final = 500
"""So many own numbers are learned at most: an office has a few, a big one a block of them."""

EMERGENCY: Final = frozenset({"112", "911", "999"})
"""Short, and answered outside: 112 and 911, which ITU-T E.161.1 recommends, and the oldest one.
Other countries' are left out where a small office may well have such an extension (110, 118)."""

_PHONE_NUMBER: Final = re.compile(r"\+?[0-9]+")
_CODE: Final = re.compile(r"[*#][0-9*#]*")
_BEHIND_CODE: Final = re.compile(r"[*#][0-9]{1,3}[*#]([0-9]+)")
"""A code before a number, as *31* is, which withholds the caller's."""

_SERVICE: Final = re.compile(r"(\S+?)\s*[\s=:]\s*(\S.*)")
_PUNCTUATION: Final = re.compile(r"[\s()./-]+")


SERVICE_KINDS: Final = (Reached.VOICEMAIL, Reached.MENU, Reached.QUEUE, Reached.CONFERENCE)
"""What a service number can be."""

_ENGLISH_KINDS: Final[Mapping[str, Reached]] = {kind.value: kind for kind in SERVICE_KINDS}


@lru_cache(maxsize=1024)
def plain_number(number: str) -> str:
    """Return a number without spaces, punctuation, and the + or 00 before the country.

    Two ways of writing the same number come out equal.
    """
    plain = _PUNCTUATION.sub("", number)
    return plain.removeprefix("+") if plain.startswith("+") else plain.removeprefix("00")


def says_more(name: str, *numbers: str) -> bool:
    """Return whether a name is more than one of these numbers again, however it is written."""
    return bool(name) and plain_number(name) not in map(plain_number, numbers)


def names_country(number: str) -> bool:
    """Return whether a number is written with its country, after + or 00."""
    return _PUNCTUATION.sub("", number).startswith(("+", "00"))


def read_service(entry: str, words: Mapping[str, Reached] = _ENGLISH_KINDS) -> tuple[str, Reached]:
    """Read a service number as people write it: ``700``, ``*97 voicemail``, ``701 = queue``.

    ``words`` are what people call the kinds, in lower case.
    """
    found = _SERVICE.fullmatch(entry.strip())
    kind = words.get(found[2].lower()) if found else None
    if found is None or kind is None:
        return entry.strip(), Reached.UNKNOWN
    return found[1], kind


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """What the user says of the office's numbers."""

    internal_digits: int = DEFAULT_INTERNAL_DIGITS
    own_numbers: frozenset[str] = field(default_factory=frozenset)
    service_numbers: Mapping[str, Reached] = field(default_factory=dict)
    """What is reached there; unknown where the user doesn't say."""

    @classmethod
    def of(
        cls,
        internal_digits: int = DEFAULT_INTERNAL_DIGITS,
        own_numbers: Iterable[str] = (),
        service_numbers: Iterable[str] = (),
    ) -> Self:
        """Take the numbers as people write them."""
        return cls(
            internal_digits,
            frozenset(plain_number(number) for number in own_numbers),
            dict(map(read_service, service_numbers)),
        )

    def as_text(self) -> str:
        """Return all of it as one text, the same for the same plan."""
        numbers = (sorted(self.own_numbers), sorted(self.service_numbers.items()))
        return repr((self.internal_digits, *numbers))

    def is_extension(self, number: str) -> bool:
        """Return whether this is a phone inside the office (or a group or queue of phones)."""
        return (
            len(number) <= self.internal_digits
            and number.isdecimal()
            and number not in self.service_numbers
            and number not in EMERGENCY
        )

    def is_code(self, number: str) -> bool:
        """Return whether this is a feature code, and not one before an outside number."""
        behind = _BEHIND_CODE.fullmatch(number)
        leads_out = behind is not None and len(behind[1]) > self.internal_digits
        return _CODE.fullmatch(number) is not None and not leads_out

    def is_special(self, number: str) -> bool:
        """Return whether no person answers there: a service number, a menu, a feature code."""
        if number in self.service_numbers or self.is_code(number):
            return True
        return _PHONE_NUMBER.fullmatch(number) is None and _CODE.fullmatch(number) is None

    def is_inside(self, number: str) -> bool:
        """Return whether a call to this number stays in the office."""
        return self.is_extension(number) or self.is_special(number)


class LearnedKind(StrEnum):
    """What rows teach of an office."""

    OWN = "own"
    """An outside number of its own, plain."""
    PHONE_NAME = "phone_name"
    """The name that comes with an extension."""
    PHONE_CONTEXT = "phone_context"
    """The part of the dialplan in which phones dial."""
    DIAL_OUT = "dial_out"
    """What they dial before a number outside; it isn't learned from rows one by one."""


type Lesson = tuple[LearnedKind, str]


class OfficeNumbers:
    """The office's own outside numbers: those the user names and those learned.

    A number is learned when somebody from outside dialled it and the call ended
    inside. That a number was both dialled and seen as a caller isn't enough: a
    customer whom the office rang and who rings back would be taken for the
    office. A number is also learned when a phone's own name comes with it on a
    call to the outside, from the part of the dialplan where phones dial.
    """

    def __init__(self, plan: NumberPlan, learned: Iterable[Lesson] = ()) -> None:
        """Start from what was learned before."""
        self.plan = plan
        # The same few numbers come in every row.
        self.is_extension = lru_cache(maxsize=1024)(plan.is_extension)
        self.is_special = lru_cache(maxsize=1024)(plan.is_special)
        self.is_code = lru_cache(maxsize=1024)(plan.is_code)
        self.is_inside = lru_cache(maxsize=1024)(plan.is_inside)
        self._known: dict[LearnedKind, dict[str, None]] = {kind: {} for kind in LearnedKind}
        for kind, word in learned:
            self._known[kind][word] = None
        self.new: list[Lesson] = []
        """What was learned and isn't stored yet."""

    @property
    def learned(self) -> tuple[str, ...]:
        """The learned numbers in the order they were learned."""
        return tuple(self._known[LearnedKind.OWN])

    def is_own(self, number: str) -> bool:
        """Return whether this is one of the office's own outside numbers."""
        plain = plain_number(number)
        return plain in self._known[LearnedKind.OWN] or plain in self.plan.own_numbers

    def learn(self, record: CallRecord) -> None:
        """Learn what one row tells; rows already learned from change nothing."""
        if self.is_extension(record.source):
            self._note(LearnedKind.PHONE_NAME, record.caller_name)
            self._note(LearnedKind.PHONE_CONTEXT, record.context)
            return
        dialled = record.initial_destination
        if self.is_inside(dialled) or dialled == record.source:
            return  # what was called and then handed over stands there as its own caller
        if record.ended_where and self.is_inside(record.ended_where):
            self._note(LearnedKind.OWN, plain_number(dialled))
        elif self._is_phone_in_disguise(record) and not self.is_own(dialled):
            self._note(LearnedKind.OWN, plain_number(record.source))

    def _is_phone_in_disguise(self, record: CallRecord) -> bool:
        """Return whether the route put the office's number in place of the extension's."""
        name = record.caller_name
        return (
            record.context in self._known[LearnedKind.PHONE_CONTEXT]
            and record.destination == record.initial_destination
            and not self.is_special(record.source)
            and (name in self._known[LearnedKind.PHONE_NAME] or self.is_extension(name))
        )

    def _note(self, kind: LearnedKind, word: str) -> None:
        known = self._known[kind]
        if word and word not in known and len(known) < MOST_LEARNED:
            known[word] = None
            self.new.append((kind, word))
