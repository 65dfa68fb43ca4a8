"""Phone numbers as E.164, however they are written, and shown the way of one country.

``phonenumbers`` takes 80 ms and 8 MiB, so it is loaded with the first number.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set as AbstractSet
from functools import lru_cache
import re
from typing import Final, Self

from ..calls import SHORTEST_ABROAD, NumberPlan

MOST_REMEMBERED: Final = 1024
"""So many numbers are remembered as they were read; one takes 0.1 ms, and the same few call."""

_ABROAD: Final = "00"
"""What a + is written as, in most countries and by most PBXs."""

FEWEST_WITNESSES: Final = 3
LONGEST_DIAL_OUT: Final = 3
_SURE: Final = 0.9

DIAL_OUT: Final = re.compile(r"[0-9]{1,3}")
"""What phones may dial before a number outside."""

_LONGEST: Final = 40
_PHONE_NUMBER: Final = re.compile(r"\+?[0-9]+")
_PUNCTUATION: Final = re.compile(r"[\s()./\u00ad\u200b-\u200f\u2010-\u2015\u2060\u202a-\u202e-]+")
_ADDITION: Final = re.compile(r"[,;#*a-z]", re.IGNORECASE)
"""With it begins what is dialled after a number was reached: an extension, a pause."""


def bare_number(written: str) -> str:
    """Return a contact's number without tel:, punctuation, and what is dialled afterwards."""
    number = written.strip().removeprefix("tel:")[:_LONGEST]
    if _ADDITION.match(number):
        return number
    return _PUNCTUATION.sub("", _ADDITION.split(number, maxsplit=1)[0])


class PhoneNumbers:
    """Reads the numbers that one office sees.

    ``country`` is where it is, by ISO code; without it only numbers with their country are
    read. ``dial_out`` is what its phones dial before a number outside.
    """

    def __init__(self, country: str | None, plan: NumberPlan, dial_out: str = "") -> None:
        """Take what the user says; nothing is loaded yet."""
        self.country = country
        self.plan = plan
        self.dial_out = dial_out
        self.e164 = lru_cache(maxsize=MOST_REMEMBERED)(self._e164)
        self.shown = lru_cache(maxsize=MOST_REMEMBERED)(self._shown)

    def dialling_out(self, dial_out: str) -> Self:
        """Return the same for phones that dial something else first."""
        return type(self)(self.country, self.plan, dial_out)

    def _e164(self, number: str, *, dialled: bool = False) -> str | None:
        """Return a number as E.164; None for one that is withheld, short, inside, or none at all.

        ``dialled`` says that a phone of the office dialled it. Then what phones dial first is
        taken away, wherever a number is left. Else the PBX may have put it there, so that
        people can ring back: it is taken away where there is no number with it.
        """
        bare = bare_number(number)
        if not _PHONE_NUMBER.fullmatch(bare) or self.plan.is_inside(bare):
            return None
        # Phones dial no number with its country but without + or 00.
        whole = self._read(bare, with_country=not dialled)
        if not self.dial_out or not bare.startswith(self.dial_out):
            return whole
        rest = bare.removeprefix(self.dial_out)
        left = None if self.plan.is_inside(rest) else self._read(rest, with_country=False)
        return left or whole if dialled else whole or left

    def _read(self, bare: str, *, with_country: bool) -> str | None:
        """Return a number as the first of the ways to read it that makes one."""
        if bare.startswith("+"):
            return _possible(bare, None)
        if len(bare) < SHORTEST_ABROAD:
            return None
        ways = self._ways(bare, with_country=with_country)
        return next((number for number in ways if number), None)

    def _ways(self, bare: str, *, with_country: bool) -> Iterator[str | None]:
        prefix = ""
        if self.country:
            code, prefix = _dialling(self.country)
            if with_country and prefix not in ("", code) and not bare.startswith(prefix):
                # Where numbers begin with a 0, one that doesn't begins with its country. German
                # ones are of any length: 4930... would be read as one in 04930.
                yield _valid(f"+{bare}", None)
            yield _valid(bare, self.country)
        if bare.startswith(_ABROAD):
            yield _possible(f"+{bare.removeprefix(_ABROAD)}", None)
        elif prefix and bare.startswith(prefix):
            yield _possible(bare, self.country)
        if with_country:
            yield _valid(f"+{bare}", None)

    def _shown(self, number: str, *, dialled: bool = False) -> str:
        """Return a number as people write it here; as it was sent if it is none."""
        e164 = self.e164(number, dialled=dialled)
        return (e164 and _formatted(e164, self.country)) or number

    def is_abroad(self, e164: str) -> bool:
        """Return whether a number belongs to another country, or nobody knows to which."""
        return not self.country or not e164.startswith(f"+{_dialling(self.country)[0]}")


def country_of(e164: str) -> str | None:
    """Return the country of a number, by ISO code; None for one of no country."""
    import phonenumbers  # noqa: PLC0415  loaded with the first number

    country = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    return country if country and len(country) == len("ZZ") else None


def _dialling(country: str) -> tuple[str, str]:
    """Return a country's code, and what stands before its numbers within it, such as 0."""
    import phonenumbers  # noqa: PLC0415  loaded with the first number

    prefix = phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True)
    return str(phonenumbers.country_code_for_region(country)), prefix or ""


def _valid(number: str, country: str | None) -> str | None:
    """Return a number as E.164 if it is one that its country gives out."""
    return _as_e164(number, country, only_given_out=True)


def _possible(number: str, country: str | None) -> str | None:
    """Return a number as E.164 if it has a length that is used in its country."""
    return _as_e164(number, country, only_given_out=False)


def _as_e164(number: str, country: str | None, *, only_given_out: bool) -> str | None:
    import phonenumbers  # noqa: PLC0415  loaded with the first number

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if only_given_out:
        is_right = phonenumbers.is_valid_number(parsed)
    else:
        possible = phonenumbers.ValidationResult.IS_POSSIBLE
        is_right = phonenumbers.is_possible_number_with_reason(parsed) == possible
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return written if is_right else None


def _formatted(e164: str, country: str | None) -> str | None:
    """Return a number as people write it in a country; None if nobody knows how."""
    import phonenumbers  # noqa: PLC0415  loaded with the first number

    parsed = phonenumbers.parse(e164)
    if not country or parsed.country_code != phonenumbers.country_code_for_region(country):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return national if national != phonenumbers.national_significant_number(parsed) else None


def learn_dial_out(
    callers: Iterable[str], dialled: Iterable[str], numbers: PhoneNumbers
) -> str | None:
    """Return what phones dial before a number outside; None where it isn't sure.

    Each number that was dialled and also called by itself shows it: 9020..., and 020... called.
    At least ``FEWEST_WITNESSES`` of them must, and hardly one may tell otherwise. "" says that
    numbers are dialled as they are.
    """
    plain = numbers.dialling_out("")
    called = {e164 for number in callers if (e164 := plain.e164(number))}
    witnesses = Counter(_dialled_before(number, called, plain) for number in {*dialled})
    del witnesses[None]
    if not witnesses:
        return None
    dial_out, votes = witnesses.most_common(1)[0]
    is_sure = votes >= FEWEST_WITNESSES and votes >= witnesses.total() * _SURE
    return dial_out if is_sure else None


def _dialled_before(number: str, called: AbstractSet[str], numbers: PhoneNumbers) -> str | None:
    """Return what stands before a number of somebody who called; the shortest that does."""
    bare = bare_number(number)
    for length in range(LONGEST_DIAL_OUT + 1):
        if numbers.e164(bare[length:], dialled=True) in called:
            return bare[:length]
    return None
