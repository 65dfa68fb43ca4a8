"""Which calls are with the people who are asked for: by number, name, group, or what was typed."""

from typing import Final

import sqlalchemy as sa

from .. import Direction
from ..calls import SHORTEST_ABROAD, UNKNOWN_GROUP, CallFilter, NumberPattern, fold, search_term
from ..tables import CALLS, PARTIES, PERSONS

_FEW: Final = 1000
"""So many people's calls are looked up one by one; those of more come soon on the way back."""

type Side = tuple[sa.ColumnElement[int], sa.ColumnElement[bool]]
"""A side of calls, and of which calls."""

_CALLER: Final[Side] = (CALLS.c.caller, sa.true())
_BOTH: Final[tuple[Side, ...]] = (_CALLER, (CALLS.c.called, sa.true()))
_IS_OUTBOUND: Final = CALLS.c.direction == Direction.OUTBOUND
_NAMED: Final[tuple[Side, ...]] = (_CALLER, (CALLS.c.called, _IS_OUTBOUND))
_OTHER_END: Final[tuple[Side, ...]] = (
    (CALLS.c.caller, sa.not_(_IS_OUTBOUND)),
    (CALLS.c.called, _IS_OUTBOUND),
)
_SOMEBODY: Final = PERSONS.alias("somebody")


class Sought:
    """The people asked for, looked up in the archive; what is found makes conditions of calls.

    ``is_few``: there are so few that their calls are looked up one by one; ``is_nobody``: none.
    """

    def __init__(self, db: sa.Connection, pbx: int) -> None:
        """Take the transaction."""
        self._db, self._pbx = db, pbx
        self.is_few = self.is_nobody = False

    def conditions(self, asked: CallFilter) -> list[sa.ColumnElement[bool]]:
        """Return what makes a call one with the people who are asked for."""
        found: list[sa.ColumnElement[bool]] = []
        if asked.numbers:
            found.append(self._only(sa.or_(*map(_fits, asked.numbers)), *_BOTH))
        if asked.name:
            name = fold(asked.name)
            # Two lines follow a name: its number, and nothing.
            named = PARTIES.c.words.like(f"%{_literal(name)}%\n%\n", escape="\\")
            found.append(self._only(sa.or_(named, self._has_contact(name)), *_NAMED))
        if term := search_term(asked.text):
            words = PARTIES.c.words.contains(term, autoescape=True)
            who = sa.or_(words, self._has_contact(term))
            number = asked.text.strip()
            known = (PARTIES.c.pbx == self._pbx, PARTIES.c.number == number)
            if self._db.scalar(sa.select(PARTIES.c.id).where(*known)):
                found.append(sa.or_(self._any(who, *_BOTH)[0], has_extension(number)))
            else:
                found.append(self._only(who, *_BOTH))
        if asked.groups:
            found.append(self._in_groups(asked.groups))
        return found

    def _has_contact(self, name: str) -> sa.ColumnElement[bool]:
        """Return that somebody has this in the name that an address book gives them."""
        return self._is_one_of(_SOMEBODY.c.words.contains(name, autoescape=True))

    def _is_one_of(self, which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        here = _SOMEBODY.c.pbx == self._pbx
        return PARTIES.c.who.in_(sa.select(_SOMEBODY.c.who).where(here, which))

    def _in_groups(self, groups: frozenset[str]) -> sa.ColumnElement[bool]:
        named = [_is_in(PERSONS, group) for group in groups - {UNKNOWN_GROUP}]
        if UNKNOWN_GROUP in groups:
            unknown = sa.and_(PERSONS.c.who.is_(None), CALLS.c.direction != Direction.INTERNAL)
            return sa.or_(unknown, *named)
        members = self._is_one_of(sa.or_(*[_is_in(_SOMEBODY, group) for group in groups]))
        return self._only(members, *_OTHER_END)

    def _only(self, who: sa.ColumnElement[bool], *sides: Side) -> sa.ColumnElement[bool]:
        condition, few = self._any(who, *sides)
        if few is not None:
            self.is_few = True
            self.is_nobody |= not few
        return condition

    def _any(
        self, who: sa.ColumnElement[bool], *sides: Side
    ) -> tuple[sa.ColumnElement[bool], list[int] | None]:
        """Return that one of these people is on one of these sides of a call, and who if few."""
        # By the index of the PBX, SQLite would fetch the people one by one.
        people = sa.select(PARTIES.c.id).where(PARTIES.c.pbx + 0 == self._pbx, who)
        few = [*self._db.scalars(people.limit(_FEW + 1))]
        if len(few) <= _FEW:
            calls = [sa.select(CALLS.c.id).where(side.in_(few), which) for side, which in sides]
            return CALLS.c.id.in_(sa.union(*calls)), few
        many = sa.select(people.cte().c.id)
        # With an index on the side, a database would collect all their calls to find the latest.
        return sa.or_(*[sa.and_((side + 0).in_(many), which) for side, which in sides]), None


def has_extension(number: str) -> sa.ColumnElement[bool]:
    """Return that an extension took part in a call."""
    return sa.type_coerce(CALLS.c.extensions, sa.String).contains(f" {number} ", autoescape=True)


def _is_in(people: sa.FromClause, group: str) -> sa.ColumnElement[bool]:
    return people.c.folded_groups.contains(f"\n{group}\n", autoescape=True)


def _fits(pattern: NumberPattern) -> sa.ColumnElement[bool]:
    """Return ``NumberPattern.matches`` in SQL."""
    party = PARTIES.c
    if not pattern.is_prefix:
        plain = party.plain == pattern.plain
        return sa.or_(plain, party.who == pattern.who) if pattern.who else plain
    if not pattern.plain:
        written = sa.func.ltrim(party.number, " ()./-")
        abroad = sa.or_(written.startswith("+"), written.startswith("00"))
        return sa.and_(sa.func.length(party.plain) >= SHORTEST_ABROAD, abroad)
    begins = party.plain.startswith(pattern.plain, autoescape=True)
    if not pattern.names_country:
        return begins
    whole = party.who.startswith(f"+{pattern.plain}", autoescape=True)
    return sa.or_(whole, sa.and_(begins, sa.func.length(party.plain) >= SHORTEST_ABROAD))


def _literal(text: str) -> str:
    """Return a text as LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
