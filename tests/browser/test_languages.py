"""In other languages nothing is left in English, and whatever a card says has its place."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from tests.live.flow import SUBENTRIES, add_book
from tests.live.hass import HassProcess
from tests.simulator import SimulatedPbx, Simulator
from tests.test_translations import LANGUAGES, load

from .board import CALLS
from .conftest import AddPbx, Board, Picture, Visit
from .office import ALICE, BOB, place_calls, place_weeks, ring, wait_until_imported
from .screen import Screen, go_to, look_at, walk_to
from .test_card_people import OTHERS
from .test_entities import open_dialog
from .texts import cut_in, english_in

INTEGRATION = "/config/integrations/integration/difuse"
SET_UP = "/config/integrations/dashboard/add?domain=difuse"
EDITOR = "/config/automation/edit/places"
MEDIA = "/media-browser/browser/app%2Cmedia-source%3A%2F%2Fdifuse"
AUTOMATION = "/api/config/automation/config/places"
CONFIGURE = {"de": "Konfigurieren", "fr": "Configurer"}
VIEWS = {"now": "difuse-callbacks-card", "insight": "difuse-insight-card"}
PUBLISHED = {
    "set-up",
    "options-calls",
    "now",
    "insight",
    "now-phone",
    "automation-triggers-1",
}
"""What is shown in these languages in docs/pictures."""

WIDE = Screen(width=1280, height=1400)
PHONE = Screen(width=390, height=844)
DRAWN_MS = 300
SPEAK = """language => {
    document.querySelector("home-assistant")._selectLanguage(language, false);
}"""


@dataclass(frozen=True, slots=True)
class Office:
    """A PBX in a Home Assistant of another language."""

    language: str
    entry_id: str
    entities: dict[str, str]


@pytest_asyncio.fixture(loop_scope="session")
async def office(
    request: pytest.FixtureRequest, home: HassProcess, pbx: SimulatedPbx, add_pbx: AddPbx
) -> AsyncIterator[Office]:
    """Have calls of two weeks, a book, an extension, and callers who wait, in this language."""
    await home.ws_call("config/core/update", language=request.param)
    # Of calls in other tests, the logbook has what was said in English then.
    await home.post("/api/services/recorder/purge", {"keep_days": 0})
    place_weeks(pbx, 2)
    place_calls(pbx)
    entry_id = await add_pbx()
    registered = await home.ws_call("config/entity_registry/list")
    entities = {
        f"{entity['entity_id'].split('.')[0]}.{entity['translation_key']}": entity["entity_id"]
        for entity in registered
        if entity["config_entry_id"] == entry_id
    }
    await wait_until_imported(home, entities["sensor.history_import"])
    await add_book(home, entry_id, OTHERS)
    form = await home.post(SUBENTRIES, {"handler": [entry_id, "extension"]})
    await home.post(f"{SUBENTRIES}/{form['flow_id']}", {"extension": "1002"})
    missed: dict[str, Any] = {"disposition": "NO ANSWER", "ring": 12, "start": pbx.now() - 900}
    pbx.call(source=BOB[0], name=BOB[1], **missed)
    call = entities["event.call"]
    await ring(home, pbx, ALICE, event=call, destination="1002", ring=6, talk=3675)
    yield Office(request.param, entry_id, entities)
    await home.ws_call("config/core/update", language="en-GB")


async def close_form(page: Page) -> None:
    """Close the dialog of a form or a menu; its first button is the cross."""
    dialog = page.locator("dialog-data-entry-flow")
    await dialog.get_by_role("button").first.click()
    await expect(dialog.locator("step-flow-form, step-flow-menu")).to_have_count(0)


class Reader:
    """Reads each page that it is shown, and takes its picture for the papers."""

    def __init__(self, language: str, picture: Picture) -> None:
        """Read what is said in this language."""
        self.language = language
        self.words = load(language)
        self.found: dict[str, list[str]] = {}
        self._picture = picture

    async def read(self, page: Page, name: str) -> None:
        """Note what is amiss in a page that is shown under this name."""
        await page.wait_for_timeout(DRAWN_MS)
        if amiss := [*await english_in(page, self.language), *await cut_in(page)]:
            self.found[name] = amiss
        folder = "pictures" if name in PUBLISHED else "../.dev/pictures"
        await self._picture(page, f"{folder}/{self.language}/{name}")

    async def read_options(self, page: Page) -> None:
        """Read the menu of the options, and each step that it leads to."""
        configure = page.get_by_role("button", name=CONFIGURE[self.language]).first
        await configure.click()
        steps = self.words["options"]["step"]
        for name, label in steps["init"]["menu_options"].items():
            await page.get_by_text(label, exact=True).wait_for()
            await self.read(page, "options")
            await page.get_by_text(label, exact=True).click()
            await page.locator("step-flow-form").wait_for()
            await self.read(page, f"options-{name}")
            await close_form(page)
            await configure.click()
        await close_form(page)


@pytest.fixture
def reader(office: Office, picture: Picture) -> Reader:
    """Return who reads pages in the office's language."""
    return Reader(office.language, picture)


async def read_set_up(page: Page, reader: Reader) -> None:
    """Read the forms of the set-up: the first one, unfolded, and that of a certificate."""
    steps = reader.words["config"]["step"]
    async with Simulator(SimulatedPbx(), tls=True) as other:
        await page.get_by_role("button", name="OK").click()
        await page.get_by_text(steps["user"]["sections"]["advanced"]["name"]).click()
        await reader.read(page, "set-up")
        fields = page.locator("step-flow-form input")
        for place, text in enumerate((other.url, "4001", "difuse-demo")):
            await fields.nth(place).fill(text)
        await page.keyboard.press("Enter")
        await page.get_by_text(steps["confirm_certificate"]["title"]).wait_for()
        await reader.read(page, "certificate")
        await close_form(page)


async def read_integration(page: Page, reader: Reader, entities: dict[str, str]) -> None:
    """Read the page of the integration, its options, its device, and entities' dialogs."""
    await walk_to(page, INTEGRATION)
    await page.locator("ha-config-entry-row").wait_for()
    await reader.read(page, "integration")
    await reader.read_options(page)
    device = page.locator("a[href^='/config/devices/device/']").first
    await walk_to(page, await device.get_attribute("href") or "")
    await page.locator("ha-logbook", has_text=ALICE[1]).wait_for()
    await reader.read(page, "device")
    for key in ("event.call", "sensor.last_caller"):
        await open_dialog(page, entities[key])
        await page.locator("difuse-call-state-card p", has_text=ALICE[1]).wait_for()
        await reader.read(page, f"dialog-{key}")


async def read_automation(home: HassProcess, page: Page, reader: Reader) -> None:
    """Read all fields of our triggers, conditions and actions in the editor."""
    triggers: dict[str, dict[str, str]] = {name: {} for name in reader.words["triggers"]}
    triggers["call_not_returned"] = {"for": "01:00:00"}
    parts: dict[str, list[dict[str, Any]]] = {
        "triggers": [{"trigger": f"difuse.{key}", "options": triggers[key]} for key in triggers],
        "conditions": [{"condition": f"difuse.{key}"} for key in reader.words["conditions"]],
        "actions": [{"action": f"difuse.{key}", "data": {}} for key in reader.words["services"]],
    }
    await home.post(AUTOMATION, {"alias": "Test", **parts})
    # A dialog is open, which goes with the page only.
    await go_to(page, EDITOR)
    for what, chosen in parts.items():
        for place in range(len(chosen)):
            await page.locator(f"ha-automation-{what[:-1]}-row").nth(place).click()
            await reader.read(page, f"automation-{what}-{place}")


async def read_dashboard(page: Page, reader: Reader, path: str) -> None:
    """Read both views on both screens, and a call's details and the filters."""
    said = reader.words["common"]
    for view, card in VIEWS.items():
        await walk_to(page, f"{path}/{view}")
        await page.locator(card).first.locator(".title").wait_for()
        await reader.read(page, view)
        await page.set_viewport_size({"width": PHONE.width, "height": WIDE.height})
        await reader.read(page, f"{view}-phone")
        if view == "now":
            call = page.locator("li.call .main", has_text=ALICE[1]).first
            await expect(call.locator("[data-brief]")).to_be_in_viewport()
            await call.click()
            await page.get_by_role("button", name=said["card_filters"]).click()
            await reader.read(page, "call-phone")
        await page.set_viewport_size({"width": WIDE.width, "height": WIDE.height})


@pytest.mark.parametrize("office", ["de", "fr"], indirect=True)
async def test_no_page_has_english_words_or_texts_without_room(
    home: HassProcess, office: Office, board: Board, visit: Visit, reader: Reader
) -> None:
    page = await visit(SET_UP, replace(WIDE, locale=office.language))
    await read_set_up(page, reader)
    await read_integration(page, reader, office.entities)
    await read_automation(home, page, reader)
    title, todo = reader.words["common"]["card_dashboard"], office.entities["todo.calls_to_return"]
    await read_dashboard(page, reader, (await board({**CALLS, "title": title})).removesuffix("/0"))
    await home.delete(AUTOMATION)
    for path, tag in (
        (f"/todo?entity_id={todo}", "hui-todo-list-card"),
        ("/logbook", "ha-logbook"),
    ):
        await walk_to(page, path)
        await page.locator(tag, has_text=BOB[1]).wait_for()
        await reader.read(page, tag)
    await walk_to(page, MEDIA)
    await page.locator("ha-media-player-browse .title").nth(2).wait_for()
    await reader.read(page, "media")
    assert reader.found == {}


@pytest.mark.parametrize("office", ["en-GB"], indirect=True)
async def test_cards_have_room_for_each_language_on_a_phone(
    office: Office, board: Board, visit: Visit
) -> None:
    path = (await board(CALLS)).removesuffix("/0")
    found: dict[tuple[str, str], list[str]] = {}
    page = await visit(f"{path}/now", PHONE)
    for (view, card), key in zip(VIEWS.items(), ("callbacks_title", "insight_period"), strict=True):
        await look_at(page, PHONE)
        await walk_to(page, f"{path}/{view}")
        titles = {language: load(language)["common"][f"card_{key}"] for language in LANGUAGES}
        for language, title in titles.items():
            await page.evaluate(SPEAK, language)
            await expect(page.locator(card).first.locator(".title")).to_have_text(title)
            await page.wait_for_timeout(DRAWN_MS)
            if cut := await cut_in(page):
                found[language, view] = cut
        # What looks for it finds it.
        await page.evaluate(SPEAK, "en")
        await expect(page.locator(card).first.locator(".title")).to_have_text(titles["en"])
        assert titles["en"] in await english_in(page, "de")
        await page.set_viewport_size({"width": 100, "height": PHONE.height})
        assert await cut_in(page) != []
    assert found == {}
