"""Assist's own agent, asked in each language as people speak it; two have more tests besides.

``spoken`` has a file for each language: what people say with the question that it is, or none, and
the caller in it; and what is answered to some questions.
"""

import json
from pathlib import Path
from typing import Any

from hassil import recognize_best
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.assist.language import load_languages
from custom_components.difuse.assist.questions import compiled

from .asking import ask

SPOKEN: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parent / "spoken").glob("*.json"))
}


def test_each_language_is_spoken_here() -> None:
    assert {*SPOKEN, "de", "en"} == {*load_languages()}
    assert all(said["answers"] for said in SPOKEN.values())


@pytest.mark.parametrize("language", SPOKEN)
def test_what_people_say_leads_to_what_they_mean(language: str) -> None:
    intents = compiled(load_languages()[language])
    for text, (question, caller) in SPOKEN[language]["questions"].items():
        found = recognize_best(text, intents)
        assert (found.intent.name if found else "") == question, text
        named = [str(one.value) for one in found.entities_list] if found else []
        assert named == [caller] * bool(caller), text


@pytest.mark.usefixtures("assist")
async def test_each_is_answered_in_its_language(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    for language, said in SPOKEN.items():
        for question, answer in said["answers"].items():
            assert await ask(hass, question, language=language) == answer
