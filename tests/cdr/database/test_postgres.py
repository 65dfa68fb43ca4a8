"""A server of PostgreSQL: what is wrong with it where it can't be used."""

from collections.abc import Iterator
import socket
import sys
import threading

import psycopg2  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import InvalidRequestError, OperationalError

from custom_components.difuse.cdr.database import (
    DatabaseDriverError,
    DatabaseError,
    DatabaseServerError,
    DatabaseTooNewError,
    ServerProblem,
    check_postgres,
    postgres,
    postgres_engine,
)
from custom_components.difuse.cdr.database.postgres import _problem


def create(db: Connection) -> None:
    db.exec_driver_sql("CREATE TABLE tried (number INTEGER)")


def problem(url: URL) -> ServerProblem:
    """Return what is wrong with a server."""
    with pytest.raises(DatabaseServerError) as caught:
        check_postgres(url, create)
    assert caught.value.__cause__ is None  # it would hold the address and the user
    return caught.value.problem


def test_of_what_is_tried_nothing_stays(postgres: Engine) -> None:
    for _ in range(2):
        check_postgres(postgres.url, create)
    with postgres.connect() as db:
        assert db.exec_driver_sql("SELECT to_regclass('tried')").scalar() is None


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="nowhere")
    assert problem(url) is ServerProblem.NO_DATABASE


def test_a_user_that_is_not_there(postgres_url: str) -> None:
    assert problem(make_url(postgres_url).set(username="nobody")) is ServerProblem.LOGIN


@pytest.mark.parametrize("right", ["USAGE", "CREATE"])
def test_a_user_who_may_not_make_tables(postgres: Engine, right: str) -> None:
    with postgres.begin() as db:
        db.exec_driver_sql("CREATE ROLE guest LOGIN")
        db.exec_driver_sql(f"GRANT {right} ON SCHEMA public TO guest")
    assert problem(postgres.url.set(username="guest")) is ServerProblem.NOT_PERMITTED
    with postgres.begin() as db:
        db.exec_driver_sql("DROP OWNED BY guest; DROP ROLE guest")


def at(port: int, **query: str) -> URL:
    """Return an address on this machine."""
    url = make_url(f"postgresql://somebody:secret@127.0.0.1:{port}/calls")
    return url.update_query_dict(query)


@pytest.fixture
def listening(socket_enabled: None) -> Iterator[socket.socket]:
    """Listen where a server could be."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_nothing_listens_there(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    listening.close()
    assert problem(at(port)) is ServerProblem.UNREACHABLE


def test_what_listens_there_does_not_answer(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE_SECONDS", 2)
    assert problem(at(listening.getsockname()[1])) is ServerProblem.TIMEOUT


def test_a_server_without_tls(listening: socket.socket) -> None:
    def refuse() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(8)
            connection.sendall(b"N")

    server = threading.Thread(target=refuse)
    server.start()
    assert problem(at(listening.getsockname()[1], sslmode="require")) is ServerProblem.TLS
    server.join()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('FATAL:  password authentication failed for user "database"', ServerProblem.LOGIN),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.9", no encryption', ServerProblem.LOGIN),
        ("fe_sendauth: no password supplied", ServerProblem.LOGIN),
        ("No route to host", ServerProblem.UNREACHABLE),
        ("timeout expired", ServerProblem.TIMEOUT),
        ("SSL error: certificate verify failed", ServerProblem.TLS),
        ("FATAL:  sorry, too many clients already", ServerProblem.UNREACHABLE),
    ],
)
def test_what_is_wrong_is_read_from_what_the_server_says_not_from_its_name(
    said: str, expected: ServerProblem
) -> None:
    message = f'connection to server at "database" (10.0.0.9), port 5432 failed: {said}\n'
    assert _problem(OperationalError(None, None, psycopg2.OperationalError(message))) is expected


def test_a_name_that_nobody_knows() -> None:
    message = 'could not translate host name "database" to address: Name or service not known\n'
    err = OperationalError(None, None, psycopg2.OperationalError(message))
    assert _problem(err) is ServerProblem.UNREACHABLE


def test_what_the_work_finds_comes_out(postgres: Engine) -> None:
    def is_too_new(_: Connection) -> None:
        raise DatabaseTooNewError

    def breaks_off(_: Connection) -> None:
        raise InvalidRequestError("calls +447700900001")

    with pytest.raises(DatabaseTooNewError):
        check_postgres(postgres.url, is_too_new)
    with pytest.raises(DatabaseError, match=r"^InvalidRequestError$"):
        check_postgres(postgres.url, breaks_off)


def test_without_its_driver_there_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    with pytest.raises(DatabaseDriverError):
        postgres_engine(make_url("postgresql+psycopg2://somebody@nowhere/calls"))
