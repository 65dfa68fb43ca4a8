"""Where the blueprints can be imported from: Home Assistant takes none from an integration."""

from typing import Final
from urllib.parse import quote

_FOLDER: Final = "https://github.com/difuse-community/home-assistant-difuse/blob/main/blueprints/automation/difuse"
_IMPORT: Final = "https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url="
_SHOWN: Final = ("missed_call_notify", "call_not_returned", "vip_called")


def blueprint_links() -> dict[str, str]:
    """Return links that have Home Assistant ask whether to import a blueprint, by their names."""
    return {name: _IMPORT + quote(f"{_FOLDER}/{name}.yaml", safe="") for name in _SHOWN}
