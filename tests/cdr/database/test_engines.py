"""Files of SQLite: how they are opened, what is wrong with them, where they go."""

from collections.abc import Callable
import logging
from pathlib import Path
import sqlite3

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import InvalidRequestError

from custom_components.difuse.cdr.database import (
    DatabaseBrokenError,
    DatabaseError,
    engines,
    put_aside,
    remove,
    sqlite_engine,
)
from custom_components.difuse.cdr.database.engines import translated

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a file with a table of a few pages, which is closed."""
    path = tmp_path / "calls.db"
    engine = sqlite_engine(path)
    with engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE texts (text TEXT)")
        db.exec_driver_sql("INSERT INTO texts VALUES (printf('%.*c', 30000, 'x'))")
    engine.dispose()
    return path


def read(engine: Engine) -> list[str]:
    """Read all there is."""
    with translated(), engine.connect() as db:
        return [*db.exec_driver_sql("SELECT text FROM texts").scalars()]


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as db:
        return db.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_file_forgets_nothing_in_a_power_cut_and_lets_others_read(sqlite: Engine) -> None:
    assert pragma(sqlite, "journal_mode") == "wal"
    assert pragma(sqlite, "synchronous") == 2
    assert pragma(sqlite, "busy_timeout") == 1000 * engines.PATIENCE_SECONDS


def no_database(path: Path) -> None:
    path.write_bytes(b"Dear diary, today the disk made a strange noise. " * 999)


def broken_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * PAGE)


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(PAGE)


@pytest.mark.parametrize("damage", [no_database, broken_page, cut_short])
def test_a_file_that_is_damaged_is_broken(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    engine = sqlite_engine(path)
    with pytest.raises(DatabaseBrokenError):
        read(engine)
    engine.dispose()


def test_a_file_in_a_folder_that_is_not_there_is_not_broken(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "nowhere" / "calls.db")
    with pytest.raises(DatabaseError) as caught:
        read(engine)
    assert type(caught.value) is DatabaseError


def test_a_file_that_another_program_locks_is_not_broken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0)
    engine = sqlite_engine(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError) as caught, translated(), engine.begin() as db:
        db.exec_driver_sql("DELETE FROM texts")
    assert type(caught.value) is DatabaseError
    other.close()
    assert len(read(engine)) == 1
    engine.dispose()


def raise_raw(_: Connection) -> None:
    raise sqlite3.OperationalError("disk I/O error")


def raise_own(_: Connection) -> None:
    raise InvalidRequestError("no such thing")


@pytest.mark.parametrize("work", [raise_raw, raise_own])
def test_whatever_goes_wrong_with_a_database_is_an_error_of_it(
    sqlite: Engine, work: Callable[[Connection], None]
) -> None:
    with pytest.raises(DatabaseError) as caught, translated(), sqlite.connect() as db:
        work(db)
    assert str(caught.value) in ("OperationalError", "InvalidRequestError")


def test_other_errors_come_out_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


def test_errors_and_logs_hold_nothing_that_is_kept(
    sqlite: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DatabaseError) as caught, translated(), sqlite.connect() as db:
        db.exec_driver_sql("SELECT nothing FROM nowhere WHERE number = ?", ("+447700900001",))
    assert str(caught.value) == "OperationalError"
    assert "7700900001" not in str(caught.value.__cause__)
    assert "nowhere" not in caplog.text


def test_a_broken_file_is_put_aside_with_what_belongs_to_it(path: Path) -> None:
    for part in ("-wal", "-shm"):
        Path(f"{path}{part}").write_text(part)
    content = path.read_bytes()
    aside = put_aside(path)
    assert aside.name.startswith("calls.db.broken.")
    assert aside.read_bytes() == content
    assert {file.name for file in path.parent.iterdir()} == {
        aside.name,
        f"{aside.name}-wal",
        f"{aside.name}-shm",
    }


def test_of_a_file_by_itself_nothing_else_is_put_aside(path: Path) -> None:
    assert [*path.parent.iterdir()] == [path]
    aside = put_aside(path)
    assert [*path.parent.iterdir()] == [aside]


def test_a_file_is_removed_with_what_belongs_to_it(path: Path) -> None:
    for part in ("-wal", "-shm"):
        Path(f"{path}{part}").write_text(part)
    other = path.with_name("other.db")
    other.touch()
    remove(path)
    assert [*path.parent.iterdir()] == [other]
    remove(path)


def test_what_was_put_aside_is_removed_as_well(path: Path) -> None:
    """Numbers and names are in it."""
    Path(f"{path}-wal").touch()
    put_aside(path)
    path.touch()
    remove(path)
    assert [*path.parent.iterdir()] == []


def test_home_assistants_own_engine_is_logged_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sqlalchemy.engine.Engine")
    engine = create_engine("sqlite://")
    with engine.connect() as db:
        db.exec_driver_sql("SELECT 1 AS somebody_elses")
    engine.dispose()
    assert "somebody_elses" in caplog.text
