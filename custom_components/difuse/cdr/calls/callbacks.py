"""What is still missed: a call from outside that nobody took is open until it is handled."""

from collections.abc import Iterable
from datetime import datetime

from .. import Direction, Disposition, Handled

type Contact = tuple[datetime, Handled]
"""When somebody talked to a caller after all, and who rang whom."""


def handles(direction: Direction, disposition: Disposition) -> Handled | None:
    """Return what a call does to missed ones of the same number before it; None for nothing."""
    if disposition is not Disposition.ANSWERED or direction is Direction.INTERNAL:
        return None
    return Handled.RETURNED if direction is Direction.OUTBOUND else Handled.ANSWERED_LATER


def handled_by(open_from: datetime, contacts: Iterable[Contact]) -> Handled | None:
    """Return what handled a call that is open from then on: the first contact afterwards."""
    later = [contact for contact in contacts if contact[0] > open_from]
    return min(later)[1] if later else None
