"""What is news: which calls are announced, and which only kept."""

from dataclasses import dataclass
from typing import Final

from .. import Call
from ..archive import EVERY_ROW
from ..tables import State

ORDINARY: Final = 120
"""Seconds: what ended since a poll that is no longer ago is news, whatever clocks say."""


SETTLE: Final = 10
"""A call's rows are written in one burst; so many seconds after its end no more are expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How rows were found; ``judge`` says what becomes of a call none of whose rows were known.

    Times are in seconds: ``now`` and ``pbx_now`` by our own clock and by the PBX's, ``since_poll``
    and ``since_set_up`` by ours. ``is_exact``: as many rows were found as the list grew by.
    ``has_known``: it held known rows as well. ``is_burst``: they were many at once.
    """

    pbx_now: float
    since_poll: float
    since_set_up: float
    max_age: float
    past_id: int = 0
    highest_id: int = EVERY_ROW
    is_burst: bool = False
    is_exact: bool = False
    has_known: bool = True

    def judge(self, call: Call) -> State:
        """Return what becomes of a call."""
        if 0 < call.db_id <= self.past_id:
            return State.PAST
        age = self.pbx_now - call.ended_at.timestamp()
        if not self.has_known and age > self.since_poll + ORDINARY:
            return State.PAST
        is_new = self.is_exact or call.db_id > self.highest_id
        if is_new and not self.is_burst:
            age = min(age, self.since_poll)
        if age > self.since_set_up:
            return State.PAST
        return State.DUE if age <= self.max_age else State.SILENT

    def wait(self, call: Call) -> float:
        """Return for how many seconds more rows of a call may come."""
        since = self.pbx_now - call.ended_at.timestamp()
        return min(max(SETTLE - since, 0), SETTLE)
