"""Rows come in: each is kept once, and its call is what all its rows say together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from .. import Call, CallRecord, Disposition, Row, RowKey, UnreadableRow
from ..calls import AT_ONCE, LearnedKind, OfficeNumbers, extension_names, may_be_part
from ..database import chunks, insert_or_update
from ..people import Numbering
from ..tables import CALLS, EPOCH, LEARNED, LEG_FIELDS, LEGS, State, learn_names
from .outbox import next_due
from .rows import Legs
from .understanding import Values, understand

_NO_TIMES: Final = {"started_at": EPOCH, "ended_at": EPOCH, "answered_at": None}
_NO_LEG: Final = dict.fromkeys(LEG_FIELDS, "") | _NO_TIMES | {"disposition": Disposition.UNKNOWN}

_KNOWN: Final = select(LEGS.c.db_id, LEGS.c.call_id, LEGS.c.listed, LEGS.c.recording_url).where(
    LEGS.c.pbx == bindparam("pbx"), LEGS.c.call_id.in_(bindparam("call_ids", expanding=True))
)
"""Each poll asks it; to put it together takes longer than the answer."""
_WAITING: Final = select(CALLS.c.id).where(
    CALLS.c.pbx == bindparam("pbx"), CALLS.c.due_at > bindparam("now")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How rows came, and what is to be done with those that are new.

    ``listed``: a poll found them in the PBX's list. ``judge`` says what becomes of a call none of
    whose rows were known. Those to be announced are due ``now`` (epoch seconds), but for those of
    which more rows may be on their way, the last one and what may be a part of another: they are
    due ``wait`` seconds later, or when further rows come.
    """

    listed: bool
    now: float
    judge: Callable[[Call], State]
    wait: Callable[[Call], float]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What was new: rows, and those of them that no call can be made of.

    ``has_learned``: an own number of the office was, by which older calls are to be read anew.
    ``next_due`` is when the next call is to be announced, in epoch seconds.
    """

    rows: int
    unreadable: int
    has_learned: bool
    next_due: int | None


def known_rows(db: Connection, pbx: int, rows: Iterable[Row]) -> dict[RowKey, tuple[bool, str]]:
    """Return which of some rows are known: whether each is listed, and where its recording is."""
    keys = {row.key for row in rows}
    found = {
        (row.db_id, row.call_id): (row.listed, row.recording_url)
        for chunk in chunks({call_id for _, call_id in keys})
        for row in db.execute(_KNOWN, {"pbx": pbx, "call_ids": chunk})
    }
    return {key: found[key] for key in keys & found.keys()}


def ingest(
    db: Connection,
    pbx: int,
    rows: Iterable[Row],
    numbers: OfficeNumbers,
    numbering: Numbering,
    arrival: Arrival,
) -> Ingested:
    """Keep what is new of some rows, and of rows that are known a recording that came later."""
    unique = {row.key: row for row in rows}
    known = known_rows(db, pbx, unique.values())
    fresh = [row for key, row in unique.items() if key not in known]
    if fresh:
        db.execute(insert(LEGS), [_leg_values(pbx, row, arrival) for row in fresh])
    changed = _update_known(db, pbx, unique, known, arrival)
    new = _learn(db, pbx, fresh, numbers)
    last = new[-1].key if new else None
    # Rows are written when they end: whatever ended before has all of its rows by now.
    written = max([record.ended_at for record in new], default=EPOCH) - AT_ONCE

    def judge(call: Call, legs: Legs) -> Values:
        state = arrival.judge(call)
        is_last = any(leg.key == last for leg in legs)
        more_may_come = is_last or (call.ended_at >= written and may_be_part(legs))
        wait = arrival.wait(call) if more_may_come else 0
        return {"state": state, "due_at": int(arrival.now + wait) if state is State.DUE else None}

    waiting = db.scalars(_WAITING, {"pbx": pbx, "now": arrival.now}).all() if new else []
    call_ids = [*[record.call_id for record in new], *changed]
    understand(db, pbx, call_ids, numbers, numbering, judge)
    if waiting:
        _settle(db, pbx, waiting, new[-1], written, arrival)
    words = [{"pbx": pbx, "kind": kind.value, "word": word} for kind, word in numbers.new]
    insert_or_update(db, LEARNED, words)
    has_learned = any(kind is LearnedKind.OWN for kind, _ in numbers.new)
    return Ingested(len(fresh), len(fresh) - len(new), has_learned, next_due(db, pbx))


def _learn(
    db: Connection, pbx: int, fresh: Iterable[Row], numbers: OfficeNumbers
) -> list[CallRecord]:
    """Learn what new rows tell of the office, and return them in the order of their ids."""
    records = [row for row in fresh if isinstance(row, CallRecord)]
    # Rows without an id of their own keep their order.
    records.sort(key=lambda row: max(row.db_id, 0))
    for record in records:
        numbers.learn(record)
    learn_names(db, pbx, extension_names(records, numbers.plan))
    return records


def _settle(
    db: Connection,
    pbx: int,
    waiting: Sequence[int],
    last: CallRecord,
    written: datetime,
    arrival: Arrival,
) -> None:
    """Let calls be announced that waited and ended before ``written``, but for the last row's."""
    this = (LEGS.c.pbx == pbx, LEGS.c.call_id == last.call_id, LEGS.c.db_id == last.db_id)
    its_call = func.coalesce(select(LEGS.c.call).where(*this).scalar_subquery(), 0)
    # What became one with a call that was announced is due no more.
    complete = (CALLS.c.id != its_call, CALLS.c.ended_at < written, CALLS.c.due_at.is_not(None))
    db.execute(
        update(CALLS).where(CALLS.c.id.in_(waiting), *complete).values(due_at=int(arrival.now))
    )


def _leg_values(pbx: int, row: Row, arrival: Arrival) -> Values:
    values = {"pbx": pbx, "listed": arrival.listed}
    if isinstance(row, UnreadableRow):
        return values | _NO_LEG | {"db_id": row.key[0], "call_id": row.key[1]}
    return values | {name: getattr(row, name) for name in LEG_FIELDS}


def _update_known(
    db: Connection,
    pbx: int,
    rows: dict[RowKey, Row],
    known: dict[RowKey, tuple[bool, str]],
    arrival: Arrival,
) -> list[str]:
    """Note of known rows that they are listed now, and recordings that the PBX has added.

    Return the ids of the calls that have another recording.
    """
    changed: list[str] = []
    for key, (listed, recording) in known.items():
        url = getattr(rows[key], "recording_url", "") or recording
        if (listed or not arrival.listed) and url == recording:
            continue
        leg = (LEGS.c.pbx == pbx, LEGS.c.db_id == key[0], LEGS.c.call_id == key[1])
        db.execute(
            update(LEGS).where(*leg).values(listed=listed or arrival.listed, recording_url=url)
        )
        if url != recording:
            changed.append(key[1])
    return changed
