"""Whose sentences lead to the answers: this integration's, in each language, and users' own."""

import json
from pathlib import Path

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.assist import language
from custom_components.difuse.assist.language import FOLDER
from tests.conftest import SetUp
from tests.home import EVENT
from tests.listening import user_who_may
from tests.simulator import SimulatedPbx

from .asking import ALICE_CALLED, ALICE_CALLED_LAST, ASSISTANT, LAST, ask, expose


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def test_an_assistant_that_comes_later_knows_the_sentences_too(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    await expose(hass, set_up)
    assert await async_setup_component(hass, ASSISTANT, {})
    await hass.async_block_till_done()
    assert await ask(hass, LAST) == ALICE_CALLED_LAST


@pytest.mark.usefixtures("assist")
async def test_sentences_of_users_lead_to_the_same_answers(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    own = {
        "DifuseLastCaller": ["phone news"],
        "DifuseDidCall": ["any sign of {caller}"],
    }
    lists = "lists:\n  caller:\n    wildcard: true\n"
    intents = "".join(
        f"  {name}:\n    data:\n      - sentences: {sentences}\n" for name, sentences in own.items()
    )
    file = Path(hass.config.path("custom_sentences/en/own.yaml"))
    await hass.async_add_executor_job(write, file, f"language: en\nintents:\n{intents}{lists}")
    assert await ask(hass, "phone news") == ALICE_CALLED_LAST
    assert await ask(hass, "any sign of Alice") == ALICE_CALLED
    user = user_who_may(hass, {})
    assert await ask(hass, "any sign of Alice", user.id) == "You aren't allowed to see the calls."


@pytest.mark.usefixtures("assist")
async def test_a_language_without_a_file_is_answered_in_english(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    assert await ask(hass, LAST, language="fi") == ALICE_CALLED_LAST
    assert await ask(hass, LAST, language="en-GB") == ALICE_CALLED_LAST


@pytest.mark.usefixtures("assist")
async def test_the_askers_language_goes_first_where_several_have_the_words(
    hass: HomeAssistant,
    day: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    english = json.loads((FOLDER / "en.json").read_text())
    sentences = {**english["sentences"], "DifuseLastCaller": ["chi chiama", "who called last"]}
    other = english | {
        "sentences": sentences,
        "phrases": english["phrases"] | {"last_call": "Chi: {who}."},
    }
    (tmp_path / "en.json").write_text(json.dumps(english))
    (tmp_path / "it.json").write_text(json.dumps(other))
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    await set_up()
    async_expose_entity(hass, ASSISTANT, EVENT, should_expose=True)
    assert (await ask(hass, LAST, language="it")).startswith("Chi: Alice Morgan. ")
    assert await ask(hass, LAST, language="en") == ALICE_CALLED_LAST
    # Whoever asks in another language than their own gets an answer in that one.
    assert (await ask(hass, "chi chiama", language="en")).startswith("Chi: Alice Morgan. ")
