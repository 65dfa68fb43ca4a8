"""What may happen to a PBX's rows: late inserts, gaps, purges, resets, backups."""

from __future__ import annotations

import random

from tests.simulator import Order, Row, SimulatedPbx, Synthetic

from .conftest import Reader


async def test_late_inserts_and_gaps(reader: Reader) -> None:
    reader.pbx.call(ids=[5])
    reader.pbx.call(ids=[3])
    reader.pbx.row(db_id=4)
    reader.pbx.skip_ids(10)
    reader.pbx.row()
    assert await reader.ids() == [3, 4, 5, 16]


async def test_purge_delete_clear(reader: Reader) -> None:
    for _ in range(6):
        reader.pbx.row()
    assert reader.pbx.purge(2) == 2
    assert reader.pbx.delete(4, 99) == 1
    assert await reader.ids() == [3, 5, 6]
    reader.pbx.order = Order.START_DESCENDING
    assert sorted(await reader.ids()) == [3, 5, 6]
    reader.pbx.clear()
    assert await reader.ids() == []
    reader.pbx.row()
    assert await reader.ids() == [7]


async def test_ids_that_start_over(reader: Reader) -> None:
    reader.pbx.row(db_id=500)
    reader.pbx.start_over()
    reader.pbx.row()
    assert await reader.ids() == [1]
    reader.pbx.start_over(9000)
    reader.pbx.row()
    assert await reader.ids() == [9000]


async def test_a_backup(reader: Reader) -> None:
    old = reader.pbx.call(source="1111")[0].data["call_id"]
    backup = reader.pbx.snapshot()
    reader.pbx.call(source="2222")
    reader.pbx.restore(backup)
    reader.pbx.call(source="3333")
    rows = (await reader.page())["data"]
    assert [(row["db_id"], row["source"]) for row in rows] == [(1, "1111"), (2, "3333")]
    assert rows[0]["call_id"] == old


def test_every_slice_is_right_whatever_happened() -> None:
    """Random changes on top of computed rows, against a plain sorted list."""
    chance = random.Random(7)  # noqa: S311
    pbx = SimulatedPbx(synthetic=Synthetic(60, last_end=4000, spacing=20, first_id=5))
    for _ in range(300):
        _change(pbx, chance)
        model = pbx.store.slice(Order.ID_ASCENDING, 0, len(pbx))
        ids = [row.db_id for row in model]
        assert ids == sorted(ids)
        by_start = sorted(model, key=lambda row: (row.start, row.db_id))
        first = chance.randrange(len(pbx) + 1)
        last = first + chance.randrange(20)
        for order, expected in (
            (Order.ID_ASCENDING, model),
            (Order.ID_DESCENDING, model[::-1]),
            (Order.START_ASCENDING, by_start),
            (Order.START_DESCENDING, by_start[::-1]),
        ):
            assert _keys(pbx.store.slice(order, first, last)) == _keys(expected[first:last])


def _keys(rows: list[Row]) -> list[tuple[int, int]]:
    return [(row.start, row.db_id) for row in rows]


def _change(pbx: SimulatedPbx, chance: random.Random) -> None:
    before = len(pbx)
    match chance.randrange(8):
        case 0:
            assert pbx.purge(2) == before - len(pbx)
        case 1:
            expected = pbx.delete(chance.randrange(1, pbx.next_id + 1))
            assert len(pbx) <= before - expected
        case 2:
            pbx.row(start=chance.randrange(2000, 5000), db_id=chance.randrange(1, pbx.next_id + 5))
            assert len(pbx) == before + 1
        case 3:
            backup = pbx.snapshot()
            pbx.purge(3)
            pbx.restore(backup)
            assert len(pbx) == before
        case _:
            pbx.row(start=chance.randrange(2000, 5000))
            assert len(pbx) == before + 1
