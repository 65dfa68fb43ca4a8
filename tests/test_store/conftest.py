"""Real files, and what is told of them."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Take the place of the plugin's storage, which is none."""
    return {}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Let Home Assistant write real files."""
    return hass_tmp_config_dir


@pytest.fixture
def file(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Name the file of the entry's store."""
    return Path(hass.config.path(".storage", f"difuse.{entry.entry_id}"))
