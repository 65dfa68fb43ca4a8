"""The tables, their version, and the view that is there for people."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
import re
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, select, text, update

from custom_components.difuse.cdr.database import (
    DatabaseError,
    DatabaseTooNewError,
    postgres_engine,
)
from custom_components.difuse.cdr.tables import migrate, migrations
from custom_components.difuse.cdr.tables.migrations import MIGRATIONS
from custom_components.difuse.cdr.tables.schema import METADATA, SCHEMA
from tests.cdr.archives import Kept
from tests.cdr.helpers import leg

DOCUMENT = Path(__file__).parents[3] / "docs/postgresql.md"
COLUMNS = (
    *("pbx", "call_id", "db_id", "direction", "disposition", "missed", "caller_number"),
    *("caller_name", "called_number", "answered_by", "extensions", "started_at", "answered_at"),
    *("ended_at", "duration", "ring_duration", "talk_duration", "has_recording", "legs"),
    *("call_ids", "other_number", "other_name", "groups", "location"),
    *("answered_by_name", "reached", "handled"),
)


def version(engine: Engine) -> object:
    with engine.connect() as db:
        return db.scalars(select(SCHEMA.c.version)).all()


def test_two_that_begin_at_once_on_an_empty_server_make_the_tables_once(postgres: Engine) -> None:
    """Two entries of one Home Assistant, at its start."""
    both, other = Barrier(2), postgres_engine(postgres.url)

    def begin(engine: Engine) -> None:
        with engine.begin() as db:
            both.wait(10)
            migrate(db)

    with ThreadPoolExecutor(2) as threads:
        for begun in [threads.submit(begin, engine) for engine in (postgres, other)]:
            begun.result()
    other.dispose()
    assert version(postgres) == [max(MIGRATIONS)]


def test_an_empty_database_gets_all_tables_and_the_version(engine: Engine) -> None:
    with engine.begin() as db:
        migrate(db)
    there = inspect(engine)
    assert set(there.get_table_names()) == set(METADATA.tables)
    assert there.get_view_names() == ["calls"]
    assert version(engine) == [max(MIGRATIONS)]
    for table in METADATA.sorted_tables:
        assert {index["name"] for index in there.get_indexes(table.name)} >= {
            index.name for index in table.indexes
        }


def test_a_database_that_is_up_to_date_is_left_as_it_is(kept: Kept, engine: Engine) -> None:
    kept.take([leg(1)])
    with engine.begin() as db:
        migrate(db)
    assert version(engine) == [max(MIGRATIONS)]
    assert Kept(engine).announced() == kept.announced()


def test_migrations_are_made_one_after_the_other_from_where_the_database_is(
    kept: Kept, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def note(number: int) -> Callable[[Connection], None]:
        return lambda _: made.append(number)

    first = max(MIGRATIONS)
    later = {number: note(number) for number in (first + 1, first + 2)}
    monkeypatch.setattr(migrations, "MIGRATIONS", {**MIGRATIONS, **later})
    kept.take([leg(1)])
    Kept(engine)
    Kept(engine)
    assert made == [first + 1, first + 2]
    assert version(engine) == [first + 2]


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    kept: Kept, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: Connection) -> None:
        db.execute(text("CREATE TABLE half_made (id INTEGER)"))
        db.execute(text("SELECT nothing"))

    monkeypatch.setattr(migrations, "MIGRATIONS", {**MIGRATIONS, max(MIGRATIONS) + 1: fail})
    with pytest.raises(DatabaseError):
        Kept(engine)
    monkeypatch.undo()
    assert version(engine) == [max(MIGRATIONS)]
    assert set(inspect(engine).get_table_names()) == set(METADATA.tables)
    assert Kept(engine).marks == kept.marks


def test_a_database_that_a_later_release_wrote_is_not_touched(kept: Kept, engine: Engine) -> None:
    with engine.begin() as db:
        db.execute(update(SCHEMA).values(version=max(MIGRATIONS) + 1))
    with pytest.raises(DatabaseTooNewError):
        Kept(engine, entry="another")
    assert version(engine) == [max(MIGRATIONS) + 1]
    with engine.connect() as db:
        assert db.scalar(text("SELECT count(*) FROM difuse_pbx")) == 1


def rows_of_view(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as db:
        found = db.execute(text("SELECT * FROM calls ORDER BY call_id"))
        return [dict(row) for row in found.mappings()]


def documented() -> list[str]:
    """Return the columns of the view as the papers have them."""
    said = DOCUMENT.read_text(encoding="utf-8").partition("## The view `calls`")[2]
    return re.findall(r"^\| `(\w+)` \|", said.partition("\n## ")[0], re.MULTILINE)


def test_the_view_has_the_columns_that_are_documented(kept: Kept, engine: Engine) -> None:
    assert [column["name"] for column in inspect(engine).get_columns("calls")] == [*COLUMNS]
    assert documented() == [*COLUMNS]


def plain(value: object) -> object:
    """Return what both databases mean: SQLite has moments as texts, and truth as a number."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return value


def test_the_view_shows_calls_as_people_would_read_them(kept: Kept, engine: Engine) -> None:
    group: dict[str, Any] = {"destination": "600", "ring": 20}
    kept.take(
        [
            leg(1, "1.0", computed="1001", disposition="no_answer", caller_name="Ålice", **group),
            leg(2, "1.0", computed="1002", talk=40, recording_url="http://x/2", **group),
            leg(3, "2.0", source="", disposition="cancel", after=3600),
            leg(4, "3.0", source="1001", destination="+442079460101", disposition="busy"),
        ]
    )
    answered, missed, outbound = (
        {name: plain(value) for name, value in row.items()} for row in rows_of_view(engine)
    )
    assert answered == {
        "pbx": "entry",
        "call_id": "1.0",
        "db_id": 1,
        "direction": "inbound",
        "disposition": "answered",
        "missed": False,
        "caller_number": "+447700900001",
        "caller_name": "Ålice",
        "called_number": "600",
        "answered_by": "1002",
        "extensions": "1001 1002",
        "started_at": "2026-11-22 12:00:00",
        "answered_at": "2026-11-22 12:00:20",
        "ended_at": "2026-11-22 12:01:00",
        "duration": 60,
        "ring_duration": 20,
        "talk_duration": 40,
        "has_recording": True,
        "legs": 2,
        "call_ids": "1.0",
        "other_number": "+447700900001",
        "other_name": "Ålice",
        "groups": None,
        "location": None,
        "answered_by_name": None,
        "reached": "person",
        "handled": None,
    }
    assert missed == answered | {
        "call_id": "2.0",
        "db_id": 3,
        "disposition": "cancel",
        "missed": True,
        "caller_number": "",
        "caller_name": "",
        "called_number": "1001",
        "answered_by": None,
        "extensions": "1001",
        "started_at": "2026-11-22 13:00:00",
        "answered_at": None,
        "ended_at": "2026-11-22 13:00:04",
        "duration": 4,
        "ring_duration": 4,
        "talk_duration": 0,
        "has_recording": False,
        "legs": 1,
        "call_ids": "2.0",
        "other_number": "",
        "other_name": None,
        "reached": "nobody",
    }
    assert (outbound["direction"], outbound["missed"], outbound["extensions"]) == (
        "outbound",
        False,
        "1001",
    )


def test_the_view_says_the_same_as_the_call(kept: Kept, engine: Engine) -> None:
    kept.take([leg(1, "1.0", talk=61), leg(2, "2.0", source="1001", destination="1002", after=60)])
    kept.at = 10
    for row, call in zip(rows_of_view(engine), kept.announced(), strict=True):
        said = call.as_dict()
        assert row["call_ids"].split() == said["call_ids"]
        others = {"pbx", "extensions", "call_ids", "groups"}
        others |= {"started_at", "answered_at", "ended_at"}
        for name in set(COLUMNS) - others:
            assert row[name] == said[name], name  # type: ignore[literal-required]  # a field


def test_the_view_names_each_pbx_by_its_entry(kept: Kept, engine: Engine) -> None:
    other = Kept(engine, entry="other")
    for number, one in enumerate((kept, other)):
        one.take([leg(1, f"{number}.0")])
    assert [row["pbx"] for row in rows_of_view(engine)] == ["entry", "other"]


def test_moments_in_the_view_of_postgresql_have_a_zone(postgres: Engine) -> None:
    Kept(postgres).take([leg(1)])
    assert rows_of_view(postgres)[0]["started_at"] == leg(1).started_at
