"""The websocket command by which the dashboard learns which PBXs there are, and what they have."""

from typing import TYPE_CHECKING, Any, Final, TypedDict

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..cdr.calls import CallFilter
from ..const import DOMAIN, SUBENTRY_BOOK
from ..coordinator import DifuseConfigEntry
from ..selection import async_find_calls, may_see_calls

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

PBXS: Final = f"{DOMAIN}/pbxs"

_RECORDED: Final = CallFilter(recorded=True)


class PbxDict(TypedDict):
    """A PBX whose calls a user may see, and whether it has address books and recordings."""

    entry_id: str
    title: str
    has_books: bool
    has_recordings: bool


@callback
def async_setup_pbxs(hass: HomeAssistant) -> None:
    """Register the command; it is there before any PBX is."""
    websocket_api.async_register_command(hass, _pbxs)


@websocket_command({vol.Required("type"): PBXS})
@async_response
async def _pbxs(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Answer with the PBXs whose calls the user may see, the oldest first."""
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    connection.send_result(
        msg["id"],
        [
            PbxDict(
                entry_id=entry.entry_id,
                title=entry.title,
                has_books=bool(entry.get_subentries_of_type(SUBENTRY_BOOK)),
                has_recordings=await _has_recordings(entry),
            )
            for entry in sorted(entries, key=lambda one: one.created_at)
            if may_see_calls(hass, connection.user, entry.entry_id)
        ],
    )


async def _has_recordings(entry: DifuseConfigEntry) -> bool:
    """Return whether a call was recorded; what can't be asked now has none."""
    if entry.state is not ConfigEntryState.LOADED:
        return False
    try:
        return bool((await async_find_calls(entry.runtime_data, _RECORDED, 1)).calls)
    except HomeAssistantError:
        return False
