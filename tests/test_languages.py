"""Each language says all that English says, and Home Assistant takes it."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations, recursive_flatten
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.difuse import assist
from custom_components.difuse.const import DOMAIN

from .blueprints import FOLDER
from .test_translations import LANGUAGES, PLACEHOLDER, PLURAL, load, texts

FORMS = {
    "cs": {"one", "few", "other"},
    "da": {"one", "other"},
    "de": {"one", "other"},
    "en": {"one", "other"},
    "es": {"one", "other"},
    "fr": {"one", "other"},
    "it": {"one", "other"},
    "nb": {"one", "other"},
    "nl": {"one", "other"},
    "pl": {"one", "few", "many", "other"},
    "pt": {"one", "other"},
    "pt-BR": {"one", "other"},
    "sv": {"one", "other"},
}
"""The forms of a number that each language has (CLDR)."""

SAME: dict[str, set[str]] = {
    "cs": {"Port", "PostgreSQL", "Server"},
    "da": {"Database", "Pause", "Port", "Position", "PostgreSQL", "Server"},
    "de": {"Difuse PBX", "Name", "Pause", "Port", "Position", "PostgreSQL", "Server", "Voicemail"},
    "es": {"No", "PostgreSQL"},
    "fr": {
        *("Actions", "Date", "Pause", "Port", "Position", "PostgreSQL"),
        "{change}{points, plural, offset:0 one { point} other { points}}",
    },
    "it": {"Database", "File", "No", "Password", "PostgreSQL", "Server"},
    "nb": {"Database", "Pause", "Port", "PostgreSQL", "Server"},
    "nl": {"Database", "PostgreSQL", "Server", "Voicemail"},
    "pl": {"Port", "PostgreSQL"},
    "pt": {"PostgreSQL"},
    "pt-BR": {"PostgreSQL"},
    "sv": {"Port", "Position", "PostgreSQL", "Server"},
}
"""What is the same in English and in this language."""

UNITS = {"{seconds} s", "{minutes} min", "{hours} h {minutes} min"}
"""They have the same signs in all of these languages."""

ASSIST = Path(assist.__file__).parent / "languages"
FORM = re.compile(r"(=\d+|\w+) {")
MARKUP = re.compile(r"\n+|\*\*|`|^- |\]\({\w+}\)", re.MULTILINE)
FIELD_OF_THE_PBX = re.compile(r"^- \*\*(.+?)\*\*:", re.MULTILINE)
FILLED_IN = re.compile(r"{[^{}]+}")

CODE = re.compile(r"`[^`]*`")
NOT_PLAIN = re.compile(
    r"\b(?:dispositions?|inbound|outbound|announced?|dialled|colour|[Pp]lease|Leave empty"
    r"|None chosen|may not|at the moment|goes by itself)\b|!(?!\w)"
)
"""Other words for what has one, British spelling, and what is no help to anybody."""

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_other = pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"en"}))


def said(language: str) -> dict[str, str]:
    return dict(texts(load(language)))


def phrases_in(language: str) -> dict[str, Any]:
    """Return what an assistant answers, without what people may say to it."""
    path = ASSIST / f"{language}.json"
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {part: words[part] for part in ("phrases", "counted")}


def blueprint_texts() -> Iterator[str]:
    """Return the names and descriptions of all blueprints and their fields."""
    for path in sorted(FOLDER.glob("*.yaml")):
        blueprint = load_yaml_dict(str(path))["blueprint"]
        for part in (blueprint, *blueprint["input"].values()):
            yield from (part[key] for key in ("name", "description") if key in part)


def plurals(text: str) -> list[tuple[str, list[str]]]:
    """Return each number that a text depends on, with its forms."""
    found = PLURAL.finditer(text)
    return sorted((plural["name"], sorted(FORM.findall(plural["forms"]))) for plural in found)


@pytest.mark.parametrize("place", ["texts", "sentences", "blueprints"])
def test_english_is_plain_and_has_one_word_for_one_thing(place: str) -> None:
    places = {
        "texts": [*said("en").values()],
        "sentences": [text for _, text in texts(phrases_in("en"))],
        "blueprints": [*blueprint_texts()],
    }
    assert len(places[place]) > 10
    for text in places[place]:
        assert not NOT_PLAIN.findall(PLACEHOLDER.sub("", CODE.sub("", text))), text


@each_language
def test_no_asterisk_turns_a_text_italic(language: str) -> None:
    for key, text in said(language).items():
        assert "*" not in CODE.sub("", text).replace("**", ""), key


@each_other
def test_it_has_a_text_for_each_english_one(language: str) -> None:
    assert set(said(language)) == set(said("en"))


@each_language
@pytest.mark.parametrize("key", ["usual_rate_more", "usual_rate_less", "insight_points"])
def test_one_point_is_not_several(language: str, key: str) -> None:
    assert [name for name, _ in plurals(said(language)[f"common.card_{key}"])] == ["points"]


@each_language
def test_it_has_the_forms_of_numbers_that_the_language_has(language: str) -> None:
    english = said("en")
    for key, text in said(language).items():
        expected = [
            (name, sorted({*FORMS[language], *(form for form in forms if form.startswith("="))}))
            for name, forms in plurals(english[key])
        ]
        assert plurals(text) == expected, key


@each_other
def test_it_marks_texts_up_as_english_does(language: str) -> None:
    english = said("en")
    for key, text in said(language).items():
        assert MARKUP.findall(text) == MARKUP.findall(english[key]), key
        # They stand in the PBX's own interface, which is English.
        assert FIELD_OF_THE_PBX.findall(text) == FIELD_OF_THE_PBX.findall(english[key]), key


@each_other
def test_nothing_is_left_in_english(language: str) -> None:
    english = said("en")
    same = {text for key, text in said(language).items() if text == english[key]}
    # A text that is filled in only has no words of its own.
    spoken = {text for text in same if re.search(r"\w", FILLED_IN.sub("", text))}
    assert spoken <= SAME[language] | UNITS


@each_other
async def test_home_assistant_loads_every_text(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    caplog: pytest.LogCaptureFixture,
    language: str,
) -> None:
    """It takes the English one where a placeholder differs, and says so in its log."""
    for category, words in load(language).items():
        expected: dict[str, Any] = recursive_flatten(f"component.{DOMAIN}.{category}.", words)
        found = await async_get_translations(hass, language, category, [DOMAIN])
        assert found == expected
    assert "localized" not in caplog.text


NAME_OF_AN_ENTITY = 31
"""On a device's page, beside a short state."""

FIRST_OF_A_ROW = 44
"""Of a missed call in the list on a phone; what has no room after it is left out."""

LONGEST = {
    "card_title": 14,
    "card_dashboard": 14,
    "card_dashboard_now": 14,
    "card_dashboard_insight": 14,
    "card_callbacks_title": 22,
    "card_callbacks_done": 12,
    "card_today": 22,
    "card_new": 10,
    "card_unwanted": 12,
    "card_insight_by_share": 24,
    "card_insight_repeated": 30,
    "card_insight_heat_map": 30,
    "card_insight_callers": 30,
    "card_insight_times": 30,
    "card_insight_days": 30,
}
"""Letters for which titles, tabs, buttons and marks have room on a phone 390 pixels wide."""


@each_language
def test_no_text_is_longer_than_its_place(language: str) -> None:
    texts_of = said(language)
    long = {key for key, most in LONGEST.items() if len(texts_of[f"common.{key}"]) > most}
    names = re.compile(r"entity\.\w+\.\w+\.name$")
    long |= {
        key for key, text in texts_of.items() if names.match(key) and len(text) > NAME_OF_AN_ENTITY
    }
    both, missed = texts_of["common.card_and_left"], texts_of["common.card_missed"]
    long |= {
        key
        for key, text in texts_of.items()
        if key.startswith("common.card_left_")
        and len(both.format(outcome=missed, left=text)) > FIRST_OF_A_ROW
    }
    assert long == set()
