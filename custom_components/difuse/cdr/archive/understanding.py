"""Calls are understood from their rows, and written as all of them say together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row as Found, bindparam, delete, insert, update

from .. import Call, Direction, Handled
from ..callers import Parties, Touched, update_open
from ..calls import OfficeNumbers, build_call, handles, join, was_placed
from ..database import chunks
from ..figures import note_changes
from ..people import Numbering
from ..tables import CALLS, LEGS, State, note_calls
from .rows import Legs, Rows

_CALL: Final = tuple([one.name for one in fields(Call) if one.name in CALLS.c])
_THIS_LEG: Final = update(LEGS).where(
    LEGS.c.pbx == bindparam("here"),
    LEGS.c.call_id == bindparam("of"),
    LEGS.c.db_id == bindparam("row"),
)

type Values = dict[str, Any]
type Judge = Callable[[Call, Legs], Values]


@dataclass(slots=True)
class _Group:
    """The rows of one call. ``call`` is None where nobody placed it.

    ``former`` are the calls of which they are part so far, ``head`` that of which the placed call's
    are. ``number`` is that of the call, None while it has none; it goes on with that of ``head``.
    ``state`` is what has become of it.
    """

    legs: Legs
    call: Call | None
    former: list[Found[Any]]
    head: Found[Any] | None
    number: int | None = None
    state: State = State.PAST


def understand(
    db: Connection,
    pbx: int,
    call_ids: Iterable[str],
    numbers: OfficeNumbers,
    numbering: Numbering,
    judge: Judge,
) -> None:
    """Write the calls with these ids as all their rows say together.

    ``judge`` gives ``state`` and ``due_at`` of a call that is new.
    """
    rows = Rows(db, pbx)
    groups = _groups(rows, dict.fromkeys(call_ids), numbers)
    former = {one.id: one.started_at for group in groups for one in group.former}
    for chunk in chunks(former.keys() - {group.number for group in groups}):
        db.execute(delete(CALLS).where(CALLS.c.id.in_(chunk)))
    calls = [group.call for group in groups if group.call]
    parties = Parties(db, pbx, numbering)
    parties.read(calls)
    _write(db, pbx, groups, parties, judge)
    note_calls(db, pbx, calls)
    moved = [
        {"here": pbx, "of": leg.call_id, "row": leg.db_id, "call": group.number}
        for group in groups
        for leg in group.legs
        if rows.owner[leg.key] != group.number
    ]
    if moved:
        db.execute(_THIS_LEG, moved)
    note_changes(db, pbx, [*former.values(), *[one.started_at for one in calls]])
    update_open(db, pbx, _touched(groups, parties))


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
    parties: Parties,
    judge: Judge,
) -> None:
    """Write calls, and give new ones their number."""
    new: dict[tuple[str, datetime], tuple[_Group, Values]] = {}
    changed: list[Values] = []
    for group in groups:
        if (call := group.call) is None:
            continue
        values = {name: getattr(call, name) for name in _CALL}
        values |= _fate(group, call, judge, is_unwanted=parties.is_unwanted(call))
        values["caller"], values["called"] = parties.of(call)
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


def _fate(group: _Group, call: Call, judge: Judge, *, is_unwanted: bool) -> Values:
    """Return what becomes of a call: what is joined later announces nothing.

    A call goes on as the placed one did. One that is new by itself, since a part of it came first
    or it is no part of another any more, is judged, and is no more news than that other was.
    """
    is_new = group.number is None
    fate = judge(call, group.legs) if group.head is None or is_new else group.head._asdict()
    kept = [one.state for one in group.former if one is group.head or one.state == State.ANNOUNCED]
    group.state = state = State(min([fate["state"], *kept]))
    return {
        "state": state,
        "due_at": fate["due_at"] if state == State.DUE else None,
        "unwanted": is_unwanted,
        **_openness(group, is_missed=call.is_missed_inbound and not is_unwanted),
    }


def _openness(group: _Group, *, is_missed: bool) -> Values:
    """Return whether a call is open; what calls have handled is worked out afterwards.

    One that was there before is open if it counted as missed before: it isn't opened by another
    way to understand it. It is seen if all that was missed of it was.
    """
    counted = [one for one in group.former if one.is_open or one.handled]
    is_new = group.number is None and group.state is not State.PAST
    counts = is_missed and (is_new or bool(counted))
    is_seen = bool(counted) and all(one.handled is Handled.SEEN for one in counted)
    opened = [one.open_from for one in counted if one.open_from]
    return {
        "is_open": counts and not is_seen,
        "handled": Handled.SEEN if counts and is_seen else None,
        "open_from": max(opened, default=None),
    }


def _touched(groups: Iterable[_Group], parties: Parties) -> dict[int, Touched]:
    """Return whose calls have changed; what was there before the set-up handles nothing."""
    touched: dict[int, Touched] = {}

    def note(one: Call | Found[Any], sides: tuple[int, int], state: int) -> None:
        if one.direction is Direction.INTERNAL or state == State.PAST:
            return
        party = sides[one.direction is Direction.OUTBOUND]
        has_talk = handles(one.direction, one.disposition) is not None
        touched[party] = Touched(one.started_at, has_talk).joined(touched.get(party))

    for group in groups:
        for one in group.former:
            note(one, (one.caller, one.called), one.state)
        if group.call:
            note(group.call, parties.of(group.call), group.state)
    return touched
