"""Work in threads: each piece in a transaction of its own, one that writes and one that reads."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import threading

import pytest
from sqlalchemy import Connection, Engine

from custom_components.difuse.cdr.database import Database, DatabaseError, sqlite_engine


def execute(statement: str) -> Callable[[Connection], None]:
    """Return work that executes a statement."""
    return lambda db: db.exec_driver_sql(statement).close()


def numbers(db: Connection) -> list[int]:
    """Read what is there."""
    return [*db.exec_driver_sql("SELECT number FROM numbers ORDER BY number").scalars()]


@pytest.fixture
async def database(database: Database) -> Database:
    """Return a database with a table."""
    await database.write(execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
    return database


async def test_what_was_written_can_be_read(database: Database) -> None:
    await database.write(execute("INSERT INTO numbers VALUES (1), (2)"))
    assert await database.read(numbers) == [1, 2]
    assert await database.write(numbers) == [1, 2]


class BreaksOffError(Exception):
    """Work breaks off."""


async def test_work_that_breaks_off_changes_nothing_and_its_error_comes_out(
    database: Database,
) -> None:
    def work(db: Connection) -> None:
        execute("INSERT INTO numbers VALUES (1)")(db)
        execute("CREATE TABLE more (number INTEGER)")(db)
        raise BreaksOffError

    with pytest.raises(BreaksOffError):
        await database.write(work)
    assert await database.read(numbers) == []
    with pytest.raises(DatabaseError):
        await database.read(execute("SELECT * FROM more"))
    await database.write(execute("INSERT INTO numbers VALUES (1)"))
    assert await database.read(numbers) == [1]


async def test_a_statement_that_fails_undoes_what_came_before(database: Database) -> None:
    def work(db: Connection) -> None:
        execute("INSERT INTO numbers VALUES (1)")(db)
        execute("INSERT INTO numbers VALUES (1)")(db)

    with pytest.raises(DatabaseError) as caught:
        await database.write(work)
    assert str(caught.value) in ("IntegrityError", "UniqueViolation")
    assert await database.read(numbers) == []


async def test_who_reads_sees_one_moment_while_somebody_writes(database: Database) -> None:
    has_read, has_written = threading.Event(), threading.Event()

    def work(db: Connection) -> list[list[int]]:
        before = numbers(db)
        has_read.set()
        has_written.wait(30)
        return [before, numbers(db)]

    await database.write(execute("INSERT INTO numbers VALUES (1)"))
    reading = asyncio.ensure_future(database.read(work))
    await asyncio.to_thread(has_read.wait, 30)
    await database.write(execute("INSERT INTO numbers VALUES (2)"))
    has_written.set()
    before, after = await reading
    assert before == [1]
    assert after == before
    assert await database.read(numbers) == [1, 2]


async def test_a_long_change_keeps_nobody_from_reading(database: Database) -> None:
    has_read = threading.Event()

    def work(db: Connection) -> bool:
        execute("INSERT INTO numbers VALUES (1)")(db)
        return has_read.wait(30)

    writing = asyncio.ensure_future(database.write(work))
    assert await database.read(numbers) == []
    has_read.set()
    assert await writing
    assert await database.read(numbers) == [1]


async def test_what_is_written_and_what_is_read_waits_in_line(database: Database) -> None:
    at_once = 0
    most = 0

    def work(_: Connection) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.01)
        at_once -= 1

    await asyncio.gather(*[database.read(work) for _ in range(5)])
    await asyncio.gather(*[database.write(work) for _ in range(5)])
    assert most == 1


async def test_the_event_loop_goes_on_while_work_is_done(database: Database) -> None:
    goes_on = threading.Event()
    working = asyncio.ensure_future(database.write(lambda _: goes_on.wait(30)))
    await asyncio.sleep(0)
    goes_on.set()
    assert await working


async def test_closing_waits_for_what_is_under_way(database: Database, engine: Engine) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def work(db: Connection) -> None:
        begun.set()
        goes_on.wait(30)
        execute("INSERT INTO numbers VALUES (1)")(db)

    writing = asyncio.ensure_future(database.write(work))
    await asyncio.to_thread(begun.wait, 30)
    closing = asyncio.ensure_future(database.close())
    await asyncio.sleep(0)
    assert not closing.done()
    goes_on.set()
    await closing
    await writing
    with engine.connect() as db:
        assert numbers(db) == [1]


async def test_nothing_can_be_done_with_a_database_that_is_closed(database: Database) -> None:
    await database.close()
    with pytest.raises(DatabaseError):
        await database.write(numbers)
    with pytest.raises(DatabaseError):
        await database.read(numbers)
    await database.close()


async def test_a_file_that_is_closed_can_neither_be_held_nor_released(tmp_path: Path) -> None:
    database = Database(lambda: sqlite_engine(tmp_path / "calls.db"))
    await database.close()
    with pytest.raises(DatabaseError):
        await database.hold_file()
    with pytest.raises(DatabaseError):
        await database.release_file()


async def test_whoever_waits_no_more_leaves_the_work_to_be_done(database: Database) -> None:
    goes_on = threading.Event()

    def work(db: Connection) -> None:
        goes_on.wait(30)
        execute("INSERT INTO numbers VALUES (1)")(db)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await database.write(work)
    writing = asyncio.ensure_future(database.write(work))
    await asyncio.sleep(0)
    writing.cancel()
    goes_on.set()
    await database.write(execute("INSERT INTO numbers VALUES (2)"))
    assert 2 in await database.read(numbers)
