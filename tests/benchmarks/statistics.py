"""What the import of past calls costs: requests, and how long the event loop is blocked."""

import asyncio
from unittest.mock import patch

from custom_components.difuse.coordinator import DifuseCoordinator
from custom_components.difuse.statistics import past as statistics_import

from .home import Home
from .idle import fill
from .table import Line
from .watch import watch


async def measure(home: Home, *, quick: bool) -> list[Line]:
    """Import without the pauses between the pages, which only spread the same work."""
    calls = 10_000 if quick else 100_000
    await fill(home.pbx, calls)
    entry = await home.add_entry(home.pbx)
    coordinator: DifuseCoordinator = entry.runtime_data
    await home.settle(coordinator)
    try:
        with patch.object(statistics_import, "PAUSE_SECONDS", 0):
            await home.pbx.forget_requests()
            with watch() as work:
                home.hass.config_entries.async_update_entry(
                    entry, options={"statistics_enabled": True}
                )
                await home.hass.config_entries.async_reload(entry.entry_id)
                coordinator = entry.runtime_data
                while coordinator.statistics.percent != 100:  # noqa: ASYNC110  nothing tells of it
                    await asyncio.sleep(0.05)
                await coordinator.statistics.async_write()
            requests = (await home.pbx.traffic()).requests
    finally:
        await home.hass.config_entries.async_remove(entry.entry_id)
    name = f"import of {calls:,} past calls"
    pages = -(-calls // 100)
    return [
        Line(what=f"{name}: requests, one in two under 1 KiB", ours=requests, bare=pages),
        Line(what=f"{name}: event loop", ours=work.cpu, unit="s"),
        Line(
            what=f"{name}: longest block",
            ours=work.longest_cpu * 1e3,
            unit="ms",
            limit=50,
            budget="50 ms",
        ),
        Line(what=f"{name}: the same by the wall clock", ours=work.longest_wall * 1e3, unit="ms"),
    ]
