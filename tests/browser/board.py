"""Dashboards, made as the editor makes them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.live.hass import HassProcess

CALLS: Final = {"title": "Calls", "strategy": {"type": "custom:difuse"}}
"""The integration's own dashboard."""


async def make_dashboard(
    hass: HassProcess, path: str, config: Mapping[str, Any], *, icon: str = "mdi:phone"
) -> str:
    """Make a dashboard of this configuration, and return its id; a path needs a hyphen."""
    made = await hass.ws_call(
        "lovelace/dashboards/create", url_path=path, title=config["title"], icon=icon
    )
    await save_dashboard(hass, path, config)
    dashboard_id: str = made["id"]
    return dashboard_id


async def save_dashboard(hass: HassProcess, path: str, config: Mapping[str, Any]) -> None:
    """Give a dashboard this configuration."""
    await hass.ws_call("lovelace/config/save", url_path=path, config=config)


def one_section(cards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the configuration of a dashboard that shows these cards in one section."""
    section = {"type": "grid", "cards": list(cards)}
    return {"title": "Test", "views": [{"type": "sections", "sections": [section]}]}


async def delete_dashboard(hass: HassProcess, dashboard_id: str) -> None:
    """Delete a dashboard."""
    await hass.ws_call("lovelace/dashboards/delete", dashboard_id=dashboard_id)
