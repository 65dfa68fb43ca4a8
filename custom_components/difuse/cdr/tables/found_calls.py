"""How a call comes out of the archive: as its rows say, and with what is known of people."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

import sqlalchemy as sa

from .. import Call, Direction, OtherEnd
from .extensions import SHOWN_NAME
from .schema import CALLS, EXTENSIONS, PARTIES, PERSONS

_CALLER: Final = PARTIES.alias("caller")
_CALLED: Final = PARTIES.alias("called")
_IS_OUTBOUND: Final = CALLS.c.direction == Direction.OUTBOUND
_NAMED: Final = {
    "caller_number": _CALLER.c.number,
    "caller_name": _CALLER.c.name,
    "called_number": _CALLED.c.number,
    "is_unwanted": CALLS.c.unwanted,
    "answered_by_name": SHOWN_NAME,
}
_FIELDS: Final = [
    _NAMED[name] if name in _NAMED else CALLS.c[name]
    for name in [one.name for one in fields(Call)]
    if name != "other"
]


def _of_other(name: str) -> sa.ColumnElement[Any]:
    return sa.case((_IS_OUTBOUND, _CALLED.c[name]), else_=_CALLER.c[name])


def _known(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.func.nullif(text, "")


_WHO: Final = _of_other("who")
_OTHER_END: Final = {
    "number": sa.case((_WHO.startswith("+"), _WHO), else_=_of_other("number")),
    "shown": sa.func.coalesce(_known(_of_other("shown")), _of_other("number")),
    "name": sa.func.coalesce(_known(PERSONS.c.name), _known(_of_other("name"))),
    "groups": sa.func.coalesce(PERSONS.c.groups, sa.literal((), PERSONS.c.groups.type)),
    "location": _known(_of_other("location")),
    "is_contact": PERSONS.c.who.is_not(None),
    "has_photo": sa.func.coalesce(PERSONS.c.photo, "") != "",
}
_COLUMNS: Final = (*_FIELDS, *[_OTHER_END[one.name] for one in fields(OtherEnd)])
_OWN: Final = len(_FIELDS)


def select_calls(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return a query of calls, to be read by ``call_of``; ``more`` come before these."""
    # Outer joins, though all are there: they are looked up last, whatever is asked for.
    people = CALLS.outerjoin(_CALLER, _CALLER.c.id == CALLS.c.caller)
    people = people.outerjoin(_CALLED, _CALLED.c.id == CALLS.c.called)
    same = sa.and_(PERSONS.c.pbx == CALLS.c.pbx, PERSONS.c.who == _WHO)
    there = sa.and_(EXTENSIONS.c.pbx == CALLS.c.pbx, EXTENSIONS.c.number == CALLS.c.answered_by)
    people = people.outerjoin(PERSONS, same).outerjoin(EXTENSIONS, there)
    return sa.select(*more, *_COLUMNS).select_from(people)


def call_of(found: Sequence[Any]) -> Call:
    """Return the call that was found."""
    values = (*found[:_OWN], OtherEnd(*found[_OWN:]))
    return Call(*values)
