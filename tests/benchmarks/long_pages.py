"""What a PBX costs that sends long pages whatever is asked for, by habit or to do harm."""

import tracemalloc
from typing import Final

from .home import Home
from .idle import FEW, fill
from .table import Line
from .watch import watch

_HABIT: Final = 15_000
"""Rows in one page: all that such a PBX has."""

_HARM: Final = 17_000
"""So many rows are just not too much for one answer."""
_BLOCK: Final = 50
_MEBIBYTE: Final = 1024 * 1024
_MOST: Final = 64


async def measure_long_pages(home: Home, *, quick: bool) -> list[Line]:
    """Let an office's whole list come with each poll, and then ever longer ones."""
    del quick
    await home.pbx.tell("settings", fixed_limit=_HABIT)
    await fill(home.pbx, _HABIT - 1_000)
    try:
        async with home.entry() as coordinator:
            with watch() as quiet:
                await coordinator.async_refresh()
            await home.pbx.burst(1)
            with watch() as one:
                await coordinator.async_refresh()
        used = await _poll_of_harm(home)
    finally:
        await home.pbx.tell("settings", fixed_limit=None)
    name = f"a PBX that ignores limit, {_HABIT - 1_000:,} rows in its page"
    blocks = {"nothing new": quiet, "one new call": one}
    return [
        *[
            Line(
                what=f"{name}: longest block, {what}",
                ours=work.longest_wall * 1e3,
                unit="ms",
                limit=_BLOCK,
                budget=f"{_BLOCK} ms",
            )
            for what, work in blocks.items()
        ],
        Line(
            what=f"a poll of pages of {_HARM:,} rows without an end: memory",
            ours=used / _MEBIBYTE,
            unit="MiB",
            limit=_MOST,
            budget=f"{_MOST} MiB",
        ),
    ]


async def _poll_of_harm(home: Home) -> int:
    """Return how many bytes a poll takes at most that meets such a list (tracemalloc)."""
    await home.pbx.tell("settings", fixed_limit=None)
    await fill(home.pbx, FEW)
    async with home.entry() as coordinator:
        await home.pbx.tell("settings", fixed_limit=_HARM)
        await fill(home.pbx, 100 * _HARM)
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            await coordinator.async_refresh()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return peak - before
