"""What is still missed: a call from outside that nobody took is open until it is handled."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from .. import Direction, Disposition, Handled

type Talk = tuple[datetime, Handled]
"""When somebody talked to a caller after all, and who rang whom."""


def handles(direction: Direction, disposition: Disposition) -> Handled | None:
    """Return what a call does to missed ones of the same number before it; None for nothing."""
    if disposition is not Disposition.ANSWERED or direction is Direction.INTERNAL:
        return None
    return Handled.RETURNED if direction is Direction.OUTBOUND else Handled.ANSWERED_LATER


def handled_by(open_from: datetime, talks: Sequence[Talk]) -> Handled | None:
    """Return what handled a call that is open from then on: the first talk afterwards.

    Talks come in their order.
    """
    at = bisect_right(talks, open_from, key=itemgetter(0))
    return talks[at][1] if at < len(talks) else None
