"""Sensors: the latest call, the list of recent ones, today's counters; and of each extension."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .cdr import CALL_FIELDS
from .cdr.figures import ExtensionDay
from .const import NOT_RECORDED, signal_sync
from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity, ExtensionEntity, ExtensionPlatform
from .sensor_descriptions import (
    EXTENSION_SENSORS,
    HISTORY_IMPORT,
    LAST_SYNC,
    SENSORS,
    CallSensorDescription,
)

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of one PBX and its extensions."""
    coordinator = entry.runtime_data
    async_add_entities([CallSensor(coordinator, description) for description in SENSORS])
    async_add_entities([LastSyncSensor(coordinator, LAST_SYNC)])
    if not coordinator.is_push_only:
        async_add_entities([CallSensor(coordinator, HISTORY_IMPORT)])
    ExtensionPlatform(
        entry,
        async_add_entities,
        lambda one: [ExtensionSensor(coordinator, each, one) for each in EXTENSION_SENSORS],
    ).follow(hass)


class CountingSensor(DifuseEntity, SensorEntity):
    """A sensor that may count since midnight."""

    entity_description: CallSensorDescription[Any]

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Say when today began, for counters of today."""
        return self.coordinator.data.today_start if self.entity_description.is_of_today else None


class CallSensor(CountingSensor):
    """A sensor on a PBX's calls.

    Lists and calls are live attributes only: the recorder would keep each list
    again with each call.
    """

    entity_description: CallSensorDescription
    _unrecorded_attributes = NOT_RECORDED | {"calls", *CALL_FIELDS}

    @property
    @override
    def suggested_object_id(self) -> str | None:
        """Return what the entity id ends with."""
        return self.entity_description.object_id or super().suggested_object_id

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Look the state up."""
        return self.entity_description.value(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Look the attributes up."""
        attributes = self.entity_description.attributes
        return attributes(self.coordinator.data) if attributes else None


class ExtensionSensor(ExtensionEntity, CountingSensor):
    """A sensor on the calls in which an extension took part."""

    entity_description: CallSensorDescription[ExtensionDay]

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Look the state up; where the extension was added just now, it isn't known yet."""
        day = self.coordinator.data.extensions.get(self.number)
        return self.entity_description.value(day) if day else None


class LastSyncSensor(DifuseEntity, SensorEntity):
    """When the PBX was last read; it changes with each poll, so it is off by default."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the polls, which tell nobody else where nothing is new."""
        await super().async_added_to_hass()
        signal = signal_sync(self.coordinator.config_entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self.async_write_ha_state))

    @property
    @override
    def native_value(self) -> datetime | None:
        """Look the moment up."""
        return self.coordinator.sync.at
