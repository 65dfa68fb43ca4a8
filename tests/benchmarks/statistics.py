"""What the import of the past costs, statistics included: requests, and blocks of the loop."""

from custom_components.difuse.coordinator import DifuseCoordinator

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
        await home.pbx.forget_requests()
        with watch() as work:
            while await coordinator.feed.work() < 60:
                pass
            await coordinator.statistics.async_write()
        requests = (await home.pbx.traffic()).requests
    finally:
        await home.hass.config_entries.async_remove(entry.entry_id)
    name = f"import of {calls:,} past calls"
    pages = -(-calls // 100)
    return [
        Line(what=f"{name}: requests, one a second", ours=requests, bare=pages),
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
