"""What stands in for the triggers that tell of what becomes of a missed call."""

from typing import TYPE_CHECKING, ClassVar, Final, cast, override

from homeassistant.const import CONF_FOR, CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from custom_components.difuse.cdr import Call
from custom_components.difuse.selection import PBX_FIELD, is_chosen
from custom_components.difuse.trigger import trigger_variables

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol


class StandIn(Trigger):
    """Runs when a test says so."""

    key: ClassVar[str]
    schema = vol.Schema(
        {
            vol.Required(CONF_OPTIONS, default=dict): vol.Schema(
                {vol.Optional(CONF_FOR): cv.positive_time_period, **PBX_FIELD}
            )
        }
    )

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take which PBXs are meant."""
        super().__init__(hass, config)
        self._options = config.options or {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        @callback
        def run(entry_id: str, call: Call) -> None:
            if is_chosen(self._options, entry_id):
                run_action(trigger_variables(entry_id, call), self.key)

        return async_dispatcher_connect(self._hass, self.key, run)


class Returned(StandIn):
    """A missed call was handled."""

    key = "call_returned"


class NotReturned(StandIn):
    """A missed call wasn't."""

    key = "call_not_returned"


STAND_INS: Final[dict[str, type[StandIn]]] = {one.key: one for one in (Returned, NotReturned)}


async def happen(hass: HomeAssistant, key: str, entry_id: str, call: Call) -> None:
    """Let a trigger run for this call."""
    async_dispatcher_send(hass, key, entry_id, call)
    await hass.async_block_till_done(wait_background_tasks=True)
