"""The event entities: one event for each call that ended, and for each of an extension's calls."""

from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .cdr import Call, Disposition
from .cdr.views import Way
from .const import (
    ATTR_SENTENCE,
    EVENT_CALL,
    KEY_CALL,
    NOT_RECORDED,
    STATE_CARD,
    signal_call,
)
from .coordinator import DifuseConfigEntry, DifuseCoordinator
from .entity import DifuseEntity, ExtensionEntity, ExtensionPlatform
from .messages import in_one_sentence, words_of

PARALLEL_UPDATES = 0

CALL: Final = EventEntityDescription(
    key=KEY_CALL, translation_key="call", event_types=[*Disposition]
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entities of one PBX and its extensions."""
    coordinator = entry.runtime_data
    causes = Causes(coordinator)
    async_add_entities([CallEvent(coordinator, causes)])
    ExtensionPlatform(
        entry, async_add_entities, lambda one: [ExtensionCallEvent(coordinator, causes, one)]
    ).follow(hass)


class Causes:
    """Says in words what was the cause of events: once a call, however many entities fire one."""

    def __init__(self, coordinator: DifuseCoordinator) -> None:
        """Begin without a call."""
        self._coordinator = coordinator
        self._call: Call | None = None
        self._cause = Context(), ""

    @callback
    def of(self, call: Call, way: Way) -> tuple[Context, str]:
        """Return the context of a call that is announced now, and the words for it."""
        if call is not self._call:
            hass, names = self._coordinator.hass, self._coordinator.data.names
            sentence = in_one_sentence(words_of(hass), call, way, names)
            self._call, self._cause = call, (Context(), sentence)
            # The logbook takes the words for a change from what has the same context.
            hass.bus.async_fire(EVENT_CALL, {ATTR_SENTENCE: sentence}, context=self._cause[0])
        return self._cause


class AnyCallEvent(DifuseEntity, EventEntity):
    """Fires once for each call that it follows, with the call's fields as attributes."""

    entity_description: EventEntityDescription
    _attr_extra_state_attributes = STATE_CARD
    _unrecorded_attributes = NOT_RECORDED
    _causes: Causes

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
        context, sentence = self._causes.of(call, way)
        self.async_set_context(context)
        said = {**call.as_dict(), ATTR_SENTENCE: sentence}
        self._trigger_event(call.disposition.value, said)
        self.async_write_ha_state()


class CallEvent(AnyCallEvent):
    """Follows all calls of a PBX."""

    def __init__(self, coordinator: DifuseCoordinator, causes: Causes) -> None:
        """Take where the cause of an event is said."""
        super().__init__(coordinator, CALL)
        self._causes = causes


class ExtensionCallEvent(ExtensionEntity, AnyCallEvent):
    """Follows the calls in which an extension took part."""

    def __init__(
        self, coordinator: DifuseCoordinator, causes: Causes, subentry: ConfigSubentry
    ) -> None:
        """Take where the cause of an event is said, and which extension it is."""
        super().__init__(coordinator, CALL, subentry)
        self._causes = causes

    @callback
    @override
    def _handle_call(self, call: Call, way: Way) -> None:
        if self.number in call.extensions:
            super()._handle_call(call, way)
