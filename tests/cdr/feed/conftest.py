"""What the tests of the feed open is used again: making tables takes longer than most of them."""

from collections.abc import Iterator

import pytest

from tests.reliability.instant import ENGINES

from .watched import TAKEN


@pytest.fixture(autouse=True)
def engines() -> Iterator[None]:
    """Give back the databases of a test."""
    yield
    while TAKEN:
        ENGINES.give_back(TAKEN.pop())
