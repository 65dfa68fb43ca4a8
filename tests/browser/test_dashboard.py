"""The dashboard shows what is there, on every screen, in the user's language and by keyboard."""

from dataclasses import replace
import json
from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from tests.live.flow import SUBENTRIES, add_book
from tests.live.hass import REPOSITORY, HassProcess
from tests.simulator import SimulatedPbx

from .axe import Axe
from .board import CALLS
from .conftest import AddPbx, Board, Picture, Visit
from .office import (
    ALICE,
    BOB,
    COURIER,
    SHOWN,
    WITHHELD,
    place_calls,
    place_weeks,
    ring,
    wait_until_imported,
)
from .screen import DARK, Screen
from .test_card_people import OTHERS, PHOTO, contact

TRANSLATIONS = REPOSITORY / "custom_components/difuse/translations"
BOOK = contact("Alice Morgan", "07700 900101", PHOTO) + OTHERS
WIDE = Screen(width=1280, height=900)
PHONE = Screen(width=390, height=844)
SCREENS = {
    f"{place}-{colours}-{language[:2]}": replace(screen, color_scheme=colours, locale=language)
    for language in ("en-GB", "de")
    for place, screen in (("wide", WIDE), ("phone", PHONE))
    for colours in ("light", "dark")
}
TELLING = [name for name in SCREENS if name[-2:] == "en" or "light" not in name]
"""The others are only looked at where pictures are taken."""
SHOWN_ON_PAGES = {
    ("now", "wide-light-en"): "dashboard",
    ("insight", "wide-light-en"): "dashboard-insight",
    ("now", "phone-dark-en"): "dashboard-phone",
}
VIEWS = {
    "now": ("difuse-callbacks-card", "difuse-today-card", "difuse-call-log-card"),
    "insight": ("difuse-insight-card",) * 8,
}
DRAWN_MS = 700
TALL = """() => {
    const heights = [];
    const look = root => root.querySelectorAll("*").forEach(one => {
        if (one.localName === "hui-sections-view") heights.push(one.scrollHeight);
        if (one.shadowRoot) look(one.shadowRoot);
    });
    look(document);
    return Math.max(...heights);
}"""
PLACE = """([tag, code]) => {
    const hass = document.querySelector("home-assistant").hass;
    const refuse = () => Promise.reject({code});
    const connection = {subscribeMessage: refuse, sendMessagePromise: refuse};
    const card = document.createElement(tag);
    card.setConfig({entry_id: "an entry"});
    card.hass = {...hass, connection};
    stage(card);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    request: pytest.FixtureRequest, home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx
) -> None:
    """Have a PBX with so many weeks of calls, a book, an extension, and callers who wait."""
    place_weeks(pbx, request.param)
    place_calls(pbx)
    entry_id = await add_pbx()
    await wait_until_imported(home)
    await add_book(home, entry_id, BOOK)
    form = await home.post(SUBENTRIES, {"handler": [entry_id, "extension"]})
    await home.post(f"{SUBENTRIES}/{form['flow_id']}", {"extension": "1002"})
    missed: dict[str, Any] = {"disposition": "NO ANSWER", "ring": 12}
    for caller, ago in ((ALICE, 4000), (ALICE, 1500), (WITHHELD, 900), (BOB, 600), (COURIER, 400)):
        pbx.call(source=caller[0], name=caller[1], start=pbx.now() - ago, **missed)
    await ring(home, pbx, ALICE, destination="1002", **missed)


def words(language: str) -> dict[str, str]:
    """Return what the dashboard says in a language, as far as somebody has translated it."""
    texts: dict[str, str] = {}
    for name in ("en", language[:2]):
        file = TRANSLATIONS / f"{name}.json"
        texts |= json.loads(file.read_text())["common"] if file.exists() else {}
    return texts


async def assert_whole(page: Page, view: str) -> None:
    """Make sure that nothing of a view is blank, amiss, or beyond the screen's edge."""
    for place, card in enumerate(VIEWS[view]):
        one = page.locator(card).nth(place if view == "insight" else 0)
        await expect(one.locator("ha-card")).to_be_visible()
        await expect(one.locator(".state").first).to_be_hidden()
    await expect(page.locator("hui-error-card")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("office", [9], indirect=True)
@pytest.mark.usefixtures("office")
async def test_every_view_on_every_screen_in_all_colours_and_languages(
    request: pytest.FixtureRequest, board: Board, walk: Visit, axe: Axe, picture: Picture
) -> None:
    path = (await board(CALLS)).removesuffix("/0")
    takes_pictures = request.config.getoption("--screenshots")
    for name in SCREENS if takes_pictures else TELLING:
        screen = SCREENS[name]
        said = words(screen.locale)
        page = await walk(f"{path}/now", screen)
        for view in VIEWS:
            await page.get_by_role("tab", name=said[f"card_dashboard_{view}"], exact=True).click()
            await assert_whole(page, view)
            barriers = await axe.violations(page.locator("hui-sections-view"))
            assert barriers == [], (name, view)
            if takes_pictures:
                height = 80 + await page.evaluate(TALL)
                await page.set_viewport_size({"width": screen.width, "height": height})
                await page.wait_for_timeout(DRAWN_MS)
                shown = SHOWN_ON_PAGES.get((view, name))
                await picture(page, shown or f"../.dev/pictures/{view}-{name}")
                await page.set_viewport_size({"width": screen.width, "height": screen.height})


@pytest.mark.parametrize("office", [0], indirect=True)
@pytest.mark.usefixtures("office")
async def test_who_waits_is_dialled_done_and_undone_by_keyboard(board: Board, walk: Visit) -> None:
    page = await walk(await board(CALLS), WIDE)
    card = page.locator("difuse-callbacks-card")
    alice = card.get_by_role("listitem").filter(has_text=ALICE[1])
    await expect(alice).to_contain_text("(3)")
    await expect(alice).to_contain_text(SHOWN[ALICE])
    await expect(alice).to_contain_text("rang Sales (1002)")
    await expect(alice.get_by_role("link")).to_have_attribute("href", f"tel:{ALICE[0]}")
    await expect(alice.locator("img")).to_be_visible()
    nobody = card.get_by_role("listitem").filter(has_text="Number withheld")
    await expect(nobody.get_by_role("link")).to_have_count(0)
    tile = page.locator("hui-tile-card", has_text="Sales")
    await expect(tile).to_be_visible()

    done = card.get_by_role("button", name=f"Done with {ALICE[1]}")
    await done.focus()
    await page.keyboard.press("Enter")
    await expect(alice).to_have_count(0)
    await expect(card.locator("li .done").first).to_be_focused()
    undo = card.get_by_role("button", name="Undo")
    await expect(card.get_by_role("status").filter(has_text=ALICE[1])).to_be_visible()
    await undo.focus()
    await page.keyboard.press("Enter")
    await expect(alice).to_contain_text("(3)")
    await expect(done).to_be_focused()

    await page.get_by_text("Recordings", exact=True).click()
    await expect(page.locator("ha-media-player-browse .title").first).to_be_visible()
    assert "difuse" in page.url


async def test_what_a_user_may_not_see_or_cannot_have_is_said(add_pbx: AddPbx, walk: Visit) -> None:
    await add_pbx()
    page = await walk("/profile/general", DARK)
    for tag in ("difuse-callbacks-card", "difuse-today-card"):
        await page.wait_for_function(f"customElements.get('{tag}') !== undefined")
        for code, said in (
            ("unauthorized", "You aren't allowed to see the calls"),
            ("not_found", "There is no PBX to show"),
            ("unknown_command", "can't be reached"),
            ("oh_no", "couldn't be loaded"),
        ):
            await page.evaluate(PLACE, [tag, code])
            await expect(page.locator(tag).locator(".state")).to_contain_text(said)
