"""Who sits at which extension, as the PBX itself says with each call from there."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from .. import CallRecord
from .numbers import NumberPlan


class SentName(NamedTuple):
    """A name that the PBX sent for an extension, and when the row that has it started."""

    name: str
    at: datetime


def extension_names(records: Iterable[CallRecord], plan: NumberPlan) -> dict[str, SentName]:
    """Return the names of extensions, each as the latest row of a call from there has it.

    A phone without a name sends its number in place of one.
    """
    names: dict[str, SentName] = {}
    for record in sorted(records, key=attrgetter("started_at", "db_id")):
        number, name = record.source, record.caller_name.strip()
        # Where the number beside the name is another one, the name may be another's, too.
        if plan.is_extension(number) and record.caller_number == number and _is_name(name):
            names[number] = SentName(name, record.started_at)
    return names


def _is_name(text: str) -> bool:
    return any(char.isalpha() for char in text)
