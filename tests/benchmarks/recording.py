"""How much the recorder's database grows with each call."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from .home import Home
from .idle import FEW, fill
from .table import Line, middle

_SHARE: Final = 1 / 3


async def measure(home: Home, *, quick: bool) -> list[Line]:
    """Let both contenders see each call on its own, as on a day without bursts."""
    calls, runs = (100, 1) if quick else (350, 3)
    await fill(home.pbx, FEW)
    ours: list[float] = []
    rest: list[float] = []
    async with home.entry() as coordinator:
        for _ in range(runs):
            ours.append(await _growth(home, coordinator.async_refresh, calls))
            rest.append(await _growth(home, home.rest.async_refresh, calls))
            await coordinator.async_refresh()
    of_rest = middle(rest)
    return [
        Line(
            what="recorder: bytes per 1,000 calls, each seen by a poll of its own",
            ours=middle(ours),
            rest=of_rest,
            unit="kB",
            limit=of_rest * _SHARE,
            budget="1/3 of REST",
        )
    ]


async def _growth(home: Home, poll: Callable[[], Awaitable[Any]], calls: int) -> float:
    """Return the growth in kB for 1,000 calls."""
    before = await home.recorded_bytes()
    for _ in range(calls):
        await home.pbx.burst(1)
        await poll()
    return (await home.recorded_bytes() - before) / calls
