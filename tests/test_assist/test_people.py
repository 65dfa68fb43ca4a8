"""What Assist's own agent knows of people: contacts, numbers, names of extensions."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.callers import keep_people
from custom_components.difuse.cdr.people import Person
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .asking import (
    ALICE,
    BOB,
    BOTH_MISSED,
    DID_ALICE,
    LAST,
    MISSED,
    NO_ANSWER,
    NOBODY_WAITS,
    TO_RETURN,
    ask,
    expose,
    local,
    place,
)

pytestmark = pytest.mark.usefixtures("assist")


@pytest.fixture
async def britain(hass: HomeAssistant, sunday: None) -> None:
    await hass.config.async_update(country="GB")


async def know(entry: MockConfigEntry, people: dict[str, Person]) -> None:
    """Put people into an address book."""
    await entry.runtime_data.archive.write(keep_people, people)
    await entry.runtime_data.async_publish()


async def test_a_contacts_name_beats_the_pbxs(hass: HomeAssistant, house: MockConfigEntry) -> None:
    await know(house, {ALICE: Person("Aunt [May](https://evil.example)")})
    aunt = "Aunt May https evil. example"
    assert (await ask(hass, LAST)).startswith(f"The last call was from {aunt}, today at 14:05.")
    assert (await ask(hass, "Did aunt call today?")).startswith(
        f"Yes, there were 2 calls from {aunt}"
    )
    assert (await ask(hass, MISSED)).startswith(f"You missed 2 calls today, from Bob and {aunt}.")


async def test_a_number_however_it_is_written(
    hass: HomeAssistant, britain: None, day: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    for number in ("07700 900001", "0044 7700 900001", "+44 7700 900 001", "(07700) 900001"):
        said = await ask(hass, f"Did {number} call today?")
        assert said.startswith("Yes, there were 2 calls from Alice Morgan today"), number
    said = await ask(hass, "Did +44 7700 900009 call today?")
    assert said == "No, I found no call from +4 4, 7 7 0 0, 9 0 0 0 0 9, today or earlier."
    # It is spelled as people here write it.
    place(day, "", local(14, 20), source="+447700900009")
    await entry.runtime_data.async_refresh()
    assert (await ask(hass, LAST)).startswith("The last call was from 0 7 7 0 0, 9 0 0 0 0 9,")


async def test_a_caller_who_was_called_back_waits_no_more(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    place(pbx, "Alice", local(14, 1), **NO_ANSWER)
    place(pbx, "Bob", local(14, 2), source=BOB, **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    place(pbx, "Anna", local(14, 10), source="1001", destination=ALICE)
    await entry.runtime_data.async_refresh()
    assert await ask(hass, TO_RETURN) == "You have one caller to call back: Bob."
    assert (await ask(hass, MISSED)).endswith("One caller still has to be called back.")
    place(pbx, "Bob", local(14, 20), source=BOB)
    await entry.runtime_data.async_refresh()
    assert await ask(hass, TO_RETURN) == NOBODY_WAITS


async def test_many_callers_are_counted(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    for number in range(5):
        place(pbx, f"C{number}", local(13, number), source=f"+44770090010{number}", **NO_ANSWER)
    await entry.runtime_data.async_refresh()
    assert await ask(hass, TO_RETURN) == (
        "You have 5 callers to call back: C4, C3, C2 and 2 others."
    )


async def test_unwanted_callers_were_not_missed(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    assert await ask(hass, MISSED) == BOTH_MISSED
    await know(house, {BOB: Person("Bob", ("Spam",)), ALICE: Person("Alice", ("Blocked",))})
    assert await ask(hass, MISSED) == "You missed no calls today."
    assert (await ask(hass, "Did Bob call today?")) == (
        "Yes, there was one call from Bob today, at 11:00."
    )


async def test_an_extension_that_answered_is_named(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await expose(hass, set_up)
    for minute in range(5):
        place(pbx, "Anna", local(13, minute), source="1001", destination="1002")
    place(pbx, "Alice", local(14, 1))
    await entry.runtime_data.async_refresh()
    assert (await ask(hass, DID_ALICE)).endswith("It was answered by Anna.")
