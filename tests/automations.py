"""Automations such as users write, run by a Home Assistant in this process."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service


class Runs:
    """What an automation's action was called with, run by run."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Offer the action ``test.run``."""
        self.calls: list[ServiceCall] = async_mock_service(hass, "test", "run")

    @property
    def data(self) -> list[Any]:
        """What each run gave."""
        return [call.data["heard"] for call in self.calls]

    @property
    def callers(self) -> list[str]:
        """Who called, run by run; a number alone would become an integer in a template."""
        return [str(one).removeprefix("from ") for one in self.data]


def tell(heard: str = "from {{ trigger.call.caller_number }}") -> list[dict[str, Any]]:
    """Return actions that tell of each run."""
    return [{"action": "test.run", "data": {"heard": heard}}]


async def set_up_automations(hass: HomeAssistant, *automations: dict[str, Any]) -> None:
    """Set automations up, queued unless they say otherwise."""
    listed = [
        {
            "id": f"test_{number}",
            "alias": f"Test {number}",
            "mode": "queued",
            "max": 1000,
            "actions": tell(),
            **automation,
        }
        for number, automation in enumerate(automations)
    ]
    assert await async_setup_component(hass, "automation", {"automation": listed})
    await hass.async_block_till_done()
