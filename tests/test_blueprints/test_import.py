"""Each blueprint can be imported by the README's link."""

import re
from urllib.parse import unquote

from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from tests.blueprints import FOLDER, ROOT

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
    links = [unquote(link) for link in LINK.findall((ROOT / "README.md").read_text())]
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


def test_the_readme_links_to_no_others() -> None:
    assert len(LINK.findall((ROOT / "README.md").read_text())) == len(BLUEPRINTS) == 4
