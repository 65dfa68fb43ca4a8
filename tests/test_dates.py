"""Days and months as each language writes them."""

from datetime import date

import pytest

from custom_components.difuse.messages import written_date, written_month

from .words import LANGUAGES

DAY = date(2026, 11, 2)
MONTHS = {
    "en": ("November 2026", "2 November 2026"),
    "de": ("November 2026", "2. November 2026"),
    "pl": ("Listopad 2026", "2 listopada 2026"),
    "cs": ("Listopad 2026", "2. listopadu 2026"),
    "es": ("Noviembre de 2026", "2 de noviembre de 2026"),
}


@pytest.mark.parametrize("language", MONTHS)
def test_a_month_is_a_title_and_inflected_in_a_date(language: str) -> None:
    """In Polish and Czech a month that stands by itself has another form."""
    words = LANGUAGES[language]
    assert (written_month(words, DAY), written_date(words, DAY)) == MONTHS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_month_has_its_name_in_each_list(language: str) -> None:
    words = LANGUAGES[language]
    for key in ("media_months", "media_month_titles", "media_short_months"):
        names = words.say(key).split(", ")
        assert len({*names}) == 12, key
    assert all(name[0].isupper() for name in words.say("media_month_titles").split(", "))
