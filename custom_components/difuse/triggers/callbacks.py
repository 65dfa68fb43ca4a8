"""A missed caller was called back, or needs nobody any more; nobody has called them back in time.

They hang on what is worked out from the calls, see ``running.Callbacks``.
"""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final, override

from homeassistant.const import CONF_FOR
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger

from ..cdr import Handled
from ..cdr.callers import MissedCaller
from ..const import signal_handled
from ..running import async_add_reminder
from .base import DifuseTrigger, trigger_schema
from .listener import PbxListener

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

CONF_HANDLED: Final = "handled"
_PATIENCE: Final = timedelta(hours=1)


class ReturnedTrigger(DifuseTrigger):
    """Runs once for each missed caller who needs nobody any more: the last call says why."""

    schema = trigger_schema(
        {vol.Optional(CONF_HANDLED): vol.All(cv.ensure_list, [vol.In([*Handled])])},
    )
    description = "a missed call was handled"

    @override
    def listen(self, run: Callable[..., None]) -> CALLBACK_TYPE:
        """Listen for what becomes of missed callers."""
        meant = self._options.get(CONF_HANDLED)

        @callback
        def handled(entry_id: str, caller: MissedCaller) -> None:
            if not meant or caller.call.handled in meant:
                run(entry_id, caller.call, calls=caller.calls)

        return PbxListener(self._hass, signal_handled, handled).async_close


class NotReturnedTrigger(DifuseTrigger):
    """Runs once for each caller whose first open missed call has been open for so long."""

    schema = trigger_schema({vol.Optional(CONF_FOR, default=_PATIENCE): cv.positive_time_period})
    description = "a missed call wasn't returned in time"

    @override
    def listen(self, run: Callable[..., None]) -> CALLBACK_TYPE:
        """Be reminded."""
        # It is remembered in whole seconds until when users were reminded.
        patience = timedelta(seconds=ceil(self._options[CONF_FOR].total_seconds()))

        @callback
        def remind(entry_id: str, caller: MissedCaller) -> None:
            run(entry_id, caller.call, calls=caller.calls)

        return async_add_reminder(self._hass, patience, remind)


CALLBACK_TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "call_not_returned": NotReturnedTrigger,
    "call_returned": ReturnedTrigger,
}
