"""The card finds calls in the whole archive, and folds those that are alike."""

import re

from playwright.async_api import expect
import pytest_asyncio

from tests.live.flow import add_book
from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx

from .axe import Axe
from .card import CallLog
from .conftest import AddPbx, ShowCard
from .office import ALICE, COURIER, RECEPTION, SHOWN, wait_until_imported
from .screen import PHONE
from .test_card_people import BOOK

DAY = 86_400
INES = ("+447700900777", "Ines Ward")
INES_SHOWN = "07700 900777"


@pytest_asyncio.fixture(loop_scope="session")
async def log(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> CallLog:
    """Return a card with calls of 130 days: the oldest, the latest, and one a day between."""
    since = pbx.now() - 130 * DAY
    pbx.call(source=ALICE[0], start=since, destination="1002", disposition="BUSY")
    for day in range(1, 129):
        pbx.call(source=COURIER[0], start=since + day * DAY, destination="1001", talk=5)
    for minute in range(3):
        at = pbx.now() - 900 + 60 * minute
        pbx.call(source=INES[0], name=INES[1], start=at, disposition="NO ANSWER", ring=9)
    number, name = RECEPTION
    pbx.call(source=number, name=name, destination=INES[0], start=pbx.now() - 300, talk=40)
    entry_id = await add_pbx()
    await add_book(home, entry_id, BOOK)
    await wait_until_imported(home)
    shown = await show_card()
    await expect(shown.names.first).to_have_text(INES_SHOWN)
    return shown


async def test_filters_find_old_calls_and_are_combined_and_taken_back(
    log: CallLog, axe: Axe
) -> None:
    await log.filter.click()
    await log.panel.get_by_label("Extension").select_option("1002")
    await log.expect_count(1)
    await expect(log.names).to_have_text(["Aunt Alice"])
    await log.panel.get_by_label("Extension").select_option("1001")
    await log.panel.get_by_label("Contact group").select_option("VIP")
    await expect(log.state).to_contain_text("No matching calls")
    await log.panel.get_by_label("Extension").select_option("")
    await expect(log.names).to_have_text(["Aunt Alice"])
    await log.panel.get_by_label("Outcome").select_option("Busy")
    await expect(log.chosen.get_by_role("button")).to_have_text(["VIP", "Busy"])
    assert await axe.violations(log.root) == []
    await log.page.keyboard.press("Escape")
    await expect(log.filter).to_have_attribute(
        "aria-label", "Which calls to show: 2 filters are set"
    )
    await log.button("Remove filter: VIP").click()
    await expect(log.names).to_have_text(["Aunt Alice"])
    await log.button("Remove filter: Busy").click()
    await expect(log.chosen).to_be_hidden()
    await expect(log.names.first).to_have_text(INES_SHOWN)


async def test_one_jumps_to_a_day_and_to_all_calls_of_somebody(
    pbx: SimulatedPbx, log: CallLog
) -> None:
    day = await log.page.evaluate(
        "at => new Date(at * 1000).toLocaleDateString('sv')", pbx.now() - 129 * DAY
    )
    await log.filter.click()
    await log.panel.get_by_label("Go to a day").fill(day)
    await expect(log.names).to_have_text([SHOWN[COURIER], "Aunt Alice"])
    await log.page.keyboard.press("Escape")
    await log.rows.first.locator(".main").click()
    await log.rows.first.get_by_role("button", name="All calls").click()
    await expect(log.chosen.get_by_role("button")).to_have_count(2)
    await log.expect_count(1)
    await log.chosen.get_by_role("button").last.click()
    await expect(log.chosen).to_contain_text(SHOWN[COURIER])
    await log.load(128)


async def test_calls_that_are_alike_are_folded_and_who_called_whom_is_said(
    log: CallLog, axe: Axe
) -> None:
    called, missed = log.rows.nth(0), log.rows.nth(1)
    await expect(called.locator(".who")).to_have_text(re.compile(f"^Reception{INES_SHOWN}"))
    await expect(called.locator(".what")).to_contain_text("Outgoing call from Reception.")
    await expect(missed.locator(".who")).to_contain_text("Ines Ward(3)")
    await expect(missed.locator(".what")).to_contain_text("Missed · rang 9 s")
    await missed.locator(".main").click()
    await expect(log.root.locator("li.inner")).to_have_count(3)
    await log.root.locator("li.inner .main").last.click()
    await expect(log.root.locator("li.inner dl").last).to_contain_text("OutcomeNo answer")
    assert await axe.violations(log.root) == []
    await missed.locator(".main").click()
    await expect(log.root.locator("li.inner")).to_have_count(0)
    assert await log.rows.count() > 1


async def test_rows_are_of_one_height_and_the_smallest_card_shows_calls(log: CallLog) -> None:
    await log.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await log.page.wait_for_timeout(300)
    heights = await log.rows.evaluate_all("all => all.map(row => row.offsetHeight)")
    assert len({*heights}) == 1
    head = await log.root.locator(".head").bounding_box()
    assert head is not None
    assert head["height"] <= 96
    await log.root.evaluate(
        "card => { card.style.height = '248px'; card.setAttribute('fills', ''); }"
    )
    await expect(log.rows.nth(1).locator(".name")).to_be_in_viewport(ratio=1)
