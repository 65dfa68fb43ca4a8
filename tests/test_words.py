"""Words in the language of Home Assistant: plurals, what is filled in, and what isn't there."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.messages import Words, words_of
from tests.conftest import SetUp
from tests.words import ENGLISH

COUNTED = (
    "{count, plural, offset:0 one {# połączenie} few {# połączenia} many {# połączeń}"
    " other {# połączenia}}"
)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("pl", 1, "1 połączenie z {a}"),
        ("pl", 3, "3 połączenia z {a}"),
        ("pl", 12, "12 połączeń z {a}"),
        ("de", 12, "12 połączenia z {a}"),
    ],
)
def test_a_number_chooses_the_form_of_its_language(language: str, number: int, said: str) -> None:
    words = Words(language, {"component.difuse.common.calls": f"{COUNTED} z {{who}}"})
    assert words.say("calls", count=number, who="{a}") == said


def test_what_has_no_words_is_called_by_its_key() -> None:
    assert ENGLISH.say("nobody_said_this", who="Alice") == "nobody_said_this"


async def test_a_language_that_is_not_loaded_yet_is_english(
    hass: HomeAssistant, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up()
    monkeypatch.setattr(hass.config, "language", "tlh")
    assert words_of(hass).say("withheld") == "A withheld number"
