"""The state of a simulated PBX: its rows, its clock, its settings and what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
import time
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from .auth import Access
from .calls import ANSWERED, CallFields, Leg, PlacedCall, record_of, single
from .faults import Faults
from .order import Backup, Order, RowStore
from .paging import Paging
from .recordings import PREFIX
from .requests import RequestRecord
from .rows import Row, sort_start
from .synthetic import Synthetic

DATA_PATH = "/pbx/cdr/data"
_KEPT_REQUESTS = 100_000


class SimulatedPbx:
    """A Difuse PBX without its web server; every attribute may be changed while it serves."""

    def __init__(
        self,
        *,
        order: Order | str = Order.ID_ASCENDING,
        cap: int | None = None,
        extension: str = "4001",
        secret: str = "difuse-demo",
        zone: str = "UTC",
        synthetic: Synthetic | None = None,
        seed: int = 0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Make a PBX with an extension that may read; `clock` gives the true epoch seconds."""
        self.paging = Paging(order=Order(order), cap=cap)
        self.access = Access(extension, secret)
        self.faults = Faults(seed)
        self.requests: list[RequestRecord] = []
        self.recordings: set[str] = set()
        self.clock_shift = 0.0
        self.zone = ZoneInfo(zone)
        self.store = RowStore(synthetic)
        self.next_id = self.store.last_id + 1
        self._clock = clock
        self._next_channel = 0

    @property
    def order(self) -> Order:
        """How pages are sorted."""
        return self.paging.order

    @order.setter
    def order(self, order: Order | str) -> None:
        self.paging.order = Order(order)

    @property
    def cap(self) -> int | None:
        """The most rows that a page has, whatever limit is asked for."""
        return self.paging.cap

    @cap.setter
    def cap(self, cap: int | None) -> None:
        self.paging.cap = cap

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows that aren't computed, by id."""
        return self.store.real

    @property
    def data_requests(self) -> list[RequestRecord]:
        """The requests for call records, oldest first."""
        return [request for request in self.requests if request.path == DATA_PATH]

    def __len__(self) -> int:
        """How many rows the PBX has, computed ones included."""
        return len(self.store)

    def now(self) -> float:
        """Epoch seconds by the PBX's own clock, which may be wrong."""
        return self.true_now() + self.clock_shift

    def true_now(self) -> float:
        """Epoch seconds by the clock of the world."""
        return time.time() if self._clock is None else self._clock()

    def set_zone(self, zone: str) -> None:
        """Move the PBX; rows already written keep their wall times, as in a database."""
        self.zone = ZoneInfo(zone)

    def count_request(self, record: RequestRecord) -> None:
        """Remember a request; of very many the older half is dropped."""
        if len(self.requests) >= _KEPT_REQUESTS:
            del self.requests[: _KEPT_REQUESTS // 2]
        self.requests.append(record)

    def call(
        self,
        *,
        source: str = "+447700900001",
        destination: str = "1001",
        disposition: str = ANSWERED,
        start: float | None = None,
        ring: int = 5,
        talk: int = 60,
        computed: str = "",
        legs: Sequence[Leg] | None = None,
        ids: Sequence[int] | None = None,
        **more: Unpack[CallFields],
    ) -> tuple[Row, ...]:
        """Write the rows of one call, which has just ended unless `start` (epoch) is given.

        Without `legs` it leaves one row. `dialled` is what the caller dialled first.
        """
        shape = tuple(legs or single(disposition, ring=ring, talk=talk, computed=computed))
        length = max(leg.ends for leg in shape)
        begin = int(self.now() - length if start is None else start)
        call = PlacedCall(start=begin, source=source, destination=destination, legs=shape, **more)
        return self.place(call, ids)

    def place(self, call: PlacedCall, ids: Sequence[int] | None = None) -> tuple[Row, ...]:
        """Write the rows of a call that has ended, under the next ids or the given ones."""
        call_ids: dict[int, str] = {} if call.call_id is None else {0: call.call_id}
        written = []
        for number, leg in enumerate(call.legs):
            if leg.channel not in call_ids:
                call_ids[leg.channel] = self.new_call_id(call.start)
            db_id = ids[number] if ids is not None else self.next_id
            record = record_of(call, leg, call_ids[leg.channel], db_id)
            written.append(self.add(record.as_row(self.zone)))
        return tuple(written)

    def row(
        self,
        *,
        start: float | None = None,
        ring: int = 5,
        talk: int = 60,
        db_id: int | None = None,
        omit: Iterable[str] = (),
        **fields: Any,
    ) -> Row:
        """Write one row; any JSON field may be given any value, and those in `omit` are left out.

        `db_id` places the row; to serve another value as its id, use `raw`.
        """
        named = {"source", "destination", "disposition", "caller_id", "call_id"}
        plain = {key: fields[key] for key in named & set(fields) if isinstance(fields[key], str)}
        length = ring + (talk if plain.get("disposition", ANSWERED) == ANSWERED else 0)
        begin = int(self.now() - length if start is None else start)
        legs = single(plain.pop("disposition", ANSWERED), ring=ring, talk=talk)
        call = PlacedCall(
            start=begin,
            source=plain.pop("source", "+447700900001"),
            destination=plain.pop("destination", "1001"),
            legs=legs,
            **plain,
        )
        number = self.next_id if db_id is None else db_id
        channel = call.call_id or self.new_call_id(begin)
        data = record_of(call, legs[0], channel, number).as_json(self.zone) | fields
        for key in omit:
            data.pop(key, None)
        return self.add(Row(number, begin, data))

    def raw(self, *rows: Any) -> tuple[Row, ...]:
        """Store anything at all and serve it as it is, sorted by its db_id and timestamp if any."""
        written = []
        for data in rows:
            given = data.get("db_id") if isinstance(data, dict) else None
            db_id = given if type(given) is int else self.next_id
            written.append(self.add(Row(db_id, sort_start(data), data)))
        return tuple(written)

    def add(self, row: Row) -> Row:
        """Store a row under its id; later ones get higher ids."""
        self.store.add(row)
        self.next_id = max(self.next_id, row.db_id + 1)
        url = row.data.get("recording_url") if isinstance(row.data, dict) else None
        if isinstance(url, str) and url.startswith(PREFIX):
            self.recordings.add(url)
        return row

    def skip_ids(self, count: int) -> None:
        """Leave a gap before the next id."""
        self.next_id += count

    def purge(self, count: int) -> int:
        """Delete the rows with the lowest ids; returns how many were deleted."""
        return self.store.purge(count)

    def delete(self, *ids: int) -> int:
        """Delete rows by id; returns how many of the ids existed."""
        return sum(self.store.remove(db_id) for db_id in ids)

    def clear(self) -> None:
        """Delete all rows; ids go on where they were."""
        self.store.replace((), None)

    def reset_ids(self, first: int = 1) -> None:
        """Return the next row this id; existing rows stay (see `start_over`)."""
        self.next_id = first

    def start_over(self, first: int = 1) -> None:
        """Become a reset or another box: no rows, and ids from `first` on."""
        self.clear()
        self.reset_ids(first)

    def snapshot(self) -> Backup:
        """Return a backup of all rows."""
        computed = self.store.synthetic.copy() if self.store.synthetic else None
        return Backup(self.store.real, computed, self.next_id)

    def restore(self, backup: Backup) -> None:
        """Put a backup back: later rows are gone and their ids are given again."""
        self.store.replace(backup.rows, backup.synthetic.copy() if backup.synthetic else None)
        self.next_id = backup.next_id

    def reboot(self) -> None:
        """Lose what lives in memory: recordings, admin sessions, the channel counter."""
        self.recordings.clear()
        self.access.sessions.clear()
        self._next_channel = 0

    def new_call_id(self, start: float) -> str:
        """Return the next id of a channel: its epoch and a counter."""
        self._next_channel += 1
        return f"{int(start)}.{self._next_channel - 1}"
