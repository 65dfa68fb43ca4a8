"""The websocket command by which the dashboard's card sees calls as they come."""

from typing import TYPE_CHECKING, Any, Final, TypedDict

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import ERR_NOT_FOUND, ERR_UNAUTHORIZED
from homeassistant.components.websocket_api.decorators import websocket_command
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..cdr import CallDict
from ..cdr.feed import LISTED_CALLS
from ..const import DOMAIN, LISTED_IN_STATE
from ..coordinator import DifuseConfigEntry
from ..selection import may_see_calls

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

SUBSCRIBE: Final = f"{DOMAIN}/calls/subscribe"


class CallsEvent(TypedDict):
    """What a subscriber is sent: at first, and whenever something of it has changed.

    ``calls`` are the latest ones, the latest first. ``new_missed`` says how many missed
    calls aren't marked as seen, ``unseen`` which of the latest 1,000 of them. ``available``
    says whether the PBX answers, ``history`` whether older calls can be asked for.
    """

    available: bool
    calls: list[CallDict]
    history: bool
    new_missed: int
    unseen: list[str]


_NOTHING: Final = CallsEvent(available=False, calls=[], history=False, new_missed=0, unseen=[])


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the command; it is there before any PBX is."""
    websocket_api.async_register_command(hass, _subscribe)


@websocket_command(
    {
        vol.Required("type"): SUBSCRIBE,
        vol.Required("entry_id"): str,
        vol.Optional("limit", default=LISTED_IN_STATE): vol.All(
            int, vol.Range(min=1, max=LISTED_CALLS)
        ),
    }
)
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the latest calls now and with each change, through reloads of the entry."""
    entry = hass.config_entries.async_get_entry(msg["entry_id"])
    if entry is None or entry.domain != DOMAIN:
        connection.send_error(msg["id"], ERR_NOT_FOUND, "There is no such PBX")
        return
    if not may_see_calls(hass, connection.user, entry.entry_id):
        connection.send_error(msg["id"], ERR_UNAUTHORIZED, "You may not see the calls of this PBX")
        return
    subscriber = CallsSubscriber(entry, connection, msg["id"], msg["limit"])
    connection.subscriptions[msg["id"]] = subscriber.end
    connection.send_result(msg["id"])
    subscriber.begin()


class CallsSubscriber:
    """One card that looks at the calls of one PBX."""

    def __init__(
        self, entry: DifuseConfigEntry, connection: ActiveConnection, message_id: int, limit: int
    ) -> None:
        """Take whom to tell, and of how many calls."""
        self._entry = entry
        self._connection = connection
        self._message_id = message_id
        self._limit = limit
        self._sent: CallsEvent | None = None
        self._stop_listening: CALLBACK_TYPE | None = None
        self._stop_watching: CALLBACK_TYPE | None = None

    @callback
    def begin(self) -> None:
        """Send what there is, and follow the entry from now on."""
        self._stop_watching = self._entry.async_on_state_change(self._follow)
        self._follow()

    @callback
    def end(self) -> None:
        """Send nothing any more."""
        self._let_go()
        if self._stop_watching is not None:
            self._stop_watching()

    @callback
    def _follow(self) -> None:
        """Listen to the coordinator that the entry has now: each set-up makes another."""
        self._let_go()
        if self._entry.state is ConfigEntryState.LOADED:
            self._stop_listening = self._entry.runtime_data.async_add_listener(self._send)
        self._send()

    @callback
    def _let_go(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def _send(self) -> None:
        event = self._event()
        if event != self._sent:
            self._sent = event
            self._connection.send_event(self._message_id, event)

    def _event(self) -> CallsEvent:
        if self._entry.state is not ConfigEntryState.LOADED:
            return CallsEvent(**{**(self._sent or _NOTHING), "available": False, "history": False})
        coordinator = self._entry.runtime_data
        snapshot = coordinator.data
        return CallsEvent(
            available=coordinator.is_heard,
            calls=[call.as_dict() for call in snapshot.recent[: self._limit]],
            history=not coordinator.is_push_only,
            new_missed=snapshot.new_missed,
            unseen=list(snapshot.unseen),
        )
