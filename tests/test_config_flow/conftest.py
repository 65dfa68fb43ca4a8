"""Flows whose entries aren't set up, and a PBX with a certificate of its own."""

from collections.abc import AsyncGenerator, Generator
from unittest.mock import AsyncMock, MagicMock, patch

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
import pytest

from tests.flows import serve_securely
from tests.simulator import Simulator


@pytest.fixture(autouse=True)
def set_up_entry(enable_custom_integrations: None) -> Generator[AsyncMock]:
    """Keep the flow's entries from being set up: their archives hold no calls."""

    async def set_up(_: HomeAssistant, entry: ConfigEntry[MagicMock]) -> bool:
        entry.runtime_data = MagicMock()
        entry.runtime_data.archive.read = AsyncMock(return_value=[])
        return True

    with (
        patch("custom_components.difuse.async_setup_entry", side_effect=set_up) as mock,
        patch("custom_components.difuse.async_unload_entry", return_value=True),
    ):
        yield mock


@pytest.fixture
async def secure(hass: HomeAssistant, socket_enabled: None) -> AsyncGenerator[Simulator]:
    """Serve a PBX with a certificate that nobody vouches for."""
    async with serve_securely() as running:
        yield running
