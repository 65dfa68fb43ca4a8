"""The way that calls went, read from their rows when somebody asks for it."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from .. import Call, CallRecord
from ..calls import MOST_LEGS, SAME_CALL_WITHIN, OfficeNumbers, Step, find_way
from ..tables import legs_of

type Way = tuple[Step, ...]
"""How a call went, step by step."""


def ways(db: sa.Connection, pbx: int, numbers: OfficeNumbers, calls: Sequence[Call]) -> list[Way]:
    """Return the steps of each of some calls; none where its rows aren't kept any more."""
    legs: dict[str, list[CallRecord]] = defaultdict(list)
    asked = {one for call in calls if call.legs <= MOST_LEGS for one in call.call_ids}
    for _, leg in legs_of(db, pbx, asked):
        legs[leg.call_id].append(leg)
    return [
        _way(call, [leg for one in call.call_ids for leg in legs[one]], numbers) for call in calls
    ]


def recorded_at(db: sa.Connection, pbx: int, call: Call) -> tuple[str, ...]:
    """Return the numbers at which the legs of a call ended that have a recording, in order."""
    if not call.recording_url:
        return ()
    legs = _near(call, [leg for _, leg in legs_of(db, pbx, call.call_ids)])
    legs.sort(key=lambda leg: (leg.started_at, leg.db_id))
    return tuple(dict.fromkeys(leg.ended_where for leg in legs if leg.recording_url))


def _way(call: Call, legs: Sequence[CallRecord], numbers: OfficeNumbers) -> Way:
    near = _near(call, legs)
    is_whole = any(leg.call_id == call.call_id for leg in near)
    return find_way(near, numbers, call.call_ids) if is_whole else ()


def _near(call: Call, legs: Sequence[CallRecord]) -> list[CallRecord]:
    """Leave out what has a call id that has come again."""
    return [leg for leg in legs if abs(leg.started_at - call.started_at) <= SAME_CALL_WITHIN]
