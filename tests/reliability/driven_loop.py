"""An event loop whose clock is driven: what waits costs no time, what computes does."""

import asyncio
import selectors
from typing import Final, override

GRACE: Final = 0.001
"""Real seconds in which a socket of this machine must have something to say."""

STRIDE: Final = 0.5
"""The clock moves no further at once: a slow moment of this machine is no timeout of a PBX's."""

type _Ready = list[tuple[selectors.SelectorKey, int]]


class _DrivenSelector(selectors.DefaultSelector):
    """Where nothing happens on any socket, time passes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    @override
    def select(self, timeout: float | None = None) -> _Ready:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        ready = super().select(GRACE)
        if not ready and timeout is not None:
            self.passed += min(timeout, STRIDE)
        return ready


class DrivenLoop(asyncio.SelectorEventLoop):
    """Its ``time`` begins at zero and passes where all tasks wait, or when it is told to."""

    def __init__(self) -> None:
        self._driven = _DrivenSelector()
        super().__init__(self._driven)
        # After months have passed, floats are coarser than the loop's nanosecond: a timer that
        # is due just now would never be taken for due.
        self._clock_resolution = 1e-6

    @override
    def time(self) -> float:
        return self._driven.passed

    def pass_time(self, seconds: float) -> None:
        """Let time pass; what falls due meanwhile happens as soon as the loop runs."""
        self._driven.passed += seconds
