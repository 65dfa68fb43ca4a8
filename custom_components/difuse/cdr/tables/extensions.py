"""What the office's extensions are called, and until when they had calls.

Users' names go before those that the PBX sends.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from .. import Call
from ..calls import SentName
from ..database import chunks, insert_or_update
from .schema import EXTENSIONS

SHOWN_NAME: Final = sa.func.coalesce(EXTENSIONS.c.given, EXTENSIONS.c.learned)
"""Null where nobody ever said it."""

_NAMES: Final = sa.select(EXTENSIONS.c.number, SHOWN_NAME).where(
    EXTENSIONS.c.pbx == sa.bindparam("pbx")
)
_KNOWN: Final = sa.select(EXTENSIONS).where(
    EXTENSIONS.c.pbx == sa.bindparam("pbx"),
    EXTENSIONS.c.number.in_(sa.bindparam("numbers", expanding=True)),
)


def extension_names(db: sa.Connection, pbx: int) -> dict[str, str]:
    """Return the name of each extension that has one."""
    return {number: name for number, name in db.execute(_NAMES, {"pbx": pbx}) if name}


def latest_extensions(db: sa.Connection, pbx: int, limit: int) -> list[str]:
    """Return the numbers of extensions, those that had a call last first."""
    here = sa.select(EXTENSIONS.c.number).where(EXTENSIONS.c.pbx == pbx)
    latest = EXTENSIONS.c.last_at.desc().nulls_last()
    return [*db.scalars(here.order_by(latest, EXTENSIONS.c.number).limit(limit))]


def learned_name(db: sa.Connection, pbx: int, number: str) -> str | None:
    """Return the name of an extension that the PBX sends."""
    known = known_extensions(db, pbx, [number]).get(number)
    return known.learned if known else None


def learn_names(db: sa.Connection, pbx: int, names: Mapping[str, SentName]) -> None:
    """Keep names that the PBX sent, where they are others than those of later calls."""
    known = known_extensions(db, pbx, names)
    for number, (name, at) in names.items():
        old = known.get(number)
        if old is None or old.learned is None or (old.learned != name and old.learned_at < at):
            _keep(db, pbx, number, {"learned": name, "learned_at": at})


def note_calls(db: sa.Connection, pbx: int, calls: Iterable[Call]) -> None:
    """Note of extensions that took part in calls that these calls started."""
    starts: dict[str, datetime] = {}
    for call in calls:
        for number in call.extensions:
            starts[number] = max(call.started_at, starts.get(number, call.started_at))
    known = known_extensions(db, pbx, starts)
    for number, at in starts.items():
        old = known.get(number)
        if old is None or old.last_at is None or old.last_at < at:
            _keep(db, pbx, number, {"last_at": at})


def name_extensions(db: sa.Connection, pbx: int, names: Mapping[str, str]) -> None:
    """Keep the names that users gave, and no others."""
    here, gave = EXTENSIONS.c.pbx == pbx, EXTENSIONS.c.given.is_not(None)
    query = sa.select(EXTENSIONS.c.number, EXTENSIONS.c.given).where(here, gave)
    known = {row.number: row.given for row in db.execute(query)}
    for number in known.keys() - names.keys():
        this = (here, EXTENSIONS.c.number == number)
        db.execute(sa.update(EXTENSIONS).where(*this).values(given=None))
    left = [EXTENSIONS.c[name].is_(None) for name in ("given", "learned", "last_at")]
    db.execute(sa.delete(EXTENSIONS).where(here, *left))
    for number, name in names.items():
        if known.get(number) != name:
            _keep(db, pbx, number, {"given": name})


def known_extensions(db: sa.Connection, pbx: int, numbers: Iterable[str]) -> dict[str, sa.Row[Any]]:
    """Return what is kept of some extensions."""
    return {
        row.number: row
        for chunk in chunks(numbers)
        for row in db.execute(_KNOWN, {"pbx": pbx, "numbers": chunk})
    }


def _keep(db: sa.Connection, pbx: int, number: str, values: Mapping[str, object]) -> None:
    insert_or_update(db, EXTENSIONS, [{"pbx": pbx, "number": number, **values}], values)
