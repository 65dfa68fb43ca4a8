"""Ten million rows at no memory cost."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from tests.simulator import Order, SimulatedPbx, Synthetic

from .conftest import Reader

MILLIONS = 10_000_000
MIDNIGHT = 1_800_000_000
END = MIDNIGHT + 40_000


@pytest.fixture
def long_reader(reader: Reader) -> Reader:
    """Provide a PBX with ten million rows, 50 of them today, and a long call on top."""
    pbx = reader.pbx
    history = Synthetic(MILLIONS, last_end=END, today=50, midnight=MIDNIGHT)
    pbx.store.replace((), history)
    pbx.next_id = pbx.store.last_id + 1
    pbx.row(start=END + 10)
    pbx.row(start=MIDNIGHT - 100_000, talk=90_000)
    return reader


@pytest.mark.parametrize("order", Order)
async def test_pages_of_ten_million_rows(long_reader: Reader, order: Order) -> None:
    pbx = long_reader.pbx
    pbx.order = order
    await long_reader.page(1, 1)
    tracemalloc.start()
    began = time.perf_counter()
    pages = MILLIONS // 100 + 1
    first = await long_reader.page(1, 100)
    middle = await long_reader.page(pages // 2, 100)
    last = await long_reader.page(pages, 100)
    took = time.perf_counter() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert first["total_pages"] == pages
    assert [len(page["data"]) for page in (first, middle, last)] == [100, 100, 2]
    rows = [*first["data"], *middle["data"], *last["data"]]
    keys = [
        (int(row["timestamp"]), row["db_id"]) if order.by_start else row["db_id"] for row in rows
    ]
    assert keys == sorted(keys, reverse=order.descending)
    assert peak < 4 * 1024 * 1024
    assert took < 2


async def test_real_rows_come_on_top(long_reader: Reader) -> None:
    pbx = long_reader.pbx
    pbx.order = Order.ID_DESCENDING
    assert await long_reader.ids(1, 3) == [MILLIONS + 2, MILLIONS + 1, MILLIONS]
    pbx.order = Order.START_DESCENDING
    assert await long_reader.ids(1, 2) == [MILLIONS + 1, MILLIONS]


async def test_the_computed_rows_of_today(long_reader: Reader) -> None:
    long_reader.pbx.order = Order.ID_DESCENDING
    rows = (await long_reader.page(1, 200))["data"][2:]
    today = [row for row in rows if int(row["timestamp"]) >= MIDNIGHT]
    assert len(today) == 50
    assert rows[0]["end_time"] == "2027-01-15 19:06:40"
    assert all(row["end_time"] < "2027-01-15 08:00:00" for row in rows[50:])
    assert len({row["call_id"] for row in rows}) == len(rows)
    assert {row["disposition"] for row in rows} == {"ANSWERED", "NO ANSWER", "BUSY", "FAILED"}


async def test_computed_rows_can_go(long_reader: Reader) -> None:
    pbx = long_reader.pbx
    assert pbx.purge(4_000_000) == 4_000_000
    assert pbx.delete(4_000_002, 1) == 1
    assert await long_reader.ids(1, 3) == [4_000_001, 4_000_003, 4_000_004]
    assert len(pbx) == 6_000_001
    assert pbx.purge(MILLIONS) == 6_000_001
    assert len(pbx) == 0


def test_same_rows_every_time() -> None:
    first, second = (Synthetic(1000, last_end=END) for _ in range(2))
    assert [first.row(at) for at in range(1000)] == [second.row(at) for at in range(1000)]
    assert first.row(999).data["end_time"] == "2027-01-15 19:06:40"
    assert first.without([1]).row(0).db_id == 2


def test_impossible_histories_are_refused() -> None:
    with pytest.raises(ValueError, match="midnight"):
        Synthetic(10, last_end=END, today=3)
    assert len(SimulatedPbx(synthetic=Synthetic(0, last_end=END))) == 0
