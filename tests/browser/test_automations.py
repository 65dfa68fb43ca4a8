"""Automations that somebody makes in the editor by clicks, with a phone that they send to."""

import asyncio
from collections.abc import AsyncIterator
import re
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect
import pytest_asyncio

from tests.live.hass import REPOSITORY, HassProcess
from tests.pages import automation
from tests.phone import Phone, buttons
from tests.simulator import SimulatedPbx

from .conftest import AddPbx, Visit
from .office import ALICE, ring
from .problems import Problems
from .screen import go_to

AUTOMATIONS = "/config/automation/dashboard"
BLUEPRINTS = REPOSITORY / "blueprints/automation/difuse"
IMPORT = "/config/blueprint/dashboard/import?blueprint_url="
"""Where a My link leads."""

NEW_MISSED = "sensor.difuse_pbx_new_missed_calls"
MISSED_CALLS = "Difuse: missed calls on your phone"
CHOSEN = '<img src="/static/x.png"> [Bank](https://evil.example) **now** www.evil.example'


@pytest_asyncio.fixture(loop_scope="session")
async def phone(home: HassProcess) -> AsyncIterator[Phone]:
    """Return a phone whose app is logged in, until the test's end."""
    async with Phone() as phone:
        login = await home.post("/api/mobile_app/registrations", phone.registration)
        phone.webhook_id = login["webhook_id"]
        yield phone
        for entry in await home.get("/api/config/config_entries/entry?domain=mobile_app"):
            await home.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")


@pytest_asyncio.fixture(loop_scope="session")
async def editor(home: HassProcess, add_pbx: AddPbx, visit: Visit) -> AsyncIterator[Page]:
    """Return the page of automations; those that are made there go with the test."""
    await add_pbx()
    page = await visit(AUTOMATIONS)
    yield page
    for name, state in (await home.states()).items():
        if name.startswith("automation."):
            await home.delete(f"/api/config/automation/config/{state['attributes']['id']}")


async def begin(page: Page, what: str = "Create new automation") -> None:
    await page.get_by_text("Create automation").first.click()
    await page.get_by_text(what).first.click()


async def add(page: Page, what: str, *clicks: str) -> None:
    """Add a trigger, condition or action to the automation."""
    await page.locator("ha-button", has_text=f"Add {what}").click()
    dialog = page.locator("add-automation-element-dialog")
    for words in clicks:
        await dialog.get_by_text(re.compile(rf"^\s*{re.escape(words)}")).first.click()


async def save(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Save").click()
    dialog = page.locator("ha-dialog-automation-save")
    await dialog.get_by_role("textbox").first.fill(name)
    await dialog.get_by_role("button", name="Save").click()


async def pushed(phone: Phone) -> dict[str, Any]:
    """Return the notification that the phone shows, as soon as it shows one."""
    await asyncio.wait_for(phone.came.wait(), 60)
    (notification,) = phone.shown
    return notification


async def press(home: HassProcess, phone: Phone, button: dict[str, str]) -> None:
    """Press a button, as the app tells of it, and wait until something is pushed then."""
    phone.came.clear()
    event = {
        "event_type": "mobile_app_notification_action",
        "event_data": {"action": button["action"]},
    }
    await home.post(f"/api/webhook/{phone.webhook_id}", {"type": "fire_event", "data": event})
    await asyncio.wait_for(phone.came.wait(), 60)


async def test_no_target_is_demanded(editor: Page) -> None:
    await begin(editor)
    await add(editor, "trigger", "By type", "Difuse PBX", "Call missed")
    await add(editor, "condition", "By type", "Difuse PBX", "There are new missed calls")
    row = editor.locator("ha-automation-trigger-row")
    # What is new isn't complained about yet.
    await row.click()
    await expect(editor.get_by_text("Only calls of this PBX.")).to_be_visible()
    await expect(row).to_contain_text("Call missed")
    await expect(editor.locator("ha-automation-condition-row")).to_contain_text("missed calls")
    await expect(editor.get_by_text("No target set")).to_have_count(0)


async def test_a_message_by_day_only(
    home: HassProcess, editor: Page, phone: Phone, pbx: SimulatedPbx, problems: Problems
) -> None:
    await begin(editor)
    await add(editor, "trigger", "By type", "Difuse PBX", "Call missed")
    await add(editor, "condition", "By type", "Time")
    await editor.get_by_text("Tests if the current time is before").click()
    hours = editor.locator("ha-selector-time input[name=hours]")
    await hours.nth(0).fill("7")
    await hours.nth(1).fill("22")
    await hours.nth(1).press("Tab")
    await expect(editor.get_by_text("after 7:00 and before 22:00")).to_be_visible()
    await add(editor, "action", "Devices", phone.name, "Send a notification message")
    message = editor.locator("ha-selector-text").first.get_by_role("textbox")
    await message.fill("Missed: {{ trigger.plain.caller }}")
    await save(editor, "By day")
    await home.wait_for_state("automation.by_day", lambda state: state["state"] == "on")
    await ring(home, pbx, ALICE, destination="1001", disposition="NO ANSWER")
    assert (await pushed(phone))["message"] == "Missed: Alice Morgan (07700 900101)"
    # The frontend's own field for a time: minutes are empty while hours are typed.
    problems.forgive(lambda problem: 'The specified value "NaN" cannot be parsed' in problem)


async def test_not_at_night_and_with_a_button_to_call_back(
    home: HassProcess, editor: Page, phone: Phone, pbx: SimulatedPbx
) -> None:
    """The whole way by clicks: import the blueprint, fill it in, be notified, tick the call off."""
    files = web.Application()
    files.router.add_static("/", BLUEPRINTS)
    async with TestServer(files) as server:
        source = str(server.make_url("/missed_call_notify.yaml"))
        await go_to(editor, IMPORT + quote(source, safe=""))
        await editor.get_by_role("button", name="Preview").click()
        dialog = editor.locator("ha-dialog-import-blueprint")
        await dialog.get_by_role("button", name="Import blueprint").click()
        await expect(editor.locator("ha-data-table")).to_contain_text(MISSED_CALLS)
    await go_to(editor, AUTOMATIONS)
    await begin(editor, MISSED_CALLS)
    hours = editor.locator("ha-selector-time input[name=hours]")
    await expect(hours.nth(0)).to_have_value("22")
    await expect(hours.nth(1)).to_have_value("7")
    await editor.get_by_text("Select a device").click()
    await editor.get_by_text(phone.name).first.click()
    await save(editor, "Missed calls")
    await home.wait_for_state("automation.missed_calls", lambda state: state["state"] == "on")
    await ring(home, pbx, ALICE, destination="1001", disposition="NO ANSWER")
    notification = await pushed(phone)
    assert notification["message"].startswith("Alice Morgan (07700 900101) called 1001 at ")
    assert list(buttons(notification)) == ["Call back", "Done"]
    assert buttons(notification)["Call back"]["uri"] == f"deep-link://tel:{ALICE[0]}"
    await home.wait_for_state(NEW_MISSED, lambda state: state["state"] == "1")
    await press(home, phone, buttons(notification)["Done"])
    assert phone.shown == []
    assert (await home.states())[NEW_MISSED]["state"] == "0"


async def test_what_a_caller_chose_does_nothing_in_a_notification(
    home: HassProcess, editor: Page, pbx: SimulatedPbx
) -> None:
    """Home Assistant's own notifications are Markdown."""
    example = automation("Tell me about missed calls")
    await home.post("/api/config/automation/config/printed", example)
    # Other tests may have left one.
    await home.ws_call("call_service", domain="persistent_notification", service="dismiss_all")
    await ring(home, pbx, (ALICE[0], CHOSEN), destination="1001", disposition="NO ANSWER")
    await editor.get_by_role("button", name="Notifications").click()
    shown = editor.locator("persistent-notification-item ha-markdown")
    await expect(shown).to_contain_text("(07700 900101) called 1001.")
    await expect(shown).to_contain_text("Bank")
    await expect(shown.locator("a, img, strong, em, code, li")).to_have_count(0)
    await home.ws_call("call_service", domain="persistent_notification", service="dismiss_all")
