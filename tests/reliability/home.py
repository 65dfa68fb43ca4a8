"""A home that polls a PBX: the integration's own code, without a Home Assistant around it.

Real are the client, the sync, the ledger, the memory and the delivery. Stood in
for are Home Assistant's disk, dispatcher, issues and clock; and the coordinator,
whose few decisions are repeated here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
import json
from typing import Any, cast, override

from aiohttp import ClientSession
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.difuse import delivery as delivery_module, memory as memory_module
from custom_components.difuse.cdr import Call, CallRecord
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.feed import (
    CallLedger,
    Harvest,
    LedgerChange,
    LedgerState,
    ListState,
    PbxSync,
)
from custom_components.difuse.cdr.models import RowKey
from custom_components.difuse.cdr.pbx import Credentials, Page, PbxClient, hash_secret
from custom_components.difuse.cdr.pbx.wire import Row
from custom_components.difuse.const import AUDIT_INTERVAL
from custom_components.difuse.delivery import Delivery
from custom_components.difuse.memory import CallMemory
from custom_components.difuse.store import StoredState

from .driven_loop import DrivenLoop

EPOCH = 1_795_400_000
AGES = timedelta(days=365)
"""No call is too old to be announced: how old is too old is another test's business."""


class Crash(BaseException):
    """The process is killed here."""


def _nothing(*_: object) -> None:
    """Let the process live."""


@dataclass
class House:
    """What outlives the process, and what was heard in it."""

    loop: DrivenLoop
    begun_at: float
    disk: str | None = None
    applied: list[Row] = field(default_factory=list)
    """The rows that were merged, from those of the last baseline on."""
    past: frozenset[str] = frozenset()
    """The calls of the last baseline."""
    before: frozenset[str] = frozenset()
    """The calls that were merged before the list was last taken up, by a start or as another."""
    too_late: set[RowKey] = field(default_factory=set)
    """Legs of such calls that came since: nobody knows any more what they would change."""
    baselines: int = 0
    waiting: frozenset[RowKey] = frozenset()
    """The rows that aren't written down: their call waits for further legs."""
    _written: tuple[Row, ...] = ()
    heard: list[Call] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    """The calls heard since the mark was last written."""
    issues: list[str] = field(default_factory=list)
    at: Callable[[str], None] = _nothing
    """Called wherever the process may be killed, with the name of the place."""
    judged: Callable[[ListState, datetime | None], None] = _nothing
    """Called with what a poll found the list to be, and the last end known before."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(EPOCH + round(self.loop.time() - self.begun_at, 3), UTC)

    def hear(self, call: Call) -> None:
        self.at("announce")
        self.heard.append(call)
        self.unwritten.append(call.call_id)
        self.at("announced")

    def begin(self, past: Iterable[Row]) -> None:
        """Note a new baseline."""
        self.take_up()
        self.baselines += 1
        self.applied = [*past]
        self.past = frozenset(row.key[1] for row in self.applied)
        self.too_late.clear()

    def take_up(self, past: Iterable[Row] = ()) -> None:
        """Note that a list is taken up: what was counted of its calls may be known in part.

        ``past`` are rows that are never counted, unless they were before.
        """
        self.before |= {row.key[1] for row in (*self.applied, *past)}

    def drop(self, leg: CallRecord) -> None:
        """Note that a leg amends nothing, which can only be where its call isn't known whole."""
        assert leg.call_id in self.before
        self.too_late.add(leg.key)

    def write(self, text: str) -> None:
        """Write the store: what was heard won't be heard again."""
        self.disk = text
        self._written = tuple([row for row in self.applied if row.key not in self.waiting])
        self.unwritten.clear()

    def forget_the_unwritten(self) -> None:
        """Begin where the store was written last: the process has ended."""
        self.applied = [*self._written]
        self.too_late &= {row.key for row in self.applied}
        self.unwritten.clear()


class NotedMemory(CallMemory):
    """Notes which rows are past, and which come back to fill the lists."""

    def __init__(self, house: House) -> None:
        super().__init__(cast("HomeAssistant", house), "entry", NumberPlan())
        self._house = house

    @override
    def begin(self, harvest: Harvest) -> None:
        super().begin(harvest)
        self._house.begin(harvest.past or ())

    @override
    def start_over(self, harvest: Harvest) -> None:
        self._house.take_up(harvest.past or ())
        super().start_over(harvest)

    @override
    def recall(self, harvest: Harvest) -> None:
        self._house.take_up()
        super().recall(harvest)


class _Disk:
    """Stands in for the store: a write is there as a whole or not at all."""

    is_writable = True
    was_corrupt = False

    def __init__(self, hass: object, _: str) -> None:
        self._house = cast("House", hass)

    async def async_load(self) -> StoredState | None:
        disk = self._house.disk
        return None if disk is None else cast("StoredState", json.loads(disk))

    async def async_save(self, state: StoredState) -> None:
        text = json.dumps(state)
        await asyncio.sleep(0)
        self._house.at("write")
        self._house.write(text)
        self._house.at("written")
        await asyncio.sleep(0)


def stand_in(house: Callable[[], House], patch: pytest.MonkeyPatch) -> None:
    """Let the integration's code work in a house instead of in Home Assistant."""

    def send(hass: object, _: str, call: Call) -> None:
        cast("House", hass).hear(call)

    def note(hass: object, _: str, key: str, **__: str) -> None:
        cast("House", hass).issues.append(key)

    def now(zone: Any = None) -> datetime:
        return house().now().astimezone(zone or dt_util.DEFAULT_TIME_ZONE)

    class NotedLedger(CallLedger):
        """Notes which rows were merged."""

        @override
        def apply(self, rows: Iterable[Row], **how: Any) -> LedgerChange:
            unique = {row.key: row for row in rows}
            house().applied += [row for row in unique.values() if self.seen.is_new(row)]
            return super().apply(unique.values(), **how)

        @override
        def _is_too_late(self, record: CallRecord) -> bool:
            is_too_late = super()._is_too_late(record)
            if is_too_late:
                house().drop(record)
            return is_too_late

        @override
        def as_dict(self) -> LedgerState:
            house().waiting = self._calls.waiting_rows
            return super().as_dict()

    patch.setattr(memory_module, "CallStore", _Disk)
    patch.setattr(memory_module, "CallLedger", NotedLedger)
    patch.setattr(delivery_module, "async_dispatcher_send", send)
    patch.setattr(delivery_module, "raise_issue", note)
    patch.setattr(delivery_module, "clear_issue", lambda *_: None)
    patch.setattr(dt_util, "utcnow", lambda: house().now())
    patch.setattr(dt_util, "now", now)


class Run:
    """One run of the integration, from a start to the next crash or restart."""

    def __init__(self, house: House, session: ClientSession, url: Any) -> None:
        hass = cast("HomeAssistant", house)
        credentials = Credentials("4001", hash_secret("difuse-demo"))
        self.house = house
        self.client = PbxClient(session, url, credentials, answer_seconds=5)
        self.memory = NotedMemory(house)
        self.between: Callable[[int], Awaitable[None]] | None = None
        """Called before each request, with its number in this poll."""
        self.states: list[ListState] = []
        self.requests = 0
        self._hass = hass
        self._has_begun = False
        self._audit_due = house.now()
        self.sync: PbxSync
        self.delivery: Delivery

    async def _read_page(self, page: int, limit: int) -> Page:
        self.requests += 1
        if self.between is not None:
            await self.between(self.requests)
        self.house.at("request")
        answer = await self.client.read_page(page, limit)
        self.house.at("answer")
        return answer

    async def poll(self) -> None:
        """Do what the coordinator does when a poll is due. Raises PbxError."""
        self.requests = 0
        if not self._has_begun:
            await self._begin()
        is_audit = self.house.now() >= self._audit_due
        harvest = await self.sync.poll(audit=is_audit)
        if harvest.state is ListState.OTHER_PBX:
            fresh = await self.sync.baseline(dt_util.start_of_local_day())
            harvest = replace(fresh, state=ListState.OTHER_PBX)
        if is_audit:
            self._audit_due = self.house.now() + AUDIT_INTERVAL
        self.states.append(harvest.state)
        self.house.judged(harvest.state, self.memory.ledger.last_end)
        await self.delivery.deliver(harvest, audited=is_audit)

    async def _begin(self) -> None:
        """Set up: a baseline, or the calls that an earlier run announced."""
        memory = self.memory = NotedMemory(self.house)
        await memory.load()
        self.sync = PbxSync(self._read_page, memory.ledger)
        self.delivery = Delivery(self._hass, "entry", memory, AGES, lambda: None)
        if memory.is_restored:
            memory.recall(await self.sync.read_latest())
        else:
            memory.begin(await self.sync.baseline(dt_util.start_of_local_day()))
            await memory.save()
        self._has_begun = True

    async def push(self, records: list[CallRecord]) -> None:
        """Take what the PBX pushed; before the set-up is done nobody listens."""
        if self._has_begun:
            known = [record for record in records if self.memory.ledger.expects(record)]
            await self.delivery.deliver_pushed(known, is_batch=True, alone=False)
            await self.delivery.settle_pushed()

    @property
    def has_begun(self) -> bool:
        return self._has_begun

    def seconds_to_next(self) -> float:
        """How long the coordinator would wait."""
        wait = self.delivery.seconds_to_settle if self._has_begun else None
        return 60.0 if wait is None else min(60.0, wait)

    def make_audit_due(self) -> None:
        self._audit_due = self.house.now()
