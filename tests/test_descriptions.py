"""Triggers, condition and actions have names, words and icons for all that they take."""

import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.difuse import condition, services
from custom_components.difuse.triggers import CALL_TRIGGERS, CALLBACK_TRIGGERS
from custom_components.difuse.triggers.base import DifuseTrigger

FOLDER = Path(services.__file__).parent
WORDS: dict[str, Any] = json.loads((FOLDER / "translations/en.json").read_text(encoding="utf-8"))
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text(encoding="utf-8"))

IN_ONE_LINE = 80
"""So many letters the editor's list shows on a screen of 1280 pixels."""


def described(kind: str) -> dict[str, Any]:
    content = load_yaml_dict(str(FOLDER / f"{kind}.yaml"))
    return {key: value for key, value in content.items() if not key.startswith(".")}


def options(schema: Any) -> set[str]:
    """Return the options that a trigger's schema takes."""
    return {str(key) for key in schema.schema["options"].validators[0].schema}


@pytest.mark.parametrize("kind", ["triggers", "conditions", "services"])
def test_words_and_icons(kind: str) -> None:
    found = described(kind)
    assert set(WORDS[kind]) == set(ICONS[kind]) == set(found)
    for key, description in found.items():
        words = WORDS[kind][key]
        assert words["name"]
        assert words["description"].endswith(".")
        fields = description.get("fields", {})
        assert set(words.get("fields", {})) == set(fields)
        for name, field in fields.items():
            assert words["fields"][name]["name"]
            assert words["fields"][name]["description"].endswith(".")
            select = field["selector"].get("select")
            if select:
                known = WORDS["selector"][select["translation_key"]]["options"]
                assert set(select["options"]) <= set(known)


def test_the_editors_list_of_triggers_cuts_no_description_off() -> None:
    for key, words in WORDS["triggers"].items():
        assert len(words["description"]) <= IN_ONE_LINE, key


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_the_editor_demands_no_target(kind: str) -> None:
    """It shows a red "No target set" wherever a description has one, needed or not."""
    for key, description in described(kind).items():
        assert "target" not in description, key
        (pbx,) = [name for name, field in description["fields"].items() if is_pbx(field)]
        assert pbx == "config_entry_id"


def is_pbx(field: dict[str, Any]) -> bool:
    return bool(field["selector"].get("config_entry") == {"integration": "difuse"})


def test_the_editor_offers_all_that_there_is() -> None:
    triggers = {**CALL_TRIGGERS, **CALLBACK_TRIGGERS}
    assert set(described("triggers")) == set(triggers)
    assert set(described("conditions")) == set(condition.CONDITIONS)
    assert set(described("services")) == {services.GET_CALLS, services.MARK_SEEN}
    for key, kind in triggers.items():
        assert issubclass(kind, DifuseTrigger)
        assert set(described("triggers")[key]["fields"]) == options(kind.schema)
    for key, schema in (
        ("get_calls", services.GET_CALLS_SCHEMA),
        ("mark_missed_calls_seen", services.MARK_SEEN_SCHEMA),
    ):
        taken = {str(field) for field in schema.schema}
        assert set(described("services")[key]["fields"]) == taken
