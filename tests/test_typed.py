"""Words that people type: those of their language, and the English ones always."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.cdr.calls import SERVICE_KINDS, UNKNOWN_GROUP, NumberPlan
from custom_components.difuse.messages import (
    Words,
    group_as_asked,
    service_as_saved,
    service_as_typed,
    unwanted_groups,
)
from custom_components.difuse.selection import async_read_filter
from tests.conftest import SetUp
from tests.words import ENGLISH, GERMAN, LANGUAGES

each_language = pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)


@pytest.mark.parametrize(
    ("typed", "saved", "shown"),
    [
        ("700", "700", "700"),
        ("700 Warteschlange", "700 queue", "700 Warteschlange"),
        (" *97 = anrufbeantworter ", "*97 voicemail", "*97 Voicemail"),
        ("800: MENÜ", "800 menu", "800 Menü"),
        ("801 Conference", "801 Conference", "801 Konferenz"),
        ("701 queue", "701 queue", "701 Warteschlange"),
        ("702 {queue}", "702 {queue}", "702 {queue}"),
        ("703 Warteschlange im Lager", "703 Warteschlange im Lager", "703 Warteschlange im Lager"),
    ],
)
def test_a_service_number_in_german(typed: str, saved: str, shown: str) -> None:
    assert service_as_saved(GERMAN, typed) == saved
    assert service_as_typed(GERMAN, saved) == shown


@each_language
def test_every_word_for_a_service_is_understood_and_means_one_thing(words: Words) -> None:
    for kind in SERVICE_KINDS:
        typed = words.say(f"typed_{kind}").split(", ")
        for word in (*typed, typed[0].upper(), kind):
            saved = service_as_saved(words, f"700 {word}")
            assert NumberPlan.of(service_numbers=[saved]).service_numbers == {"700": kind}
            assert service_as_typed(words, saved) == f"700 {typed[0]}"


@each_language
def test_groups_that_are_none_and_those_that_nobody_wants_have_words(words: Words) -> None:
    for word in (words.say("typed_unknown"), "Unknown"):
        assert group_as_asked(words, word) == UNKNOWN_GROUP
    assert {"blocked", "spam"} <= unwanted_groups(words)
    assert group_as_asked(words, "VIP") == "vip"


async def test_calls_are_asked_for_in_the_language_of_home_assistant(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    await hass.config.async_update(language="de")
    await set_up()
    asked = await async_read_filter(hass, {"group": ["Unbekannt", "Ärzte", "unknown"]})
    assert asked.groups == {"unknown", "arzte"}
    assert "gesperrt" in unwanted_groups(GERMAN)
    assert "gesperrt" not in unwanted_groups(ENGLISH)
