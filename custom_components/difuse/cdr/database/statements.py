"""Statements that SQLite and PostgreSQL write in ways of their own, or that must not grow long."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_AT_ONCE: Final = 500
"""No statement takes any number of values."""

_OUR_LOCK: Final = 0x646966757365
"""Locks in PostgreSQL have a number: "difuse"."""


def insert_or_update(
    db: Connection,
    table: Table,
    rows: Iterable[Mapping[str, object]],
    changes: Mapping[str, object] | None = None,
) -> None:
    """Insert rows; of those that are there by their primary key, make the changes, or none."""
    if values := list(rows):
        statement = _INSERTS[db.dialect.name](table)
        if changes is None:
            statement = statement.on_conflict_do_nothing()
        else:
            statement = statement.on_conflict_do_update(
                index_elements=[*table.primary_key], set_=changes
            )
        db.execute(statement, values)


def wait_for_others(db: Connection) -> None:
    """Wait until nobody else makes or changes tables; others wait until this is committed.

    To be called first in a transaction, which then sees what the others have made. A file is locked
    by SQLite itself.
    """
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        db.execute(select(func.pg_advisory_xact_lock(_OUR_LOCK)))


def chunks[Item](items: Iterable[Item]) -> Iterator[list[Item]]:
    """Split values that are asked for."""
    listed = list(items)
    return (listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE))
