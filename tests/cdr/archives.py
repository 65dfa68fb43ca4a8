"""Archives without threads or files, and what goes in and out of them in a test."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any, override

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from custom_components.difuse.cdr import Call, OtherEnd, Row
from custom_components.difuse.cdr.archive import Archive, Arrival, due, mark_announced
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.database import Database
from custom_components.difuse.cdr.people import Numbering, PhoneNumbers
from custom_components.difuse.cdr.tables import Marks, State


class Inline(Executor):
    """Runs what it is given at once, in the same thread: tests are repeatable."""

    @override
    def submit[**P, T](self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as err:  # noqa: BLE001  it is for whoever waits
            future.set_exception(err)
        return future


def memory_engine() -> Engine:
    """Return a database that lives as long as the engine does."""
    engine = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        logging_name="difuse",
    )

    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda db: db.connection.driver_connection.execute("BEGIN"))
    return engine


def read_as(plan: NumberPlan | None = None, country: str | None = None) -> Numbering:
    """Return how numbers are read by a plan, and in a country."""
    return Numbering(PhoneNumbers(country, plan or NumberPlan()))


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Run one thing to its end."""
    return asyncio.run(work)


def as_said(call: Call) -> Call:
    """Return what the rows of a call say, without what the archive knows besides."""
    return replace(call, handled=None, other=OtherEnd())


class Kept:
    """An archive that takes rows, and announces what is due, in plain calls.

    ``at`` is the clock, in epoch seconds; the last call of a batch waits for ten more.
    """

    def __init__(
        self,
        engine: Engine | None = None,
        plan: NumberPlan | None = None,
        entry: str = "entry",
        country: str | None = None,
    ) -> None:
        """Open an archive in a database, a new one in memory if there is none."""
        self.engine = engine or memory_engine()
        numbering = read_as(plan, country)
        self.archive = Archive(Database(lambda: self.engine, Inline), entry, numbering)
        self.marks = run(self.archive.open())
        self.at = 0.0

    def take(self, rows: Iterable[Row], state: State = State.DUE, **marks: int) -> None:
        """Ingest rows as a poll would."""
        arrival = Arrival(listed=True, now=self.at, judge=lambda _: state, wait=lambda _: 10)
        _, self.marks = run(self.archive.ingest(rows, arrival, Marks(**marks)))

    def announced(self) -> list[Call]:
        """Take what is due out of the outbox."""
        found: list[Call] = []
        while batch := run(self.archive.read(due, self.at, 50)):
            run(self.archive.write(mark_announced, [number for number, _ in batch]))
            found += [call for _, call in batch]
        return found

    def ask[T](self, query: Callable[..., T], *args: Any) -> T:
        """Return the answer to a query."""
        return run(self.archive.read(query, *args))
