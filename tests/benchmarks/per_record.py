"""What one record costs on its way from JSON to a call, against parsing the JSON alone."""

from collections.abc import Callable
from itertools import batched
import time
from typing import Any, Final

from homeassistant.util import dt as dt_util
import orjson

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.feed import CallLedger, Harvest, Summary
from custom_components.difuse.cdr.feed.harvest import batches
from custom_components.difuse.cdr.pbx import Page
from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.simulator import SimulatedPbx, Traffic

from .remote import PAGE_SIZE
from .table import Line, middle

MOST_TIMES: Final = 12


def pages_of_traffic(pages: int) -> list[bytes]:
    """Make pages of an office's calls, oldest first, as the PBX would send them."""
    pbx = SimulatedPbx()
    Traffic(pbx, seed=7).history(pages * PAGE_SIZE / 100 + 20, calls_per_day=160)
    data = [row.data for row in pbx.rows][: pages * PAGE_SIZE]
    return [
        orjson.dumps({"data": rows, "page": "1", "limit": str(PAGE_SIZE), "total_pages": pages})
        for rows in batched(data, PAGE_SIZE, strict=True)
    ]


def _cpu_per_record(work: Callable[[Any], object], inputs: list[Any]) -> float:
    begun = time.process_time()
    for one in inputs:
        work(one)
    return (time.process_time() - begun) / len(inputs) / PAGE_SIZE


class _Chain:
    """The whole way of a page: parse, read, merge in parts as the coordinator does, count."""

    def __init__(self) -> None:
        self.reader = WireReader(dt_util.UTC)
        self.ledger = CallLedger(NumberPlan())
        self.summary = Summary(dt_util.UTC)

    def read(self, body: bytes) -> Page:
        return self.reader.page(orjson.loads(body))

    def apply(self, records: tuple[CallRecord, ...]) -> None:
        self.ledger.apply(records, settle=True)

    def whole(self, body: bytes) -> None:
        for part in batches(Harvest(self.read(body).rows, 0).rows, 50):
            self.summary.apply(self.ledger.apply(part, settle=True))


def measure(*, quick: bool) -> list[Line]:
    """Compare medians over several runs, each contender in turn."""
    bodies = pages_of_traffic(20 if quick else 60)
    runs: dict[str, list[float]] = {name: [] for name in ("bare", "wire", "calls", "whole")}
    for _ in range(3 if quick else 15):
        reader, ledgers, whole = _Chain(), _Chain(), _Chain()
        records = [reader.read(body).rows for body in bodies]
        runs["bare"].append(_cpu_per_record(orjson.loads, bodies))
        runs["wire"].append(_cpu_per_record(reader.read, bodies))
        runs["calls"].append(_cpu_per_record(ledgers.apply, records))
        runs["whole"].append(_cpu_per_record(whole.whole, bodies))
    micro = {name: middle(figures) * 1e6 for name, figures in runs.items()}
    bare = micro["bare"]

    def line(what: str, figure: float, **budget: Any) -> Line:
        return Line(what=what, ours=figure, bare=bare, unit="µs", **budget)

    return [
        line(
            "per record: records to calls",
            micro["calls"],
            judged=micro["calls"] / bare,
            limit=MOST_TIMES,
            budget=f"{MOST_TIMES}x bare",
        ),
        line("per record: JSON to records", micro["wire"]),
        line("per record: JSON to calls, listed and counted", micro["whole"]),
    ]
