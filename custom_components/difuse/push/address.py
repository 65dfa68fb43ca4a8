"""What the PBX needs in order to push: the address, and how to prove who it is."""

from collections.abc import Mapping
from contextlib import suppress
import secrets
from typing import Any, Final

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.network import NoURLAvailableError

from ..const import CONF_PUSH_ADDRESS, CONF_PUSH_TOKEN

INTERNAL: Final = "internal"
EXTERNAL: Final = "external"
CLOUD: Final = "cloud"

_CLOUD_DOMAIN: Final = "cloud"
_TOKEN_BYTES: Final = 24


class AddressError(Exception):
    """There is no such address; ``key`` says so under ``error``."""

    def __init__(self, key: str) -> None:
        """Take the key."""
        super().__init__(key)
        self.key = key


def push_secrets(data: Mapping[str, Any], *, renew: bool = False) -> dict[str, str]:
    """Return the webhook's id and the token, those that there are or new ones."""
    token = None if renew else data.get(CONF_PUSH_TOKEN)
    return {
        CONF_WEBHOOK_ID: data.get(CONF_WEBHOOK_ID) or webhook.async_generate_id(),
        # Digits and letters only: whatever the PBX does to them, they stay what they are.
        CONF_PUSH_TOKEN: token or secrets.token_hex(_TOKEN_BYTES),
    }


@callback
def has_cloud(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant can be reached through its cloud."""
    if _CLOUD_DOMAIN not in hass.config.components:
        return False
    from homeassistant.components import cloud  # noqa: PLC0415  it isn't there for everybody

    return cloud.async_active_subscription(hass)


async def push_url(hass: HomeAssistant, webhook_id: str, address: str) -> str:
    """Return the URL that the PBX pushes to. Raise AddressError."""
    if address == CLOUD:
        return await _cloud_url(hass, webhook_id)
    is_external = address == EXTERNAL
    try:
        return webhook.async_generate_url(
            hass,
            webhook_id,
            allow_internal=not is_external,
            allow_external=is_external,
            prefer_external=is_external,
        )
    except NoURLAvailableError as err:
        raise AddressError(f"no_{address}_url") from err


async def _cloud_url(hass: HomeAssistant, webhook_id: str) -> str:
    if not has_cloud(hass):
        raise AddressError("no_cloud_url")
    from homeassistant.components import cloud  # noqa: PLC0415  it isn't there for everybody

    try:
        return await cloud.async_get_or_create_cloudhook(hass, webhook_id)
    except HomeAssistantError as err:
        raise AddressError("no_cloud_url") from err


async def async_forget_cloud_address(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back the address in the cloud, where there is one."""
    is_in_cloud = entry.options.get(CONF_PUSH_ADDRESS) == CLOUD
    if not is_in_cloud or _CLOUD_DOMAIN not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415  it isn't there for everybody

    # It may be gone already, or the cloud out of reach; nothing answers there any more anyway.
    with suppress(HomeAssistantError, ValueError, OSError):
        await cloud.async_delete_cloudhook(hass, entry.data[CONF_WEBHOOK_ID])
