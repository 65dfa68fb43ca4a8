"""A server that says nothing more: its connection is cut, and whoever waits learns of it."""

import asyncio
import os
from pathlib import Path
import signal
import time

import pytest
from sqlalchemy import Connection, make_url

from custom_components.difuse.cdr.database import (
    Database,
    DatabaseError,
    patience,
    postgres_engine,
    sqlite_engine,
)


async def test_a_server_that_hangs_is_given_up(
    socket_enabled: None, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST_WORK_SECONDS", 1)  # a busy machine connects in less
    database = Database(lambda: postgres_engine(make_url(postgres_url)))

    async def ask(what: str) -> object:
        return await database.write(lambda db: db.exec_driver_sql(what).scalar())

    process = await ask("SELECT pg_backend_pid()")
    assert isinstance(process, int)
    os.kill(process, signal.SIGSTOP)
    try:
        # Whoever waits in line waits no longer than it takes.
        asked = asyncio.gather(ask("SELECT 1"), ask("SELECT 2"))
        assert [*await asyncio.wait_for(asked, 10)] == [1, 2]
        assert await ask("SELECT pg_backend_pid()") != process
        await asyncio.wait_for(database.close(), 5)
    finally:
        os.kill(process, signal.SIGCONT)


async def test_work_that_hangs_in_the_middle_fails(
    socket_enabled: None, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST_WORK_SECONDS", 0.2)
    database = Database(lambda: postgres_engine(make_url(postgres_url)))
    with pytest.raises(DatabaseError, match=r"^OperationalError$"):
        await database.write(lambda db: db.exec_driver_sql("SELECT pg_sleep(20)").close())
    assert await database.write(lambda db: db.exec_driver_sql("SELECT 1").scalar()) == 1
    await database.close()


async def test_work_on_a_file_takes_as_long_as_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST_WORK_SECONDS", 0.02)
    database = Database(lambda: sqlite_engine(tmp_path / "calls.db"))

    def slowly(db: Connection) -> object:
        time.sleep(0.2)
        return db.exec_driver_sql("SELECT 1").scalar()

    assert await database.write(slowly) == 1
    await database.close()
