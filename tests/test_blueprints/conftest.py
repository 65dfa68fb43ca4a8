"""A blueprint as an automation."""

from collections.abc import AsyncGenerator
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.blueprints import FOLDER, MADE, Use
from tests.home import state_of


@pytest.fixture
async def use(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Use]:
    """Return a function that makes an automation of a blueprint, as the editor does."""

    async def do_use(name: str, **inputs: Any) -> None:
        shutil.copytree(FOLDER, tmp_path / "blueprints/automation/difuse")
        hass.config.config_dir = str(tmp_path)
        automation = {
            "id": name,
            "alias": "Made of it",
            "use_blueprint": {"path": f"difuse/{name}.yaml", "input": inputs},
        }
        assert await async_setup_component(hass, "automation", {"automation": [automation]})
        await hass.async_block_till_done()
        assert state_of(hass, MADE).state == "on"

    yield do_use
    await hass.services.async_call("automation", "turn_off", {"entity_id": MADE}, blocking=True)
