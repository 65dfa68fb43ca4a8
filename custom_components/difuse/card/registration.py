"""Cards and the dashboard: served to browsers, and loaded by every page of the frontend."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import DOMAIN as FRONTEND, add_extra_js_url
from homeassistant.components.http.server import StaticPathConfig
from homeassistant.components.panel_custom import async_register_panel
from homeassistant.core import HomeAssistant

from ..const import DASHBOARD_PANEL, DOMAIN

WWW: Final = Path(__file__).parent / "www"
ENTRY: Final = "difuse.js"
"""The one module that pages load; it imports the cards and the dashboard."""


async def async_setup_frontend(hass: HomeAssistant) -> None:
    """Serve the cards, and have the frontend load it; to be called once.

    Its address changes with its text, so that browsers may keep it for long and
    yet load a new one after an update, the modules that it imports included.
    """
    if FRONTEND not in hass.config.components:
        return  # Nobody would look: a Home Assistant without its pages.
    version = await hass.async_add_executor_job(_version)
    folder = f"/{DOMAIN}_static/{version}"
    await hass.http.async_register_static_paths([StaticPathConfig(folder, str(WWW), True)])
    add_extra_js_url(hass, f"{folder}/{ENTRY}")
    # Pages that were open before the first PBX was set up load the module with this one.
    await async_register_panel(
        hass,
        frontend_url_path=DASHBOARD_PANEL,
        webcomponent_name=DASHBOARD_PANEL,
        module_url=f"{folder}/{ENTRY}",
        require_admin=True,
    )


def _version() -> str:
    """Return what tells these files from those of another release."""
    digest = sha256()
    for file in sorted(WWW.glob("*.js")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
