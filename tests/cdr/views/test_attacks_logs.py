"""What a database says of an error quotes values, and its address: neither is in a log."""

import asyncio
import logging
import traceback

import pytest
from sqlalchemy import Connection, Engine, insert, make_url, text

from custom_components.difuse.cdr.database import Database, DatabaseError, postgres_engine
from custom_components.difuse.cdr.tables.schema import PARTIES
from tests.cdr.archives import Inline, Kept

NAME, NUMBER, PASSWORD = "Alice Example", "+447700900001", "hunter2-pass"
PARTY = {"pbx": 1, "number": NUMBER, "name": NAME, "plain": NUMBER, "words": NAME}


def fails(database: Database, *statements: str) -> str:
    """Do what can't be done; give all that a log could say of it."""

    def work(db: Connection) -> None:
        for statement in statements:
            db.execute(text(statement))
        db.execute(insert(PARTIES), [PARTY, PARTY])

    with pytest.raises(DatabaseError) as caught:
        asyncio.run(database.write(work))
    return "".join(traceback.format_exception(caught.value))


def test_an_error_quotes_no_value(
    kept: Kept, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = fails(Database(lambda: engine, Inline)) + caplog.text
    assert "Error" in shown
    for private in (NAME, NUMBER):
        assert private not in shown


@pytest.mark.parametrize(
    "place",
    ["127.0.0.1:1/archive", "/archive?host=/nowhere", "no-such-host.invalid/archive"],
)
def test_a_server_that_is_away_is_told_without_its_password(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    engine = postgres_engine(make_url(f"postgresql://office:{PASSWORD}@{place}"))
    shown = fails(Database(lambda: engine, Inline)) + caplog.text
    assert PASSWORD not in shown + repr(engine)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_error_within_a_session_shows_no_password(
    kept: Kept, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    login = postgres_engine(engine.url.set(password=PASSWORD))
    shown = fails(Database(lambda: login, Inline), "SELECT 1 / 0") + caplog.text
    login.dispose()
    assert PASSWORD not in shown + caplog.text
