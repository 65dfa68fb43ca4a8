"""A call has ended, was missed, was answered.

They hang on the announcements of calls, not on states: a change from
unavailable sets off no trigger, and a restored state is no call.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.trigger import Trigger
from homeassistant.helpers.typing import ConfigType, VolDictType

from ..cdr import Call, Direction, Disposition
from ..cdr.views import Way
from ..const import signal_call
from ..selection import (
    CONF_DISPOSITION,
    CONF_MAX_TALK,
    CONF_MIN_TALK,
    CONF_MISSED,
    direction_fields,
)
from .base import DifuseTrigger, trigger_schema
from .listener import PbxListener

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

_SECONDS: Final = vol.All(vol.Coerce(float), vol.Range(min=0))

_TALK_FIELDS: Final[VolDictType] = {
    vol.Optional(CONF_MIN_TALK): _SECONDS,
    vol.Optional(CONF_MAX_TALK): _SECONDS,
}


def _in_order(options: ConfigType) -> ConfigType:
    shortest, longest = options.get(CONF_MIN_TALK), options.get(CONF_MAX_TALK)
    if shortest is not None and longest is not None and shortest > longest:
        raise vol.Invalid("min_talk is longer than max_talk, so no call would match")
    return options


class CallTrigger(DifuseTrigger):
    """Runs once for each call that ended and passes the filter, as soon as it is announced."""

    schema = trigger_schema({**direction_fields(*Direction), **_TALK_FIELDS}, _in_order)
    description = "a call has ended"

    @override
    def listen(self, run: Callable[..., None]) -> CALLBACK_TYPE:
        """Listen for calls that are announced."""

        @callback
        def announced(entry_id: str, call: Call, _: Way) -> None:
            run(entry_id, call)

        return PbxListener(self._hass, signal_call, announced).async_close


class MissedTrigger(CallTrigger):
    """Runs once for each call that nobody answered."""

    schema = trigger_schema(
        direction_fields(Direction.INBOUND, Direction.INTERNAL, default=[Direction.INBOUND])
    )
    always: ClassVar[Mapping[str, Any]] = {CONF_MISSED: True}
    description = "a call was missed"


class AnsweredTrigger(CallTrigger):
    """Runs once for each call that a person answered, when it has ended."""

    always: ClassVar[Mapping[str, Any]] = {CONF_DISPOSITION: [Disposition.ANSWERED]}
    description = "a call was answered"


CALL_TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "call_finished": CallTrigger,
    "call_missed": MissedTrigger,
    "call_answered": AnsweredTrigger,
}
