"""What the office's extensions are called: users' names go before those that the PBX sends."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from ..calls import SentName
from ..database import insert_or_update, parts
from .schema import EXTENSIONS

SHOWN_NAME: Final = sa.func.coalesce(EXTENSIONS.c.given, EXTENSIONS.c.learned)
"""Null where nobody ever said it."""

_LEARNED: Final = sa.select(
    EXTENSIONS.c.number, EXTENSIONS.c.learned, EXTENSIONS.c.learned_at
).where(
    EXTENSIONS.c.pbx == sa.bindparam("pbx"),
    EXTENSIONS.c.number.in_(sa.bindparam("numbers", expanding=True)),
)


def extension_names(db: sa.Connection, pbx: int) -> dict[str, str]:
    """Return the name of each extension that has one."""
    query = sa.select(EXTENSIONS.c.number, SHOWN_NAME).where(EXTENSIONS.c.pbx == pbx)
    return {number: name for number, name in db.execute(query) if name}


def learn_names(db: sa.Connection, pbx: int, names: Mapping[str, SentName]) -> None:
    """Keep names that the PBX sent, where they are others than those of later calls."""
    known = {
        row.number: row
        for part in parts(names)
        for row in db.execute(_LEARNED, {"pbx": pbx, "numbers": part})
    }
    for number, (name, at) in names.items():
        old = known.get(number)
        if old is None or old.learned_at is None or (old.learned != name and old.learned_at < at):
            new = {"learned": name, "learned_at": at}
            insert_or_update(db, EXTENSIONS, [{"pbx": pbx, "number": number} | new], new)


def name_extensions(db: sa.Connection, pbx: int, names: Mapping[str, str]) -> None:
    """Keep the names that users gave, and no others."""
    here, gave = EXTENSIONS.c.pbx == pbx, EXTENSIONS.c.given.is_not(None)
    query = sa.select(EXTENSIONS.c.number, EXTENSIONS.c.given).where(here, gave)
    known = {row.number: row.given for row in db.execute(query)}
    for number in known.keys() - names.keys():
        this = (here, EXTENSIONS.c.number == number)
        db.execute(sa.update(EXTENSIONS).where(*this).values(given=None))
    db.execute(
        sa.delete(EXTENSIONS).where(
            here, EXTENSIONS.c.given.is_(None), EXTENSIONS.c.learned.is_(None)
        )
    )
    for number, name in names.items():
        if known.get(number) != name:
            new = {"given": name}
            insert_or_update(db, EXTENSIONS, [{"pbx": pbx, "number": number} | new], new)
