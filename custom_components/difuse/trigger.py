"""Triggers, as Home Assistant asks for them."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .triggers import CALL_TRIGGERS, CALLBACK_TRIGGERS


async def async_get_triggers(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
) -> dict[str, type[Trigger]]:
    """Return the triggers by the names that come after the domain."""
    return {**CALL_TRIGGERS, **CALLBACK_TRIGGERS}
