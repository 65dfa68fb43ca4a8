"""The button that takes all missed calls as seen."""

from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .changes import async_mark_seen
from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity

PARALLEL_UPDATES = 0

MARK_SEEN: Final = ButtonEntityDescription(
    key="mark_missed_calls_seen", translation_key="mark_missed_calls_seen"
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the button of one PBX."""
    async_add_entities([MarkSeenButton(entry.runtime_data, MARK_SEEN)])


class MarkSeenButton(DifuseEntity, ButtonEntity):
    """Takes all missed calls as seen."""

    @override
    async def async_press(self) -> None:
        """Take all missed calls as seen."""
        await async_mark_seen(self.coordinator)
