"""The websocket commands by which the card finds calls of the past, and learns what to ask for."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..cdr import CallDict, Direction
from ..const import DOMAIN, LISTED_IN_STATE
from ..selection import (
    DISPOSITION_FIELDS,
    PEOPLE_FIELDS,
    async_find_calls,
    async_find_choices,
    async_read_filter,
    direction_fields,
)
from .people import People, people_of
from .websocket import LIMIT, loaded, permitted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

FIND: Final = f"{DOMAIN}/calls/find"
CHOICES: Final = f"{DOMAIN}/calls/choices"

LONGEST_TEXT: Final = 100


class FoundEvent(TypedDict):
    """The answer to a search: calls, the latest first, and whether there are more.

    ``people`` are those at the other end of these calls.
    """

    calls: list[CallDict]
    people: People
    more: bool


@callback
def async_setup_finding(hass: HomeAssistant) -> None:
    """Register the commands; they are there before any PBX is."""
    websocket_api.async_register_command(hass, _find)
    websocket_api.async_register_command(hass, _choices)


@websocket_command(
    {
        vol.Required("type"): FIND,
        vol.Required("entry_id"): str,
        vol.Optional("text", default=""): vol.All(str, vol.Length(max=LONGEST_TEXT)),
        vol.Optional("start"): cv.datetime,
        vol.Optional("before"): cv.datetime,
        vol.Optional("recorded"): bool,
        vol.Optional("limit", default=LISTED_IN_STATE): LIMIT,
        **PEOPLE_FIELDS,
        **direction_fields(*Direction),
        **DISPOSITION_FIELDS,
    }
)
@async_response
async def _find(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with calls out of the whole archive, the latest first."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    asked = replace(
        await async_read_filter(hass, msg),
        text=msg["text"],
        recorded=msg.get("recorded"),
        start=dt_util.as_utc(msg["start"]) if "start" in msg else None,
        end=dt_util.as_utc(msg["before"]) if "before" in msg else None,
    )
    found = await async_find_calls(entry.runtime_data, asked, msg["limit"])
    answer = FoundEvent(
        calls=[call.as_dict() for call in found.calls],
        people=people_of(connection, entry.entry_id, found.calls),
        more=found.truncated,
    )
    connection.send_result(msg["id"], answer)


@websocket_command({vol.Required("type"): CHOICES, vol.Required("entry_id"): str})
@async_response
async def _choices(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the extensions that had calls, and the groups of people in address books."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    extensions, groups = await async_find_choices(entry.runtime_data)
    connection.send_result(msg["id"], {"extensions": extensions, "groups": groups})
