"""What the card does when Home Assistant refuses or is slow: a card of its own, with a stub."""

from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from .card import CARD, CallLog
from .conftest import AddPbx, Visit

PLACE = """answers => {
    const hass = document.querySelector("home-assistant").hass;
    window.asked = 0;
    const subscribeMessage = (take) => {
        const answer = answers[Math.min(window.asked++, answers.length - 1)];
        if (answer === null) return new Promise(() => undefined);
        if (answer.code) return Promise.reject(answer);
        take(answer);
        return Promise.resolve(() => undefined);
    };
    const card = document.createElement("difuse-call-log-card");
    card.setConfig({entry_id: "an entry"});
    card.hass = {...hass, connection: {subscribeMessage}};
    stage(card);
}"""
NO_CALLS = {
    "available": True,
    "calls": [],
    "people": {},
    "names": {},
    "edition": 0,
    "history": True,
    "imported": 100,
    "new_missed": 0,
    "unseen": [],
}


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def loaded(add_pbx: AddPbx) -> None:
    """Have the integration loaded, which brings the card."""
    await add_pbx()


async def place(walk: Visit, *answers: dict[str, Any] | None) -> CallLog:
    """Show a card to which Home Assistant answers this, one answer after the other."""
    page: Page = await walk("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    await page.evaluate(PLACE, answers)
    return CallLog(page)


async def test_waiting(walk: Visit) -> None:
    log = await place(walk, None)
    await expect(log.state).to_have_text("Loading calls…")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not_found", "There is no PBX to show."),
        ("unauthorized", "You aren't allowed to see the calls of this PBX."),
        ("unknown_command", "The PBX or the database of calls can't be reached right now."),
    ],
)
async def test_refusals(walk: Visit, code: str, said: str) -> None:
    log = await place(walk, {"code": code, "message": "no"})
    await expect(log.state).to_contain_text(said)
    await expect(log.button("Try again")).to_have_count(0)


async def test_it_tries_again_while_home_assistant_starts(walk: Visit) -> None:
    log = await place(walk, {"code": "unknown_command", "message": "no"}, NO_CALLS)
    await expect(log.state).to_contain_text("No calls yet.")
    assert await log.page.evaluate("window.asked") == 2


async def test_what_failed_can_be_tried_again(walk: Visit) -> None:
    log = await place(walk, {"code": "unknown_error", "message": "no"}, NO_CALLS)
    await expect(log.state).to_contain_text("The calls couldn't be loaded.")
    await log.button("Try again").click()
    await expect(log.state).to_contain_text("No calls yet.")


async def test_nonsense_never_throws(walk: Visit) -> None:
    """Whatever Home Assistant hands over: a throw would empty the whole dashboard."""
    page = await walk("/profile/general")
    await page.wait_for_function(f"customElements.get('{CARD}') !== undefined")
    thrown = await page.evaluate(
        """async () => {
            const hass = document.querySelector("home-assistant").hass;
            const thrown = [];
            const poor = [{}, {entities: {}}, {...hass, locale: undefined}, null, undefined];
            for (const given of poor) {
                const card = document.createElement("difuse-call-log-card");
                try {
                    card.setConfig({});
                    document.body.append(card);
                    card.hass = given;
                } catch (error) {
                    thrown.push(String(error));
                }
                card.remove();
            }
            return thrown;
        }"""
    )
    assert thrown == []
