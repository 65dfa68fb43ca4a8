"""What a set-up costs, and that the PBX's history makes no difference."""

from statistics import median
from typing import Final

from .home import Home
from .idle import FEW, fill, interleaved, milliseconds
from .table import Line, middle
from .watch import Work, watch

_MANY: Final = 10_000_000


async def measure_history(home: Home, *, quick: bool) -> list[Line]:
    """Compare a PBX that holds little with one that holds years."""
    setups: dict[int, list[Work]] = {FEW: [], _MANY: []}
    idles: dict[int, list[float]] = {FEW: [], _MANY: []}
    asked: dict[int, list[int]] = {FEW: [], _MANY: []}
    for _ in range(1 if quick else 5):
        for rows in (FEW, _MANY):
            await fill(home.pbx, rows)
            await home.pbx.forget_requests()
            with watch() as work:
                entry = await home.add_entry(home.pbx)
            setups[rows].append(work)
            coordinator = entry.runtime_data
            await home.settle(coordinator)
            asked[rows].append((await home.pbx.traffic()).requests)
            found = await interleaved({"ours": coordinator.async_refresh}, 10 if quick else 40)
            idles[rows].append(milliseconds(found["ours"]))
            await home.hass.config_entries.async_remove(entry.entry_id)
    few, many = middle(idles[FEW]), middle(idles[_MANY])
    requests = {rows: int(median(found)) for rows, found in asked.items()}
    return [
        _setup_line("set-up of the entry: event loop", setups[FEW], "cpu"),
        _setup_line("set-up of the entry: until it is loaded", setups[FEW], "elapsed"),
        _setup_line("the same with 10 million rows in the PBX", setups[_MANY], "elapsed"),
        Line(
            what="set-up, first audit and poll: requests, with 10 million rows",
            ours=requests[_MANY],
            limit=requests[FEW],
            budget=f"{requests[FEW]}, as with 1,000",
        ),
        Line(
            what="idle poll with 10 million rows: event loop",
            ours=many,
            unit="ms",
            judged=many / few,
            limit=1.1,
            budget=f"{few:.2f} ms, as with 1,000",
        ),
    ]


def _setup_line(what: str, works: list[Work], field: str) -> Line:
    return Line(what=what, ours=middle(getattr(work, field) * 1e3 for work in works), unit="ms")
