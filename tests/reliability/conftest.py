"""One port and one driven loop for all examples; small pages, so that few rows make a long list."""

import asyncio
from collections.abc import Iterator

import pytest
import pytest_socket

from custom_components.difuse import memory
from custom_components.difuse.cdr.feed import harvest, open_calls, pages, seen, sync, walk
from tests.simulator import Simulator

from .driven_loop import DrivenLoop
from .home import stand_in
from .machine import Lab


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scale all sizes down to a tenth, their proportions kept."""
    for module in (walk, harvest, sync):
        monkeypatch.setattr(module, "AUDIT_ROWS", 20)
    monkeypatch.setattr(pages, "PAGE_SIZE", 10)
    monkeypatch.setattr(seen, "REMEMBERED_ROWS", 100)
    monkeypatch.setattr(open_calls, "WINDOW_ROWS", 100)
    monkeypatch.setattr(memory, "BATCH_ROWS", 5)
    monkeypatch.setattr(walk, "DEEPEST_ROWS", 500)


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """Serve on one port, and stand in for Home Assistant."""
    pytest_socket.enable_socket()
    with asyncio.Runner(loop_factory=DrivenLoop) as runner:
        simulator = Simulator()
        runner.run(simulator.start())
        lab = Lab(runner, simulator)
        stand_in(lab.the_house, monkeypatch)
        yield lab
        runner.run(simulator.stop())
