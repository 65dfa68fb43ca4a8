"""What a poll costs that finds nothing new."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from homeassistant.util import dt as dt_util
import orjson

from .home import Home
from .remote import PAGE_SIZE, RemotePbx
from .table import Line, middle
from .watch import Work, watch

type Poll = Callable[[], Awaitable[Any]]

FEW: Final = 1_000
_TODAY: Final = 500
MOST_TIMES: Final = 1.15
_ONE_CALL_BYTES: Final = 12 * 1024


async def fill(pbx: RemotePbx, rows: int) -> None:
    """Let the PBX hold so many rows, the same number of today's in any case."""
    midnight = dt_util.start_of_local_day().timestamp()
    await pbx.tell("synthetic", count=rows, today=_TODAY, midnight=midnight)


def bare_poll(pbx: RemotePbx, limit: int) -> Poll:
    """Return the least that a poll can be: one GET, parsed."""

    async def poll() -> None:
        orjson.loads(await pbx.read(1, limit))

    return poll


async def interleaved(polls: dict[str, Poll], rounds: int) -> dict[str, list[Work]]:
    """Run each contender in turn; the first round only warms up."""
    works: dict[str, list[Work]] = {name: [] for name in polls}
    for number in range(rounds + 1):
        for name, poll in polls.items():
            with watch() as work:
                await poll()
            if number:
                works[name].append(work)
    return works


def milliseconds(works: list[Work]) -> float:
    return middle(work.cpu * 1e3 for work in works)


async def measure_idle(home: Home, *, quick: bool) -> list[Line]:
    """Compare polls that find nothing new."""
    lines = await _compare(home, home.pbx, home.rest.async_refresh, quick=quick)
    lines += await _compare(home, home.tls_pbx, home.tls_rest.async_refresh, quick=quick, tls=True)
    return lines


async def _compare(
    home: Home, pbx: RemotePbx, rest: Poll, *, quick: bool, tls: bool = False
) -> list[Line]:
    await fill(pbx, FEW)
    async with home.entry(pbx) as coordinator:
        polls = {"ours": coordinator.async_refresh, "rest": rest, "bare": bare_poll(pbx, 1)}
        traffic = {}
        for name, poll in polls.items():
            await poll()
            await pbx.forget_requests()
            await poll()
            traffic[name] = await pbx.traffic()
        works = await interleaved(polls, 20 if quick else 300)
        name = "idle poll over TLS" if tls else "idle poll"
        busy = Line(
            what=f"{name}: event loop",
            **{key: milliseconds(found) for key, found in works.items()},
            unit="ms",
            judged=milliseconds(works["ours"]) / milliseconds(works["rest"]),
            limit=MOST_TIMES,
            budget=f"{MOST_TIMES}x REST",
        )
        if tls:
            return [busy]
        requests: dict[str, Any] = {key: found.requests for key, found in traffic.items()}
        sizes: dict[str, Any] = {key: found.bytes_sent for key, found in traffic.items()}
        return [
            Line(what=f"{name}: requests", limit=1, budget="1", **requests),
            Line(what=f"{name}: bytes, at most", limit=1024, budget="1 KiB", **sizes),
            busy,
            *await _audit(home, coordinator),
        ]


async def measure_one_call(home: Home, *, quick: bool) -> list[Line]:
    """Let one call end before each poll."""
    await fill(home.pbx, FEW)
    works: list[Work] = []
    async with home.entry() as coordinator:
        for _ in range(5 if quick else 50):
            started = dt_util.utcnow().timestamp() - 60
            await home.pbx.tell("calls", calls=[{"start": started, "ring": 5, "talk": 20}])
            await home.pbx.forget_requests()
            with watch() as work:
                await coordinator.async_refresh()
            works.append(work)
        traffic = await home.pbx.traffic()
    name = "poll that brings one call"
    return [
        Line(what=f"{name}: requests", ours=traffic.requests, limit=2, budget="2"),
        Line(
            what=f"{name}: bytes, at most",
            ours=traffic.bytes_sent,
            limit=_ONE_CALL_BYTES,
            budget="12 KiB",
        ),
        Line(what=f"{name}: event loop", ours=milliseconds(works), unit="ms"),
    ]


async def _audit(home: Home, coordinator: Any) -> list[Line]:
    await home.pbx.forget_requests()
    coordinator.feed._polling._audit_at = 0
    with watch() as work:
        await coordinator.async_refresh()
    requests = (await home.pbx.traffic()).requests
    most = -(-200 // PAGE_SIZE)
    return [
        Line(
            what="audit: requests, with the poll that it is part of",
            ours=requests,
            judged=requests - 1,
            limit=most,
            budget=f"{most} + 1",
        ),
        Line(what="audit: event loop", ours=work.cpu * 1e3, unit="ms"),
    ]
