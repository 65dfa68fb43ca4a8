"""What a user pointed at, in triggers and conditions, as PBXs and extensions."""

from collections.abc import Container, Mapping
from typing import Any, Final

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..const import CONF_EXTENSION, DOMAIN

type Target = dict[str, Any] | None

ANY_DOMAIN: Final = ""


@callback
def is_chosen(options: Mapping[str, Any], entry_id: str) -> bool:
    """Return whether an option leaves this PBX in; no choice means every PBX.

    The editor has this in place of a target, which it would take for required.
    """
    chosen = options.get(ATTR_CONFIG_ENTRY_ID)
    return not chosen or entry_id in chosen


@callback
def is_targeted(
    hass: HomeAssistant,
    target: Target,
    entry_id: str,
    extensions: Container[str],
    entity_domain: str = EVENT_DOMAIN,
) -> bool:
    """Return whether a target holds an entity of this kind of this PBX, or of these extensions.

    No target means every PBX. It is asked anew for each call, so that it follows what users rename
    and move.
    """
    selection = TargetSelection(target or {})
    if not selection.has_any_target:
        return True
    found = async_extract_referenced_entity_ids(hass, selection)
    registry = er.async_get(hass)
    return any(
        entity.platform == DOMAIN
        and entity.config_entry_id == entry_id
        and entity_domain in (ANY_DOMAIN, entity.domain)
        and _is_one_of(hass, entity, extensions)
        for entity_id in found.referenced | found.indirectly_referenced
        if (entity := registry.async_get(entity_id)) is not None
    )


def _is_one_of(hass: HomeAssistant, entity: er.RegistryEntry, extensions: Container[str]) -> bool:
    """Return whether an entity is of the PBX itself, or of one of these extensions."""
    if entity.config_entry_id is None or entity.config_subentry_id is None:
        return True
    entry = hass.config_entries.async_get_known_entry(entity.config_entry_id)
    subentry = entry.subentries.get(entity.config_subentry_id)
    return subentry is not None and subentry.data.get(CONF_EXTENSION) in extensions
