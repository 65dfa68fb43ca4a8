"""The cards of the Insight view, with the figures of a simulated PBX."""

from playwright.async_api import Locator, Page, expect
import pytest_asyncio

from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, single

from .axe import Axe
from .board import one_section
from .conftest import AddPbx, Board, Visit
from .office import ALICE, COURIER, SHOWN, place_calls, ring, wait_until_imported
from .problems import Problems
from .screen import PATIENCE_MS, Screen

CARD = "difuse-insight-card"
SHOWS = ("period", "heat_map", "days", "times", "callers", "extensions", "repeated", "quiet")
PHONE_AT_NIGHT = Screen(width=390, height=844, color_scheme="dark")
STICKING_OUT = """card => [...card.shadowRoot.querySelectorAll("ha-card, ha-card *")]
    .filter(one => !one.closest(".hidden, .axis, th") && one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).display !== "inline")
    .map(one => `${one.className}: ${one.textContent}`)"""
PLACE = """codes => {
    const hass = document.querySelector("home-assistant").hass;
    window.asked = 0;
    const sendMessagePromise = (message) => {
        window.asked += 1;
        const code = codes.shift();
        return code ? Promise.reject({code}) : new Promise(() => undefined);
    };
    const card = document.createElement("difuse-insight-card");
    card.setConfig({show: "quiet", entry_id: "an entry"});
    card.hass = {...hass, connection: {sendMessagePromise}};
    stage(card);
}"""
NONSENSE = """async (shows) => {
    const hass = document.querySelector("home-assistant").hass;
    const said = [];
    const answers = [{}, null, {period: {}}];
    const connections = answers.map(answer => ({sendMessagePromise: async () => answer}));
    const poor = [{}, {entities: {}}, {...hass, locale: undefined}, null, undefined];
    for (const given of [...poor, ...connections.map(connection => ({...hass, connection}))]) {
        for (const show of shows) {
            const card = document.createElement("difuse-insight-card");
            card.setConfig({show, entry_id: "an entry"});
            document.body.append(card);
            card.hass = given;
            await new Promise(resolve => setTimeout(resolve, 5));
            if (given?.connection && given.connection !== hass.connection)
                said.push(card.shadowRoot.querySelector(".state").textContent);
            card.remove();
        }
    }
    return said;
}"""


class Insight:
    """A page with one card of each kind."""

    def __init__(self, page: Page) -> None:
        """Look for them in this page."""
        self.page = page
        self.all = page.locator(CARD)

    def card(self, show: str) -> Locator:
        """Find the card that shows this."""
        return self.all.filter(has=self.page.locator(f"ha-card.{show}"))

    def total(self, name: str) -> Locator:
        """Find a figure of the whole period."""
        return self.card("period").locator(f".{name} dd > span").first


@pytest_asyncio.fixture(loop_scope="session")
async def path(home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx, board: Board) -> str:
    """Return the path of a board with a card of each kind, for an office that has been called."""
    place_calls(pbx)
    number, name = COURIER
    for ago in (500, 400):
        legs = single("NO ANSWER", ring=22)
        pbx.call(source=number, name=name, destination="1001", legs=legs, start=pbx.now() - ago)
    await add_pbx()
    await wait_until_imported(home)
    cards = [{"type": f"custom:{CARD}", "show": show} for show in SHOWS]
    return await board(one_section(cards))


async def test_all_kinds_show_the_same_calls_by_one_request(
    home: HassProcess, pbx: SimulatedPbx, path: str, visit: Visit
) -> None:
    page = await visit("/profile/general")
    asked = list[str]()
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(str(frame)))
    )
    await page.goto(path, wait_until="commit")
    insight = Insight(page)
    await expect(insight.total("calls")).to_have_text("14")
    assert sum("difuse/insight" in frame for frame in asked) == 1
    await expect(insight.total("answer_rate")).to_have_text("33.3%")
    await expect(insight.total("missed")).to_have_text("6")
    legend = insight.card("days").locator(".legend li")
    await expect(legend).to_have_text(["Answered 3", "Missed 6", "Outgoing 4"])
    callers = insight.card("callers").locator("li")
    await expect(callers.first).to_contain_text(SHOWN[COURIER])
    await expect(callers.first).to_contain_text("3 calls")
    await expect(callers.filter(has_text=ALICE[1])).to_contain_text("2 answered · 0 missed")
    await expect(insight.card("repeated").locator("li")).to_contain_text(["up to 3 calls a day"])
    await ring(home, pbx, COURIER, disposition="NO ANSWER")
    # Calls come in bursts: the cards wait for more of them.
    await expect(insight.total("calls")).to_have_text("15", timeout=PATIENCE_MS)
    await expect(insight.card("repeated").locator("li")).to_contain_text(["up to 4 calls a day"])


async def test_one_switch_for_all_and_every_figure_by_the_keyboard(path: str, walk: Visit) -> None:
    page = await walk(path)
    insight = Insight(page)
    await expect(insight.card("days").locator(".bar")).to_have_count(30)
    await insight.card("period").get_by_role("radio", name="30 days").focus()
    await page.keyboard.press("ArrowLeft")
    for show in SHOWS[1:]:
        await expect(insight.card(show).locator(".span")).to_have_text("Past 7 days")
    days = insight.card("days")
    await expect(days.locator(".bar")).to_have_count(7)
    await days.get_by_role("group").focus()
    await page.keyboard.press("End")
    await expect(days.locator(".line")).to_contain_text("2 answered, 5 missed, 3 outgoing")
    heat = insight.card("heat_map")
    await heat.get_by_role("radio", name="Share missed").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(heat.locator(".line")).to_have_text("Monday, 0:00\N{EN DASH}1:00: no calls")
    await page.reload(wait_until="commit")
    await expect(insight.card("period").get_by_role("radio", name="7 days")).to_be_checked()


async def test_nobody_is_kept_from_using_them(path: str, walk: Visit, axe: Axe) -> None:
    for screen in (Screen(), PHONE_AT_NIGHT):
        insight = Insight(await walk(path, screen))
        await expect(insight.card("quiet").locator(".sentence")).not_to_be_empty()
        for show in SHOWS:
            await expect(insight.card(show).locator(".state")).to_be_hidden()
            assert await insight.card(show).evaluate(STICKING_OUT) == [], show
        # All at once: for each look the whole page is read.
        assert await axe.violations(insight.page.locator("hui-sections-view")) == []


async def test_what_goes_wrong_is_said(add_pbx: AddPbx, walk: Visit) -> None:
    await add_pbx()
    page = await walk("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")

    async def place(*codes: str) -> Locator:
        await page.evaluate(PLACE, codes)
        return page.locator(f"{CARD} .state")

    await expect(await place()).to_have_text("Loading figures…")
    state = await place("unauthorized")
    await expect(state).to_contain_text("You aren't allowed to see the calls of this PBX.")
    await expect(state.get_by_role("button")).to_have_count(0)
    await expect(await place("not_found")).to_contain_text("can't be reached right now")
    state = await place("unknown_error")
    await expect(state).to_contain_text("The figures couldn't be loaded.")
    await state.get_by_role("button", name="Try again").click()
    await expect(state).to_have_text("Loading figures…")


async def test_nonsense_never_throws(add_pbx: AddPbx, walk: Visit, problems: Problems) -> None:
    """Whatever Home Assistant hands over: a throw would empty the whole dashboard."""
    await add_pbx()
    page = await walk("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    said: list[str] = await page.evaluate(NONSENSE, SHOWS)
    assert len(said) == 3 * len(SHOWS)
    assert [text for text in said if not text.startswith("The figures couldn't be loaded.")] == []
    problems.forgive(lambda problem: problem.startswith(f"console warning: {CARD}:"))
