"""Values in the database: plain to people, and the same when they come out."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.schema import CreateTable

from custom_components.difuse.cdr import Direction
from custom_components.difuse.cdr.database import (
    DURATION,
    MOMENT,
    WORDS,
    choice,
    chunks,
    insert_or_update,
)

METADATA = MetaData()
TABLE = Table(
    "kinds",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("moment", MOMENT),
    Column("duration", DURATION),
    Column("words", WORDS),
    Column("direction", choice(Direction)),
)
NOTHING = dict.fromkeys(("moment", "duration", "words", "direction"))
FILLED: dict[str, Any] = {
    "moment": datetime(2026, 11, 22, 12, tzinfo=UTC),
    "duration": timedelta(minutes=1, seconds=1),
    "words": ("1001", "1002"),
    "direction": Direction.INBOUND,
}


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """Return a database with this table."""
    METADATA.create_all(engine)
    return engine


def row(engine: Engine, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it comes out, having gone in."""
    with engine.begin() as db:
        db.execute(insert(TABLE), {"number": 1, **values})
        found = dict(db.execute(select(TABLE)).mappings().one())
    del found["number"]
    return found


@pytest.mark.parametrize(
    "values",
    [
        FILLED,
        NOTHING,
        FILLED | {"words": ()},
        FILLED | {"words": ("a b", "%", "c%20d", "e\u2003\x1ff", "ü%")},
    ],
    ids=ascii,
)
def test_values_come_out_as_they_went_in(engine: Engine, values: dict[str, Any]) -> None:
    assert row(engine, values) == values


def test_moments_come_out_in_utc_and_as_whole_seconds(engine: Engine) -> None:
    berlin = timezone(timedelta(hours=1))
    moment = datetime(2026, 11, 22, 13, 0, 0, 999_999, tzinfo=berlin)
    values = FILLED | {"moment": moment, "duration": timedelta(seconds=1.9)}
    found = row(engine, values)
    assert found["moment"] == FILLED["moment"]
    assert found["moment"].tzinfo is UTC
    assert found["duration"] == timedelta(seconds=1)


def test_values_stand_there_as_people_read_them(engine: Engine) -> None:
    row(engine, FILLED)
    with engine.connect() as db:
        plain = db.execute(text("SELECT * FROM kinds")).one()
        assert plain == (1, 1795348800, 61, " 1001 1002 ", "inbound")
        assert db.scalar(select(func.max(TABLE.c.moment))) == FILLED["moment"]
        where = TABLE.c.moment >= FILLED["moment"], TABLE.c.direction == Direction.INBOUND
        assert db.scalar(select(TABLE.c.number).where(*where)) == 1


def test_columns_are_of_plain_types(engine: Engine) -> None:
    made = str(CreateTable(TABLE).compile(engine))
    for column in ("moment BIGINT", "duration INTEGER", "words VARCHAR", "direction VARCHAR"):
        assert column in made


def everything(engine: Engine) -> list[tuple[int, tuple[str, ...] | None]]:
    with engine.connect() as db:
        query = select(TABLE.c.number, TABLE.c.words).order_by(TABLE.c.number)
        return [(number, words) for number, words in db.execute(query)]


def test_rows_that_are_there_are_left_or_changed(engine: Engine) -> None:
    with engine.begin() as db:
        insert_or_update(db, TABLE, [])
        insert_or_update(db, TABLE, [{"number": 1, "words": ("a",)}])
        insert_or_update(db, TABLE, ({"number": at, "words": ("b",)} for at in (1, 2)))
    assert everything(engine) == [(1, ("a",)), (2, ("b",))]
    with engine.begin() as db:
        rows = [{"number": at, "words": ("c",)} for at in (2, 3)]
        insert_or_update(db, TABLE, rows, {"words": ("d",)})
        insert_or_update(db, TABLE, [], {"words": ("e",)})
    assert everything(engine) == [(1, ("a",)), (2, ("d",)), (3, ("c",))]


@pytest.mark.parametrize(
    ("number", "sizes"), [(0, []), (1, [1]), (500, [500]), (501, [500, 1]), (1000, [500, 500])]
)
def test_many_values_are_asked_for_in_parts(number: int, sizes: list[int]) -> None:
    found = [*chunks(iter(range(number)))]
    assert [len(part) for part in found] == sizes
    assert [value for part in found for value in part] == [*range(number)]
