"""A second PBX beside the one that tests begin with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.const import DOMAIN

from .simulator import SimulatedPbx, Simulator


@asynccontextmanager
async def another_pbx(
    hass: HomeAssistant, like: MockConfigEntry, pbx: SimulatedPbx
) -> AsyncGenerator[MockConfigEntry]:
    """Serve another PBX, named Other; return its entry, which is removed at the end."""
    async with Simulator(pbx) as simulator:
        data = {**like.data, "host": simulator.url}
        entry = MockConfigEntry(domain=DOMAIN, title="Other", data=data)
        entry.add_to_hass(hass)
        yield entry
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
