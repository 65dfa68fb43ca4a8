"""Calls are understood from their rows, and written as all of them say together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row as Found, bindparam, delete, insert, select, update

from .. import Call
from ..calls import OfficeNumbers, build_call, join, plain_number, search_words, was_placed
from ..database import insert_or_update, parts
from .extensions import note_calls
from .rows import Legs, Rows
from .schema import CALLS, HOURS, LEGS, PARTIES, State, hour_of

_CALL: Final = tuple([one.name for one in fields(Call) if one.name in CALLS.c])
_PARTY: Final = (PARTIES.c.id, PARTIES.c.number, PARTIES.c.name)
_THESE_PARTIES: Final = select(*_PARTY).where(
    PARTIES.c.pbx == bindparam("pbx"), PARTIES.c.number.in_(bindparam("numbers", expanding=True))
)
_THIS_LEG: Final = update(LEGS).where(
    LEGS.c.pbx == bindparam("here"),
    LEGS.c.call_id == bindparam("of"),
    LEGS.c.db_id == bindparam("row"),
)
_ONE_MORE: Final = {"changes": HOURS.c.changes + 1}

type Values = dict[str, Any]
type Judge = Callable[[Call, Legs], Values]


@dataclass(slots=True)
class _Group:
    """The rows of one call. ``call`` is None where nobody placed it.

    ``former`` are the calls of which they are part so far, ``head`` that of which the placed call's
    are. ``number`` is that of the call, None while it has none; it goes on with that of ``head``.
    """

    legs: Legs
    call: Call | None
    former: list[Found[Any]]
    head: Found[Any] | None
    number: int | None = None


def understand(
    db: Connection, pbx: int, call_ids: Iterable[str], numbers: OfficeNumbers, judge: Judge
) -> int:
    """Write the calls with these ids as all their rows say together; return how many they are.

    ``judge`` gives ``state`` and ``due_at`` of a call that is new.
    """
    rows = Rows(db, pbx)
    groups = _groups(rows, dict.fromkeys(call_ids), numbers)
    former = {one.id: one.started_at for group in groups for one in group.former}
    for part in parts(former.keys() - {group.number for group in groups}):
        db.execute(delete(CALLS).where(CALLS.c.id.in_(part)))
    calls = [group.call for group in groups if group.call]
    _write(db, pbx, groups, _parties(db, pbx, calls), judge)
    note_calls(db, pbx, calls)
    moved = [
        {"here": pbx, "of": leg.call_id, "row": leg.db_id, "call": group.number}
        for group in groups
        for leg in group.legs
        if rows.owner[leg.key] != group.number
    ]
    if moved:
        db.execute(_THIS_LEG, moved)
    hours = {hour_of(start) for start in (*former.values(), *[one.started_at for one in calls])}
    noted = [{"pbx": pbx, "hour": hour, "changes": 1} for hour in hours]
    insert_or_update(db, HOURS, noted, _ONE_MORE)
    return len(calls)


def _groups(rows: Rows, given: Iterable[str], numbers: OfficeNumbers) -> list[_Group]:
    """Return which rows are one call, where they are given ones or the call is another by now."""
    found = rows.gathered(given, numbers)
    asked, kept = set(given), set[int]()
    groups: list[_Group] = []
    for keys in join(found, numbers):
        legs = [leg for key in keys for leg in found[key].legs]
        ids = tuple(dict.fromkeys([call_id for call_id, _ in keys]))
        former = rows.former(legs)
        if asked.isdisjoint(ids) and [one.call_ids for one in former] in ([], [ids]):
            continue
        placed = found[keys[0]].legs
        call = build_call(legs, numbers, ids) if was_placed(placed, numbers) else None
        head = next(iter(rows.former(placed)), None)
        group = _Group(legs, call, former, head)
        if call and head and head.call_id == call.call_id and head.id not in kept:
            group.number = head.id
            kept.add(head.id)
        groups.append(group)
    return groups


def _write(
    db: Connection,
    pbx: int,
    groups: Iterable[_Group],
    parties: Mapping[tuple[str, str], int],
    judge: Judge,
) -> None:
    """Write calls, and give new ones their number."""
    new: dict[tuple[str, datetime], tuple[_Group, Values]] = {}
    changed: list[Values] = []
    for group in groups:
        if (call := group.call) is None:
            continue
        values = {name: getattr(call, name) for name in _CALL} | _fate(group, call, judge)
        values["caller"] = parties[call.caller_number, call.caller_name]
        values["called"] = parties[call.called_number, ""]
        if group.number is None:
            new[call.call_id, call.started_at] = group, values | {"pbx": pbx}
        else:
            changed.append(values | {"number": group.number})
    if new:
        # To have them in order, SQLite would be given one at a time.
        added = insert(CALLS).returning(CALLS.c.id, CALLS.c.call_id, CALLS.c.started_at)
        for number, *key in db.execute(added, [values for _, values in new.values()]):
            new[*key][0].number = number
    if changed:
        db.execute(update(CALLS).where(CALLS.c.id == bindparam("number")), changed)


def _fate(group: _Group, call: Call, judge: Judge) -> Values:
    """Return what becomes of a call: what is joined later announces nothing.

    A call goes on as the placed one did. One that is new by itself, since a part of it came first
    or it is no part of another any more, is judged, and is no more news than that other was.
    """
    is_new = group.number is None
    fate = judge(call, group.legs) if group.head is None or is_new else group.head._asdict()
    told = [one.state for one in group.former if one is group.head or one.state == State.ANNOUNCED]
    state = min([fate["state"], *told])
    is_unseen = (is_new and state != State.PAST) or any(one.unseen for one in group.former)
    return {
        "state": state,
        "due_at": fate["due_at"] if state == State.DUE else None,
        "unseen": call.is_missed_inbound and is_unseen,
    }


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
