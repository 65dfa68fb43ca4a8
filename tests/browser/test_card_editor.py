"""The card is found in the list of cards, and set up without writing YAML."""

from playwright.async_api import Page, expect
import pytest_asyncio

from tests.simulator import SimulatedPbx

from .axe import Axe
from .board import one_section
from .card import CARD, card
from .conftest import AddPbx, Board, Picture, Visit
from .office import place_calls
from .screen import turn

EDITOR = "hui-dialog-edit-card"
ADDING = "hui-dialog-create-card"


@pytest_asyncio.fixture(loop_scope="session")
async def page(pbx: SimulatedPbx, add_pbx: AddPbx, board: Board, walk: Visit) -> Page:
    """Return a board with the card that is being edited."""
    place_calls(pbx)
    await add_pbx()
    return await walk(f"{await board(one_section([card()]))}?edit=1")


async def test_the_editor_changes_what_is_shown(page: Page, axe: Axe, picture: Picture) -> None:
    await page.locator("hui-card-edit-mode").click()
    preview = page.locator(f"{EDITOR} {CARD}")
    await expect(preview.locator("li.call")).to_have_count(12)
    await page.get_by_role("spinbutton", name="Number of calls to show at first").fill("3")
    await expect(preview.locator("li.call")).to_have_count(3)
    await page.get_by_role("textbox", name="Title").fill("Who called")
    await expect(preview.locator("h2")).to_have_text("Who called")
    await page.locator(EDITOR).get_by_role("button", name="What to show").click()
    choice = page.locator("ha-selector-boolean", has_text="Search field").locator("ha-switch")
    await turn(choice, on=False)
    await expect(preview.get_by_role("searchbox")).to_have_count(0)
    await page.wait_for_timeout(300)
    await picture(page.locator(f"{EDITOR} dialog").first, "card-editor")
    assert await axe.violations(preview) == []
    save = page.locator(EDITOR).get_by_role("button", name="Save", exact=True)
    await save.click()
    await expect(save).to_be_hidden()
    await page.reload(wait_until="commit")
    await expect(page.locator(f"{CARD} h2")).to_have_text("Who called")
    await expect(page.locator(f"{CARD} li.call")).to_have_count(3)
    await expect(page.locator(CARD).get_by_role("searchbox")).to_have_count(0)


async def test_it_is_suggested_for_the_event_and_the_sensors(page: Page) -> None:
    await page.locator("hui-grid-section button.add").click()
    dialog = page.locator(ADDING)
    await dialog.locator("hui-suggestion-entity-tree input").fill("difuse")
    suggested = dialog.locator(CARD)
    for entity in ("Call Difuse PBX Event", "Missed today Difuse PBX Sensor"):
        await dialog.get_by_role("button", name=entity).click()
        await expect(suggested.locator("li.call").first).to_contain_text("Bob Carter")
    await dialog.get_by_role("button", name="Mark missed calls as seen Difuse PBX Button").click()
    await expect(suggested).to_have_count(0)


async def test_each_card_is_among_the_cards_and_has_a_form(page: Page) -> None:
    for name, tag, said in (
        ("Difuse calls to return", "difuse-callbacks-card", "Nobody is waiting for a call back"),
        ("Difuse today", "difuse-today-card", "Answer rate"),
    ):
        await page.locator("hui-grid-section button.add").click()
        await page.locator(ADDING).get_by_role("tab", name="By card").click()
        await page.get_by_placeholder("Search cards").fill(name)
        found = page.locator("hui-card-picker .card", has_text=name)
        await expect(found.locator(tag)).to_contain_text(said)
        await found.click()
        await page.get_by_role("textbox", name="Title").fill("Of the office")
        await expect(page.locator(f"{EDITOR} {tag} h2")).to_have_text("Of the office")
        await page.locator(EDITOR).get_by_role("button", name="Cancel").click()
        await expect(page.locator(f"{EDITOR} {tag}")).to_have_count(0)


async def test_it_is_among_the_cards_with_a_preview(page: Page, picture: Picture) -> None:
    await page.locator("hui-grid-section button.add").click()
    await page.locator(ADDING).get_by_role("tab", name="By card").click()
    await page.get_by_placeholder("Search cards").fill("difuse")
    found = page.locator("hui-card-picker .card", has_text="Difuse call log")
    await expect(found).to_have_count(1)
    await expect(found.locator(f"{CARD} li.call").first).to_contain_text("Bob Carter")
    await page.wait_for_timeout(300)
    await picture(page.locator(f"{ADDING} dialog").first, "card-picker")
    await found.click()
    await expect(page.locator(f"{EDITOR} {CARD} li.call")).to_have_count(12)
