"""The rows of single calls: what the way that a call went is told from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from .. import Call, CallRecord
from ..calls import SAME_CALL_WITHIN
from .schema import LEG_FIELDS, LEGS


def legs_of(db: sa.Connection, pbx: int, calls: Sequence[Call]) -> list[list[CallRecord]]:
    """Return the rows of each of some calls, in no order: at most a few hundred calls."""
    wanted = {call_id for call in calls for call_id in call.call_ids}
    query = sa.select(*[LEGS.c[name] for name in LEG_FIELDS])
    found: dict[str, list[CallRecord]] = defaultdict(list)
    for row in db.execute(query.where(LEGS.c.pbx == pbx, LEGS.c.call_id.in_(wanted))):
        found[row.call_id].append(CallRecord(*row))
    return [[*_near(call, found[one] for one in call.call_ids)] for call in calls]


def _near(call: Call, legs: Iterable[Sequence[CallRecord]]) -> Iterable[CallRecord]:
    """Leave out what has a call id that has come again."""
    for one in legs:
        yield from [leg for leg in one if abs(leg.started_at - call.started_at) <= SAME_CALL_WITHIN]
