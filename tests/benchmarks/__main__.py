"""Measures what was asked for and prints the table."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
import sys
from typing import Final

from . import (
    archive,
    catch_up,
    history,
    idle,
    importing,
    memory,
    per_record,
    recording,
    statistics,
)
from .home import Home, running_home
from .long_pages import measure_long_pages
from .remote import remote_pbx
from .table import Line, markdown
from .watch import WatchedLoop

type Measure = Callable[..., list[Line]]
type MeasureAtHome = Callable[..., Awaitable[list[Line]]]

ALONE: Final[dict[str, Measure]] = {
    "per-record": per_record.measure,
    "archive": archive.measure,
    "import": importing.measure,
}
AT_HOME: Final[dict[str, MeasureAtHome]] = {
    "idle": idle.measure_idle,
    "one-call": idle.measure_one_call,
    "history": history.measure_history,
    "burst": catch_up.measure_burst,
    "catch-up": catch_up.measure_catch_up,
    "recorder": recording.measure,
    "memory": memory.measure,
    "long-pages": measure_long_pages,
    "statistics": statistics.measure,
}


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    options = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    option = options.add_argument
    option("--quick", action="store_true", help="fewer runs and smaller lists")
    option(
        "--only",
        metavar="NAME",
        choices=[*AT_HOME, *ALONE],
        action="append",
        help="leave the others out; may be given again: %(choices)s",
    )
    return options


def tell(text: str) -> None:
    """Say how far it is, beside the table."""
    print(text, file=sys.stderr, flush=True)


async def measure(names: Sequence[str], *, quick: bool) -> list[Line]:
    """Measure one thing after the other; Home Assistant is started only if it is needed."""
    lines: list[Line] = []
    async with AsyncExitStack() as stack:
        home: Home | None = None
        for name in names:
            tell(f"measuring {name}")
            if name in ALONE:
                lines += await asyncio.to_thread(ALONE[name], quick=quick)
                continue
            if home is None:
                pbx = await stack.enter_async_context(remote_pbx(order="id-descending"))
                tls = await stack.enter_async_context(remote_pbx(order="id-descending", tls=True))
                home = await stack.enter_async_context(running_home(pbx, tls))
            lines += await AT_HOME[name](home, quick=quick)
    return lines


def main() -> None:
    """Read the options, measure, print."""
    chosen = parser().parse_args()
    names = chosen.only or [*AT_HOME, *ALONE]
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        lines = runner.run(measure(names, quick=chosen.quick))
    print(markdown(lines))


if __name__ == "__main__":
    main()
