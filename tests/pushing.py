"""What tests of pushing share: an entry that takes pushes, and a PBX that sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.difuse.const import DOMAIN, PUSH_USERNAME
from tests.simulator import PushJob, PushSettings, Row, Shape, SimulatedPbx

TOKEN = "0123456789abcdef" * 3
WEBHOOK_ID = "fedcba9876543210" * 4
PATH = f"/api/webhook/{WEBHOOK_ID}"
SECRETS = {"push_token": TOKEN, "webhook_id": WEBHOOK_ID}

AUTHENTICATIONS: Mapping[str, dict[str, Any]] = {
    "api key": {"api_key": TOKEN},
    "bearer": {"bearer": TOKEN},
    "basic": {"username": PUSH_USERNAME, "password": TOKEN},
}
KEY = {"x-api-key": TOKEN}

ALICE, BOB, CAROL = (f"+44770090000{number}" for number in range(1, 4))
FEW = ("call_id", "source")
"""Too little for a call."""


def turn_on(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Let an entry take pushes, as the options do."""
    if hass.config_entries.async_get_entry(entry.entry_id) is None:
        entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry,
        data={**entry.data, **SECRETS},
        options={"push_enabled": True, "push_local_only": True, **options},
    )


def make_push_only(hass: HomeAssistant, **options: Any) -> MockConfigEntry:
    """Add an entry for a PBX that can't be reached, as the config flow makes it."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Difuse PBX",
        data={"host": "https://203.0.113.7", "push_only": True, **SECRETS},
        options={"push_enabled": True, "push_local_only": True, **options},
    )
    entry.add_to_hass(hass)
    return entry


@dataclass(frozen=True, slots=True)
class Pusher:
    """A PBX's job, aimed at the test's Home Assistant."""

    pbx: SimulatedPbx
    url: str

    def job(self, **settings: Any) -> PushJob:
        """Make a job; it logs in by API key unless the settings say how."""
        if not {"api_key", "bearer", "username"} & set(settings):
            settings["api_key"] = TOKEN
        return PushJob(self.pbx, PushSettings(url=self.url, **settings))

    async def push(self, **settings: Any) -> list[int | None]:
        """Send all rows in one run; give the statuses."""
        job = self.job(from_first_row=True, **settings)
        return [result.status for result in await job.push_now()]


def pusher_at(pbx: SimulatedPbx, client: TestClient[Any, Any]) -> Pusher:
    """Aim a PBX at the server of a test's client."""
    return Pusher(pbx, str(client.make_url(PATH)))


async def let_legs_come(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float = 2.5
) -> None:
    """Let the time pass that a pushed call waits for further legs, or a poll for the rest."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done(wait_background_tasks=True)


async def send(pusher: Pusher, *rows: Row, **settings: Any) -> int | None:
    """Push just these rows, as one request."""
    async with ClientSession() as session:
        job = pusher.job(**{"shape": Shape.LIST, **settings})
        return (await job.send(rows, session)).status
