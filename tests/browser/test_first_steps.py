"""From an empty Home Assistant to the dashboard, by hand: each click and each Enter is counted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect
import pytest_asyncio

from tests.live.hass import HassProcess
from tests.live.seed import House
from tests.simulator import SimulatedPbx, Simulator

from .axe import Axe
from .board import delete_dashboard
from .conftest import AddPbx, Picture, Visit
from .office import ALICE, place_calls
from .problems import Problems
from .screen import PATIENCE_MS

MOST_CLICKS = 6
DASHBOARD = "/difuse-calls/now"
DRAWN_MS = 700


@dataclass
class Hand:
    """Whoever sits before the page; to type is no click, to go from field to field neither."""

    page: Page
    clicks: int = 0

    async def click(self, what: Locator) -> None:
        """Click on something as soon as it is there."""
        await what.click()
        self.clicks += 1

    async def press_enter(self) -> None:
        """Press Enter in the field in which somebody typed."""
        await self.page.keyboard.press("Enter")
        self.clicks += 1


@pytest_asyncio.fixture(loop_scope="session")
async def empty_home(time_zone: str, tmp_path: Path) -> AsyncIterator[HassProcess]:
    """Return a Home Assistant in which nobody has set anything up."""
    house = House(time_zone=time_zone, language="en-GB", country="GB")
    async with HassProcess(tmp_path / "config", house=house) as process:
        yield process


async def log_in(browser: Browser, home: HassProcess, problems: Problems) -> Page:
    """Open Home Assistant as a new user of this browser does."""
    page = await browser.new_page(
        base_url=home.url,
        locale="en-GB",
        reduced_motion="reduce",
        service_workers="block",
        viewport={"width": 1280, "height": 900},
    )
    page.set_default_timeout(PATIENCE_MS)
    problems.watch(page)
    await page.goto("/")
    await page.locator("input[name=username]").fill(home.login.username)
    await page.locator("input[name=password]").fill(home.login.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("No devices here yet")).to_be_visible()
    return page


async def set_up(hand: Hand, simulator: Simulator) -> None:
    """Set the PBX up, whose certificate nobody vouches for, as is usual."""
    page = hand.page
    await hand.click(page.locator("ha-button", has_text="Add new device"))
    await page.locator("ha-dialog input").first.fill("difuse")
    await expect(page.get_by_text("Difuse PBX").first).to_be_visible()
    await hand.press_enter()
    fields = page.locator("step-flow-form input")
    for place, text in enumerate((simulator.url, "4001", "difuse-demo")):
        await fields.nth(place).fill(text)
    await hand.press_enter()
    await expect(page.get_by_text("Is this your PBX?").first).to_be_visible()
    await hand.click(page.get_by_role("button", name="Submit"))


async def test_from_an_empty_home_assistant_to_the_dashboard_in_six_clicks(
    browser: Browser, empty_home: HassProcess, pbx: SimulatedPbx, axe: Axe, picture: Picture
) -> None:
    problems = Problems()
    place_calls(pbx)
    async with Simulator(pbx, tls=True) as simulator:
        page = await log_in(browser, empty_home, problems)
        hand = Hand(page)
        await set_up(hand, simulator)
        await hand.click(page.get_by_role("link", name="Add the dashboard for your calls"))
        add = page.get_by_role("button", name="Add the dashboard")
        await expect(add).to_be_enabled()
        assert await axe.violations(page.locator("difuse-add-dashboard")) == []
        await page.wait_for_timeout(DRAWN_MS)
        await picture(page, "add-dashboard")
        await hand.click(add)
        await expect(page.locator("difuse-call-log-card")).to_contain_text(ALICE[1])
        await expect(page.locator("difuse-today-card dl")).to_contain_text("Talk time")
        assert page.url == empty_home.url + DASHBOARD
        assert hand.clicks <= MOST_CLICKS

        await page.goto("/difuse-add-dashboard")
        await page.get_by_role("button", name="Open the dashboard").click()
        await expect(page.locator("difuse-callbacks-card")).to_contain_text("Nobody is waiting")
        await problems.look_at(page)
        await page.close()
    await problems.look_into_log(empty_home)
    assert problems.found == []


async def test_it_is_offered_among_the_dashboards_that_can_be_added(
    home: HassProcess, add_pbx: AddPbx, walk: Visit
) -> None:
    await add_pbx()
    page = await walk("/config/lovelace/dashboards")
    await page.locator("ha-button", has_text="Add dashboard").click()
    offer = page.locator("dashboard-card", has_text="Calls of your PBX")
    await expect(offer).to_contain_text("Whom to call back")
    await offer.click()
    details = page.locator("dialog-lovelace-dashboard-detail")
    await expect(details.locator("input").first).to_have_value("Calls")
    await details.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("link", name="Calls")).to_be_visible()
    try:
        await page.get_by_role("link", name="Calls").click()
        await expect(page.locator("difuse-call-log-card")).to_be_visible()
        await page.get_by_role("button", name="Edit").click()
        await expect(page.get_by_text("Take control of your dashboard")).to_be_visible()
    finally:
        (made,) = await home.ws_call("lovelace/dashboards/list")
        await delete_dashboard(home, made["id"])
