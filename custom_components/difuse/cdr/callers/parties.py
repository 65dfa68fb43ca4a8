"""Who is at both ends of calls: found, or added, and read the way that numbers are read now."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, insert, select, update

from .. import Call, Direction
from ..calls import plain_number, search_words
from ..database import chunks
from ..people import Numbering
from ..tables import PARTIES, PERSONS

_NAMES: Final = ("number", "name", "dialled")
_PARTY: Final = [PARTIES.c[name] for name in ("id", *_NAMES)]
_READ: Final = ("who", "shown", "location")
_THESE: Final = select(*_PARTY, *[PARTIES.c[name] for name in _READ]).where(
    PARTIES.c.pbx == bindparam("pbx"), PARTIES.c.number.in_(bindparam("numbers", expanding=True))
)
_THIS: Final = update(PARTIES).where(PARTIES.c.id == bindparam("party"))
_UNWANTED: Final = select(PERSONS.c.who).where(
    PERSONS.c.pbx == bindparam("pbx"),
    PERSONS.c.who.in_(bindparam("people", expanding=True)),
    PERSONS.c.unwanted,
)

_LATEST: Final = 2000
"""What phones dial first shows in so many numbers of each kind."""

type Party = tuple[str, str, bool]
"""A number, the name that came with it, and whether a phone of the office dialled it."""


class Parties:
    """The people of some calls."""

    def __init__(self, db: Connection, pbx: int, numbering: Numbering) -> None:
        """Take the transaction; ``read`` the calls next."""
        self._db, self._pbx, self._numbering = db, pbx, numbering
        self._ids: dict[Party, int] = {}
        self._unwanted: set[str] = set()

    def read(self, calls: Iterable[Call]) -> None:
        """Look up who is at both ends; those that are new are added."""
        sought = {party for call in calls for party in _sides(call)}
        changed: list[dict[str, Any]] = []
        for some in chunks({number for number, *_ in sought}):
            found = self._db.execute(_THESE, {"pbx": self._pbx, "numbers": some})
            for party_id, number, name, dialled, *line in found:
                party = (number, name, dialled)
                if party in sought:
                    self._ids[party] = party_id
                    if (now := self._line(party)) != dict(zip(_READ, line, strict=True)):
                        changed.append({"party": party_id, **now})
        if changed:
            self._db.execute(_THIS, changed)
        self._add(sought - self._ids.keys())
        for some in chunks({self._line(party)["who"] for party in sought}):
            self._unwanted |= {*self._db.scalars(_UNWANTED, {"pbx": self._pbx, "people": some})}

    def _add(self, new: Iterable[Party]) -> None:
        rows = [
            {"pbx": self._pbx, "number": number, "name": name, "dialled": dialled}
            | {"plain": plain_number(number), "words": search_words(number, name)}
            | self._line((number, name, dialled))
            for number, name, dialled in new
        ]
        if rows:
            added = self._db.execute(insert(PARTIES).returning(*_PARTY), rows)
            self._ids |= {(number, name, dialled): one for one, number, name, dialled in added}

    def _line(self, party: Party) -> dict[str, str]:
        number, _, dialled = party
        line = self._numbering.line(number, dialled=dialled)
        shown = "" if line.shown == number else line.shown
        return {"who": line.who, "shown": shown, "location": line.location}

    def of(self, call: Call) -> tuple[int, int]:
        """Return who called, and who was called."""
        caller, called = _sides(call)
        return self._ids[caller], self._ids[called]

    def is_unwanted(self, call: Call) -> bool:
        """Return whether nobody wants to know of a call from outside."""
        is_inbound = call.direction is Direction.INBOUND
        return is_inbound and self._line(_sides(call)[0])["who"] in self._unwanted


def parties_of(pbx: int | BindParameter[int], who: str | BindParameter[str]) -> Select[Any]:
    """Return a query of all under which somebody stands in calls, see ``people.Line``."""
    return select(PARTIES.c.id).where(PARTIES.c.pbx == pbx, PARTIES.c.who == who)


def latest_numbers(db: Connection, pbx: int) -> tuple[list[str], list[str]]:
    """Return the numbers that called and those that phones dialled, the latest of each."""
    query = select(PARTIES.c.number).where(PARTIES.c.pbx == pbx)
    latest = query.order_by(PARTIES.c.id.desc()).limit(_LATEST)
    called, dialled = latest.where(~PARTIES.c.dialled), latest.where(PARTIES.c.dialled)
    return [*db.scalars(called)], [*db.scalars(dialled)]


def _sides(call: Call) -> tuple[Party, Party]:
    is_dialled = call.direction is Direction.OUTBOUND
    return (call.caller_number, call.caller_name, False), (call.called_number, "", is_dialled)
