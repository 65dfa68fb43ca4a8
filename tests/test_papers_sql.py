"""The SQL in the papers, tried on the archive: on SQLite, and on PostgreSQL where there is one."""

from collections.abc import Iterator
import re

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import StaticPool

from custom_components.difuse.cdr.tables import migrate
from custom_components.difuse.cdr.tables.schema import METADATA
from tests.cdr.archives import Kept
from tests.cdr.helpers import leg

from .pages import blocks, page, section
from .postgres import database, reason_to_skip, running_postgres

ALICE, ALICE_AT_HOME, BOB = "+442079460123", "02079460123", "+447700900001"
COLUMN = re.compile(r"^\| `(\w+)` \|[^|]*\| ([\w ]+) \|[^|]*\|$", re.MULTILINE)


@pytest.fixture
def sqlite() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if reason := reason_to_skip():
        pytest.skip(reason)
    with running_postgres() as url:
        yield url


@pytest.fixture
def postgresql(server: str) -> Iterator[Engine]:
    with database(server, "papers") as url:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg2:", 1))
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def statements(name: str, kind: str) -> list[list[str]]:
    """Return the examples of a page for a database, statement by statement."""
    found = [block.partition("\n") for block in blocks(page(name), "sql")]
    of_kind = [rest for first, _, rest in found if kind in first]
    return [[one.strip() for one in rest.split(";") if one.strip()] for rest in of_kind]


def fill(engine: Engine) -> Kept:
    """Keep calls of two people, one of whom is written in two ways, and one of nobody."""
    kept = Kept(engine, country="GB")
    kept.take(
        [
            leg(1, "1", source=ALICE, caller_name="Alice Morgan", talk=60),
            leg(2, "2", source=ALICE_AT_HOME, after=100, disposition="no_answer"),
            leg(3, "3", source="1001", destination=ALICE, after=200, context="sip_internal"),
            leg(4, "4", source=BOB, caller_name="Bob", after=300),
            leg(5, "5", source="", after=400, disposition="no_answer"),
        ]
    )
    return kept


def everything(db: Connection) -> dict[str, list[str]]:
    """Return each row of each table, as text."""
    return {
        table.name: [str(tuple(row)) for row in db.execute(table.select())]
        for table in METADATA.sorted_tables
    }


def test_the_columns_are_those_of_the_view(sqlite: Engine) -> None:
    with sqlite.begin() as db:
        migrate(db)
    said = [name for name, _ in COLUMN.findall(section(page("postgresql"), "The view `calls`"))]
    assert said == [column["name"] for column in inspect(sqlite).get_columns("calls")]


def test_the_types_are_those_of_postgresql(postgresql: Engine) -> None:
    with postgresql.begin() as db:
        migrate(db)
        query = "SELECT column_name, data_type FROM information_schema.columns"
        found = db.execute(text(f"{query} WHERE table_name = 'calls'")).all()
    assert dict(COLUMN.findall(page("postgresql"))) == dict(map(tuple, found))


def test_missed_calls_by_the_hour(engine: Engine) -> None:
    fill(engine)
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine.dialect.name]
    (query,) = [some for some in statements("postgresql", kind) if some[0].startswith("SELECT")]
    with engine.begin() as db:
        (row,) = db.execute(text(query[0]))
    assert row._fields == ("hour", "missed_calls")
    assert row.missed_calls == 2


def test_grafana_sees_the_view_and_nothing_else(postgresql: Engine) -> None:
    fill(postgresql)
    (make, *panels) = statements("grafana", "PostgreSQL")
    with postgresql.connect() as db:
        for statement in [*make, "SET ROLE grafana"]:
            db.exec_driver_sql(statement)
        found = []
        for (panel,) in panels:
            query = panel.replace("$__timeFilter(started_at)", "true")
            assert query != panel
            found.append([row._asdict() for row in db.execute(text(query))])
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.exec_driver_sql("SELECT * FROM difuse_call")
    by_hour, by_day, callers, who = found
    assert [(row["answered"], row["missed"]) for row in by_hour] == [(2, 2)]
    assert [(row["answer_rate"], row["ring_time"]) for row in by_day] == [(50, 4)]
    assert callers[0] | {"talk": 60} == {
        "caller": "Alice Morgan",
        "calls": 2,
        "missed": 1,
        "talk": 60,
    }
    assert {row["caller"] for row in callers} == {"Alice Morgan", "Bob", "withheld"}
    assert [(row["answered_by"], row["calls"]) for row in who] == [("1001", 2), (ALICE, 1)]


def test_a_user_and_a_database_are_made(postgresql: Engine) -> None:
    (make, *_) = statements("postgresql", "PostgreSQL")
    # Databases can't be made within a transaction.
    engine = postgresql.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for statement in make:
            db.exec_driver_sql(statement)
        db.exec_driver_sql("DROP DATABASE difuse")
        db.exec_driver_sql("DROP USER difuse")


def test_of_a_person_who_is_deleted_nothing_is_left(engine: Engine) -> None:
    kept = fill(engine)
    (deletion,) = statements("privacy", "SQLite and PostgreSQL")
    with engine.begin() as db:
        before = everything(db)
        for statement in deletion:
            db.execute(text(statement))
        after = everything(db)
    said_of_alice = ("2079460123", "Alice", "alice")
    assert any(word in str(before) for word in said_of_alice)
    assert not [word for word in said_of_alice if word in str(after)]
    for table in ("difuse_leg", "difuse_call"):
        assert len(before[table]) - len(after[table]) == 3
        assert set(after[table]) <= set(before[table])
    kept.take([leg(6, "6", source=ALICE, after=500)])
    with engine.connect() as db:
        found = [*db.scalars(text("SELECT caller_number FROM calls ORDER BY started_at"))]
    assert found == [BOB, "", ALICE]
