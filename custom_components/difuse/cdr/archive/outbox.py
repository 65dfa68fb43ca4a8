"""The outbox: calls that are to be announced, until they were; and those that nobody has seen."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from .. import Call
from .queries import select_calls
from .schema import CALLS, State

_HERE: Final = CALLS.c.pbx == bindparam("pbx")
_DUE: Final = select_calls(CALLS.c.id).where(_HERE, CALLS.c.due_at <= bindparam("now"))
_NEXT: Final = _DUE.order_by(CALLS.c.id).limit(bindparam("rows"))
# Without saying that it isn't null, SQLite would look through all calls.
_EARLIEST: Final = select(func.min(CALLS.c.due_at)).where(_HERE, CALLS.c.due_at.is_not(None))


def due(db: Connection, pbx: int, now: float, rows: int) -> list[tuple[int, Call]]:
    """Return the next calls to announce, in the order of their records, each with its number.

    They have at most so many rows together, but for a call that has more by itself.
    """
    batch: list[tuple[int, Call]] = []
    for number, *values in db.execute(_NEXT, {"pbx": pbx, "now": now, "rows": rows}):
        call = Call(*values)
        rows -= call.legs
        if batch and rows < 0:
            break
        batch.append((number, call))
    return batch


def next_due(db: Connection, pbx: int) -> int | None:
    """Return when the next call is to be announced, in epoch seconds."""
    earliest: int | None = db.scalar(_EARLIEST, {"pbx": pbx})
    return earliest


def mark_announced(db: Connection, pbx: int, numbers: Collection[int]) -> None:
    """Take calls that were announced out of the outbox."""
    announced = (CALLS.c.pbx == pbx, CALLS.c.id.in_(numbers))
    db.execute(update(CALLS).where(*announced).values(state=State.ANNOUNCED, due_at=None))


def expire_due(db: Connection, pbx: int, before: float) -> None:
    """Announce nothing that was due before then: nobody needs to know of it any more."""
    late = (CALLS.c.pbx == pbx, CALLS.c.due_at < before)
    db.execute(update(CALLS).where(*late).values(state=State.SILENT, due_at=None))


def mark_seen(db: Connection, pbx: int) -> None:
    """Take all missed calls as seen."""
    db.execute(update(CALLS).where(CALLS.c.pbx == pbx, CALLS.c.unseen).values(unseen=False))
