"""What all triggers have in common: which calls of which PBXs they are for."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType, VolDictType

from ..cdr import Call
from ..cdr.calls import CallFilter
from ..coordinator import DifuseConfigEntry
from ..messages import in_plain_texts, words_of
from ..selection import PBX_FIELD, PEOPLE_FIELDS, async_read_filter, is_chosen, is_targeted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol


def names_of(hass: HomeAssistant, entry_id: str) -> Mapping[str, str]:
    """Return what the extensions of a PBX are called; it is loaded, as it tells of calls."""
    entry: DifuseConfigEntry = hass.config_entries.async_get_known_entry(entry_id)
    return entry.runtime_data.data.names


def trigger_schema(options: VolDictType, check: Any = dict) -> vol.Schema:
    """Return the schema of a trigger with these options beside those that all have."""
    fields = vol.Schema({**PBX_FIELD, **PEOPLE_FIELDS, **options})
    return vol.Schema(
        {
            vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Required(CONF_OPTIONS, default=dict): vol.All(fields, check),
        }
    )


class DifuseTrigger(Trigger):
    """Runs an automation for calls that pass a filter, of the PBXs that are meant."""

    schema: ClassVar[vol.Schema]
    always: ClassVar[Mapping[str, Any]] = {}
    description: ClassVar[str]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the target and the options; the PBX needn't be set up yet."""
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take which calls are meant."""
        super().__init__(hass, config)
        self._target = config.target
        self._options = {**(config.options or {}), **self.always}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen from now on, over reloads of each PBX's entry."""
        asked = await async_read_filter(self._hass, self._options)
        return self.listen(partial(self.run, run_action, asked))

    @abstractmethod
    def listen(self, run: Callable[..., None]) -> CALLBACK_TYPE:
        """Listen, and run with an entry's id, a call, and what else there is; return the end."""

    @callback
    def run(
        self,
        run_action: TriggerActionRunner,
        asked: CallFilter,
        entry_id: str,
        call: Call,
        **more: object,
    ) -> None:
        """Run the automation if this call of this PBX is meant.

        It finds all in ``trigger``; ``plain`` is for texts that people read.
        """
        if not (asked.matches(call) and is_chosen(self._options, entry_id)):
            return
        if is_targeted(self._hass, self._target, entry_id, call.extensions):
            variables = {"call": call.as_dict(), "config_entry_id": entry_id}
            plain = in_plain_texts(words_of(self._hass), call, names_of(self._hass, entry_id))
            run_action({**variables, "plain": plain, **more}, self.description)
