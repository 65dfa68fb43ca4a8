"""A PBX and the feed that reads it, in plain calls and with one clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, override

from sqlalchemy import Connection, Engine, func, select

from custom_components.difuse.cdr import Call, CallRecord, UnreadableRow
from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.database import Database, DatabaseError
from custom_components.difuse.cdr.feed import CallFeed, Limits, Polled
from custom_components.difuse.cdr.pbx import Page, PbxError, PbxResponseError, WireReader
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.tables.schema import CALLS, LEGS
from custom_components.difuse.cdr.views import Way
from tests.cdr.archives import Inline, memory_engine, read_as, run
from tests.simulator import Order, Row, SimulatedPbx

EPOCH: Final = 1_795_400_000
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 24 * HOUR

SMALL: Final = Limits(page=10, audit=20, deepest=500, burst=20, batch=5)
"""All sizes a tenth: few rows make a long list."""


ENGINES: Final[list[Engine]] = []
"""Those of this test, to be closed at its end."""


class FailingDatabase(Database):
    """A database to which nothing can be written while ``is_full``.

    While ``is_slow`` what is written is kept, and its answer lost.
    """

    is_full = is_slow = False

    @override
    async def write[T](self, work: Callable[[Connection], T]) -> T:
        if self.is_full:
            raise DatabaseError("full")
        done = await super().write(work)
        if self.is_slow:
            raise DatabaseError("away")
        return done


class QuickReader(WireReader):
    """Reads a row once: the PBX lists the same ones over and over, and to read is half the time."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[int, tuple[dict[str, Any], CallRecord | UnreadableRow]] = {}

    @override
    def row(self, raw: object) -> CallRecord | UnreadableRow:
        if not isinstance(raw, dict):
            return super().row(raw)
        found = self._read.get(id(raw))
        if found is None or found[0] != raw:
            found = self._read[id(raw)] = ({**raw}, super().row(raw))
        return found[1]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``rows`` are those that were read of the answer, None if it wasn't read."""

    page: int
    limit: int
    rows: int | None


class Watched:
    """A PBX that had so many calls, a minute apart, and a feed that isn't open yet.

    ``between`` is called before each request with its number in this poll; ``errors`` are raised
    by the next requests. ``announced`` are the ids of the calls that were.
    """

    def __init__(
        self,
        history: int = 0,
        *,
        order: Order | str = Order.ID_DESCENDING,
        fixed: int | None = None,
        limits: Limits = SMALL,
        max_age: float = HOUR,
        keep_days: int = 0,
        has_list: bool = True,
        has_date: bool = True,
    ) -> None:
        self.now: float = EPOCH
        self.pbx = SimulatedPbx(order=order, clock=lambda: self.now)
        self.pbx.paging.fixed_limit = fixed
        self.limits, self.max_age, self.keep_days = limits, max_age, keep_days
        self.has_list, self.has_date = has_list, has_date
        self.engine: Engine = memory_engine()
        ENGINES.append(self.engine)
        self.reader = QuickReader()
        self.requests: list[Request] = []
        self.errors: list[PbxError] = []
        self.between: Callable[[int], None] = lambda _: None
        self.announced: list[str] = []
        self.listener: Callable[[Call], None] = lambda _: None
        self.past = [self.call(start=EPOCH - 60 * (history - at), talk=20) for at in range(history)]
        self.plan = NumberPlan()
        self.crash()

    def crash(self) -> None:
        """Begin a new process on the same database; open the feed then."""
        self.database = FailingDatabase(lambda: self.engine, Inline)
        self.archive = Archive(self.database, "entry", read_as(self.plan))
        self.feed = CallFeed(
            self._read_page,
            self.archive,
            has_list=self.has_list,
            max_age=self.max_age,
            keep_days=self.keep_days,
            clock=lambda: self.now,
            limits=self.limits,
        )

    def restart(self) -> None:
        """End the process in an orderly way, and begin a new one."""
        run(self.feed.close())
        self.crash()
        run(self.feed.open())

    async def _read_page(self, page: int, limit: int, unless: bytes | None = None) -> Page:
        self.between(len(self.requests) + 1)
        if self.errors:
            self.requests.append(Request(page, limit, None))
            raise self.errors.pop(0)
        status, body = self.pbx.paging.answer(self.pbx.store, str(page), str(limit))
        if status != 200:
            raise PbxResponseError(f"The PBX answered with HTTP status {status}", status=status)
        digest = repr(body).encode()
        sent_at = datetime.fromtimestamp(int(self.pbx.now()), UTC) if self.has_date else None
        if digest == unless:
            self.requests.append(Request(page, limit, None))
            return Page((), 0, sent_at, digest)
        self.requests.append(Request(page, limit, len(body["data"])))
        return replace(self.reader.page(body), sent_at=sent_at, digest=digest)

    def open(self) -> Watched:
        """Open the feed."""
        run(self.feed.open())
        return self

    def poll(self) -> Polled:
        """Poll, and announce what is due, even when the poll fails. Raise PbxError."""
        self.requests.clear()
        try:
            return run(self.feed.poll())
        finally:
            self.deliver()

    def minute(self) -> Polled:
        """Let a minute pass, and poll."""
        self.now += MINUTE
        return self.poll()

    def deliver(self) -> None:
        """Announce what is due."""

        def announce(call: Call, _: Way) -> None:
            self.announced.append(call.call_id)
            self.listener(call)

        run(self.feed.deliver(announce))

    def work(self) -> float:
        """Do one piece of what can wait."""
        self.requests.clear()
        return run(self.feed.work())

    def import_all(self) -> Watched:
        """Do what can wait, until nothing is left."""
        while run(self.feed.work()) < MINUTE:
            pass
        return self

    def call(self, **fields: Any) -> str:
        """Place a call that has just ended, unless ``start`` is given; return its id."""
        return str(self.pbx.call(**fields)[0].data["call_id"])

    def long_call(self, seconds: int) -> str:
        """Place a call that has just ended and began so long ago."""
        return self.call(start=self.pbx.now() - seconds, talk=seconds - 5)

    def calls(self, count: int, **fields: Any) -> list[str]:
        """Place so many calls that have just ended."""
        return [self.call(**fields) for _ in range(count)]

    def record(self, row: Row) -> CallRecord:
        """Return a row as a push brings it."""
        record = self.reader.row(row.data)
        assert isinstance(record, CallRecord)
        return record

    def push(self, rows: Sequence[Row], *, is_batch: bool = True) -> bool:
        """Push rows, and announce what is due."""
        records = [self.record(row) for row in rows]
        was_kept = run(self.feed.push(records, is_batch=is_batch))
        self.deliver()
        return was_kept

    def listed(self) -> int:
        """Return how many rows of the list are accounted for."""
        return self.feed.intake.marks.listed

    def rows(self) -> int:
        """Return how many rows the archive has."""
        with self.engine.connect() as db:
            return db.scalar(select(func.count()).select_from(LEGS)) or 0

    def state(self, call_id: str) -> State | None:
        """Return what became of a call, None where it isn't known."""
        with self.engine.connect() as db:
            found = db.execute(select(CALLS.c.state).where(CALLS.c.call_id == call_id)).first()
        return None if found is None else State(found.state)
