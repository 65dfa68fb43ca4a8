"""One database in threads, SQLite or PostgreSQL; it knows nothing of calls."""

from .engines import put_aside, remove, sqlite_engine
from .errors import (
    DatabaseBrokenError,
    DatabaseDriverError,
    DatabaseError,
    DatabaseServerError,
    DatabaseTooNewError,
    ServerProblem,
)
from .postgres import check_postgres, has_postgres_driver, postgres_engine
from .statements import chunks, insert_or_update, wait_for_others
from .threads import Database
from .types import DURATION, LINES, MOMENT, WORDS, choice

__all__ = [
    "DURATION",
    "LINES",
    "MOMENT",
    "WORDS",
    "Database",
    "DatabaseBrokenError",
    "DatabaseDriverError",
    "DatabaseError",
    "DatabaseServerError",
    "DatabaseTooNewError",
    "ServerProblem",
    "check_postgres",
    "choice",
    "chunks",
    "has_postgres_driver",
    "insert_or_update",
    "postgres_engine",
    "put_aside",
    "remove",
    "sqlite_engine",
    "wait_for_others",
]
