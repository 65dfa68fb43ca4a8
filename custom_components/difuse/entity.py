"""What all entities of a PBX have in common, and those of its extensions."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_EXTENSION, DOMAIN, MANUFACTURER, SUBENTRY_EXTENSION, signal_extensions
from .coordinator import DifuseConfigEntry, DifuseCoordinator
from .extensions import extension_id


@callback
def async_register_device(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Register the PBX as a device, before those of its extensions, which are behind it."""
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        # Known where Home Assistant has seen the PBX in the network.
        connections={(dr.CONNECTION_NETWORK_MAC, mac)} if (mac := entry.unique_id) else set(),
        name=entry.title,
        manufacturer=MANUFACTURER,
        entry_type=DeviceEntryType.SERVICE,
        configuration_url=entry.data[CONF_HOST],
    )


class DifuseEntity(CoordinatorEntity[DifuseCoordinator]):
    """An entity of one PBX; it looks up, it doesn't compute."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: DifuseCoordinator, description: EntityDescription) -> None:
        """Name the entity after its description's key."""
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, entry.entry_id)})

    @property
    @override
    def suggested_object_id(self) -> str | None:
        """Return what the entity id ends with: the same in every language, whatever the name."""
        return self.entity_description.key

    @property
    @override
    def available(self) -> bool:
        """Always: what is shown is what the archive knows, whether or not the PBX answers."""
        return True


class ExtensionEntity(DifuseEntity):
    """An entity of one extension."""

    def __init__(
        self,
        coordinator: DifuseCoordinator,
        description: EntityDescription,
        subentry: ConfigSubentry,
    ) -> None:
        """Name it so that it comes back as it was where the extension is added anew."""
        super().__init__(coordinator, description)
        entry_id = coordinator.config_entry.entry_id
        self.number: str = subentry.data[CONF_EXTENSION]
        own_id = extension_id(entry_id, self.number)
        self._attr_unique_id = f"{own_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, own_id)},
            name=subentry.title,
            manufacturer=MANUFACTURER,
            entry_type=DeviceEntryType.SERVICE,
            via_device_id=dr.async_get_device_id_by_identifier(
                coordinator.hass, (DOMAIN, entry_id), config_entry_id=entry_id
            ),
        )


class ExtensionPlatform:
    """Adds the entities of a platform, of extensions that are there and of those that come."""

    def __init__(
        self,
        entry: DifuseConfigEntry,
        add: AddConfigEntryEntitiesCallback,
        make: Callable[[ConfigSubentry], Iterable[Entity]],
    ) -> None:
        """Take how entities of one extension are made."""
        self._entry, self._add, self._make = entry, add, make
        self._known: set[str] = set()

    @callback
    def follow(self, hass: HomeAssistant) -> None:
        """Add what is there, and whatever comes until the unload."""
        self._add_new()
        signal = signal_extensions(self._entry.entry_id)
        self._entry.async_on_unload(async_dispatcher_connect(hass, signal, self._add_new))

    @callback
    def _add_new(self) -> None:
        there = self._entry.get_subentries_of_type(SUBENTRY_EXTENSION)
        for one in there:
            if one.subentry_id not in self._known:
                self._add(self._make(one), config_subentry_id=one.subentry_id)
        self._known = {one.subentry_id for one in there}
