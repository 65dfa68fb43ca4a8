"""The card in the dark, on a phone, right to left, with a keyboard, and with very many calls."""

from playwright.async_api import CDPSession, expect
import pytest

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, Traffic

from .axe import Axe
from .conftest import AddPbx, Picture, ShowCard
from .office import COURIER, place_calls, ring, wait_until_imported
from .screen import DARK, DESKTOP, PHONE, Screen

HEBREW = Screen(locale="he")
FRAMES = 100
SCROLL = """(list, frames) => new Promise(resolve => {
    const step = list.scrollHeight / frames;
    list.scrollTop = 0;
    const frame = () => {
        if ((frames -= 1) < 0) return resolve();
        list.scrollTop += step;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""


@pytest.mark.parametrize(
    ("screen", "name"),
    [(DESKTOP, "card"), (DARK, "card-dark"), (PHONE, "card-phone")],
    ids=["light", "dark", "phone"],
)
async def test_nobody_is_kept_from_using_it(
    home: HassProcess,
    pbx: SimulatedPbx,
    add_pbx: AddPbx,
    show_card: ShowCard,
    axe: Axe,
    picture: Picture,
    screen: Screen,
    name: str,
) -> None:
    place_calls(pbx)
    await add_pbx()
    await ring(home, pbx, COURIER, disposition="NO ANSWER", ring=22)
    log = await show_card(screen, rows=40)
    await expect(log.rows.first).to_contain_text("New")
    assert await axe.violations(log.root) == []
    await picture(log.root, name)
    await log.rows.nth(1).locator(".main").click()
    await log.chip("Missed").click()
    await log.search.fill("b")
    assert await axe.violations(log.root) == []


async def test_nor_when_there_are_no_calls(add_pbx: AddPbx, show_card: ShowCard, axe: Axe) -> None:
    await add_pbx()
    log = await show_card()
    await expect(log.state).to_contain_text("No calls yet.")
    assert await axe.violations(log.root) == []
    await log.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await expect(log.root.locator("ha-card")).to_have_css("color", "rgb(225, 225, 225)")
    assert await axe.violations(log.root) == []


async def test_nothing_sticks_out(pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard) -> None:
    Traffic(pbx, seed=2).history(2, calls_per_day=80)
    await add_pbx()
    log = await show_card(rows=40)
    await expect(log.rows).to_have_count(40)
    for width in (1200, 390, 320):
        await log.page.set_viewport_size({"width": width, "height": 800})
        await log.page.wait_for_timeout(300)
        too_wide = await log.root.evaluate(
            "card => [...card.shadowRoot.querySelectorAll('.list, .head, .tools, li, li *')]"
            ".filter(one => !one.closest('.hidden') && one.scrollWidth > one.clientWidth + 1"
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


async def test_with_the_keyboard_alone(
    pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    place_calls(pbx)
    await add_pbx()
    log = await show_card()
    await log.chip("All").focus()
    await log.page.keyboard.press("Tab")
    await log.page.keyboard.press("Enter")
    await expect(log.chip("Missed")).to_have_attribute("aria-pressed", "true")
    for _ in range(3):
        await log.page.keyboard.press("Tab")
    await log.page.keyboard.type("bob")
    await expect(log.names).to_have_text(["Bob Carter"])
    await log.page.keyboard.press("Tab")
    await log.page.keyboard.press("Tab")
    await log.page.keyboard.press("Space")
    await expect(log.rows.first.locator("dl")).to_be_visible()


CHANGES = """list => {
    window.changes = 0;
    new MutationObserver(records => window.changes += records.length).observe(
        list, {attributes: true, characterData: true, childList: true, subtree: true});
}"""
FEW = 150
"""Changes for one more call and, since the end of the list came in sight, 50 older ones: far
fewer than there are rows.
"""


class Work:
    """What the card makes the page do: scripts, styles and layout, in the thread's own time.

    Painting isn't in it: without a graphics card this Chromium does that by software.
    """

    def __init__(self, devtools: CDPSession) -> None:
        """Use a connection to the page's debugger."""
        self._devtools = devtools
        self._before = 0.0

    async def begin(self) -> None:
        await self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = await self._seconds()

    async def milliseconds(self) -> float:
        return (await self._seconds() - self._before) * 1000

    async def _seconds(self) -> float:
        answer = await self._devtools.send("Performance.getMetrics")
        wanted = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
        return sum(float(one["value"]) for one in answer["metrics"] if one["name"] in wanted)


async def test_a_thousand_calls_scroll_and_take_one_more(
    home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, show_card: ShowCard
) -> None:
    Traffic(pbx, seed=3).history(10, calls_per_day=260)
    await add_pbx()
    await wait_until_imported(home)
    log = await show_card(rows=100)
    await expect(log.rows).to_have_count(100)
    while (shown := await log.rows.count()) < 1000:
        await log.list.evaluate("list => list.scrollTo(0, list.scrollHeight)")
        await expect(log.rows).not_to_have_count(shown)
    work = Work(await log.page.context.new_cdp_session(log.page))
    await log.list.evaluate(CHANGES)
    await work.begin()
    await log.list.evaluate(SCROLL, FRAMES)
    for_a_frame = await work.milliseconds() / FRAMES
    assert await log.page.evaluate("window.changes") <= FEW
    await work.begin()
    await ring(home, pbx, COURIER, disposition="NO ANSWER")
    # To look for a button by its role would lay out all rows.
    await expect(log.root.locator(".seen")).to_have_text("Mark 1 missed as seen")
    for_a_call = await work.milliseconds()
    print(f"{for_a_frame:.1f} ms for a frame, {for_a_call:.0f} ms for a call")  # noqa: T201
    assert await log.page.evaluate("window.changes") <= FEW
    await expect(log.rows.nth(500)).to_have_css("content-visibility", "auto")
