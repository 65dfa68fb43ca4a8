"""A blueprint as an automation, and a phone to which it sends."""

from collections.abc import AsyncGenerator
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.blueprints import FOLDER, MADE, Use
from tests.home import state_of
from tests.live.hass import STAND_INS
from tests.phone import Phone

OWNER = "somebody"
"""Whose phone it is; nobody asks what they may see, as the automation acts."""


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


@pytest.fixture
async def phone(
    hass: HomeAssistant, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Phone]:
    """Return a phone that can log in; that loads what listens, which isn't needed here."""
    monkeypatch.syspath_prepend(STAND_INS)
    async with Phone() as phone:
        yield phone


async def log_in(hass: HomeAssistant, phone: Phone) -> str:
    """Log in with the app on this phone, and return the id of its device."""
    assert await async_setup_component(hass, "mobile_app", {})
    data = {**phone.registration, "webhook_id": phone.name, "user_id": OWNER}
    entry = MockConfigEntry(domain="mobile_app", title=phone.name, data=data)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return device.id


async def press(hass: HomeAssistant, button: dict[str, str]) -> None:
    """Press a button; its action is all that every phone tells of it, and who has logged in."""
    data = {"action": button["action"]}
    context = Context(user_id=OWNER)
    hass.bus.async_fire("mobile_app_notification_action", data, context=context)
    await hass.async_block_till_done(wait_background_tasks=True)


async def press_others(hass: HomeAssistant) -> None:
    """Press a button of another automation, and answer a notification in words."""
    for other in ({"action": "SOMETHING_ELSE"}, {"reply_text": "No button of ours"}):
        hass.bus.async_fire("mobile_app_notification_action", other)
        await hass.async_block_till_done()
