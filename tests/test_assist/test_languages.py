"""Each language of Assist's own agent: it has all phrases, and knows its own sentences."""

from collections.abc import Iterator
from itertools import islice
import re
from string import Formatter

from hassil import (
    SlotList,
    TextSlotList,
    WildcardSlotList,
    parse_sentence,
    recognize_best,
    sample_expression,
)
from homeassistant.components.conversation.trigger import TRIGGER_SCHEMA
from homeassistant.util import dt as dt_util
import pytest

from custom_components.difuse.assist.intents import QUESTIONS, SLOT_CALLER
from custom_components.difuse.assist.language import Language, load_languages
from custom_components.difuse.assist.questions import compiled
from custom_components.difuse.messages import plural
from tests.test_translations import LANGUAGES

ALL = load_languages()
ENGLISH = ALL["en"]
FEWEST_WORDS = 3
"""A sentence with a caller in it has so many words besides: with fewer it would be anybody's."""

SPOKEN = "Alice"
SOME = 100

each_language = pytest.mark.parametrize("language", ALL.values(), ids=list(ALL))


def sentences(language: Language) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the intent that it leads to."""
    for name, several in language.sentences.items():
        for sentence in several:
            yield name, sentence


def spoken(sentence: str) -> list[str]:
    """Return what people may say for a sentence, an even choice of all there is."""
    callers: dict[str, SlotList] = {
        SLOT_CALLER: TextSlotList.from_strings([SPOKEN], name=SLOT_CALLER)
    }
    said = list(sample_expression(parse_sentence(sentence).expression, slot_lists=callers))
    return said[:: -(-len(said) // SOME)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_those_that_the_integration_is_translated_into() -> None:
    assert sorted(ALL) == LANGUAGES


@each_language
def test_it_has_the_phrases_that_english_has_with_the_same_to_fill_in(language: Language) -> None:
    assert set(language.phrases) == set(ENGLISH.phrases)
    for name, phrase in language.phrases.items():
        assert phrase.strip() == phrase != ""
        assert placeholders(phrase) <= placeholders(ENGLISH.phrases[name]), name
    assert "{time}" in language.phrases["today"]


@each_language
def test_it_has_all_plurals_of_each_phrase_with_a_number(language: Language) -> None:
    forms = {plural(language.tag, number) for number in range(1, 200)}
    assert set(language.counted) == set(ENGLISH.counted)
    for name, phrases in language.counted.items():
        assert set(phrases) == forms, name
        known = {"n", *placeholders(ENGLISH.counted[name]["other"])}
        for form, phrase in phrases.items():
            assert placeholders(phrase) <= known, name
            assert form == "one" or "{n}" in phrase, name


@each_language
def test_no_answer_begins_with_what_is_filled_in(language: Language) -> None:
    """At the beginning of a line "1." or "+" would make a list of a name, where Markdown counts."""
    phrases = [*language.phrases.values()]
    phrases += [phrase for forms in language.counted.values() for phrase in forms.values()]
    answers = [phrase for phrase in phrases if phrase.endswith((".", "!"))]
    assert len(answers) > len(phrases) / 2
    assert not [answer for answer in answers if re.match(r"{(?!n})", answer)]


@each_language
def test_it_names_days_and_months(language: Language) -> None:
    assert len(set(language.weekdays)) == 7
    assert len(set(language.months)) == 12


@each_language
def test_it_asks_each_question_in_sentences_that_home_assistant_takes(language: Language) -> None:
    assert set(language.sentences) == {question.name for question in QUESTIONS}
    command = [sentence for _, sentence in sentences(language)]
    assert len(set(command)) == len(command)
    assert TRIGGER_SCHEMA({"platform": "conversation", "command": command})


@each_language
def test_whatever_people_say_leads_to_the_question_that_it_stands_at(language: Language) -> None:
    intents = compiled(language)
    for name, sentence in sentences(language):
        callers = {SPOKEN} if f"{{{SLOT_CALLER}}}" in sentence else set()
        for text in spoken(sentence):
            found = recognize_best(text, intents)
            assert found is not None, text
            assert found.intent.name == name, text
            assert {str(one.value) for one in found.entities_list} == callers, text


@each_language
def test_a_sentence_with_a_caller_says_enough_besides(language: Language) -> None:
    for _, sentence in sentences(language):
        if f"{{{SLOT_CALLER}}}" in sentence:
            shortest = min(spoken(sentence), key=lambda text: len(text.split()))
            assert len(shortest.split()) > FEWEST_WORDS, shortest
    assert isinstance(compiled(language).slot_lists[SLOT_CALLER], WildcardSlotList)


@pytest.mark.parametrize(
    ("tag", "few", "other"),
    [
        ("pl", [2, 3, 4, 22, 104, 1002], [5, 11, 12, 13, 14, 21, 25, 111, 112, 1000]),
        ("cs", [2, 3, 4], [5, 11, 12, 22, 104]),
        ("en", [], [2, 3, 4, 11, 21, 101]),
    ],
)
def test_plurals(tag: str, few: list[int], other: list[int]) -> None:
    assert plural(tag, 1) == "one"
    assert {plural(tag, number) for number in few} <= {"few"}
    assert {plural(tag, number) for number in other} == {"other"}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-22T00:00", "today at 00:00"),
        ("2026-11-21T23:59", "yesterday at 23:59"),
        ("2026-11-20T09:05", "on Friday at 09:05"),
        ("2026-11-16T09:05", "on Monday at 09:05"),
        ("2026-11-15T09:05", "on 15 November at 09:05"),
        ("2026-11-23T09:05", "on 23 November at 09:05"),
        ("2025-11-22T09:05", "on 22 November 2025 at 09:05"),
    ],
)
def test_moments(moment: str, said: str) -> None:
    now = dt_util.parse_datetime("2026-11-22T15:00")
    when = dt_util.parse_datetime(moment)
    assert now is not None
    assert when is not None
    assert ENGLISH.moment(when, now) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "A"),
        (2, "A and B"),
        (3, "A, B and C"),
        (4, "A, B, C and one other"),
        (6, "A, B, C and 3 others"),
    ],
)
def test_a_row_of_names(number: int, said: str) -> None:
    assert ENGLISH.enumerate(list(islice("ABCDEF", number)), number) == said
