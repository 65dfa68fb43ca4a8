"""Control commands that change settings, faults, the server and the push job."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .auth import AuthKind, Refusal
from .faults import Fault
from .order import Order
from .paging import PastEnd
from .push import Encoding, Numbers, PushJob, PushSettings, Shape

if TYPE_CHECKING:
    from .server import Simulator


async def state(simulator: Simulator, _: dict[str, Any]) -> dict[str, Any]:
    """Tell what the PBX holds and how it is set."""
    pbx = simulator.pbx
    return {
        "rows": len(pbx),
        "last_id": pbx.store.last_id,
        "now": pbx.now(),
        "zone": pbx.zone.key,
        "clock_shift": pbx.clock_shift,
        "requests": len(pbx.requests),
        "fingerprint": simulator.fingerprint,
        "extensions": sorted(pbx.access.extensions),
        **asdict(pbx.paging),
    }


async def settings(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Attributes of Paging, of Access (refusal, no_access_status, accepted), zone, clock_shift."""
    pbx = simulator.pbx
    for key, value in given.items():
        if key == "zone":
            pbx.set_zone(value)
        elif key == "clock_shift":
            pbx.clock_shift = float(value)
        elif key in ("refusal", "no_access_status", "accepted"):
            setattr(pbx.access, key, _ACCESS.get(key, int)(value))
        elif hasattr(pbx.paging, key):
            setattr(pbx.paging, key, _PAGING.get(key, lambda plain: plain)(value))
        else:
            raise ValueError(f"unknown setting {key}")
    return await state(simulator, {})


_ACCESS: dict[str, Callable[[Any], Any]] = {
    "refusal": Refusal,
    "accepted": lambda kinds: {AuthKind(kind) for kind in kinds},
}
_PAGING: dict[str, Callable[[Any], Any]] = {"order": Order, "past_end": PastEnd}


async def extension(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `Access.add`."""
    return asdict(simulator.pbx.access.add(**given))


async def reboot(simulator: Simulator, _: dict[str, Any]) -> dict[str, Any]:
    """Lose recordings and sessions."""
    simulator.pbx.reboot()
    return await state(simulator, {})


async def down(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Close the port for so many seconds, shortly after this answer."""
    seconds = float(given.get("seconds", 5))

    async def outage() -> None:
        await asyncio.sleep(0.1)
        await simulator.down()
        await asyncio.sleep(seconds)
        await simulator.up()

    simulator.begin(outage())
    return {"seconds": seconds}


async def renew(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Change the certificate, shortly after this answer."""
    if simulator.certificate is None:
        raise ValueError("the simulator does not use TLS")

    async def renewal() -> None:
        await asyncio.sleep(0.1)
        await simulator.renew_certificate(new_authority=bool(given.get("new_authority")))

    simulator.begin(renewal())
    return {"old": simulator.fingerprint}


async def requests(simulator: Simulator, _: dict[str, Any]) -> list[Any]:
    """All requests since they were last forgotten."""
    return [asdict(request) for request in simulator.pbx.requests]


async def forget_requests(simulator: Simulator, _: dict[str, Any]) -> dict[str, Any]:
    """Count requests from here."""
    count = len(simulator.pbx.requests)
    simulator.pbx.requests.clear()
    return {"forgotten": count}


async def add_fault(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `Faults.add`; {"times": "forever"} too."""
    if given.get("times") == "forever":
        given["times"] = float("inf")
    rule = simulator.pbx.faults.add(Fault(given.pop("fault")), **given)
    return {"fault": rule.fault, "rules": len(simulator.pbx.faults.rules)}


async def faults(simulator: Simulator, _: dict[str, Any]) -> list[Any]:
    """Return the faults that are arranged."""
    return [asdict(rule) | {"left": min(rule.left, 10**9)} for rule in simulator.pbx.faults.rules]


async def clear_faults(simulator: Simulator, _: dict[str, Any]) -> dict[str, Any]:
    """Nothing goes wrong any more."""
    simulator.pbx.faults.clear()
    return {"rules": 0}


async def set_push(simulator: Simulator, given: dict[str, Any]) -> dict[str, Any]:
    """Arguments of `PushSettings`; pushes every interval and on demand."""
    for key, kind in (("shape", Shape), ("encoding", Encoding), ("numbers", Numbers)):
        if key in given:
            given[key] = kind(given[key])
    begin_push(simulator, PushSettings(**given))
    return {"url": given["url"]}


def begin_push(simulator: Simulator, settings: PushSettings) -> PushJob:
    """Start the push job, in place of the one before if there is one."""
    if "push-task" in simulator.extras:
        simulator.extras["push-task"].cancel()
    job = PushJob(simulator.pbx, settings)
    simulator.extras["push"] = job
    simulator.extras["push-task"] = simulator.begin(job.run())
    return job


async def push(simulator: Simulator, _: dict[str, Any]) -> list[Any]:
    """Run the push job now."""
    job = simulator.extras["push"]
    return [asdict(result) for result in await job.push_now()]
