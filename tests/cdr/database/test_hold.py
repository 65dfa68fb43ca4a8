"""A file of SQLite that is copied while it is written to is whole."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
import sqlite3

import pytest
from sqlalchemy import Connection, Engine

from custom_components.difuse.cdr.database import Database, DatabaseError, sqlite_engine

ROWS = 300


def write(number: int) -> Callable[[Connection], None]:
    """Return work that writes rows of a page each, in many places."""

    def work(db: Connection) -> None:
        rows = [(number * ROWS + at, "x" * 3000) for at in range(ROWS)]
        db.exec_driver_sql("INSERT INTO texts VALUES (?, ?)", rows)
        db.exec_driver_sql("UPDATE texts SET text = upper(text) WHERE number % 7 = 0")

    return work


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of the file."""
    return tmp_path / "calls.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """Return a database in which something is."""
    database = Database(lambda: sqlite_engine(path))
    await database.write(lambda db: db.exec_driver_sql("PRAGMA cache_size = 10").close())
    create = "CREATE TABLE texts (number INTEGER PRIMARY KEY, text TEXT)"
    await database.write(lambda db: db.exec_driver_sql(create).close())
    await database.write(write(0))
    yield database
    await database.close()


def content(path: Path | str) -> bytes:
    """Return what is in a file."""
    return Path(path).read_bytes()


def put(path: Path, file: bytes, log: bytes = b"") -> None:
    """Write a file, and the log beside it."""
    path.write_bytes(file)
    Path(f"{path}-wal").write_bytes(log)


def look(copy: Path) -> list[object]:
    """Return whether a database is whole, and how many rows are in it."""
    db = sqlite3.connect(copy)
    found = [
        db.execute(question).fetchone()[0]
        for question in ("PRAGMA integrity_check", "SELECT count(*) FROM texts")
    ]
    db.close()
    return found


async def test_what_is_copied_while_rows_are_written_is_whole(
    database: Database, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    await database.hold_file()
    # As a slow disk does: a part of the file, then more is written, then the rest.
    first = content(path)
    half = len(first) // 2
    for number in range(1, 9):
        await database.write(write(number))
    put(copy, first[:half] + content(path)[half:], content(f"{path}-wal"))
    await database.release_file()
    assert look(copy) == ["ok", 9 * ROWS]


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
async def test_a_log_of_which_only_a_beginning_was_copied_is_whole(
    database: Database, path: Path, tmp_path: Path, share: float
) -> None:
    copy = tmp_path / "copy.db"
    await database.hold_file()
    for number in (1, 2):
        await database.write(write(number))
    log = content(f"{path}-wal")
    put(copy, content(path), log[: int(len(log) * share)])
    await database.release_file()
    is_whole, rows = look(copy)
    assert is_whole == "ok"
    assert rows in (ROWS, 2 * ROWS)


async def test_all_that_was_written_before_is_in_the_one_file(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await database.hold_file()
    copy = tmp_path / "copy.db"
    put(copy, content(path))
    assert look(copy) == ["ok", ROWS]


async def test_the_file_is_written_to_again_afterwards(database: Database, path: Path) -> None:
    await database.hold_file()
    held = content(path)
    for number in range(1, 6):
        await database.write(write(number))
    assert content(path) == held
    await database.release_file()
    for number in range(6, 9):
        await database.write(write(number))
    assert len(content(path)) > 5 * len(held)


async def test_a_file_that_was_never_held_can_be_released(database: Database) -> None:
    await database.release_file()
    await database.write(write(1))


async def test_holding_a_file_that_is_damaged_is_an_error_of_the_database(
    database: Database, path: Path
) -> None:
    await database.close()
    put(path, b"no database " * 9999)
    database = Database(lambda: sqlite_engine(path))
    with pytest.raises(DatabaseError):
        await database.hold_file()
    await database.close()


async def test_a_server_has_no_file_to_be_held(postgres: Engine) -> None:
    database = Database(lambda: postgres)
    postgres.dispose()
    await database.hold_file()
    await database.release_file()
    assert postgres.pool.status().startswith("Pool size: 1  Connections in pool: 0")
    await database.close()
