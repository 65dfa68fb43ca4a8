"""The websocket command by which the card sees calls as they come, and who may use any."""

from typing import TYPE_CHECKING, Any, Final, TypedDict, override

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import ERR_NOT_FOUND, ERR_UNAUTHORIZED
from homeassistant.components.websocket_api.decorators import websocket_command
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..cdr import CallDict
from ..cdr.calls import CallFilter
from ..const import DOMAIN, LISTED_IN_STATE
from ..coordinator import DifuseConfigEntry
from ..selection import async_find_calls, may_see_calls
from ..snapshot import Snapshot, listed_until
from .people import People, people_of
from .subscriber import Subscriber

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

SUBSCRIBE: Final = f"{DOMAIN}/calls/subscribe"

LISTED_CALLS: Final = 100
LIMIT: Final = vol.All(int, vol.Range(min=1, max=LISTED_CALLS))


class CallsEvent(TypedDict):
    """What a subscriber is sent: at first, and whenever something of it has changed.

    ``calls`` are the latest ones, the latest first, ``people`` those at the other end of them,
    ``names`` what extensions are called.
    ``new_missed`` says how many missed calls are open, ``unseen`` which of the latest 1,000 of
    them. ``available`` says whether the PBX is connected, ``history`` whether older calls can be
    asked for, and ``imported`` how much of the PBX's list they are, in percent. ``edition`` is
    another one whenever older calls may read otherwise, as when a contact was renamed.
    """

    available: bool
    calls: list[CallDict]
    people: People
    names: dict[str, str]
    edition: int
    history: bool
    imported: int
    new_missed: int
    unseen: list[str]


_NOTHING: Final = CallsEvent(
    available=False,
    calls=[],
    people={},
    names={},
    edition=0,
    history=False,
    imported=0,
    new_missed=0,
    unseen=[],
)


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the command; it is there before any PBX is."""
    websocket_api.async_register_command(hass, _subscribe)


@websocket_command(
    {
        vol.Required("type"): SUBSCRIBE,
        vol.Required("entry_id"): str,
        vol.Optional("limit", default=LISTED_IN_STATE): LIMIT,
    }
)
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the latest calls now and with each change, through reloads of the entry."""
    entry = permitted(hass, connection, msg)
    if entry is not None:
        CallsSubscriber(entry, connection, msg["id"], msg["limit"]).subscribe()


def permitted(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> DifuseConfigEntry | None:
    """Return the PBX that is asked for, or None once it was answered that it may not be seen."""
    entry = hass.config_entries.async_get_entry(msg["entry_id"])
    if entry is None or entry.domain != DOMAIN:
        connection.send_error(msg["id"], ERR_NOT_FOUND, "There is no such PBX")
        return None
    if not may_see_calls(hass, connection.user, entry.entry_id):
        connection.send_error(msg["id"], ERR_UNAUTHORIZED, "You may not see the calls of this PBX")
        return None
    return entry


def loaded(connection: ActiveConnection, msg: dict[str, Any], entry: DifuseConfigEntry) -> bool:
    """Return whether a PBX can be asked, or False once it was answered that it can't."""
    if entry.state is ConfigEntryState.LOADED:
        return True
    connection.send_error(msg["id"], ERR_NOT_FOUND, "This PBX isn't set up now")
    return False


class CallsSubscriber(Subscriber[CallsEvent]):
    """One card that looks at the calls of one PBX."""

    def __init__(
        self, entry: DifuseConfigEntry, connection: ActiveConnection, message_id: int, limit: int
    ) -> None:
        """Take whom to send calls, and how many of them."""
        super().__init__(entry, connection, message_id)
        self._limit = limit
        self._shown: Snapshot | None = None
        self._calls: list[CallDict] = []
        self._people: People = {}

    @override
    async def _event(self) -> CallsEvent:
        if self._entry.state is not ConfigEntryState.LOADED:
            return CallsEvent(**{**(self._sent or _NOTHING), "available": False, "history": False})
        coordinator = self._entry.runtime_data
        snapshot = coordinator.data
        if snapshot is not self._shown:
            latest = CallFilter(end=listed_until(coordinator.feed.list.ahead or 0))
            try:
                found = await async_find_calls(coordinator, latest, self._limit)
            except HomeAssistantError:
                return CallsEvent(**{**(self._sent or _NOTHING), "history": False})
            self._calls = [call.as_dict() for call in found.calls]
            self._people = people_of(self._connection, self._entry.entry_id, found.calls)
            self._shown = snapshot
        return CallsEvent(
            available=coordinator.is_connected,
            calls=self._calls,
            people=self._people,
            names=dict(snapshot.names),
            edition=snapshot.people,
            history=True,
            imported=snapshot.imported,
            new_missed=snapshot.new_missed,
            unseen=list(snapshot.unseen),
        )
