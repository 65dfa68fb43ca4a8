"""Fixtures: an empty database of each kind, for a ``conftest`` to import."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from custom_components.difuse.cdr.database import postgres_engine, sqlite_engine
from tests.postgres import Server, database, reason_to_skip, stoppable_postgres

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """Run one PostgreSQL for all tests of a room."""
    if reason := reason_to_skip():
        pytest.skip(reason)
    with stoppable_postgres() as server:
        yield server


@pytest.fixture(scope="package")
def postgres_url(server: Server) -> Iterator[str]:
    """Return the address of a database on it."""
    with database(server.url, "archive") as url:
        yield url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    """Return that database, empty."""
    engine = postgres_engine(make_url(postgres_url))
    with engine.begin() as db:
        db.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """Return an empty file."""
    engine = sqlite_engine(tmp_path / "calls.db")
    yield engine
    engine.dispose()


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return an empty database of each kind."""
    engine: Engine = request.getfixturevalue(
        "postgres" if request.param == "postgresql" else "sqlite"
    )
    return engine
