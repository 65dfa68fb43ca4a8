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
from .cdr.figures import ExtensionDay
from .const import ATTR_SENTENCE, LISTED_IN_STATE, STATE_CARD
from .snapshot import Snapshot

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class CallSensorDescription[Data = Snapshot](SensorEntityDescription):
    """A sensor that looks its state up in a snapshot, or in an extension's part of one."""

    value: Callable[[Data], StateType | datetime]
    attributes: Callable[[Data], Mapping[str, Any] | None] | None = None
    is_of_today: bool = False
    object_id: str | None = None
    """What its entity id ends with, where that isn't its key."""


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else round(duration.total_seconds())


def _in_units(duration: timedelta, unit: timedelta) -> float:
    """Return a duration as the frontend writes it out, as "2h 33m": it cuts fractions off.

    So it has a billionth more than it should: else 158 seconds would be shown as 2m 37s.
    """
    seconds = round(duration.total_seconds())
    return seconds and round(seconds / unit.total_seconds() + 1e-9, 9)


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)


def _of_latest(
    look_up: Callable[[Any], StateType | datetime],
) -> Callable[[Snapshot], StateType | datetime]:
    return lambda data: look_up(data.latest) if data.latest else None


def _latest_call(data: Snapshot) -> Mapping[str, Any] | None:
    if data.latest is None:
        return None
    return {**data.latest.as_dict(), ATTR_SENTENCE: data.sentence, **STATE_CARD}


def _count_today[Data](
    key: str, look_up: Callable[[Data], StateType]
) -> CallSensorDescription[Data]:
    # Counts have no unit: Home Assistant would show "1 calls".
    return CallSensorDescription(
        key=key,
        translation_key=key,
        state_class=SensorStateClass.TOTAL,
        value=look_up,
        is_of_today=True,
    )


def _open_count(key: str, look_up: Callable[[Snapshot], int]) -> CallSensorDescription:
    # Without a unit, the class tells Home Assistant that this is a number, for the graph and
    # not for the logbook.
    return CallSensorDescription(
        key=key,
        translation_key=key,
        state_class=SensorStateClass.MEASUREMENT,
        value=look_up,
    )


def _talk_time_today[Data](look_up: Callable[[Data], timedelta]) -> CallSensorDescription[Data]:
    return CallSensorDescription(
        key="talk_time_today",
        translation_key="talk_time_today",
        state_class=SensorStateClass.TOTAL,
        device_class=SensorDeviceClass.DURATION,
        # Seconds would be shown as "9,180 s".
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=3,
        value=lambda data: _in_units(look_up(data), _HOUR),
        is_of_today=True,
    )


SENSORS: Final[tuple[CallSensorDescription, ...]] = (
    CallSensorDescription(
        key="last_caller",
        translation_key="last_caller",
        value=_of_latest(lambda call: call.caller[:255] or None),
        attributes=_latest_call,
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
        native_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=2,
        value=_of_latest(lambda call: _in_units(call.duration, _MINUTE)),
    ),
    CallSensorDescription(
        key="recent_calls",
        translation_key="recent_calls",
        value=lambda data: len(data.recent[:LISTED_IN_STATE]),
        attributes=lambda data: {
            "calls": [call.as_dict() for call in data.recent[:LISTED_IN_STATE]]
        },
    ),
    _count_today("calls_today", lambda data: data.today.calls),
    _count_today("answered_today", lambda data: data.today.answered),
    _count_today("missed_today", lambda data: data.today.missed),
    _count_today("busy_today", lambda data: data.today.busy),
    _count_today("failed_today", lambda data: data.today.failed),
    _talk_time_today(lambda data: data.today.talk_time),
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
    _open_count("new_missed_calls", lambda data: data.new_missed),
    _open_count("calls_to_return", lambda data: data.to_return),
)

EXTENSION_SENSORS: Final[tuple[CallSensorDescription[ExtensionDay], ...]] = (
    _count_today("calls_today", lambda day: day.calls),
    _count_today("missed_today", lambda day: day.missed),
    _talk_time_today(lambda day: day.talk_time),
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
    object_id="import_of_past_calls",
    native_unit_of_measurement=PERCENTAGE,
    entity_category=EntityCategory.DIAGNOSTIC,
    value=lambda data: data.imported,
)
