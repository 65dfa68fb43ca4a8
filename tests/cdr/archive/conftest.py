"""Each test of the archive runs on each of the databases, a new one every time."""

import pytest
from sqlalchemy import Engine

from tests.cdr.archives import Kept
from tests.cdr.databases import engine, postgres, postgres_url, server, sqlite

__all__ = ["engine", "kept", "postgres", "postgres_url", "server", "sqlite"]


@pytest.fixture
def kept(engine: Engine) -> Kept:
    """Return an archive in it that knows nothing yet."""
    return Kept(engine)
