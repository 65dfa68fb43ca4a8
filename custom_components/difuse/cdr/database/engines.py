"""Engines for SQLite and PostgreSQL, and what goes wrong with them in this library's words."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from glob import escape
import logging
from pathlib import Path
import sqlite3
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from .errors import DatabaseBrokenError, DatabaseError

PATIENCE_SECONDS: Final = 10
"""How long a connection, or another program's lock, is waited for."""

_LOGGING_NAME: Final = "difuse"
HOW: Final[Mapping[str, Any]] = {
    "pool_size": 1,
    "max_overflow": 0,
    "hide_parameters": True,
    "logging_name": _LOGGING_NAME,
}
# Else every statement would be written down wherever all of Home Assistant is logged in detail.
logging.getLogger(f"sqlalchemy.engine.Engine.{_LOGGING_NAME}").setLevel(logging.WARNING)
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PARTS: Final = ("", "-wal", "-shm")


@contextmanager
def translated() -> Generator[None]:
    """Raise DatabaseError for whatever goes wrong with a database."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as err:
        said = getattr(err, "orig", err)
        code = getattr(said, "sqlite_errorcode", None) or 0
        kind = DatabaseBrokenError if code & 0xFF in _BROKEN else DatabaseError
        # What a server says of an error quotes numbers and names.
        raise kind(type(said).__name__) from None
    except SQLAlchemyError as err:
        raise DatabaseError(type(err).__name__) from None


def sqlite_engine(path: Path) -> Engine:
    """Return an engine for a file; it is made when it isn't there."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"check_same_thread": False, "timeout": PATIENCE_SECONDS},
        **HOW,
    )
    event.listen(engine, "connect", _prepare)
    # Python's own way to begin would leave SELECT and CREATE out of the transaction.
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    # What was announced must not be forgotten in a power cut, or it is announced again.
    connection.execute("PRAGMA synchronous = FULL")


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN")


def put_aside(path: Path) -> Path:
    """Rename a broken file, with what belongs to it; return where it is now. Raise OSError."""
    aside = path.with_name(f"{path.name}.broken.{datetime.now(UTC):%Y%m%dT%H%M%S}")
    for part in _PARTS:
        if (there := Path(f"{path}{part}")).exists():
            there.rename(f"{aside}{part}")
    return aside


def remove(path: Path) -> None:
    """Delete a file with what belongs to it, and what was put aside. Raise OSError."""
    for there in [*path.parent.glob(f"{escape(path.name)}*")]:
        there.unlink(missing_ok=True)
