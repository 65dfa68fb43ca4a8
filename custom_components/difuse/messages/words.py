"""Words in the language of Home Assistant, where no user with a language of their own is asked."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN


def common_word(hass: HomeAssistant, key: str) -> str:
    """Return a text under ``common``; the key where there is none."""
    language, category = hass.config.language, "common"
    texts = async_get_cached_translations(hass, language, category, DOMAIN)
    return texts.get(f"component.{DOMAIN}.{category}.{key}", key)
