"""What Assist's own agent answers, without a language model."""

from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.assist.speech import spoken_name, spoken_number
from tests.another_pbx import another_pbx
from tests.conftest import SetUp
from tests.home import BUTTON
from tests.simulator import SimulatedPbx

from .asking import (
    ALICE,
    ALICE_CALLED,
    ALICE_CALLED_LAST,
    ASSISTANT,
    BOB,
    BOTH_MISSED,
    CAROL_DID_NOT,
    DID_ALICE,
    LAST,
    MISSED,
    NO_ANSWER,
    NOBODY_WAITS,
    SOMEBODY,
    TO_RETURN,
    ask,
    ask_all,
    expose,
    local,
    place,
)

pytestmark = pytest.mark.usefixtures("assist")


ANSWERS = {
    LAST: ALICE_CALLED_LAST,
    "Can you please tell me who called me last": ALICE_CALLED_LAST,
    "WHO WAS THE LAST CALLER?": ALICE_CALLED_LAST,
    "Who was the last call from?": ALICE_CALLED_LAST,
    MISSED: BOTH_MISSED,
    "Did we miss a call today?": BOTH_MISSED,
    "Are there any missed calls?": BOTH_MISSED,
    "How many calls did I miss today?": BOTH_MISSED,
    DID_ALICE: ALICE_CALLED,
    "has alice morgan called today": ALICE_CALLED,
    "Did I get a call from Alice today?": ALICE_CALLED,
    "Did my Alice call me?": ALICE_CALLED,
    "Did +44 7700 900001 call today?": ALICE_CALLED,
    "Did Carol call today?": CAROL_DID_NOT,
    "Did Dave call today?": "No, I found no call from Dave, today or earlier.",
    "Did 0800 111 222 call today?": (
        "No, I found no call from 0 8 0 0, 1 1 1, 2 2 2, today or earlier."
    ),
    "Did anybody call today?": SOMEBODY,
    "Has anyone called?": SOMEBODY,
    TO_RETURN: NOBODY_WAITS,
    "who should I call back": NOBODY_WAITS,
    "Is there anybody to call back?": NOBODY_WAITS,
}
WITHOUT_CALLS = {
    LAST: "There are no calls yet.",
    MISSED: "You missed no calls today.",
    DID_ALICE: "No, I found no call from Alice, today or earlier.",
    "Did anyone call today?": "No, nobody has called today.",
    TO_RETURN: NOBODY_WAITS,
}


async def test_questions_and_answers(hass: HomeAssistant, house: MockConfigEntry) -> None:
    assert await ask_all(hass, ANSWERS) == ANSWERS


async def test_no_calls_at_all(hass: HomeAssistant, set_up: SetUp) -> None:
    await expose(hass, set_up)
    assert await ask_all(hass, WITHOUT_CALLS) == WITHOUT_CALLS


async def test_calls_that_the_office_made_are_nobody_elses(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    place(day, "Anna", local(14, 30), source="1005", destination="447700900009")
    place(day, "Anna", local(14, 40), source="1005", destination="1002")
    await expose(hass, set_up)
    assert await ask(hass, LAST) == ALICE_CALLED_LAST
    # A colleague's call is one all the same.
    assert (await ask(hass, "Did Anna call today?")).startswith(
        "Yes, there was one call from Anna today, at 14:40."
    )
    assert (await ask(hass, "Did 1005 call today?")).startswith(
        "Yes, there was one call from Anna today, at 14:40."
    )


async def test_somebody_with_several_numbers_is_named_once(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    place(day, "Alice Morgan", local(14, 30), source="+447700900011", **NO_ANSWER)
    await expose(hass, set_up)
    said = await ask(hass, DID_ALICE)
    assert said.split(" today, ")[0].endswith(" calls from Alice Morgan")


async def test_a_call_with_a_broken_date_is_not_the_last_one(
    hass: HomeAssistant, day: SimulatedPbx, set_up: SetUp
) -> None:
    place(day, "Dave", local(12, days_ago=-1000))
    await expose(hass, set_up)
    assert await ask(hass, LAST) == ALICE_CALLED_LAST


async def test_missed_calls_wait_until_somebody_has_seen_them(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    for minute, name, source in ((1, "Alice", ALICE), (2, "Bob", BOB), (3, "Alice", ALICE)):
        place(pbx, name, local(14, minute), source=source, **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    assert await ask(hass, LAST) == ("The last call was from Alice, today at 14:03. It was missed.")
    assert await ask(hass, TO_RETURN) == "You have 2 callers to call back: Alice and Bob."
    missed = "You missed 3 calls today, from Alice and Bob. The last one was at 14:03."
    assert await ask(hass, MISSED) == f"{missed} 2 callers still have to be called back."
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    assert await ask(hass, TO_RETURN) == NOBODY_WAITS
    assert await ask(hass, MISSED) == missed


async def test_one_missed_call(hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp) -> None:
    entry = await expose(hass, set_up)
    place(pbx, "Alice", local(14, 1), **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    assert await ask(hass, MISSED) == (
        "You missed one call today, from Alice at 14:01. One caller still has to be called back."
    )
    assert await ask(hass, TO_RETURN) == "You have one caller to call back: Alice."
    assert await ask(hass, DID_ALICE) == (
        "Yes, there was one call from Alice today, at 14:01. It was missed."
    )


async def test_three_callers_are_named_and_more_counted(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    for number in range(5):
        place(pbx, f"C{number}", local(13, number), source=f"{ALICE}{number}", **NO_ANSWER)
    await expose(hass, set_up)
    assert await ask(hass, MISSED) == (
        "You missed 5 calls today, from C4, C3, C2 and 2 others. The last one was at 13:04."
    )


async def test_callers_without_a_name_and_withheld_ones(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    place(pbx, "", local(13), source="anonymous", **NO_ANSWER)
    place(pbx, "", local(14), source=BOB, **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    bob = "+4 4, 7 7 0 0, 9 0 0 0 0 2"
    assert (await ask(hass, LAST)).startswith(f"The last call was from {bob}, today at 14:00.")
    assert await ask(hass, TO_RETURN) == (
        f"You have 2 callers to call back: {bob} and a withheld number."
    )
    place(pbx, "", local(14, 30), source="anonymous")
    await entry.runtime_data.async_refresh()
    assert (await ask(hass, LAST)).startswith("The last call was from a withheld number, today")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("<img src=//evil.example/x>", "img src evil. example x"),
        ("[here](https://evil.example)", "here https evil. example"),
        ("www.evil.example", "www. evil. example"),
        ("mail@evil.example", "mail evil. example"),
        ("**Alice** _Morgan_ `x`", "Alice Morgan x"),
        ("{{ states('sun.sun') }} {who}", "states 'sun. sun' who"),
        ("# Alice | {n}", "Alice n"),
        ("Dr. O'Brien-Smith & Sons, Ltd.", "Dr. O'Brien-Smith & Sons, Ltd."),
        ("Zoë Łukasz", "Zoë Łukasz"),
        ("***", "+4 4, 7 7 0 0, 9 0 0 0 0 1"),
        (ALICE, "+4 4, 7 7 0 0, 9 0 0 0 0 1"),
    ],
)
async def test_a_name_is_nothing_but_a_name(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, name: str, said: str
) -> None:
    """Home Assistant's dialog shows answers as Markdown."""
    place(pbx, name, local(14, 5))
    await expose(hass, set_up)
    assert (await ask(hass, LAST)).startswith(f"The last call was from {said}, today at 14:05.")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+44 7700 900001", "+4 4, 7 7 0 0, 9 0 0 0 0 1"),
        ("(020) 7946-0000", "0 2 0, 7 9 4 6, 0 0 0 0"),
        ("**21*0900123456#", "2 1, 0 9 0 0 1 2 3 4 5 6"),
        ("tel:1001,<x>", "1 0 0 1"),
        ("s", ""),
    ],
)
def test_a_number_is_spelled_and_is_nothing_to_dial(number: str, said: str) -> None:
    assert spoken_number(number) == said


def test_a_name_has_an_end() -> None:
    assert spoken_name("Bob " * 100) == ("Bob " * 20).rstrip()


async def test_other_sentences_are_left_to_others(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    for text in ("Turn on the light", "Did the doorbell ring today?", "Who called"):
        result = await async_converse(hass, text, None, Context(), language="en")
        assert result.response.error_code in ("no_intent_match", "no_valid_targets"), text


async def test_several_pbxs_answer_as_one(
    hass: HomeAssistant, day: SimulatedPbx, house: MockConfigEntry
) -> None:
    pbx = SimulatedPbx()
    place(pbx, "Dave", local(14, 20), source="+447700900004", **NO_ANSWER)
    async with another_pbx(hass, house, pbx) as other:
        await hass.config_entries.async_setup(other.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert await ask(hass, LAST) == ALICE_CALLED_LAST
        async_expose_entity(hass, ASSISTANT, "event.other_call", should_expose=True)
        assert await ask(hass, LAST) == (
            "The last call was from Dave, today at 14:20. It was missed."
        )
        assert await ask(hass, MISSED) == (
            "You missed 3 calls today, from Dave, Bob and Alice Morgan. The last one was at 14:20."
        )
        assert await ask(hass, DID_ALICE) == ALICE_CALLED
    assert await ask(hass, LAST) == ALICE_CALLED_LAST
