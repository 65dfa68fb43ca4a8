"""The card is served under an address of its own, and says what the translations hold."""

from collections.abc import Mapping
import json
from pathlib import Path
import re

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, DATA_PANELS
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.card import registration as frontend
from custom_components.difuse.card.finding import FoundEvent
from custom_components.difuse.card.people import PersonDict
from custom_components.difuse.card.registration import ENTRY, WWW
from custom_components.difuse.card.websocket import CallsEvent
from custom_components.difuse.cdr import CallDict, Direction, Disposition
from custom_components.difuse.cdr.calls import Step
from custom_components.difuse.const import DASHBOARD_PANEL, DOMAIN

MODULES = sorted({*WWW.glob("*.js")} - {*WWW.glob("*types.js")})
"""All that do something."""

TEXTS: dict[str, str] = {
    key: text
    for key, text in json.loads((WWW.parents[1] / "translations/en.json").read_text())[
        "common"
    ].items()
    if key.startswith("card_")
}
IMPORT = re.compile(r'\b(?:from|import) "\./(?P<name>[\w-]+\.js)";$', re.MULTILINE)
TEXT = re.compile(r'\b(?:text|words)\(\s*"(?P<key>\w+)"')
MADE_OF = re.compile(r"\b(?:text|words)\(`(?P<start>\w+_)\$")
NAMED = re.compile(r'text: "(?P<key>\w+)"')
PROPERTY = re.compile(r"@property {.*?} \[?(?P<name>\w+)")
LITERAL = re.compile(r'"(?P<text>\w+)"')


@pytest.fixture
async def card_url(
    hass: HomeAssistant, socket_enabled: None, enable_custom_integrations: None
) -> str:
    """Set up the frontend and the integration, and give the address that pages load."""
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    urls = [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in url]
    assert len(urls) == 1
    return urls[0]


async def test_the_card_and_its_modules_are_served_and_kept(
    hass: HomeAssistant, card_url: str, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    folder, name = card_url.rsplit("/", 1)
    assert name == ENTRY
    for module in MODULES:
        response = await client.get(f"{folder}/{module.name}")
        assert response.status == 200
        assert response.content_type == "text/javascript"
        assert "max-age=2678400" in response.headers["Cache-Control"]
        assert await response.text() == module.read_text()


async def test_the_page_that_adds_the_dashboard_brings_the_module(
    hass: HomeAssistant, card_url: str
) -> None:
    """It was set up after the page was opened, as where the first PBX has just been added."""
    panel = hass.data[DATA_PANELS][DASHBOARD_PANEL]
    assert panel.require_admin
    assert panel.sidebar_title is None
    assert panel.config
    assert panel.config["_panel_custom"]["module_url"] == card_url
    assert (
        f'"{panel.config["_panel_custom"]["name"]}"' in (WWW / f"{DASHBOARD_PANEL}.js").read_text()
    )


async def test_another_text_has_another_address(
    hass: HomeAssistant, card_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    assert frontend._version() in card_url
    before = frontend._version()
    copy = WWW.__class__(str(tmp_path))
    for module in WWW.iterdir():
        (copy / module.name).write_text(module.read_text())
    monkeypatch.setattr(frontend, "WWW", copy)
    assert frontend._version() == before
    (copy / "row.js").write_text("// other\n")
    assert frontend._version() != before


async def test_a_second_entry_or_a_reload_registers_nothing_anew(
    hass: HomeAssistant, card_url: str
) -> None:
    for number in range(2):
        entry = MockConfigEntry(domain=DOMAIN, data={"host": f"http://127.0.0.{number}:9"})
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.config_entries.async_reload(entry.entry_id)
    assert [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in url] == [card_url]


async def test_without_a_frontend_there_is_no_card(
    hass: HomeAssistant, enable_custom_integrations: None
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert DATA_EXTRA_MODULE_URL not in hass.data


def test_each_module_is_reached_from_the_card() -> None:
    reached, to_read = set[str](), [ENTRY]
    while to_read:
        name = to_read.pop()
        if name not in reached:
            reached.add(name)
            to_read += IMPORT.findall((WWW / name).read_text())
    assert reached == {module.name for module in MODULES}


def test_modules_dont_import_each_other_in_a_circle() -> None:
    left = {module.name: set(IMPORT.findall(module.read_text())) for module in MODULES}
    while free := {name for name, imported in left.items() if not imported & left.keys()}:
        left = {name: imported for name, imported in left.items() if name not in free}
    assert not left


@pytest.mark.parametrize("module", WWW.glob("*.js"), ids=lambda module: module.name)
def test_each_module_begins_with_what_it_is_for(module: Path) -> None:
    assert module.read_text().startswith("// ")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Call", CallDict.__annotations__),
        ("Person", PersonDict.__annotations__),
        ("Step", Step.__annotations__),
        ("CallsEvent", CallsEvent.__annotations__),
        ("FoundCalls", FoundEvent.__annotations__),
    ],
)
def test_the_types_are_what_python_sends(name: str, sent: Mapping[str, object]) -> None:
    types = (WWW / "types.js").read_text()
    described = re.search(rf"@typedef {{object}} {name}\n(?P<fields>.*?)\*/", types, re.DOTALL)
    assert described
    assert set(PROPERTY.findall(described["fields"])) == sent.keys()


def test_whatever_the_card_says_is_in_the_translations_and_nothing_else() -> None:
    code = "\n".join(module.read_text() for module in MODULES)
    texts = {key.removeprefix("card_") for key in TEXTS}
    values = {one.value for one in (*Direction, *Disposition)}
    assert {*TEXT.findall(code), *NAMED.findall(code), *values} <= texts
    starts = set(MADE_OF.findall(code))
    of_insight = {f"insight_{part}" for part in ("", "by_", "chart_", "peak_", "scale_", "total_")}
    of_log = {"answered_", "filter_", "form_", "handled_", "help_", "left_", "step_"}
    assert starts == of_insight | of_log
    literals = set(LITERAL.findall(code))
    made = {f"{start}{end}" for start in starts for end in literals}
    assert texts <= literals | values | made


def test_no_text_is_empty() -> None:
    for text in TEXTS.values():
        assert text == text.strip()
        assert text
