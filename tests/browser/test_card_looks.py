"""The card in the dark, on a phone and right to left, and how little of it changes."""

from playwright.async_api import expect

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, Traffic

from .axe import Axe
from .conftest import AddPbx, Picture, ShowCard
from .office import COURIER, place_calls, ring, wait_until_imported
from .screen import DARK, DESKTOP, PHONE, Screen

HEBREW = Screen(locale="he")


async def test_nobody_is_kept_from_using_it(
    home: HassProcess,
    pbx: SimulatedPbx,
    add_pbx: AddPbx,
    show_card: ShowCard,
    axe: Axe,
    picture: Picture,
) -> None:
    place_calls(pbx)
    await add_pbx()
    await ring(home, pbx, COURIER, disposition="NO ANSWER", ring=22)
    for screen, name in ((DESKTOP, "card"), (DARK, "card-dark"), (PHONE, "card-phone")):
        log = await show_card(screen, rows=40)
        await expect(log.rows.first).to_contain_text("New")
        assert await axe.violations(log.root) == [], name
        await picture(log.root, name)
        await log.rows.nth(1).locator(".main").click()
        await log.choose("Missed")
        await log.search.fill("b")
        assert await axe.violations(log.root) == [], name
        await log.filter.click()
        assert await axe.violations(log.root) == [], name


async def test_nor_when_there_are_no_calls(add_pbx: AddPbx, show_card: ShowCard, axe: Axe) -> None:
    await add_pbx()
    log = await show_card()
    await expect(log.state).to_contain_text("No calls yet.")
    assert await axe.violations(log.root) == []
    await log.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await expect(log.root.locator("ha-card")).to_have_css("color", "rgb(225, 225, 225)")
    assert await axe.violations(log.root) == []


async def test_nothing_sticks_out(pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard) -> None:
    Traffic(pbx, seed=2).history(7, calls_per_day=30)
    await add_pbx()
    log = await show_card(rows=40)
    await log.expect_count(40)
    for width in (1200, 390, 320):
        await log.page.set_viewport_size({"width": width, "height": 800})
        await log.page.wait_for_timeout(300)
        too_wide = await log.root.evaluate(
            "card => [...card.shadowRoot.querySelectorAll('.list, .head, .head *, li, li *')]"
            ".filter(one => !one.closest('.hidden, .wide, .panel')"
            " && one.scrollWidth > one.clientWidth + 1"
            " && !['hidden', 'clip'].includes(getComputedStyle(one).overflowX)"
            " && getComputedStyle(one).display !== 'inline')"
            ".map(one => one.className + ': ' + one.textContent)"
        )
        assert too_wide == [], width


async def test_right_to_left(pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard) -> None:
    place_calls(pbx)
    await add_pbx()
    log = await show_card(HEBREW)
    row = log.row("Alice Morgan").first
    await expect(row).to_be_visible()
    sign, name = row.locator("ha-icon.sign"), row.locator(".name")
    left_of, right_of = await name.bounding_box(), await sign.bounding_box()
    assert left_of is not None
    assert right_of is not None
    assert left_of["x"] + left_of["width"] <= right_of["x"]
    await expect(row.locator(".number")).to_have_attribute("dir", "ltr")
    assert await log.page.evaluate("document.documentElement.dir") == "rtl"


CHANGES = """list => {
    window.changes = 0;
    new MutationObserver(records => window.changes += records.length).observe(
        list, {attributes: true, characterData: true, childList: true, subtree: true});
}"""
FEW = 60
"""Changes for one more call: its row comes, another goes, those between get other places."""


async def test_a_call_that_comes_changes_little(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    Traffic(pbx, seed=3).history(7, calls_per_day=60)
    await add_pbx()
    await wait_until_imported(home)
    log = await show_card(rows=100)
    await log.load(200)
    await log.list.evaluate("list => list.scrollTo(0, 0)")
    await expect(log.days.first).to_have_text("Today")
    await log.list.evaluate(CHANGES)
    await ring(home, pbx, COURIER, disposition="NO ANSWER")
    await expect(log.root.locator(".seen")).to_contain_text("Mark 1 missed as seen")
    await expect(log.rows.first).to_contain_text("New")
    assert await log.page.evaluate("window.changes") <= FEW
