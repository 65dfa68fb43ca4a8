"""What a user pointed at, in triggers and conditions, as PBXs."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..const import DOMAIN

type Target = dict[str, Any] | None

ANY_DOMAIN: Final = ""


@callback
def is_meant(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    target: Target,
    entry_id: str,
    entity_domain: str = EVENT_DOMAIN,
) -> bool:
    """Return whether options and target both leave this PBX in; where neither says which, all are.

    The editor offers the option: it takes any target that it offers for a required one.
    """
    chosen = options.get(ATTR_CONFIG_ENTRY_ID)
    return (not chosen or entry_id in chosen) and is_targeted(hass, target, entry_id, entity_domain)


@callback
def is_targeted(
    hass: HomeAssistant, target: Target, entry_id: str, entity_domain: str = EVENT_DOMAIN
) -> bool:
    """Return whether a target holds an entity of this kind of this PBX; no target means every PBX.

    It is asked anew for each call, so that it follows what users rename and move.
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
        for entity_id in found.referenced | found.indirectly_referenced
        if (entity := registry.async_get(entity_id)) is not None
    )
