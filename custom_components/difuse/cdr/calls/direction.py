"""Which way a call went, as its first leg says.

Asterisk has no inside and outside: these rules are a guess from the numbers, which the user's
number plan can correct. Rows are those of ``tests/cdr/fixtures/office-open.json``.
"""

from collections.abc import Callable
from typing import Final

from .. import CallRecord, Direction
from .numbers import OfficeNumbers

type Rule = Callable[[CallRecord, OfficeNumbers], Direction | None]


def from_a_short_number(first: CallRecord, numbers: OfficeNumbers) -> Direction | None:
    """Return inbound where a number as short as an extension dialled one of the office's own.

    Services and gateways outside have such numbers (84433 in 295, 60777 in 831). A phone that dials
    the office's own number goes out by a trunk, with the office's number as source (613).
    """
    if numbers.is_extension(first.source) and numbers.is_own(first.initial_destination):
        return Direction.INBOUND
    return None


def from_a_phone(first: CallRecord, numbers: OfficeNumbers) -> Direction | None:
    """Return internal or outbound where an extension called, by what it dialled (69, 13)."""
    if not numbers.is_extension(first.source):
        return None
    stays_inside = numbers.is_inside(first.initial_destination)
    return Direction.INTERNAL if stays_inside else Direction.OUTBOUND


def from_the_pbx(first: CallRecord, numbers: OfficeNumbers) -> Direction | None:
    """Return internal where the PBX itself called, as one of its codes: a reminder (211)."""
    return Direction.INTERNAL if numbers.is_code(first.source) else None


def with_an_own_number(first: CallRecord, numbers: OfficeNumbers) -> Direction | None:
    """Return outbound where the route put the office's number in place of the extension's.

    Short numbers and codes as well: 999 (267), 123 (320), a speed dial (370), the last caller
    (198). Only what dials an own number may have left the office and come in again (614).
    """
    if numbers.is_own(first.source) and not numbers.is_own(first.initial_destination):
        return Direction.OUTBOUND
    return None


RULES: Final[tuple[Rule, ...]] = (
    from_a_short_number,
    from_a_phone,
    from_the_pbx,
    with_an_own_number,
)
"""The first that says something is right; where none does, the call came in."""


def find_direction(first: CallRecord, numbers: OfficeNumbers) -> Direction:
    """Return which way a call went, by its first leg."""
    said = (rule(first, numbers) for rule in RULES)
    return next((direction for direction in said if direction), Direction.INBOUND)
