"""What can go wrong with a database. Messages hold no number, name or password."""

from enum import StrEnum


class DatabaseError(Exception):
    """The database can't be used now: full, locked, away, refused."""


class DatabaseBrokenError(DatabaseError):
    """The file isn't a database any more, or a part of it is damaged."""


class DatabaseTooNewError(DatabaseError):
    """A later release wrote the database; this one must not touch it."""


class DatabaseDriverError(DatabaseError):
    """The Python package that speaks to the server isn't there."""


class ServerProblem(StrEnum):
    """Why a server can't be used."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    LOGIN = "login"
    NO_DATABASE = "no_database"
    TLS = "tls"
    NOT_PERMITTED = "not_permitted"


class DatabaseServerError(DatabaseError):
    """A server that can't be used; ``problem`` says why."""

    def __init__(self, problem: ServerProblem) -> None:
        """Take what is wrong."""
        super().__init__(problem.value)
        self.problem = problem
