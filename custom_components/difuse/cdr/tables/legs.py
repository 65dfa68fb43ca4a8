"""Rows come back out of the archive."""

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from .. import CallRecord
from ..database import chunks
from .schema import LEG_FIELDS, LEGS

_THEIR_LEGS: Final = sa.select(LEGS.c.call, *[LEGS.c[name] for name in LEG_FIELDS]).where(
    LEGS.c.pbx == sa.bindparam("pbx"),
    LEGS.c.call_id.in_(sa.bindparam("call_ids", expanding=True)),
)


def legs_of(
    db: sa.Connection, pbx: int, call_ids: Iterable[str]
) -> Iterable[tuple[int | None, CallRecord]]:
    """Return all rows with these call ids, each with the number of its call."""
    for chunk in chunks(call_ids):
        for number, *found in db.execute(_THEIR_LEGS, {"pbx": pbx, "call_ids": chunk}):
            yield number, CallRecord(*found)
