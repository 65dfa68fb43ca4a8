"""How tests use the blueprints: as automations, by day and by night."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.home import now
from tests.simulator import SimulatedPbx

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "blueprints/automation/difuse"
MADE = "automation.made_of_it"

type Use = Callable[..., Awaitable[None]]
"""Makes an automation of a blueprint, by its name and the inputs."""


def call(pbx: SimulatedPbx, source: str = "+447700900001", **more: Any) -> None:
    given: dict[str, Any] = {"source": source, "destination": "1001", "ring": 2, "talk": 4} | more
    pbx.call(**given, start=now() - 30)


async def go_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: str) -> None:
    """Let it be this time of the next day, with what is due until then."""
    day = (dt_util.now() + timedelta(days=1)).date().isoformat()
    freezer.move_to(dt_util.as_utc(dt_util.parse_datetime(f"{day} {time}") or dt_util.now()))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


def call_as(pbx: SimulatedPbx, names: Iterable[str], **more: Any) -> None:
    """Let callers of these names call, each from a number of its own."""
    for number, name in enumerate(names):
        sent = name.replace("\\", "\\\\").replace('"', '\\"')
        call(pbx, f"+4477009{number:05}", name=sent, **more)


def messages(calls: list[ServiceCall]) -> list[str]:
    return [" ".join(str(one.data["message"]).split()) for one in calls]
