"""The binary sensor that says whether the PBX is connected."""

from typing import Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity

PARALLEL_UPDATES = 0

CONNECTED: Final = BinarySensorEntityDescription(
    key="connected",
    translation_key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensor of one PBX."""
    async_add_entities([ConnectedSensor(entry.runtime_data, CONNECTED)])


class ConnectedSensor(DifuseEntity, BinarySensorEntity):
    """Return whether the PBX answers, or at least pushes."""

    @property
    @override
    def is_on(self) -> bool:
        """Look it up."""
        return self.coordinator.is_connected
