"""Databases of each kind, and what is used in threads."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from custom_components.difuse.cdr.database import Database, postgres_engine, sqlite_engine


@pytest.fixture
async def database(engine: Engine) -> AsyncIterator[Database]:
    """Return a database with its own threads and connections."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        database = Database(lambda: sqlite_engine(Path(str(url.database))))
    else:
        database = Database(lambda: postgres_engine(url))
    yield database
    await database.close()
