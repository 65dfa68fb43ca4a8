"""A missed caller was called back, or needs nobody any more; nobody has called them back in time.

They hang on what is worked out from the calls, see ``running.Callbacks``.
"""

from datetime import timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final, override

from homeassistant.const import CONF_FOR
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from ..cdr import Handled
from ..cdr.archive import MissedCaller
from ..cdr.calls import CallFilter
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
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen from now on, over reloads of each PBX's entry."""
        told = partial(self._handle_caller, run_action, await self.async_asked())
        return PbxListener(self._hass, signal_handled, told).async_close

    @callback
    def _handle_caller(
        self,
        run_action: TriggerActionRunner,
        asked: CallFilter,
        entry_id: str,
        caller: MissedCaller,
    ) -> None:
        meant = self._options.get(CONF_HANDLED)
        if not meant or caller.call.handled in meant:
            self.run(run_action, asked, entry_id, caller.call, calls=caller.calls)


class NotReturnedTrigger(DifuseTrigger):
    """Runs once for each caller whose first open missed call has been open for so long."""

    schema = trigger_schema({vol.Optional(CONF_FOR, default=_PATIENCE): cv.positive_time_period})
    description = "a missed call wasn't returned in time"

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Be reminded from now on, over reloads of each PBX's entry."""
        # It is remembered in whole seconds until when users were reminded.
        patience = timedelta(seconds=ceil(self._options[CONF_FOR].total_seconds()))
        remind = partial(self._remind, run_action, await self.async_asked())
        return async_add_reminder(self._hass, patience, remind)

    @callback
    def _remind(
        self,
        run_action: TriggerActionRunner,
        asked: CallFilter,
        entry_id: str,
        caller: MissedCaller,
    ) -> None:
        self.run(run_action, asked, entry_id, caller.call, calls=caller.calls)


CALLBACK_TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "call_not_returned": NotReturnedTrigger,
    "call_returned": ReturnedTrigger,
}
