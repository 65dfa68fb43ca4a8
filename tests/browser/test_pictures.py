"""What the pages in ``docs`` show; with --screenshots their pictures are taken anew."""

import asyncio
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx

from .conftest import AddPbx, Picture, Visit
from .office import ALICE, COURIER, SHOWN, forget_history, place_calls, ring
from .screen import turn

INTEGRATION = "/config/integrations/integration/difuse"
DRAWN_MS = 700
"""Charts and icons come a moment after the words."""


async def test_pages_of_home_assistant(
    home: HassProcess,
    pbx: SimulatedPbx,
    add_pbx: AddPbx,
    walk: Visit,
    picture: Picture,
) -> None:
    """Show a PBX with the calls of a day, the last two of which were announced."""
    await forget_history(home)
    place_calls(pbx)
    await add_pbx()
    pbx.call(source=COURIER[0], destination="1001", disposition="NO ANSWER", start=pbx.now() - 300)
    await ring(home, pbx, ALICE, destination="1002", ring=6, talk=95)
    await show_integration(walk, picture)
    await show_device(walk, picture)
    await show_logbook(home, walk, picture)
    await show_automation_editor(walk, picture)
    await show_pushing(home, walk, picture)


async def drawn(page: Page) -> None:
    await page.wait_for_timeout(DRAWN_MS)


async def show_integration(walk: Visit, picture: Picture) -> None:
    page = await walk(INTEGRATION)
    await expect(page.locator("ha-config-entry-row")).to_contain_text("Difuse PBX")
    await drawn(page)
    await picture(page, "integration")


async def show_device(walk: Visit, picture: Picture) -> None:
    page = await walk(INTEGRATION)
    await page.locator("a[href^='/config/devices/device/']").first.click()
    await expect(page.get_by_text("Missed today", exact=True)).to_be_visible()
    await expect(page.locator("ha-logbook")).to_contain_text(
        "called Sales (1002), answered by Sales"
    )
    await drawn(page)
    await picture(page, "device")


async def wait_until_told(home: HassProcess, sentence: str) -> None:
    """Wait until the logbook tells of a call: it learns how just after the first set-up."""
    since = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    async with asyncio.timeout(60):
        while True:
            lines = await home.ws_call("logbook/get_events", start_time=since)
            if any(sentence in line.get("name", "") for line in lines):
                return
            await asyncio.sleep(0.2)


async def show_logbook(home: HassProcess, walk: Visit, picture: Picture) -> None:
    await wait_until_told(home, f"{ALICE[1]} ({SHOWN[ALICE]}) called Sales (1002)")
    page = await walk("/logbook")
    for line in (
        "Alice Morgan (07700 900101) called Sales (1002)",
        "Call→Answered",
        "Call→No answer",
        "Last caller→Alice Morgan",
    ):
        await expect(page.locator("ha-logbook")).to_contain_text(line)
    await drawn(page)
    await picture(page, "logbook")


async def show_automation_editor(walk: Visit, picture: Picture) -> None:
    page = await walk("/config/automation/edit/new")
    await page.locator("ha-button", has_text="Add trigger").click()
    await page.get_by_text("By type").first.click()
    await page.get_by_text("Difuse PBX").first.click()
    trigger = page.get_by_text("Call missed").first
    await expect(trigger).to_be_visible()
    await drawn(page)
    await picture(page, "automation-triggers")
    await trigger.click()
    await expect(page.get_by_text("Only calls from or to these numbers").first).to_be_visible()
    await drawn(page)
    await picture(page, "automation-editor")


async def show_pushing(home: HassProcess, walk: Visit, picture: Picture) -> None:
    """Show a made-up address; the token is that of a PBX that is gone when it is published."""
    shown = "http://homeassistant.local:8123"
    await home.ws_call("config/core/update", internal_url=shown)
    page = await walk(INTEGRATION)
    await page.get_by_role("button", name="Configure").first.click()
    await page.get_by_text("Let the PBX send its calls").first.click()
    await turn(page.locator("ha-selector-boolean").first.locator("ha-switch"), on=True)
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text(f"{shown}/api/webhook/")).to_be_visible()
    await drawn(page)
    await picture(page.locator("dialog").first, "push")
    await home.ws_call("config/core/update", internal_url=None)
