"""PostgreSQL: an engine for a server, and what is wrong where it can't be used."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from .engines import HOW, PATIENCE_SECONDS
from .errors import DatabaseDriverError, DatabaseError, DatabaseServerError, ServerProblem
from .patience import watch

LONGEST_STATEMENT: Final = "30s"
_UNPLUGGED: Final = {
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
}
"""After how long a machine that is gone from the network is noticed; by itself it takes hours."""

_SAID: Final = (
    (ServerProblem.TIMEOUT, ("timeout expired",)),
    (ServerProblem.LOGIN, ("authentication failed", "pg_hba.conf", "no password supplied")),
    (ServerProblem.NO_DATABASE, ("database",)),
    (ServerProblem.LOGIN, ("role",)),
    (ServerProblem.TLS, ("SSL", "certificate")),
)
"""By what stands in a message of libpq, which has no codes; the first that fits counts."""

_NOT_PERMITTED: Final = ("42501", "3F000")
"""By SQLSTATE: insufficient privilege, and no schema in which something may be made."""


def has_postgres_driver() -> bool:
    """Return whether there is a driver; to be called in a thread."""
    try:
        import_module("psycopg2")
    except ImportError:
        return False
    return True


def postgres_engine(url: URL) -> Engine:
    """Return an engine for a server. Raise DatabaseDriverError where there is no driver for it."""
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            # As in a file of SQLite: all that is read at a time is as of one moment.
            isolation_level="REPEATABLE READ",
            connect_args={
                "connect_timeout": PATIENCE_SECONDS,
                "options": f"-c statement_timeout={LONGEST_STATEMENT}",
                **_UNPLUGGED,
            },
            **HOW,
        )
    except ImportError as err:
        raise DatabaseDriverError("There is no driver for PostgreSQL") from err
    watch(engine)
    return engine


def check_postgres(url: URL, work: Callable[[Connection], object]) -> None:
    """Log in and try something there, of which nothing stays.

    Raise DatabaseServerError, which says what is wrong with the server or the login, and what
    ``work`` raises.
    """
    engine = postgres_engine(url)
    try:
        with engine.connect() as db:
            work(db)
            db.rollback()
    except DBAPIError as err:
        raise DatabaseServerError(_problem(err)) from None
    except SQLAlchemyError as err:
        raise DatabaseError(type(err).__name__) from None
    finally:
        engine.dispose()


def _problem(err: DBAPIError) -> ServerProblem:
    if getattr(err.orig, "pgcode", None) in _NOT_PERMITTED:
        return ServerProblem.NOT_PERMITTED
    # Before that stands the server's name, which may be "database".
    said = str(err.orig).rpartition("failed: ")[2]
    found = (kind for kind, words in _SAID if any(word in said for word in words))
    is_refused = "could not translate" in said or "Connection refused" in said
    return ServerProblem.UNREACHABLE if is_refused else next(found, ServerProblem.UNREACHABLE)
