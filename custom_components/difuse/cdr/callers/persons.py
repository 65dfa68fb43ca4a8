"""Who is at a number, as the address books say together: names are looked up, in no call."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from .. import Direction, Disposition
from ..books import Card, contacts_of
from ..calls import fold
from ..database import chunks
from ..figures import note_changes
from ..people import UNWANTED_GROUPS, Person, PhoneNumbers, Photo, are_unwanted, people_at
from ..tables import CALLS, CARDS, EPOCH, PARTIES, PERSONS, State
from .callbacks import Touched, update_open
from .parties import parties_of

_SEPARATOR: Final = "\n"


def cards_of(db: sa.Connection, pbx: int, book: str) -> list[Card]:
    """Return what is in a book, but for the pictures."""
    fields = ("path", "position", "name", "numbers", "groups", "uid", "members", "photo_type")
    here = (CARDS.c.pbx == pbx, CARDS.c.book == book)
    query = sa.select(*[CARDS.c[name] for name in fields]).where(*here)
    return [
        Card(
            one.name,
            one.numbers,
            one.groups,
            uid=one.uid,
            members=one.members,
            photo_at=_SEPARATOR.join((book, str(one.position), one.path)) if one.photo_type else "",
        )
        for one in db.execute(query.order_by(CARDS.c.path, CARDS.c.position))
    ]


def match_people(
    db: sa.Connection, pbx: int, books: Iterable[tuple[str, str]], numbers: PhoneNumbers
) -> dict[str, Person]:
    """Return who is at which number, by some books in this order, each with a group for all."""
    found = [contacts_of(cards_of(db, pbx, book), group) for book, group in books]
    return people_at(found, numbers)


def known_groups(db: sa.Connection, pbx: int, limit: int) -> list[str]:
    """Return the groups of the people in address books, in the order of the alphabet.

    What differs only by case or accents is one group.
    """
    query = sa.select(PERSONS.c.groups).where(PERSONS.c.pbx == pbx, PERSONS.c.folded_groups != "")
    written = {group for of_one in db.scalars(query.distinct()) for group in of_one}
    groups = {fold(group): group for group in sorted(written, reverse=True)}
    return [groups[key] for key in sorted(groups)][:limit]


def photo_of(db: sa.Connection, pbx: int, who: str) -> Photo | None:
    """Return the picture of somebody."""
    this = (PERSONS.c.pbx == pbx, PERSONS.c.who == who)
    if not (photo_at := db.scalar(sa.select(PERSONS.c.photo).where(*this))):
        return None
    book, position, path = photo_at.split(_SEPARATOR, 2)
    there = (CARDS.c.pbx == pbx, CARDS.c.book == book, CARDS.c.path == path)
    query = sa.select(CARDS.c.photo_type, CARDS.c.photo)
    found = db.execute(query.where(*there, CARDS.c.position == int(position))).first()
    return Photo(found.photo_type, found.photo) if found and found.photo_type else None


def keep_people(
    db: sa.Connection,
    pbx: int,
    people: Mapping[str, Person],
    unwanted_groups: Collection[str] = UNWANTED_GROUPS,
) -> bool:
    """Keep who is at which number, all of them anew; return whether anything has changed."""
    columns = [column for column in PERSONS.c if column is not PERSONS.c.pbx]
    known = {row.who: row for row in db.execute(sa.select(*columns).where(PERSONS.c.pbx == pbx))}
    rows = [_values(who, person, unwanted_groups) for who, person in people.items()]
    changed = [row for row in rows if row["who"] not in known or known[row["who"]]._asdict() != row]
    gone = known.keys() - people.keys()
    for some in chunks({*gone, *[row["who"] for row in changed]}):
        db.execute(sa.delete(PERSONS).where(PERSONS.c.pbx == pbx, PERSONS.c.who.in_(some)))
    for rows_at_once in chunks(changed):
        db.execute(sa.insert(PERSONS), [{"pbx": pbx, **row} for row in rows_at_once])
    unwanted = {str(row["who"]) for row in rows if row["unwanted"]}
    before = {who for who, row in known.items() if row.unwanted}
    for some in chunks(unwanted ^ before):
        # A list of spammers is long, and few of them ever call.
        callers = sa.select(PARTIES.c.who).where(PARTIES.c.pbx == pbx, PARTIES.c.who.in_(some))
        for who in db.scalars(callers.distinct()).all():
            _mark(db, pbx, who, is_unwanted=who in unwanted)
    return bool(gone or changed)


def _values(who: str, person: Person, unwanted: Collection[str]) -> dict[str, object]:
    return {
        "who": who,
        "name": person.name,
        "words": fold(person.name),
        "folded_groups": folded_groups(person.groups),
        "photo": person.photo,
        "groups": person.groups,
        "unwanted": are_unwanted(person.groups, unwanted),
    }


def folded_groups(groups: Iterable[str]) -> str:
    """Return groups as they are looked for, each between two line breaks."""
    return "".join(f"\n{fold(group)}\n" for group in groups)


def _mark(db: sa.Connection, pbx: int, who: str, *, is_unwanted: bool) -> None:
    """Note that nobody wants to know of somebody's calls any more, or that people do again."""
    theirs = parties_of(pbx, who)
    calls = (CALLS.c.caller.in_(theirs), CALLS.c.direction == Direction.INBOUND)
    counts = (CALLS.c.state != State.PAST, CALLS.c.handled.is_(None))
    missed = CALLS.c.disposition != Disposition.ANSWERED
    is_open = sa.and_(missed, *counts, sa.literal(not is_unwanted))
    db.execute(sa.update(CALLS).where(*calls).values(unwanted=is_unwanted, is_open=is_open))
    update_open(db, pbx, dict.fromkeys(db.scalars(theirs), Touched(EPOCH, has_talk=True)))
    note_changes(db, pbx, db.scalars(sa.select(CALLS.c.started_at).where(*calls, missed)))
