"""System health: one line for each thing that a first look at a problem needs."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import DifuseConfigEntry, DifuseCoordinator


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:  # noqa: ARG001
    """Register what there is to say."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[DifuseConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False
    )
    loaded = [entry.runtime_data for entry in entries if entry.state is ConfigEntryState.LOADED]
    syncs = [coordinator.sync.at for coordinator in loaded if coordinator.sync.at]
    return {
        "pbxs": len(entries),
        "pbxs_answering": sum(_answers(coordinator) for coordinator in loaded),
        "last_sync": min(syncs, default="-"),
    }


def _answers(coordinator: DifuseCoordinator) -> bool:
    """Return whether a PBX has answered, or pushed lately; one that can't be asked has to push."""
    if coordinator.is_push_only:
        return coordinator.pushes.is_recent
    return coordinator.sync.at is not None and coordinator.is_connected
