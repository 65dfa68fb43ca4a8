"""What is counted of calls, and kept: it changes with them."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from .day_sums import forget_days
from .hours import note_hours


def note_changes(db: sa.Connection, pbx: int, starts: Iterable[datetime]) -> None:
    """Note that calls with these starts count otherwise now, in statistics and sums of days."""
    starts = [*starts]
    note_hours(db, pbx, starts)
    forget_days(db, pbx, starts)
