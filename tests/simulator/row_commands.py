"""Control commands that change rows, traffic and history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .calls import Leg
from .order import Backup
from .replay import Replay, load
from .rows import Row
from .synthetic import Synthetic
from .traffic import Traffic

if TYPE_CHECKING:
    from .server import Simulator


async def calls(simulator: Simulator, given: dict[str, Any]) -> list[Any]:
    """Arguments of `SimulatedPbx.call`, or {"calls": [those, ...]}."""
    rows: list[Row] = []
    for call in given.get("calls", [given]):
        legs = [Leg(**leg) for leg in call.get("legs") or ()] or None
        rows += simulator.pbx.call(**(call | {"legs": legs}))
    return _served(rows)


async def row(simulator: Simulator, given: dict[str, Any]) -> list[Any]:
    """Arguments of `SimulatedPbx.row`, or {"raw": [anything, ...]}."""
    if "raw" in given:
        return _served(simulator.pbx.raw(*given["raw"]))
    return _served([simulator.pbx.row(**given)])


async def rows(simulator: Simulator, _: dict[str, Any]) -> list[Any]:
    """All rows that are not computed."""
    return _served(simulator.pbx.rows)


async def burst(simulator: Simulator, given: dict[str, Any]) -> list[Any]:
    """So many office calls that end now."""
    return _served(_traffic(simulator).burst(int(given.get("calls", 1))))


async def set_traffic(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """How many office calls come in an hour from now on."""
    traffic = _traffic(simulator)
    traffic.calls_per_hour = float(given["calls_per_hour"])
    if "traffic-task" not in simulator.extras:
        simulator.extras["traffic-task"] = simulator.begin(traffic.run())
    return {"calls_per_hour": traffic.calls_per_hour}


def _traffic(simulator: Simulator) -> Traffic:
    traffic = simulator.extras.setdefault("traffic", Traffic(simulator.pbx))
    assert isinstance(traffic, Traffic)
    return traffic


async def replay(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Play a file or rows; with a speed in time, else all at once."""
    rows = load(given["file"]) if "file" in given else given["rows"]
    speed = given.get("speed")
    replay = Replay(simulator.pbx, rows, speed=float(speed or 1), redate=given.get("redate", True))
    if speed is None:
        return {"rows": len(replay.all_at_once())}
    simulator.begin(replay.run())
    return {"calls": replay.left}


async def synthetic(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Replace all rows by a computed history; arguments of `Synthetic`."""
    pbx = simulator.pbx
    arguments: dict[str, Any] = {"last_end": pbx.now(), "zone": pbx.zone} | given
    pbx.store.replace((), Synthetic(**arguments))
    pbx.next_id = pbx.store.last_id + 1
    return {"rows": len(pbx)}


async def purge(simulator: Simulator, given: dict[str, Any]) -> dict[str, int]:
    """Delete so many of the oldest rows."""
    return {"deleted": simulator.pbx.purge(int(given["count"]))}


async def delete(simulator: Simulator, given: dict[str, Any]) -> dict[str, int]:
    """Delete rows by id."""
    return {"deleted": simulator.pbx.delete(*given["ids"])}


async def start_over(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Delete all and begin with this id."""
    simulator.pbx.start_over(int(given.get("first", 1)))
    return {"rows": len(simulator.pbx), "next_id": simulator.pbx.next_id}


async def skip_ids(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Leave a gap in the ids."""
    simulator.pbx.skip_ids(int(given["count"]))
    return {"rows": len(simulator.pbx), "next_id": simulator.pbx.next_id}


async def snapshot(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Keep a backup under a name."""
    name = f"backup {given.get('name', '')}"
    simulator.extras[name] = simulator.pbx.snapshot()
    return {"rows": len(simulator.pbx), "next_id": simulator.pbx.next_id}


async def restore(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Put a backup back."""
    backup = simulator.extras[f"backup {given.get('name', '')}"]
    assert isinstance(backup, Backup)
    simulator.pbx.restore(backup)
    return {"rows": len(simulator.pbx), "next_id": simulator.pbx.next_id}


def _served(rows: Any) -> list[Any]:
    """Return the rows' JSON, if they can be written as JSON at all."""
    return [json.loads(json.dumps(row.data)) for row in rows]
