"""What one record costs on its way from JSON to a call, against parsing the JSON alone."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import batched
from pathlib import Path
import tempfile
import time
from typing import Any, Final

from homeassistant.util import dt as dt_util
import orjson

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import (
    NumberPlan,
    OfficeNumbers,
    build_call,
    calls_apart,
    gather,
    join,
)
from custom_components.difuse.cdr.database import sqlite_engine
from custom_components.difuse.cdr.pbx import Page, WireReader
from tests.cdr.archives import Kept
from tests.cdr.helpers import leg
from tests.simulator import SimulatedPbx, Traffic

from .remote import PAGE_SIZE
from .table import Line, middle

MOST_TIMES: Final = 12
MANY_LEGS: Final = 4_000
MOST_BYTES: Final = 400


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


def _read(reader: WireReader, body: bytes) -> Page:
    return reader.page(orjson.loads(body))


def _build(numbers: OfficeNumbers, records: list[CallRecord]) -> None:
    """Make calls of records, as the archive does."""
    legs: dict[str, list[CallRecord]] = defaultdict(list)
    for record in records:
        numbers.learn(record)
        legs[record.call_id].append(record)
    for one in legs.values():
        for group in calls_apart(one):
            build_call(group, numbers)


def _join(numbers: OfficeNumbers, records: list[CallRecord]) -> None:
    """Make calls of records, joined as the archive does; what a database looks up costs nothing."""
    legs: dict[str, list[CallRecord]] = defaultdict(list)
    for record in records:
        numbers.learn(record)
        legs[record.call_id].append(record)
    parts = {
        (call_id, at): group
        for call_id, one in legs.items()
        for at, group in enumerate(calls_apart(one))
    }
    for keys in join(gather(parts, lambda _: {}, numbers), numbers):
        ids = tuple([call_id for call_id, _ in keys])
        build_call([leg for key in keys for leg in parts[key]], numbers, ids)


def measure(*, quick: bool) -> list[Line]:
    """Compare medians over several runs, each contender in turn."""
    bodies = pages_of_traffic(20 if quick else 60)
    names = ("bare", "wire", "calls", "joined", "whole")
    runs: dict[str, list[float]] = {name: [] for name in names}
    sizes: list[float] = []
    for _ in range(3 if quick else 15):
        reader, numbers = WireReader(dt_util.UTC), OfficeNumbers(NumberPlan())
        records = [reader.page(orjson.loads(body)).rows for body in bodies]
        runs["bare"].append(_cpu_per_record(orjson.loads, bodies))
        runs["wire"].append(_cpu_per_record(partial(_read, reader), bodies))
        runs["calls"].append(_cpu_per_record(partial(_build, numbers), records))
        runs["joined"].append(_cpu_per_record(partial(_join, numbers), records))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "calls.db"
            kept = Kept(sqlite_engine(file))
            runs["whole"].append(_cpu_per_record(kept.take, records))
            kept.engine.dispose()
            sizes.append(file.stat().st_size / len(bodies) / PAGE_SIZE)
    micro = {name: middle(figures) * 1e6 for name, figures in runs.items()}
    bare = micro["bare"]

    def line(what: str, figure: float, **budget: Any) -> Line:
        return Line(what=what, ours=figure, bare=bare, unit="µs", **budget)

    return [
        line(
            "per record: records to calls, those joined that belong together",
            micro["joined"],
            judged=micro["joined"] / bare,
            limit=MOST_TIMES,
            budget=f"{MOST_TIMES}x bare",
        ),
        line("per record: records to calls, call id by call id", micro["calls"]),
        line("per record: JSON to records", micro["wire"]),
        line("per record: into the archive, in a thread", micro["whole"]),
        Line(
            what="archive on disk, a row",
            ours=middle(sizes),
            unit="bytes",
            limit=MOST_BYTES,
            budget=f"{MOST_BYTES} bytes",
        ),
        _many_legs(),
    ]


def _many_legs() -> Line:
    legs = [
        leg(number, disposition="no_answer", after=number / 100) for number in range(1, MANY_LEGS)
    ]
    legs.append(leg(MANY_LEGS, after=MANY_LEGS / 100))
    begun = time.process_time()
    build_call(legs, OfficeNumbers(NumberPlan()))
    return Line(
        what=f"a call with {MANY_LEGS:,} legs",
        ours=(time.process_time() - begun) * 1e3,
        unit="ms",
        limit=50,
        budget="50 ms",
    )
