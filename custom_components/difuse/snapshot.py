"""What entities look up: an immutable picture of the calls after each merge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from .cdr import Call
from .cdr.feed import DayCounts, Summary


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The calls of one PBX at one moment; equal where nothing changed.

    ``recent`` has the latest call first. ``today_since`` is the local midnight,
    or where the calls before it aren't known, the moment from which they are.
    ``new_missed`` counts inbound missed calls not marked as seen, ``unseen`` has
    the call ids of the latest of them.
    """

    recent: tuple[Call, ...]
    today: DayCounts
    today_start: datetime
    today_since: datetime
    new_missed: int
    unseen: tuple[str, ...]

    @property
    def latest(self) -> Call | None:
        """The call that started last."""
        return self.recent[0] if self.recent else None

    @classmethod
    def of(cls, summary: Summary, midnight: datetime, day: date) -> Self:
        """Take a picture of the summary on the day that began at ``midnight``."""
        counts = summary.counts(day)
        return cls(
            recent=summary.recent,
            today=counts,
            today_start=midnight,
            today_since=max(midnight, summary.since or midnight),
            new_missed=summary.new_missed,
            unseen=summary.unseen,
        )
