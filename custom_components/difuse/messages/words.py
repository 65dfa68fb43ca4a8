"""Words in the language of Home Assistant, where no user with a language of their own is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import (
    LOCALE_EN,
    async_get_cached_translations,
    async_get_translations,
)

from ..const import DOMAIN
from .plural import form_of

_CATEGORY: Final = "common"
_PREFIX: Final = f"component.{DOMAIN}.{_CATEGORY}."

_PLURAL: Final = re.compile(r"{(?P<number>\w+), plural, offset:0 (?P<forms>(?:\w+ {[^{}]*} ?)+)}")
_FORM: Final = re.compile(r"(\w+) {([^{}]*)}")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts under ``common`` in one language; any thread may use them."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **filled: str | int) -> str:
        """Return a text; the key where there is none. What is filled in is never read as one.

        Texts with a number in them are written as for the frontend, with a form for each plural.
        """
        text = self.texts.get(f"{_PREFIX}{key}", key)
        return _PLURAL.sub(partial(self._counted, filled), text).format(**filled)

    def _counted(self, filled: Mapping[str, str | int], found: re.Match[str]) -> str:
        number = int(filled[found["number"]])
        forms = dict(_FORM.findall(found["forms"]))
        return form_of(forms, self.language, number).replace("#", str(number))


def words_of(hass: HomeAssistant) -> Words:
    """Return the words of a Home Assistant that has loaded this integration.

    They are English for the moment until a language that was just chosen is loaded.
    """
    chosen = _loaded_words(hass, hass.config.language)
    return chosen if chosen.texts else _loaded_words(hass, LOCALE_EN)


def _loaded_words(hass: HomeAssistant, language: str) -> Words:
    return Words(language, async_get_cached_translations(hass, language, _CATEGORY, DOMAIN))


async def async_words_of(hass: HomeAssistant) -> Words:
    """Return the words, loaded where they aren't yet: a config flow runs before all else."""
    language = hass.config.language
    return Words(language, await async_get_translations(hass, language, _CATEGORY, {DOMAIN}))


def common_word(hass: HomeAssistant, key: str, **filled: str | int) -> str:
    """Return one text, as ``Words.say`` does."""
    return words_of(hass).say(key, **filled)
