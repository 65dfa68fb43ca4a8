"""What makes stories quick: no loop, no threads, no row that is read twice.

The feed, the archive, SQLite and what reads rows are the real ones.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, override

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

from custom_components.difuse.cdr import Row
from custom_components.difuse.cdr.database import Database
from custom_components.difuse.cdr.database.engines import translated
from custom_components.difuse.cdr.pbx import Page, WireReader
from custom_components.difuse.cdr.tables.migrations import migrate
from tests.cdr.archives import Inline


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Run what never waits to its end."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("It waits for something")


class InstantDatabase(Database):
    """A database that does at once what it is asked for."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(lambda: engine, Inline)
        self._engine = engine
        # In memory there is one connection.
        self._held = engine.connect() if isinstance(engine.pool, StaticPool) else None

    @override
    async def write[T](self, work: Callable[[Connection], T]) -> T:
        return self.do(work)

    @override
    async def read[T](self, work: Callable[[Connection], T]) -> T:
        return self.do(work)

    def do[T](self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns, its changes being committed."""
        with translated():
            if self._held is None:
                with self._engine.begin() as db:
                    return work(db)
            with self._held.begin():
                return work(self._held)


class PageReader:
    """Reads pages of rows, each row once: it is known by what it says.

    So the digest of an answer needs no text of all of it.
    """

    def __init__(self) -> None:
        self.reader = WireReader()
        self._read: dict[int, tuple[Any, int, Row]] = {}
        """By where a row lies in memory; it is held, so that nothing else comes to lie there."""
        self._numbers: dict[str, int] = {}

    def page(self, body: dict[str, Any], unless: bytes | None, sent_at: datetime) -> Page:
        """Return what stands in an answer, or nothing of one that is as it was."""
        found = [self._row(raw) for raw in body["data"]]
        said = (
            body["page"],
            body["limit"],
            body["total_pages"],
            [number for _, number, _ in found],
        )
        digest = repr(said).encode()
        if digest == unless:
            return Page((), 0, sent_at, digest)
        return Page(tuple([row for *_, row in found]), body["total_pages"], sent_at, digest)

    def _row(self, raw: Any) -> tuple[Any, int, Row]:
        found = self._read.get(id(raw))
        if found is None:
            number = self._numbers.setdefault(repr(raw), len(self._numbers))
            found = self._read[id(raw)] = (raw, number, self.reader.row(raw))
        return found


class Engines:
    """Databases in memory with tables in them: those that stories are done with are used again.

    A new one would have all statements compiled anew. With one connection there is no need to
    begin transactions before something is written, and Python does that by itself.
    """

    def __init__(self) -> None:
        self._free: list[Engine] = []
        self._blank = b""

    def take(self) -> Engine:
        """Return a database without any PBX in it."""
        engine = self._free.pop() if self._free else self._new()
        if not self._blank:
            InstantDatabase(engine).do(migrate)
            self._blank = serialized(engine)
        put_back(engine, self._blank)
        return engine

    def _new(self) -> Engine:
        how = {"check_same_thread": False}
        # By this name no statement is written to the log, at whatever level it is.
        return create_engine(
            "sqlite://", poolclass=StaticPool, connect_args=how, logging_name="difuse"
        )

    def give_back(self, engine: Engine) -> None:
        """Take a database that nobody needs any more."""
        self._free.append(engine)


def serialized(engine: Engine) -> bytes:
    """Return the whole database."""
    with engine.connect() as db:
        raw: Any = db.connection.driver_connection
        return bytes(raw.serialize())


def put_back(engine: Engine, copy: bytes) -> None:
    """Put a copy in the place of the database."""
    with engine.connect() as db:
        raw: Any = db.connection.driver_connection
        raw.deserialize(copy)


ENGINES = Engines()
