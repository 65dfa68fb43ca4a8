"""Automations that somebody makes in the editor by clicks, with a phone that they send to."""

import asyncio
from collections.abc import AsyncIterator
import re

from playwright.async_api import Page, expect
import pytest_asyncio

from tests.live.hass import HassProcess
from tests.phone import Phone
from tests.simulator import SimulatedPbx

from .conftest import AddPbx, Visit
from .office import ALICE, ring
from .problems import Problems

AUTOMATIONS = "/config/automation/dashboard"


@pytest_asyncio.fixture(loop_scope="session")
async def phone(home: HassProcess) -> AsyncIterator[Phone]:
    """Return a phone whose app is logged in, until the test's end."""
    async with Phone() as phone:
        await home.post("/api/mobile_app/registrations", phone.registration)
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


async def begin(page: Page) -> None:
    await page.get_by_text("Create automation").first.click()
    await page.get_by_text("Create new automation").first.click()


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


async def pushed(phone: Phone) -> str:
    """Return what the phone shows, as soon as it shows something."""
    await asyncio.wait_for(phone.came.wait(), 20)
    (text,) = phone.texts
    return text


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
    assert await pushed(phone) == "Missed: Alice Morgan (07700 900101)"
    # The frontend's own field for a time: minutes are empty while hours are typed.
    problems.forgive(lambda problem: 'The specified value "NaN" cannot be parsed' in problem)
