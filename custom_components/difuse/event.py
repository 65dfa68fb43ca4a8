"""The event entity: one event for each call that ended."""

from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .cdr import Call, Disposition
from .cdr.archive import Way
from .const import ATTR_SENTENCE, EVENT_CALL, KEY_CALL, signal_call
from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity
from .messages import in_one_sentence

PARALLEL_UPDATES = 0

CALL: Final = EventEntityDescription(
    key=KEY_CALL, translation_key="call", event_types=[*Disposition]
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of one PBX."""
    async_add_entities([CallEvent(entry.runtime_data, CALL)])


class CallEvent(DifuseEntity, EventEntity):
    """Fires once for each call, with the call's fields as attributes."""

    entity_description: EventEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Look it up: while the PBX neither answers nor pushes, no call can come."""
        return self.coordinator.is_connected

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for calls from now on."""
        await super().async_added_to_hass()
        signal = signal_call(self.coordinator.config_entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._handle_call))

    @callback
    def _handle_call(self, call: Call, way: Way) -> None:
        """Write a state for each call: of two events with one write only one is seen."""
        # The logbook takes the words for this change from what has the same context.
        self.async_set_context(context := Context())
        sentence = in_one_sentence(call, way)
        self.hass.bus.async_fire(EVENT_CALL, {ATTR_SENTENCE: sentence}, context=context)
        self._trigger_event(call.disposition.value, dict(call.as_dict()))
        self.async_write_ha_state()
