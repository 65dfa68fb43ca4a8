"""An event loop that can be watched: how long it was busy, and how long at most at a stretch.

A full garbage collection is told apart: it goes through all objects of Home Assistant, several
hundred thousand, and strikes whoever happens to make the next object.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import selectors
import threading
import time

from homeassistant.runner import configure_event_loop


@dataclass(slots=True)
class Work:
    """What the loop did meanwhile; all in seconds, ``cpu`` being that of its own thread.

    Only ``longest_of_all`` has full garbage collections in it.
    """

    wall: float = 0
    cpu: float = 0
    longest_wall: float = 0
    longest_cpu: float = 0
    longest_of_all: float = 0
    elapsed: float = 0


class WatchedSelector(selectors.DefaultSelector):
    """Measures the time outside select(), which is what the loop spends on callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self._work: Work | None = None
        self._wall = self._cpu = 0.0
        self._collected = self._collecting_since = 0.0
        self._thread = threading.get_ident()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events; what came before it was one block of work."""
        if self._work is None:
            return super().select(timeout)
        self._end_block(self._work)
        events = super().select(timeout)
        self._begin_block()
        return events

    def _begin_block(self) -> None:
        self._collected = 0
        self._wall, self._cpu = time.perf_counter(), time.thread_time()

    def _end_block(self, work: Work) -> None:
        wall = time.perf_counter() - self._wall
        cpu = time.thread_time() - self._cpu
        work.longest_of_all = max(work.longest_of_all, cpu)
        wall, cpu = wall - self._collected, cpu - self._collected
        work.wall += wall
        work.cpu += cpu
        work.longest_wall = max(work.longest_wall, wall)
        work.longest_cpu = max(work.longest_cpu, cpu)

    def _note_collection(self, phase: str, info: dict[str, int]) -> None:
        if info["generation"] < 2 or threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._collecting_since = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting_since

    @contextmanager
    def watch(self) -> Iterator[Work]:
        """Measure from here to the end; what is given holds the figures then."""
        work = self._work = Work()
        gc.callbacks.append(self._note_collection)
        begun = time.perf_counter()
        self._begin_block()
        try:
            yield work
        finally:
            self._end_block(work)
            self._work = None
            gc.callbacks.remove(self._note_collection)
            work.elapsed = time.perf_counter() - begun


class WatchedLoop(asyncio.EventLoop):
    """Home Assistant's event loop, watched."""

    def __init__(self) -> None:
        self.watched = WatchedSelector()
        super().__init__(self.watched)
        configure_event_loop(self)


@contextmanager
def watch() -> Iterator[Work]:
    """Measure the running loop, which must be a WatchedLoop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    with loop.watched.watch() as work:
        yield work
