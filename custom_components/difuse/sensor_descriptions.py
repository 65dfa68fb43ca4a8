"""What each sensor looks up, and how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.helpers.typing import StateType

from .cdr import Disposition
from .cdr.archive import ExtensionDay
from .const import LISTED_IN_STATE
from .snapshot import Snapshot


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
