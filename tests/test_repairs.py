"""Repairs: each issue has its words; those that were read go away."""

import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.const import DOMAIN
from custom_components.difuse.messages import issues
from custom_components.difuse.messages.book_issues import BOOK_ISSUES
from custom_components.difuse.messages.issues import TO_CONFIRM, TO_PASS, clear_issue, raise_issue
from tests.conftest import SetUp

TRANSLATIONS = Path(issues.__file__).parents[1] / "translations" / "en.json"
GIVEN = {"title", "missing", "minutes", "file", "pbx"}
"""The placeholders that are passed, here or where the issue is raised."""
ONE_LINE = 28


def words() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(TRANSLATIONS.read_text(encoding="utf-8"))["issues"]
    return loaded


def test_each_issue_has_words_and_no_words_are_left_over() -> None:
    assert set(words()) == TO_CONFIRM | TO_PASS | BOOK_ISSUES


@pytest.mark.parametrize("key", sorted(TO_CONFIRM | TO_PASS))
def test_the_words_of_an_issue(key: str) -> None:
    spoken = words()[key]
    shown = spoken["fix_flow"]["step"]["confirm"] if key in TO_CONFIRM else spoken
    assert spoken["title"]
    assert shown["title"]
    assert len(shown["description"]) > 40
    if key in TO_CONFIRM:
        # On a phone, a second line of the dialog's title lies over what stands below it.
        assert len(shown["title"]) <= ONE_LINE
        assert "{title}" in shown["description"]
    assert set(re.findall(r"{(\w+)}", json.dumps(spoken))) <= GIVEN


@pytest.mark.parametrize("key", sorted(TO_CONFIRM))
async def test_an_issue_that_was_read_goes_away(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, set_up: SetUp, key: str
) -> None:
    entry = await set_up()
    assert await async_setup_component(hass, REPAIRS, {})
    raise_issue(hass, entry.entry_id, key, missing="3")
    issue_id = f"{key}_{entry.entry_id}"
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.is_fixable
    assert issue.is_persistent
    client = await hass_client()
    asked = {"handler": DOMAIN, "issue_id": issue_id}
    answer = await client.post("/api/repairs/issues/fix", json=asked)
    flow = await answer.json()
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "confirm")
    answer = await client.post(f"/api/repairs/issues/fix/{flow['flow_id']}", json={})
    assert (await answer.json())["type"] == FlowResultType.CREATE_ENTRY
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None


@pytest.mark.parametrize("key", sorted(TO_PASS))
async def test_an_issue_that_passes_needs_nobody(
    hass: HomeAssistant, set_up: SetUp, key: str
) -> None:
    entry = await set_up()
    raise_issue(hass, entry.entry_id, key, missing="0", minutes="7")
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")
    assert issue is not None
    assert not issue.is_fixable
    assert not issue.is_persistent
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.translation_key == key
    clear_issue(hass, entry.entry_id, key)
    assert ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}") is None
