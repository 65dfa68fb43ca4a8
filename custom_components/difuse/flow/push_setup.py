"""What a user chooses about pushing, in the options and where an entry only takes pushes."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from ..const import (
    CONF_PUSH_ADDRESS,
    CONF_PUSH_ENABLED,
    CONF_PUSH_LOCAL_ONLY,
    CONF_PUSH_ONLY,
    CONF_PUSH_RENEW,
    CONF_PUSH_TOKEN,
    PUSH_USERNAME,
)
from ..push import CLOUD, EXTERNAL, INTERNAL, AddressError, has_cloud, push_secrets, push_url
from .forms import push_form


class PushSetup:
    """The choices so far, and what the PBX's form is to be filled in with.

    ``secrets`` belong into the entry's data, ``options`` into its options.
    """

    def __init__(
        self, hass: HomeAssistant, data: Mapping[str, Any], options: Mapping[str, Any]
    ) -> None:
        """Start from what is saved."""
        self._hass = hass
        self._is_new = CONF_PUSH_TOKEN not in data
        self._is_optional = not data.get(CONF_PUSH_ONLY)
        self.secrets = push_secrets(data)
        self.options: dict[str, Any] = {
            CONF_PUSH_ENABLED: options.get(CONF_PUSH_ENABLED, not self._is_optional),
            CONF_PUSH_LOCAL_ONLY: options.get(CONF_PUSH_LOCAL_ONLY, True),
            CONF_PUSH_ADDRESS: options.get(CONF_PUSH_ADDRESS, INTERNAL),
        }
        self._url = ""

    @property
    def is_on(self) -> bool:
        """Return whether the PBX is to push."""
        return bool(self.options[CONF_PUSH_ENABLED])

    @property
    def form(self) -> Any:
        """The form, with what is chosen in it."""
        addresses = [INTERNAL, EXTERNAL]
        if has_cloud(self._hass) or self.options[CONF_PUSH_ADDRESS] == CLOUD:
            addresses.append(CLOUD)
        return push_form(
            self.options, addresses, may_renew=not self._is_new, may_disable=self._is_optional
        )

    @property
    def details(self) -> dict[str, str]:
        """The values for the PBX's form, as placeholders."""
        return {
            "url": self._url,
            "token": self.secrets[CONF_PUSH_TOKEN],
            "username": PUSH_USERNAME,
        }

    async def take(self, typed: Mapping[str, Any]) -> dict[str, str]:
        """Take over what was chosen; return the errors by field."""
        self.options |= {key: typed[key] for key in self.options if key in typed}
        self.secrets = push_secrets(self.secrets, renew=typed.get(CONF_PUSH_RENEW, False))
        if not self.is_on:
            return {}
        address = self.options[CONF_PUSH_ADDRESS]
        if address == CLOUD and self.options[CONF_PUSH_LOCAL_ONLY]:
            return {CONF_PUSH_LOCAL_ONLY: "cloud_is_not_local"}
        try:
            self._url = await push_url(self._hass, self.secrets[CONF_WEBHOOK_ID], address)
        except AddressError as err:
            return {CONF_PUSH_ADDRESS: err.key}
        return {}
