"""The sentences, brought to Assist as one sentence trigger, as automations have them.

It is the only door that Home Assistant keeps open for sentences that nobody copied into its
configuration. It knows no languages, and no order: which question a sentence is, and who is
meant, is found out once more, by the sentences of one language at a time.
"""

from typing import Any, Final

from hassil import Intents, recognize_best
from homeassistant.const import CONF_COMMAND, CONF_PLATFORM
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import (
    async_initialize_triggers,
    async_validate_trigger_config,
)

from ..const import DOMAIN, LOGGER, TITLE
from .language import Language, Languages, choose_language

ASSIST: Final = "conversation"
"""Home Assistant's component for assistants; entities are exposed to it under this name."""

_LISTS: Final = {"caller": {"wildcard": True}}


class Questions:
    """The sentences of all languages."""

    def __init__(self, hass: HomeAssistant, languages: Languages) -> None:
        """Take the languages; nothing is registered yet."""
        self._hass, self._languages = hass, languages
        self._intents = {tag: compiled(one) for tag, one in languages.items()}

    async def async_register(self, hass: HomeAssistant, _: str) -> None:
        """Have Assist listen for the sentences from now on."""
        sentences = {
            sentence: None
            for language in self._languages.values()
            for several in language.sentences.values()
            for sentence in several
        }
        trigger = {CONF_PLATFORM: ASSIST, CONF_COMMAND: [*sentences]}
        config = await async_validate_trigger_config(hass, [trigger])
        await async_initialize_triggers(hass, config, self._answer, DOMAIN, TITLE, LOGGER.log)

    async def _answer(
        self, run_variables: dict[str, Any], _: Context | None = None
    ) -> ScriptRunResult:
        """Return what an automation would answer, with what the intent says."""
        asked = run_variables["trigger"]["user_input"]
        language, name, slots = self._understand(asked["text"], asked["language"])
        response = await intent.async_handle(
            self._hass,
            DOMAIN,
            name,
            slots,
            asked["text"],
            _context(asked["context"]),
            language.tag,
            assistant=ASSIST,
            device_id=asked["device_id"],
            satellite_id=asked["satellite_id"],
            conversation_agent_id=asked["agent_id"],
        )
        speech = response.speech["plain"]["speech"]
        return ScriptRunResult(conversation_response=speech, service_response=None, variables={})

    def _understand(self, text: str, tag: str) -> tuple[Language, str, dict[str, Any]]:
        """Return in which language something is asked, the intent, and its slots.

        The asker's language goes first: several may have the same words for it.
        """
        first = choose_language(self._languages, tag, self._hass.config.country)
        for language in (first, *self._languages.values()):
            found = recognize_best(text, self._intents[language.tag])
            if found is not None:
                slots = {one.name: {"value": one.value} for one in found.entities_list}
                return language, found.intent.name, slots
        raise LookupError("A sentence that no language has")


def compiled(language: Language) -> Intents:
    """Return the sentences of a language, ready to be recognized."""
    intents = {
        name: {"data": [{"sentences": [*several]}]} for name, several in language.sentences.items()
    }
    return Intents.from_dict({"language": language.tag, "intents": intents, "lists": _LISTS})


def _context(given: dict[str, Any]) -> Context:
    return Context(user_id=given["user_id"], parent_id=given["parent_id"], id=given["id"])
