"""Who may see calls: whoever may read the event entity that announces them.

An assistant may speak of the calls of those PBXs whose event entity, or list of recent calls, is
exposed to it, to those who may see them.
"""

from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN, KEY_CALL
from ..coordinator import DifuseConfigEntry

_SHOWING_CALLS: Final = (("event", KEY_CALL), ("sensor", "recent_calls"))


@callback
def _entities_with_calls(hass: HomeAssistant, entry_id: str) -> list[str]:
    """Return the entities that show the calls of a PBX."""
    registry = er.async_get(hass)
    found = [
        registry.async_get_entity_id(domain, DOMAIN, f"{entry_id}_{key}")
        for domain, key in _SHOWING_CALLS
    ]
    return [entity_id for entity_id in found if entity_id is not None]


@callback
def may_see_calls(hass: HomeAssistant, user: User, entry_id: str) -> bool:
    """Return whether a user may see the calls of a PBX; administrators may see all."""
    event = er.async_get(hass).async_get_entity_id("event", DOMAIN, f"{entry_id}_{KEY_CALL}")
    may_read = event is not None and user.permissions.check_entity(event, POLICY_READ)
    return user.is_admin or may_read


async def async_assert_may_see(hass: HomeAssistant, context: Context, entry_id: str) -> None:
    """Raise Unauthorized where whoever asks may not see the calls of a PBX.

    Automations and scripts that run by themselves may.
    """
    if context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context, permission=POLICY_READ)
    if not may_see_calls(hass, user, entry_id):
        raise Unauthorized(context=context, config_entry_id=entry_id, permission=POLICY_READ)


@callback
def exposed_entries(hass: HomeAssistant, assistant: str) -> list[DifuseConfigEntry]:
    """Return the PBXs that run and whose calls are exposed to an assistant."""
    entries: list[DifuseConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [
        entry
        for entry in entries
        if any(
            async_should_expose(hass, assistant, entity_id)
            for entity_id in _entities_with_calls(hass, entry.entry_id)
        )
    ]


async def async_permitted_entries(
    hass: HomeAssistant, context: Context | None, entries: list[DifuseConfigEntry]
) -> list[DifuseConfigEntry]:
    """Leave out what the user who asks may not read; nobody in particular may read all."""
    user_id = context.user_id if context else None
    if user_id is None:
        return entries
    user = await hass.auth.async_get_user(user_id)
    return [one for one in entries if user and may_see_calls(hass, user, one.entry_id)]
