"""The card with nothing but the keyboard: walking the list, opening, playing, marking as done."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import expect
import pytest
import pytest_asyncio

from tests.live.hass import HassProcess
from tests.simulator import Leg, SimulatedPbx

from .axe import Axe
from .card import CallLog
from .conftest import AddPbx, ShowCard
from .office import BOB, DENTIST, place_calls, ring
from .screen import PATIENCE_MS

type Press = Callable[..., Awaitable[None]]

FOCUSED = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.getAttribute("aria-label") ?? element.textContent;
}"""
LEFT_OUT = 40
"""No way with Tab is longer than that."""


@pytest_asyncio.fixture(loop_scope="session")
async def log(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> CallLog:
    """Return a card with past calls, and a missed one since: a voicemail, which was recorded."""
    place_calls(pbx)
    await add_pbx()
    legs = (Leg(disposition="NO ANSWER", ring=20), Leg(destination="*97", talk=9, recorded=True))
    await ring(home, pbx, DENTIST, legs=legs)
    shown = await show_card()
    await expect(shown.names.first).to_have_text(DENTIST[1])
    return shown


@pytest.fixture
def press(log: CallLog) -> Press:
    """Return a function that presses keys, one after the other."""

    async def keys(*names: str) -> None:
        for name in names:
            await log.page.keyboard.press(name)

    return keys


async def focused(log: CallLog) -> str:
    """Return what has the focus."""
    said: str = await log.page.evaluate(FOCUSED)
    return said


async def wait_for_focus(log: CallLog, beginning: str) -> None:
    """Wait until something has the focus that begins like that, as after a popover is closed."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not (await focused(log)).startswith(beginning):
            await log.page.wait_for_timeout(50)


async def tab_to(log: CallLog, beginning: str) -> None:
    """Press Tab until something has the focus that begins like that."""
    for _ in range(LEFT_OUT):
        if (await focused(log)).startswith(beginning):
            return
        await log.page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {beginning!r}")


async def test_a_missed_caller_is_found_heard_and_done_and_that_is_undone(
    log: CallLog, press: Press, axe: Axe
) -> None:
    await expect(log.row(DENTIST[1]).first).to_contain_text("New")
    await tab_to(log, "Which calls to show")
    await press("Enter")
    await tab_to(log, "Missed")
    await press("Enter", "Escape")
    await expect(log.panel).to_be_hidden()
    await expect(log.chosen).to_contain_text("Missed")
    await wait_for_focus(log, "Which calls to show")
    await press("Shift+Tab", "Shift+Tab")
    assert await focused(log) == "Search name or number"
    await log.page.keyboard.type("river")
    await expect(log.names.first).to_have_text(DENTIST[1])
    await press("ArrowDown")
    assert DENTIST[1] in await focused(log)
    await tab_to(log, "Play the recording")
    await press("Enter")
    player = log.root.get_by_role("region", name="Recording")
    await expect(player).to_contain_text("0:01 / 0:01")
    await press("Shift+Tab")
    assert await focused(log) == f"Done with {DENTIST[1]}"
    await press("Enter")
    await expect(log.toast).to_contain_text(f"Nobody needs to call {DENTIST[1]} back any more.")
    await expect(log.rows.first).to_contain_text("answered by a machine · Seen")
    # The button is gone; the focus is still in its row.
    assert DENTIST[1] in await focused(log)
    assert await axe.violations(log.root) == []
    await tab_to(log, "Undo")
    await press("Enter")
    await expect(log.rows.first).to_contain_text("New")
    await expect(log.toast).to_contain_text(f"{DENTIST[1]} is back on the list of calls to return.")
    assert DENTIST[1] in await focused(log)


async def test_arrows_walk_the_list(log: CallLog, press: Press) -> None:
    await log.search.focus()
    await press("ArrowDown", "ArrowDown")
    assert (await focused(log)).startswith(BOB[1])
    await press("ArrowRight")
    await expect(log.rows.nth(1).locator("dl")).to_contain_text("OutcomeNo answer")
    await press("Escape")
    await expect(log.rows.nth(1).locator("dl")).to_be_hidden()
    await press("End")
    await expect(log.names.last).to_be_in_viewport()
    last = await focused(log)
    await press("Home")
    assert (await focused(log)).startswith(DENTIST[1])
    # What was walked to is the list's place: Tab leaves the list, and comes back to it.
    await press("End", "Shift+Tab")
    assert await focused(log) != last
    await press("Tab")
    assert await focused(log) == last
    await press("/")
    assert await focused(log) == "Search name or number"


async def test_the_focus_stays_in_the_list_while_its_row_is_scrolled_away(
    log: CallLog, press: Press, home: HassProcess, pbx: SimulatedPbx
) -> None:
    await log.page.set_viewport_size({"width": 1200, "height": 400})
    await log.search.focus()
    await press("ArrowDown")
    row = await focused(log)
    assert row.startswith(DENTIST[1])
    await ring(home, pbx, BOB, talk=5)
    await expect(log.names.first).to_have_text(BOB[1])
    assert await focused(log) == row
    await press("ArrowUp")
    assert (await focused(log)).startswith(BOB[1])
