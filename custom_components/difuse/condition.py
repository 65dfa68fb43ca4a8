"""Condition: there are missed calls that are open."""

from typing import TYPE_CHECKING, Final, Unpack, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import Condition, ConditionCheckParams, ConditionConfig
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .coordinator import DifuseConfigEntry
from .selection import ANY_DOMAIN, PBX_FIELD, is_chosen, is_targeted

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Optional(CONF_OPTIONS, default=dict): vol.Schema(PBX_FIELD),
    }
)


class HasNewMissedCalls(Condition):
    """True while a PBX that is meant has missed calls that are open."""

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the target; the PBX needn't be set up yet."""
        return cast("ConfigType", _SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take what is meant."""
        super().__init__(hass, config)
        self._target = config.target
        self._options = config.options or {}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        entries: list[DifuseConfigEntry] = self._hass.config_entries.async_loaded_entries(DOMAIN)
        return any(
            entry.runtime_data.data.new_missed > 0 and self._is_meant(entry) for entry in entries
        )

    def _is_meant(self, entry: DifuseConfigEntry) -> bool:
        if not is_chosen(self._options, entry.entry_id):
            return False
        missed_by = entry.runtime_data.data.missed_by
        return is_targeted(self._hass, self._target, entry.entry_id, missed_by, ANY_DOMAIN)


CONDITIONS: Final[dict[str, type[Condition]]] = {"has_new_missed_calls": HasNewMissedCalls}


async def async_get_conditions(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
) -> dict[str, type[Condition]]:
    """Return the conditions by the names that come after the domain."""
    return CONDITIONS
