"""The command line of the simulated PBX."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime
import json
from pathlib import Path
import signal
import sys
from zoneinfo import ZoneInfo

from .options import parser, push_settings
from .pbx import SimulatedPbx
from .replay import Replay, load
from .server import Simulator
from .server_commands import begin_push
from .synthetic import Synthetic
from .traffic import Traffic


def build(chosen: argparse.Namespace) -> Simulator:
    """Return the PBX with its computed rows and settings, not yet serving."""
    pbx = SimulatedPbx(
        order=chosen.order,
        cap=chosen.cap,
        extension=chosen.extension,
        secret=chosen.secret,
        zone=chosen.time_zone,
        seed=chosen.seed,
    )
    pbx.clock_shift = chosen.clock_shift
    if chosen.rows:
        past = chosen.history_days * 86400 if chosen.traffic else 0
        history = Synthetic(chosen.rows, last_end=pbx.now() - past - 60, zone=pbx.zone)
        pbx.store.replace((), history)
        pbx.next_id = pbx.store.last_id + 1
    return Simulator(pbx, host=chosen.host, port=chosen.port, tls=chosen.tls)


def fill(simulator: Simulator, chosen: argparse.Namespace) -> None:
    """Begin the calls that were asked for."""
    if chosen.traffic:
        traffic = Traffic(simulator.pbx, seed=chosen.seed, calls_per_hour=chosen.calls_per_hour)
        if not read_kept(simulator, chosen.keep):
            traffic.history(chosen.history_days)
        simulator.extras["traffic"] = traffic
        simulator.extras["traffic-task"] = simulator.begin(traffic.run())
    if chosen.replay:
        replay = Replay(
            simulator.pbx,
            load(chosen.replay),
            speed=chosen.speed or 1.0,
            redate=not chosen.keep_dates,
        )
        if chosen.speed:
            simulator.begin(replay.run())
        else:
            replay.all_at_once()
    if chosen.push_url:
        begin_push(simulator, push_settings(chosen))


def read_kept(simulator: Simulator, file: Path | None) -> bool:
    """Put the rows of an earlier run back, if there was one."""
    if file is None or not file.exists():
        return False
    Replay(simulator.pbx, load(file), redate=False).all_at_once()
    return True


def keep(simulator: Simulator, file: Path | None) -> None:
    """Write the rows down for the next run."""
    if file is not None:
        file.write_text(json.dumps([row.data for row in simulator.pbx.rows]), encoding="utf-8")


async def serve(chosen: argparse.Namespace) -> None:
    """Serve until a signal comes."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stopped.set)
    simulator = build(chosen)
    async with simulator:
        fill(simulator, chosen)
        now = datetime.now(ZoneInfo(chosen.time_zone)).strftime("%Y-%m-%d %H:%M:%S")
        print(f"PBX        {simulator.url}   ({len(simulator.pbx):,} rows, its clock says {now})")
        print(f"extension  {chosen.extension}")
        print(f"secret     {chosen.secret}")
        if simulator.fingerprint:
            print(f"SHA-256    {simulator.fingerprint}")
        print("ready; stop it with Ctrl-C", flush=True)
        await stopped.wait()
        keep(simulator, chosen.keep)
    print("stopped", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and serve."""
    chosen = parser().parse_args(arguments)
    if chosen.traffic is None:
        chosen.traffic = not chosen.replay
    try:
        asyncio.run(serve(chosen))
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"cannot serve: {error}")


if __name__ == "__main__":
    main()
