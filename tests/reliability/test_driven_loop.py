"""The driven clock keeps going, however much time has passed on it."""

import asyncio

import pytest
import pytest_socket

from .driven_loop import DrivenLoop

YEAR = 365 * 86_400


@pytest.mark.parametrize("years", [0, 1, 10])
def test_timers_fall_due_after_years(years: int) -> None:
    pytest_socket.enable_socket()
    with asyncio.Runner(loop_factory=DrivenLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, DrivenLoop)
        loop.pass_time(years * YEAR + 1 / 3)

        async def wait() -> None:
            for seconds in (0.1, 1e-9, 7.3):
                await asyncio.sleep(seconds)

        before = loop.time()
        runner.run(wait())
        assert loop.time() - before == pytest.approx(7.4, abs=0.01)
