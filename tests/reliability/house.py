"""One run of the integration's core after the other, on one database, with one clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, override

from sqlalchemy import Connection, Engine, Row as Found, Select, select

from custom_components.difuse.cdr import Call, CallRecord
from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.feed import CallFeed, Limits, Polled
from custom_components.difuse.cdr.pbx import Page, PbxError, PbxResponseError
from custom_components.difuse.cdr.tables.schema import CALLS, PBXS
from custom_components.difuse.cdr.views import Way
from tests.cdr.archives import read_as
from tests.simulator import SimulatedPbx

from .instant import ENGINES, InstantDatabase, PageReader, put_back, run, serialized

EPOCH: Final = 1_795_400_000
MAX_AGE: Final = 3600
_CALL_IDS: Final = select(CALLS.c.call_id)

SMALL: Final = Limits(page=10, audit=20, deepest=500, burst=20, batch=5)
"""All sizes a tenth, their proportions kept: few rows make a long list."""


class Crash(BaseException):
    """The process is killed here."""


class KilledDatabase(InstantDatabase):
    """A database whose process may be killed before a change is committed, or right after."""

    def __init__(self, engine: Engine, at: Callable[[str], None]) -> None:
        super().__init__(engine)
        self._at = at

    @override
    async def write[T](self, work: Callable[[Connection], T]) -> T:
        def and_die(db: Connection) -> T:
            done = work(db)
            self._at("write")
            return done

        done = await super().write(and_die)
        self._at("written")
        return done


@dataclass
class House:
    """What outlives the process: the PBX, the database, and what was announced."""

    pbx: SimulatedPbx
    limits: Limits = SMALL
    max_age: float = MAX_AGE
    keep_days: int = 0
    plan: NumberPlan = field(default_factory=NumberPlan)
    now: float = EPOCH
    engine: Engine = field(default_factory=ENGINES.take)
    told: list[Call] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    """The calls announced since that was last written down."""
    at: Callable[[str], None] = lambda _: None
    """Called wherever the process may be killed, with the name of the place."""
    fails: Callable[[], bool] = lambda: False
    """Whether the next request fails."""
    between: Callable[[int], None] = lambda _: None
    """Called before each request, with its number in this poll."""
    requests: int = 0
    replaced: int = 0
    """How often it was told that a list holds nothing known."""

    def __post_init__(self) -> None:
        self.feed = self._new_feed()
        self.pages = PageReader()
        self.reader = self.pages.reader
        self.is_open = False

    def _new_feed(self) -> CallFeed:
        self.database = KilledDatabase(self.engine, self._pass)
        archive = Archive(self.database, "entry", read_as(self.plan))
        return CallFeed(
            self._read_page,
            archive,
            max_age=self.max_age,
            keep_days=self.keep_days,
            clock=lambda: self.now,
            limits=self.limits,
        )

    def _pass(self, place: str) -> None:
        self.at(place)

    async def _read_page(self, page: int, limit: int, unless: bytes | None = None) -> Page:
        self.requests += 1
        self.between(self.requests)
        self.at("request")
        if self.fails():
            raise PbxResponseError("The PBX stopped in the middle of its answer")
        status, body = self.pbx.paging.answer(self.pbx.store, str(page), str(limit))
        if status != 200:
            raise PbxResponseError(f"The PBX answered with HTTP status {status}", status=status)
        self.at("answer")
        return self.pages.page(body, unless, datetime.fromtimestamp(int(self.pbx.now()), UTC))

    async def poll(self) -> Polled:
        """Do what is done each minute. Raise PbxError, and Crash."""
        self.requests = 0
        if not self.is_open:
            await self.feed.open()
            self.is_open = True
        polled = Polled()
        try:
            polled = await self.feed.poll()
            self.replaced += polled.is_replaced
        finally:
            await self.deliver()
        return polled

    async def deliver(self) -> None:
        """Announce what is due."""
        await self.feed.deliver(self._hear)
        self.untold.clear()

    def _hear(self, call: Call, _: Way) -> None:
        self.at("announce")
        self.told.append(call)
        self.untold.append(call.call_id)
        self.at("announced")

    async def push(self, records: list[CallRecord]) -> None:
        """Take what the PBX pushed; before the set-up nobody listens."""
        if self.is_open and await self.feed.push(records, is_batch=True):
            await self.deliver()

    async def work(self, pieces: int) -> None:
        """Do so much of what can wait."""
        for _ in range(pieces):
            if self.is_open and await self.feed.work() >= 60:
                return

    async def stop(self) -> None:
        """End the process in an orderly way."""
        if self.is_open:
            await self.feed.close()
        self.restart()

    def restart(self) -> None:
        """Begin a new process on the same database."""
        self.feed = self._new_feed()
        self.is_open = False

    def copy_database(self) -> bytes:
        """Return the whole database, as a backup holds it."""
        return serialized(self.engine)

    def put_database_back(self, copy: bytes) -> None:
        """Begin a new process on a database that was copied some time ago."""
        put_back(self.engine, copy)
        self.restart()

    def end(self) -> None:
        """Give the database back: the story is over."""
        ENGINES.give_back(self.engine)

    def ask(self, query: Select[Any], **values: object) -> Sequence[Found[Any]]:
        """Return what the database answers, past the archive."""
        return self.database.do(lambda db: db.execute(query, values).all())

    def last_written_poll(self) -> int:
        """Return when the last good poll was that a new process would know of."""
        known = self.ask(select(PBXS.c.polled_at))
        return known[0].polled_at if known else int(self.now)

    def known(self) -> set[str]:
        """Return the ids of the calls in the archive."""
        return {call.call_id for call in self.ask(_CALL_IDS)} if self.is_open else set()

    def seconds_to_next(self) -> float:
        """Return how long it is until the next poll."""
        due = self.feed.intake.next_due if self.is_open else None
        return 60 if due is None else min(60, max(0, due - self.now))


__all__ = ["Crash", "House", "PbxError", "run"]
