"""Calls are understood from their rows, and written as all of them say together."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row as Found, bindparam, insert, select, update

from .. import Call, CallRecord
from ..calls import (
    SAME_CALL_WITHIN,
    OfficeNumbers,
    build_call,
    calls_apart,
    plain_number,
    search_words,
)
from ..database import insert_or_update, parts
from .schema import CALLS, HOURS, LEG_FIELDS, LEGS, PARTIES, State, hour_of

_CALL: Final = tuple([one.name for one in fields(Call) if one.name in CALLS.c])
_CALL_IDS: Final[BindParameter[str]] = bindparam("call_ids", expanding=True)
_THESE_CALLS: Final = select(CALLS).where(
    CALLS.c.pbx == bindparam("pbx"), CALLS.c.call_id.in_(_CALL_IDS)
)
_THEIR_LEGS: Final = select(*[LEGS.c[name] for name in LEG_FIELDS]).where(
    LEGS.c.pbx == bindparam("pbx"), LEGS.c.call_id.in_(_CALL_IDS)
)
_PARTY: Final = (PARTIES.c.id, PARTIES.c.number, PARTIES.c.name)
_THESE_PARTIES: Final = select(*_PARTY).where(
    PARTIES.c.pbx == bindparam("pbx"), PARTIES.c.number.in_(bindparam("numbers", expanding=True))
)
_ONE_MORE: Final = {"changes": HOURS.c.changes + 1}

type Values = dict[str, Any]
type Legs = list[CallRecord]


def understand(
    db: Connection,
    pbx: int,
    call_ids: Iterable[str],
    numbers: OfficeNumbers,
    judge: Callable[[Call, Legs], Values],
) -> int:
    """Write the calls with these ids as all their rows say together; return how many they are.

    ``judge`` gives ``state`` and ``due_at`` of a call that is new.
    """
    legs, known = _load(db, pbx, dict.fromkeys(call_ids))
    groups = [group for one in legs.values() for group in calls_apart(one)]
    calls = [build_call(group, numbers) for group in groups]
    parties = _parties(db, pbx, calls)
    new: list[Values] = []
    changed: list[Values] = []
    hours = {hour_of(call.started_at) for call in calls}
    for call, group in zip(calls, groups, strict=True):
        values = {name: getattr(call, name) for name in _CALL} | {
            "caller": parties[call.caller_number, call.caller_name],
            "called": parties[call.called_number, ""],
        }
        apart = [(abs(one.started_at - call.started_at), one) for one in known[call.call_id]]
        former = [one for seconds, one in apart if seconds <= SAME_CALL_WITHIN]
        if former:
            unseen = call.is_missed_inbound and former[0].unseen
            changed.append(values | {"number": former[0].id, "unseen": unseen})
            hours.add(hour_of(former[0].started_at))
        else:
            values |= {"pbx": pbx, **judge(call, group)}
            unseen = call.is_missed_inbound and values["state"] is not State.PAST
            new.append(values | {"unseen": unseen})
    if new:
        db.execute(insert(CALLS), new)
    if changed:
        db.execute(update(CALLS).where(CALLS.c.id == bindparam("number")), changed)
    noted = [{"pbx": pbx, "hour": hour, "changes": 1} for hour in hours]
    insert_or_update(db, HOURS, noted, _ONE_MORE)
    return len(calls)


def _load(
    db: Connection, pbx: int, call_ids: Iterable[str]
) -> tuple[dict[str, Legs], dict[str, list[Found[Any]]]]:
    """Return all rows with these call ids, and the calls as they were understood before."""
    legs: dict[str, Legs] = {call_id: [] for call_id in call_ids}
    known: dict[str, list[Found[Any]]] = defaultdict(list)
    for part in parts(legs):
        these = {"pbx": pbx, "call_ids": part}
        for found in db.execute(_THESE_CALLS, these):
            known[found.call_id].append(found)
        for found in db.execute(_THEIR_LEGS, these):
            legs[found.call_id].append(CallRecord(*found))
    return legs, known


def _parties(db: Connection, pbx: int, calls: list[Call]) -> dict[tuple[str, str], int]:
    """Return the number of each caller and of whom each called; those that are new are added."""
    pairs = {(call.caller_number, call.caller_name) for call in calls}
    pairs |= {(call.called_number, "") for call in calls}
    found = {
        (number, name): party
        for part in parts({number for number, _ in pairs})
        for party, number, name in db.execute(_THESE_PARTIES, {"pbx": pbx, "numbers": part})
    }
    new = [
        {"pbx": pbx, "number": number, "name": name, "plain": plain_number(number)}
        | {"words": search_words(number, name)}
        for number, name in pairs - found.keys()
    ]
    if new:
        added = db.execute(insert(PARTIES).returning(*_PARTY), new)
        found |= {(number, name): party for party, number, name in added}
    return found
