"""A simulated PBX read without sockets, and a reader that applies what it harvests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
import json

from custom_components.difuse.cdr.feed import CallLedger, Harvest, LedgerChange, ListState, PbxSync
from custom_components.difuse.cdr.pbx import Page, PbxConnectionError, PbxResponseError, WireReader
from tests.simulator import Order, SimulatedPbx

EPOCH = 1_795_400_000
ORDERS = [*Order]
CAPS = [None, 1, 7, 100]


@dataclass
class Clock:
    """The PBX's clock, moved by hand."""

    now: float = EPOCH

    def __call__(self) -> float:
        return self.now


@dataclass
class Direct:
    """Reads pages of a PBX in process and counts the requests.

    ``fails`` says which requests fail, by their number; ``before`` runs before each.
    """

    pbx: SimulatedPbx
    requests: list[tuple[int, int]] = field(default_factory=list)
    fails: Callable[[int], bool] = lambda _: False
    before: Callable[[int], None] = lambda _: None
    reader: WireReader = field(default_factory=WireReader)

    async def read_page(self, page: int, limit: int) -> Page:
        self.before(len(self.requests))
        self.requests.append((page, limit))
        if self.fails(len(self.requests)):
            raise PbxConnectionError("The connection to the PBX was lost")
        status, body = self.pbx.paging.answer(self.pbx.store, str(page), str(limit))
        if status != 200:
            raise PbxResponseError(f"The PBX answered with HTTP status {status}", status=status)
        return replace(self.reader.page(body), sent_at=datetime.fromtimestamp(self.pbx.now(), UTC))


class Office:
    """A PBX, a reader that polls it, and what has been announced."""

    def __init__(self, order: Order = Order.ID_DESCENDING, cap: int | None = None) -> None:
        self.clock = Clock()
        self.pbx = SimulatedPbx(order=order, cap=cap, clock=self.clock)
        self.direct = Direct(self.pbx)
        self.ledger = CallLedger()
        self.sync = PbxSync(self.direct.read_page, self.ledger)
        self.announced: list[str] = []
        self.expected: list[str] = []
        self.states: list[ListState] = []
        self.missing = 0

    @property
    def asked(self) -> int:
        """How many requests there were since this was last read."""
        count = len(self.direct.requests)
        self.direct.requests.clear()
        return count

    def history(self, count: int) -> None:
        """Add calls that nobody shall hear of."""
        self._place(count)

    def calls(self, count: int = 1, *, talk: int = 30) -> None:
        """Add calls that are to be announced; each has just ended."""
        self.expected += self._place(count, talk=talk)

    def push_before(self, request: int) -> None:
        """Let one more call end and be pushed before so many requests more were answered."""
        first = len(self.direct.requests)

        def push(number: int) -> None:
            if number - first == request:
                self.calls(1)
                row = self.direct.reader.row(self.pbx.rows[-1].data)
                self._hear(self.ledger.apply_pushed([row], settle=True))

        self.direct.before = push

    def _place(self, count: int, *, talk: int = 30) -> list[str]:
        ids = []
        for _ in range(count):
            self.clock.now += 40
            (row,) = self.pbx.call(talk=talk)
            ids.append(str(row.data["call_id"]))
        return ids

    async def set_up(self, since: float = 0) -> Harvest:
        harvest = await self.sync.baseline(datetime.fromtimestamp(since or self.clock.now, UTC))
        self._begin(harvest)
        return harvest

    async def poll(self, *, audit: bool = False) -> Harvest:
        """Poll once and apply what came, as the coordinator does."""
        harvest = await self.sync.poll(audit=audit)
        self.states.append(harvest.state)
        self.missing += harvest.missing
        if harvest.state is ListState.EMPTY:
            return harvest
        if harvest.state is ListState.OTHER_PBX:
            harvest = await self.sync.baseline(datetime.fromtimestamp(self.clock.now, UTC))
            self._begin(harvest)
            return harvest
        if harvest.past is not None:
            self.ledger.start_over(harvest.past, harvest.count - len(harvest.rows))
        self._hear(self.ledger.apply(harvest.rows, settle=True))
        self.ledger.end_poll(harvest.count, harvest.there_before)
        return harvest

    async def poll_through(self, attempts: int = 200) -> int:
        """Poll until it works; give how many polls failed."""
        for failed in range(attempts):
            try:
                await self.poll()
            except PbxConnectionError:
                continue
            return failed
        raise AssertionError("no poll ever came through")

    def restart(self) -> None:
        """Start the reader anew, with what would have been stored."""
        self.ledger = CallLedger.from_dict(json.loads(json.dumps(self.ledger.as_dict())))
        self.sync = PbxSync(self.direct.read_page, self.ledger)

    def _begin(self, harvest: Harvest) -> None:
        past = harvest.past or ()
        self.ledger.baseline(past, harvest.count, by=harvest.read_at)

    def _hear(self, change: LedgerChange) -> None:
        self.announced += [call.call_id for call in change.settled]

    def check(self, *, states: Iterable[ListState] = (ListState.SAME,)) -> None:
        """Assert that all that was expected was announced: once, in order, and nothing else."""
        assert self.announced == self.expected
        assert set(self.states) <= set(states)
        assert self.missing == 0

    def check_once(self) -> None:
        """Assert the same but for the order."""
        assert sorted(self.announced) == sorted(self.expected)


def ago(clock: Clock, **span: float) -> float:
    """Give the epoch so long before now."""
    return clock.now - timedelta(**span).total_seconds()
