"""The outbox: calls that are to be announced, until they were."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from .. import Call
from ..tables import CALLS, State, call_of, select_calls

LONGEST_WAIT: Final = 60
"""Seconds: what is due later than that was written before our clock was set back."""

# Without saying that it isn't null, SQLite would look through all calls.
_OURS: Final = (CALLS.c.pbx == bindparam("pbx"), CALLS.c.due_at.is_not(None))
_WAITS: Final = CALLS.c.due_at.between(bindparam("after"), bindparam("until"))
_FIRST_THAT_WAITS: Final = select(func.min(CALLS.c.id)).where(*_OURS, _WAITS).scalar_subquery()
_DUE: Final = (
    select_calls(CALLS.c.id)
    .where(*_OURS, CALLS.c.id < func.coalesce(_FIRST_THAT_WAITS, 2**62))
    .order_by(CALLS.c.id)
    .limit(bindparam("rows"))
)
_NEXT: Final = select(CALLS.c.due_at).where(*_OURS).order_by(CALLS.c.id).limit(1)


def due(db: Connection, pbx: int, now: float, rows: int) -> list[tuple[int, Call]]:
    """Return the next calls to announce, in the order of their records, each with its number.

    One that waits holds up those behind it. They have at most so many rows together, but for a
    call that has more by itself.
    """
    moments = {"after": int(now) + 1, "until": now + LONGEST_WAIT}
    batch: list[tuple[int, Call]] = []
    for number, *values in db.execute(_DUE, {"pbx": pbx, "rows": rows, **moments}):
        call = call_of(values)
        rows -= call.legs
        if batch and rows < 0:
            break
        batch.append((number, call))
    return batch


def next_due(db: Connection, pbx: int) -> int | None:
    """Return when the next call is to be announced, in epoch seconds."""
    first: int | None = db.scalar(_NEXT, {"pbx": pbx})
    return first


def mark_announced(db: Connection, pbx: int, numbers: Collection[int]) -> None:
    """Take calls that were announced out of the outbox."""
    announced = (CALLS.c.pbx == pbx, CALLS.c.id.in_(numbers))
    db.execute(update(CALLS).where(*announced).values(state=State.ANNOUNCED, due_at=None))


def expire_due(db: Connection, pbx: int, before: float) -> None:
    """Announce nothing that was due before then: nobody needs to know of it any more."""
    late = (CALLS.c.pbx == pbx, CALLS.c.due_at < before)
    db.execute(update(CALLS).where(*late).values(state=State.SILENT, due_at=None))
