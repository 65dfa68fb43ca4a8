"""Each blueprint can be imported by its link in the docs."""

import re
from urllib.parse import unquote

from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.difuse.flow import blueprint_links
from tests.blueprints import FOLDER
from tests.pages import page
from tests.test_translations import load

BLUEPRINTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
REPOSITORY = "https://github.com/difuse-community/home-assistant-difuse/blob/main"
LINK = re.compile(
    r"https://my\.home-assistant\.io/redirect/blueprint_import/\?blueprint_url=([^)\s]+)"
)


@pytest.mark.parametrize("name", BLUEPRINTS)
async def test_it_is_imported_by_its_link(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, name: str
) -> None:
    assert await async_setup_component(hass, "automation", {})
    links = [unquote(link) for link in LINK.findall(page("automations"))]
    url = f"{REPOSITORY}/blueprints/automation/difuse/{name}.yaml"
    assert links.count(url) == 1
    raw = url.replace("github.com", "raw.githubusercontent.com").replace("/blob/", "/")
    text = (FOLDER / f"{name}.yaml").read_text()
    aioclient_mock.get(raw, text=text)  # type: ignore[no-untyped-call]
    imported = await fetch_blueprint_from_url(hass, url)
    assert imported.blueprint.domain == "automation"
    assert imported.blueprint.metadata["source_url"] == url
    assert imported.blueprint.validate() is None
    assert imported.suggested_filename == f"difuse-community/{name}"


def test_the_end_of_the_set_up_has_links_of_the_docs() -> None:
    """Home Assistant takes blueprints from its own folder only: they have to be imported."""
    said = page("automations")
    shown = load()["config"]["create_entry"]["default"]
    links = blueprint_links()
    assert {name for name in links if f"]({{{name}}})" in shown} == set(links)
    assert len(links) == 3
    for link in links.values():
        assert f"]({link})" in said


def test_the_docs_link_to_no_others() -> None:
    assert len(LINK.findall(page("automations"))) == len(BLUEPRINTS) == 6
