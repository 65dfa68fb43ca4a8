"""Sensors: the latest call, the list of recent ones, today's counters; and of each extension."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .cdr import CALL_FIELDS, Disposition
from .cdr.archive import ExtensionDay
from .const import LISTED_IN_STATE, signal_sync
from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity, ExtensionEntity, ExtensionPlatform
from .snapshot import Snapshot

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class CallSensorDescription[Data = Snapshot](SensorEntityDescription):
    """A sensor that looks its state up in a snapshot, or in an extension's part of one."""

    value: Callable[[Data], StateType | datetime]
    attributes: Callable[[Data], Mapping[str, Any] | None] | None = None
    is_of_today: bool = False


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else round(duration.total_seconds())


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)


def _of_latest(
    look_up: Callable[[Any], StateType | datetime],
) -> Callable[[Snapshot], StateType | datetime]:
    return lambda data: look_up(data.latest) if data.latest else None


def _today[Data](
    key: str, look_up: Callable[[Data], StateType], unit: str | None = None
) -> CallSensorDescription[Data]:
    return CallSensorDescription(
        key=key,
        translation_key=key,
        state_class=SensorStateClass.TOTAL,
        device_class=SensorDeviceClass.DURATION if unit else None,
        native_unit_of_measurement=unit,
        suggested_display_precision=0 if unit else None,
        value=look_up,
        is_of_today=True,
    )


SENSORS: Final[tuple[CallSensorDescription, ...]] = (
    CallSensorDescription(
        key="last_caller",
        translation_key="last_caller",
        value=_of_latest(lambda call: call.caller[:255] or None),
        attributes=lambda data: data.latest.as_dict() if data.latest else None,
    ),
    CallSensorDescription(
        key="last_call",
        translation_key="last_call",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=_of_latest(lambda call: call.started_at),
    ),
    CallSensorDescription(
        key="last_disposition",
        translation_key="last_disposition",
        device_class=SensorDeviceClass.ENUM,
        options=[*Disposition],
        value=_of_latest(lambda call: call.disposition.value),
    ),
    CallSensorDescription(
        key="last_call_duration",
        translation_key="last_call_duration",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
        value=_of_latest(lambda call: round(call.duration.total_seconds())),
    ),
    CallSensorDescription(
        key="recent_calls",
        translation_key="recent_calls",
        value=lambda data: len(data.recent[:LISTED_IN_STATE]),
        attributes=lambda data: {
            "calls": [call.as_dict() for call in data.recent[:LISTED_IN_STATE]]
        },
    ),
    _today("calls_today", lambda data: data.today.calls),
    _today("answered_today", lambda data: data.today.answered),
    _today("missed_today", lambda data: data.today.missed),
    _today("busy_today", lambda data: data.today.busy),
    _today("failed_today", lambda data: data.today.failed),
    _today(
        "talk_time_today",
        lambda data: round(data.today.talk_time.total_seconds()),
        UnitOfTime.SECONDS,
    ),
    CallSensorDescription(
        key="answer_rate_today",
        translation_key="answer_rate_today",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value=lambda data: _rounded(data.today.answer_rate),
    ),
    CallSensorDescription(
        key="ring_time_today",
        translation_key="ring_time_today",
        state_class=SensorStateClass.MEASUREMENT,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
        value=lambda data: _seconds(data.today.ring_time),
    ),
    CallSensorDescription(
        key="new_missed_calls",
        translation_key="new_missed_calls",
        value=lambda data: data.new_missed,
    ),
    CallSensorDescription(
        key="calls_to_return",
        translation_key="calls_to_return",
        value=lambda data: data.to_return,
    ),
)

EXTENSION_SENSORS: Final[tuple[CallSensorDescription[ExtensionDay], ...]] = (
    _today("calls_today", lambda day: day.calls),
    _today("missed_today", lambda day: day.missed),
    _today("talk_time_today", lambda day: round(day.talk_time.total_seconds()), UnitOfTime.SECONDS),
    CallSensorDescription(
        key="last_call",
        translation_key="last_call",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda day: day.last_call,
    ),
)

LAST_SYNC: Final = SensorEntityDescription(
    key="last_sync",
    translation_key="last_sync",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

HISTORY_IMPORT: Final = CallSensorDescription(
    key="history_import",
    translation_key="history_import",
    native_unit_of_measurement=PERCENTAGE,
    entity_category=EntityCategory.DIAGNOSTIC,
    value=lambda data: data.imported,
)


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
    _unrecorded_attributes = frozenset({"calls", *CALL_FIELDS})

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
        return self.coordinator.last_sync
