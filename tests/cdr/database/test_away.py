"""A database that can't be used for a while: nothing is announced twice, nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url

from custom_components.difuse.cdr.database import (
    Database,
    DatabaseBrokenError,
    DatabaseError,
    postgres_engine,
    sqlite_engine,
)
from tests.cdr.archives import run
from tests.postgres import Server
from tests.reliability.house import House
from tests.simulator import SimulatedPbx


class Office:
    """A PBX and what reads it, from minute to minute; ``placed`` are the calls, in order."""

    def __init__(self, engine: Engine) -> None:
        """Set it up, with a past of a few calls."""
        self.house = House(SimulatedPbx(), engine=engine)
        self.pbx = self.house.pbx
        self.pbx.now = lambda: self.house.now  # type: ignore[method-assign]  # one clock
        self.placed: list[str] = []
        for number in range(5):
            self.pbx.call(start=self.house.now - 600 + 60 * number, talk=5)
        run(self.house.poll())

    def call(self) -> None:
        """Place a call that ended a while ago."""
        rows = self.pbx.call(start=self.house.now - 30, ring=5, talk=10)
        self.placed.append(str(rows[0].data["call_id"]))

    def minute(self) -> None:
        """Let a minute pass, and poll. Raise DatabaseError."""
        self.house.now += 60
        run(self.house.poll())

    def minutes(self, number: int) -> None:
        """Let minutes pass in which the database may be there again."""
        for _ in range(number):
            self.minute()

    @property
    def announced(self) -> list[str]:
        """The ids of the calls that were announced."""
        return [call.call_id for call in self.house.told]


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Stop the server for a while."""
    server.stop()
    yield
    server.start()


@pytest.fixture
def office(postgres: Engine) -> Office:
    """Return an office that keeps its calls on a server."""
    return Office(postgres)


async def test_a_server_that_comes_back_is_used_again(server: Server, postgres_url: str) -> None:
    database = Database(lambda: postgres_engine(make_url(postgres_url)))

    async def ask(what: str) -> object:
        return await database.read(lambda db: db.exec_driver_sql(what).scalar())

    assert await ask("SELECT 1") == 1
    with stopped(server):
        for use in (database.read, database.write):
            for _ in range(2):
                with pytest.raises(DatabaseError):
                    await use(lambda db: db.exec_driver_sql("SELECT 2").close())
    assert await ask("SELECT 3") == 3
    await database.write(lambda db: db.exec_driver_sql("SELECT 4").close())
    await database.close()


def test_calls_while_the_server_is_away_are_announced_when_it_is_back(
    server: Server, office: Office
) -> None:
    office.call()
    office.minute()
    with stopped(server):
        for _ in range(3):
            office.call()
            with pytest.raises(DatabaseError):
                office.minute()
    office.minutes(2)
    assert office.announced == office.placed
    assert len(office.placed) == 4


def stop_at(office: Office, server: Server, place: str, number: int) -> None:
    """Stop the server at one place, the so manieth time that it is come by."""
    left = number

    def at(passed: str) -> None:
        nonlocal left
        left -= passed == place
        if passed == place and left == 0:
            server.stop()

    office.house.at = at


@pytest.mark.parametrize(
    ("place", "number"),
    [("write", 1), ("written", 1), ("write", 2), ("written", 2), ("announced", 1), ("answer", 1)],
)
def test_a_server_that_goes_away_in_the_middle_of_a_poll_loses_and_repeats_nothing(
    server: Server, office: Office, place: str, number: int
) -> None:
    for _ in range(3):
        office.call()
    stop_at(office, server, place, number)
    with pytest.raises(DatabaseError):
        office.minutes(3)
    assert not server.is_running
    office.call()
    for _ in range(2):
        with pytest.raises(DatabaseError):
            office.minute()
    server.start()
    office.minutes(3)
    assert office.announced == office.placed


@pytest.mark.parametrize("number", [1, 2])
def test_a_change_that_was_made_though_the_answer_was_lost_is_announced_once(
    office: Office, number: int
) -> None:
    """The server wrote it down, but the connection broke before it could say so."""
    left = number

    def at(passed: str) -> None:
        nonlocal left
        left -= passed == "written"
        if passed == "written" and left == 0:
            raise DatabaseError("OperationalError")

    office.call()
    office.call()
    office.house.at = at
    with pytest.raises(DatabaseError):
        office.minutes(3)
    office.minutes(2)
    assert office.announced == office.placed


@pytest.fixture
def on_disk(sqlite: Engine) -> Office:
    """Return an office that keeps its calls in a file."""
    return Office(sqlite)


def pragma(engine: Engine, name: str) -> int:
    """Ask or tell SQLite something."""
    with engine.connect() as db:
        raw: Any = db.connection.driver_connection
        found = raw.execute(f"PRAGMA {name}").fetchone()
        return found[0] if found else 0


def test_a_full_disk_loses_and_repeats_nothing(on_disk: Office) -> None:
    engine = on_disk.house.engine
    on_disk.call()
    on_disk.minute()
    pragma(engine, f"max_page_count = {pragma(engine, 'page_count')}")
    failures = 0
    # What is free in the file is used first.
    for _ in range(12):
        for _ in range(10):
            on_disk.call()
        try:
            on_disk.minute()
        except DatabaseBrokenError:
            raise
        except DatabaseError:
            failures += 1
    assert failures >= 5
    pragma(engine, "max_page_count = 1000000")
    on_disk.minutes(3)
    assert on_disk.announced == on_disk.placed
    assert len(on_disk.placed) == 121


def test_calls_that_were_announced_on_a_full_disk_are_not_announced_again(
    on_disk: Office,
) -> None:
    engine = on_disk.house.engine

    def fill(passed: str) -> None:
        if passed == "announced":
            pragma(engine, "query_only = ON")

    for _ in range(3):
        on_disk.call()
    on_disk.house.at = fill
    with pytest.raises(DatabaseError):
        on_disk.minute()
    assert on_disk.announced == on_disk.placed
    with pytest.raises(DatabaseError):
        on_disk.minute()
    on_disk.house.at = lambda _: None
    pragma(engine, "query_only = OFF")
    on_disk.minutes(2)
    assert on_disk.announced == on_disk.placed


def damage(path: Path) -> None:
    """Write something else over the whole file."""
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.write(b"\xa5" * size)


def test_a_file_that_breaks_while_it_is_used_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    office = Office(sqlite_engine(path))
    pragma(office.house.engine, "wal_checkpoint(TRUNCATE)")
    damage(path)
    # What it has read of the file, it doesn't read again.
    pragma(office.house.engine, "shrink_memory")
    office.call()
    with pytest.raises(DatabaseBrokenError):
        office.minutes(2)
    office.house.engine.dispose()
