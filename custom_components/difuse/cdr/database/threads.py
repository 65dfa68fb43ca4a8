"""One database, used in threads: one that writes and one that reads beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine

from .engines import translated
from .errors import DatabaseError
from .patience import patience


def _one_thread() -> Executor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="difuse_database")


async def _result[T](thread: Executor, run: Callable[[], T]) -> T:
    try:
        running = thread.submit(run)
    except RuntimeError as err:
        raise DatabaseError("The database is closed") from err
    return await asyncio.wrap_future(running)


class Database:
    """Runs work in threads, each piece in a transaction of its own; awaited from the event loop.

    What is to be written waits in line; so does what is read, so that one search runs at a time.
    All methods raise DatabaseError.
    """

    def __init__(
        self, engine: Callable[[], Engine], threads: Callable[[], Executor] = _one_thread
    ) -> None:
        """Take what makes an engine with one connection; nothing is opened yet."""
        self._writing, self._reading = engine(), engine()
        self._writer, self._reader = threads(), threads()
        self.is_closed = False

    async def write[T](self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns once its changes are committed."""
        return await self._run(self._writer, self._writing, work)

    async def read[T](self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns; it sees the database as of one moment."""
        return await self._run(self._reader, self._reading, work)

    async def _run[T](self, thread: Executor, engine: Engine, work: Callable[[Connection], T]) -> T:
        with patience(engine) as begin:

            def run() -> T:
                begin()
                with translated(), engine.begin() as db:
                    return work(db)

            return await _result(thread, run)

    async def hold_file(self) -> None:
        """Put everything into SQLite's one file, and don't touch it until ``release_file``.

        What is written meanwhile goes to the log beside it, any beginning of which is whole.
        """
        await self._pragmas("wal_checkpoint(TRUNCATE)", "wal_autocheckpoint = 0")

    async def release_file(self) -> None:
        """Let SQLite write to its one file again."""
        await self._pragmas("wal_autocheckpoint = 1000")

    async def _pragmas(self, *pragmas: str) -> None:
        def run() -> None:
            with translated(), self._writing.connect() as db:
                raw: Any = db.connection.driver_connection
                for pragma in pragmas:
                    raw.execute(f"PRAGMA {pragma}")

        # A server has no file of ours.
        if self._writing.dialect.name == "sqlite":
            await _result(self._writer, run)

    async def close(self) -> None:
        """Close all connections, once what runs is done."""
        self.is_closed = True

        def close() -> None:
            self._writer.shutdown()
            self._reader.shutdown()
            self._writing.dispose()
            self._reading.dispose()

        await asyncio.to_thread(close)
