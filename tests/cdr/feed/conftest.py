"""What the tests of the feed open, they close."""

from collections.abc import Iterator

import pytest

from .watched import ENGINES


@pytest.fixture(autouse=True)
def closed_engines() -> Iterator[None]:
    """Close the databases of a test."""
    yield
    while ENGINES:
        ENGINES.pop().dispose()
