"""Who may see calls: whoever may read an entity that shows them."""

from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN, KEY_CALL

_SHOWING_CALLS: Final = (("event", KEY_CALL), ("sensor", "recent_calls"))


@callback
def entities_with_calls(hass: HomeAssistant, entry_id: str) -> list[str]:
    """Give the entities that show the calls of a PBX."""
    registry = er.async_get(hass)
    found = [
        registry.async_get_entity_id(domain, DOMAIN, f"{entry_id}_{key}")
        for domain, key in _SHOWING_CALLS
    ]
    return [entity_id for entity_id in found if entity_id is not None]


@callback
def may_see_calls(hass: HomeAssistant, user: User, entry_id: str) -> bool:
    """Whether a user may see the calls of a PBX; administrators may see all."""
    return user.is_admin or any(
        may_read(user, entity_id) for entity_id in entities_with_calls(hass, entry_id)
    )


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
def may_read(user: User, entity_id: str) -> bool:
    """Whether a user may read an entity."""
    return user.permissions.check_entity(entity_id, POLICY_READ)
