"""What goes with an entry, where the user asked for it."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance

from ..const import CONF_STATISTICS_DELETED, CONF_STATISTICS_SLUG
from .series import series_ids


@callback
def delete_statistics(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Have the recorder delete the series of an entry that goes, and those of its sensors."""
    if not entry.options.get(CONF_STATISTICS_DELETED) or "recorder" not in hass.config.components:
        return
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    slug = entry.data.get(CONF_STATISTICS_SLUG)
    series = series_ids(slug) if slug else ()
    get_instance(hass).async_clear_statistics([*series, *[one.entity_id for one in entities]])
