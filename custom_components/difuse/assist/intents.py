"""The intents: what sentences lead to, this integration's own ones or those of users.

Nobody learns more of them than what the event entity of a PBX would show.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, intent
from homeassistant.helpers.typing import VolDictType
from homeassistant.setup import async_when_setup

from ..cdr.database import DatabaseError
from ..const import DOMAIN
from ..selection import async_permitted_entries, exposed_entries
from .answers import Asked, calls_to_return, did_call, last_caller, missed_calls
from .language import Language, Languages, choose_language, load_languages
from .questions import ASSIST, Questions

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

SLOT_CALLER: Final = "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One intent: what it is called and what it is for, and what is answered."""

    name: str
    description: str
    answer: Callable[[Asked], Awaitable[str]]
    slots: VolDictType | None = None


QUESTIONS: Final = (
    Question(
        name="DifuseLastCaller",
        description="Says who called last, when, and whether the call was answered",
        answer=last_caller,
    ),
    Question(
        name="DifuseMissedCalls",
        description="Says how many calls were missed today, and from whom",
        answer=missed_calls,
    ),
    Question(
        name="DifuseDidCall",
        description="Says whether somebody called today: a name, a number, or anybody",
        answer=did_call,
        slots={vol.Optional(SLOT_CALLER): cv.string},
    ),
    Question(
        name="DifuseCallsToReturn",
        description="Says who is still to be called back",
        answer=calls_to_return,
    ),
)


class CallIntent(intent.IntentHandler):
    """Answers one question, in the language in which it is asked."""

    def __init__(self, question: Question, languages: Languages) -> None:
        """Choose the question."""
        self.intent_type = question.name
        self.description = question.description
        self._question, self._languages = question, languages

    @property
    @override
    def slot_schema(self) -> dict[Any, Any] | None:
        """What can be said besides."""
        return self._question.slots

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Answer, or say why not."""
        slots = self.async_validate_slots(intent_obj.slots)
        caller = slots.get(SLOT_CALLER, {}).get("value", "").strip()
        country = intent_obj.hass.config.country
        language = choose_language(self._languages, intent_obj.language, country)
        response = intent_obj.create_response()
        response.response_type = intent.IntentResponseType.QUERY_ANSWER
        response.async_set_speech(await self._answer(intent_obj, language, caller))
        return response

    async def _answer(self, asked: intent.Intent, language: Language, caller: str) -> str:
        hass = asked.hass
        if not hass.config_entries.async_loaded_entries(DOMAIN):
            return language.say("not_set_up")
        exposed = exposed_entries(hass, asked.assistant or ASSIST)
        if not exposed:
            return language.say("not_exposed")
        entries = await async_permitted_entries(hass, asked.context, exposed)
        if not entries:
            return language.say("not_allowed")
        pbxs = [entry.runtime_data for entry in entries]
        try:
            return await self._question.answer(Asked(pbxs, language, caller))
        except HomeAssistantError, DatabaseError:
            return language.say("unavailable")


async def async_setup_assist(hass: HomeAssistant) -> None:
    """Register the intents; and their sentences, as soon as there is an assistant."""
    languages = await hass.async_add_executor_job(load_languages)
    for question in QUESTIONS:
        intent.async_register(hass, CallIntent(question, languages))
    async_when_setup(hass, ASSIST, Questions(hass, languages).async_register)
