"""The websocket commands by which a card shows whom to call back, and whom no more."""

from typing import TYPE_CHECKING, Any, Final, TypedDict, override

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util

from ..cdr.callers import MissedCaller, mark_seen, reopen
from ..cdr.calls import says_more
from ..changes import async_change
from ..const import DOMAIN
from ..coordinator import DifuseCoordinator
from ..snapshot import handled_since
from .photos import PHOTOS
from .subscriber import Subscriber
from .websocket import loaded, permitted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

SUBSCRIBE: Final = f"{DOMAIN}/callbacks/subscribe"
SEEN: Final = f"{DOMAIN}/callbacks/seen"
REOPEN: Final = f"{DOMAIN}/callbacks/reopen"

LONGEST_NUMBER: Final = 200

_OF_SOMEBODY: Final[VolDictType] = {
    vol.Required("entry_id"): str,
    vol.Required("who"): vol.All(str, vol.Length(max=LONGEST_NUMBER)),
}


class CallerDict(TypedDict):
    """Somebody who is to be called back: ``who`` names them, "" all who withheld their number.

    ``number`` can be dialled if it has nothing but digits, ``shown`` is how people here write it.
    ``calls`` says how often they were missed, ``last_at`` when last. ``called`` is the number that
    they called then, ``extensions`` where it rang, both with the name where there is one.
    ``photo`` is a signed path to a picture.
    """

    who: str
    number: str
    shown: str
    name: str | None
    calls: int
    last_at: str
    called: str
    called_name: str | None
    extensions: list[str]
    photo: str | None


class CallbacksEvent(TypedDict):
    """What a subscriber is sent: at first, and whenever something of it has changed.

    ``callers`` are those who are to be called back, whoever called last first; ``waiting`` is how
    many they are, where these are but the latest. ``available`` says whether the PBX is connected,
    ``ready`` whether it is set up now. ``edition`` is another one whenever people may be called
    otherwise.
    """

    available: bool
    ready: bool
    callers: list[CallerDict]
    edition: int
    waiting: int


_NOTHING: Final = CallbacksEvent(available=False, ready=False, callers=[], edition=0, waiting=0)


@callback
def async_setup_callbacks(hass: HomeAssistant) -> None:
    """Register the commands; they are there before any PBX is."""
    for command in (_subscribe, _seen, _reopen):
        websocket_api.async_register_command(hass, command)


@websocket_command({vol.Required("type"): SUBSCRIBE, vol.Required("entry_id"): str})
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send who is to be called back, now and with each change."""
    entry = permitted(hass, connection, msg)
    if entry is not None:
        CallbacksSubscriber(entry, connection, msg["id"]).subscribe()


@websocket_command({vol.Required("type"): SEEN, **_OF_SOMEBODY})
@async_response
async def _seen(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Take somebody's missed calls as seen; answer since when there were some, to be undone."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    coordinator = entry.runtime_data
    since = await async_change(coordinator, mark_seen, _who(coordinator, msg["who"]))
    connection.send_result(msg["id"], {"since": since.isoformat() if since else None})


@websocket_command(
    {vol.Required("type"): REOPEN, **_OF_SOMEBODY, vol.Optional("since"): cv.datetime}
)
@async_response
async def _reopen(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Have somebody called back all the same whose calls were missed since then, or lately."""
    entry = permitted(hass, connection, msg)
    if entry is None or not loaded(connection, msg, entry):
        return
    coordinator, now = entry.runtime_data, dt_util.utcnow()
    since = dt_util.as_utc(msg["since"]) if "since" in msg else handled_since()
    await async_change(coordinator, reopen, _who(coordinator, msg["who"]), since, now)
    connection.send_result(msg["id"])


def _who(coordinator: DifuseCoordinator, given: str) -> str:
    """Return what names somebody in the archive; a call's ``other_number`` will do."""
    data = coordinator.data
    known = {one.who for one in (*data.callers, *data.handled)}
    return given if given in known else coordinator.archive.numbering.who(given)


class CallbacksSubscriber(Subscriber[CallbacksEvent]):
    """One card that shows whom to call back."""

    @override
    async def _event(self) -> CallbacksEvent:
        if self._entry.state is not ConfigEntryState.LOADED:
            return CallbacksEvent(**{**(self._sent or _NOTHING), "available": False})
        coordinator = self._entry.runtime_data
        data = coordinator.data
        return CallbacksEvent(
            available=coordinator.is_connected,
            ready=True,
            callers=[self._caller(one) for one in data.callers],
            edition=data.people,
            waiting=data.to_return,
        )

    def _caller(self, caller: MissedCaller) -> CallerDict:
        call, names = caller.call, self._entry.runtime_data.data.names
        other, photos = call.other, self._connection.hass.data[PHOTOS]
        where = (self._connection, self._entry.entry_id, other.number)
        number = other.number or call.caller_number
        return CallerDict(
            who=caller.who,
            number=number,
            shown=other.shown or number,
            name=other.name if other.name and says_more(other.name, call.caller_number) else None,
            calls=caller.calls,
            last_at=call.started_at.isoformat(),
            called=call.called_number,
            called_name=names.get(call.called_number),
            extensions=[names.get(one, one) for one in call.extensions],
            photo=photos.path(*where) if other.has_photo else None,
        )
