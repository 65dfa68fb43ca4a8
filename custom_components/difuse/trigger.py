"""Triggers: a call has ended, was missed, was answered.

They hang on the announcements of calls, not on states: a change from
unavailable sets off no trigger, and a restored state is no call.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast, override

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType, VolDictType

from .cdr import Call, Direction, Disposition
from .cdr.archive import Way
from .cdr.calls import CallFilter
from .const import DOMAIN, signal_call
from .messages import in_plain_texts
from .selection import (
    CONF_DISPOSITION,
    CONF_MAX_TALK,
    CONF_MIN_TALK,
    CONF_MISSED,
    PBX_FIELD,
    PEOPLE_FIELDS,
    async_read_filter,
    direction_fields,
    is_chosen,
    is_targeted,
)

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

_SECONDS: Final = vol.All(vol.Coerce(float), vol.Range(min=0))


def _in_order(options: ConfigType) -> ConfigType:
    shortest, longest = options.get(CONF_MIN_TALK), options.get(CONF_MAX_TALK)
    if shortest is not None and longest is not None and shortest > longest:
        raise vol.Invalid("min_talk is longer than max_talk, so no call would match")
    return options


def _schema(options: VolDictType) -> vol.Schema:
    return vol.Schema(
        {
            vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Required(CONF_OPTIONS, default=dict): vol.All(
                vol.Schema({**PBX_FIELD, **PEOPLE_FIELDS, **options}), _in_order
            ),
        }
    )


_TALK_FIELDS: Final[VolDictType] = {
    vol.Optional(CONF_MIN_TALK): _SECONDS,
    vol.Optional(CONF_MAX_TALK): _SECONDS,
}


def trigger_variables(entry_id: str, call: Call) -> dict[str, object]:
    """Return what automations find in ``trigger``; ``plain`` is for texts that people read."""
    return {
        "call": call.as_dict(),
        "config_entry_id": entry_id,
        "plain": in_plain_texts(call),
    }


class CallListener:
    """Listens for the calls of every PBX there is, loaded or not, and of those that are added."""

    def __init__(self, hass: HomeAssistant, listener: Callable[[str, Call], None]) -> None:
        """Listen from now on."""
        self._hass = hass
        self._listener = listener
        self._stops: dict[str, CALLBACK_TYPE] = {}
        for entry in hass.config_entries.async_entries(DOMAIN):
            self._listen_to(entry)
        self._stop_following = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._follow
        )

    @callback
    def async_close(self) -> None:
        """Listen no more."""
        self._stop_following()
        for stop in self._stops.values():
            stop()
        self._stops.clear()

    @callback
    def _follow(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != DOMAIN:
            return
        if change is not ConfigEntryChange.REMOVED:
            self._listen_to(entry)
        elif entry.entry_id in self._stops:
            self._stops.pop(entry.entry_id)()

    @callback
    def _listen_to(self, entry: ConfigEntry) -> None:
        if entry.entry_id not in self._stops:
            listener = partial(self._hear, entry.entry_id)
            self._stops[entry.entry_id] = async_dispatcher_connect(
                self._hass, signal_call(entry.entry_id), listener
            )

    @callback
    def _hear(self, entry_id: str, call: Call, _: Way) -> None:
        self._listener(entry_id, call)


class CallTrigger(Trigger):
    """Runs once for each call that ended and passes the filter, as soon as it is announced."""

    schema: ClassVar[vol.Schema] = _schema({**direction_fields(*Direction), **_TALK_FIELDS})
    always: ClassVar[Mapping[str, Any]] = {}
    description: ClassVar[str] = "a call has ended"

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the target and the options; the PBX needn't be set up yet."""
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take which calls of which PBXs are meant."""
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
        return CallListener(self._hass, partial(self._handle_call, run_action, asked)).async_close

    @callback
    def _handle_call(
        self, run_action: TriggerActionRunner, asked: CallFilter, entry_id: str, call: Call
    ) -> None:
        if not (asked.matches(call) and is_chosen(self._options, entry_id)):
            return
        if is_targeted(self._hass, self._target, entry_id, call.extensions):
            run_action(trigger_variables(entry_id, call), self.description)


class MissedTrigger(CallTrigger):
    """Runs once for each call that nobody answered."""

    schema = _schema(
        direction_fields(Direction.INBOUND, Direction.INTERNAL, default=[Direction.INBOUND])
    )
    always: ClassVar[Mapping[str, Any]] = {CONF_MISSED: True}
    description = "a call was missed"


class AnsweredTrigger(CallTrigger):
    """Runs once for each call that a person answered, when it has ended."""

    always: ClassVar[Mapping[str, Any]] = {CONF_DISPOSITION: [Disposition.ANSWERED]}
    description = "a call was answered"


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "call_finished": CallTrigger,
    "call_missed": MissedTrigger,
    "call_answered": AnsweredTrigger,
}


async def async_get_triggers(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
) -> dict[str, type[Trigger]]:
    """Return the triggers by the names that come after the domain."""
    return TRIGGERS
