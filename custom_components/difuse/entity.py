"""What all entities of a PBX have in common."""

from typing import override

from homeassistant.const import CONF_HOST
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, MANUFACTURER
from .coordinator import DifuseCoordinator


class DifuseEntity(CoordinatorEntity[DifuseCoordinator]):
    """An entity of one PBX; it looks up, it doesn't compute."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: DifuseCoordinator, description: EntityDescription) -> None:
        """Name the entity after its description's key."""
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            name=entry.title,
            manufacturer=MANUFACTURER,
            entry_type=DeviceEntryType.SERVICE,
            configuration_url=entry.data[CONF_HOST],
        )

    @property
    @override
    def available(self) -> bool:
        """Always: what is shown is what the archive knows, whether or not the PBX answers."""
        return True
