"""The websocket command by which the card learns how a call went, and who has its recording."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import ERR_NOT_FOUND
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..selection import async_find_call, async_find_way, async_recorded_at
from .websocket import loaded, permitted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

WAY: Final = f"{DOMAIN}/calls/way"
LONGEST_ID: Final = 200


@callback
def async_setup_details(hass: HomeAssistant) -> None:
    """Register the command; it is there before any PBX is."""
    websocket_api.async_register_command(hass, _way)


@websocket_command(
    {
        vol.Required("type"): WAY,
        vol.Required("entry_id"): str,
        vol.Required("call_id"): vol.All(str, vol.Length(max=LONGEST_ID)),
        vol.Required("started_at"): cv.datetime,
    }
)
@async_response
async def _way(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the steps of a call, see ``calls.Step``, and where it was recorded."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    started_at = dt_util.as_utc(msg["started_at"])
    call = await async_find_call(entry.runtime_data, msg["call_id"], started_at)
    if call is None:
        connection.send_error(msg["id"], ERR_NOT_FOUND, "There is no such call")
        return
    way = await async_find_way(entry.runtime_data, call)
    recorded = await async_recorded_at(entry.runtime_data, call)
    steps = [asdict(step) for step in way]
    connection.send_result(msg["id"], {"steps": steps, "recorded": list(recorded)})
