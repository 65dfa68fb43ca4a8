"""The archive's tables are made, or brought up to date, by migrations with numbers."""

from collections.abc import Callable, Mapping
from typing import Final

import sqlalchemy as sa

from ..database import DatabaseTooNewError, wait_for_others
from .schema import METADATA, SCHEMA
from .view import create_view


def _create(db: sa.Connection) -> None:
    METADATA.create_all(db)
    create_view(db)


MIGRATIONS: Final[Mapping[int, Callable[[sa.Connection], None]]] = {1: _create}
"""By the version that each leads to. The first makes a new database, which needs no other."""


def migrate(db: sa.Connection) -> None:
    """Bring a database up to date, or make its tables.

    Raise DatabaseTooNewError, having touched nothing, where a later release wrote it.
    """
    wait_for_others(db)
    newest = max(MIGRATIONS)
    if not sa.inspect(db).has_table(SCHEMA.name):
        _create(db)
        db.execute(sa.insert(SCHEMA).values(version=newest))
    version = db.scalar(sa.select(SCHEMA.c.version)) or 0
    if version > newest:
        raise DatabaseTooNewError(f"The archive has version {version}")
    for number in range(version + 1, newest + 1):
        MIGRATIONS[number](db)
        db.execute(sa.update(SCHEMA).values(version=number))
