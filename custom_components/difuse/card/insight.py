"""The websocket command by which cards show what calls say together; see docs/insight.md."""

from typing import TYPE_CHECKING, Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..selection import async_look_at_today, async_look_into
from .websocket import loaded, permitted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

INSIGHT: Final = f"{DOMAIN}/insight"
PERIODS: Final = (7, 30, 90, 365)


@callback
def async_setup_insight(hass: HomeAssistant) -> None:
    """Register the command; it is there before any PBX is."""
    websocket_api.async_register_command(hass, _insight)


@websocket_command(
    {
        vol.Required("type"): INSIGHT,
        vol.Required("entry_id"): str,
        vol.Optional("days"): vol.All(int, vol.In(PERIODS)),
    }
)
@async_response
async def _insight(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with today beside a usual day, and with so many days if they are asked for."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    coordinator = entry.runtime_data
    if "days" in msg:
        connection.send_result(msg["id"], await async_look_into(coordinator, msg["days"]))
    else:
        connection.send_result(msg["id"], await async_look_at_today(coordinator))
