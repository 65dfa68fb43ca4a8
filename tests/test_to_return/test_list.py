"""The to-do list: who is on it, what a tick does, and what is refused."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.snapshot import MOST_CALLERS, MOST_HANDLED
from tests.conftest import SetUp
from tests.home import BUTTON, TO_RETURN, poll, state_of
from tests.simulator import SimulatedPbx

from .people import (
    BOB,
    BOB_SHOWN,
    DONE,
    OPEN,
    answered,
    items,
    listed,
    missed,
    reload,
    returned,
    tick,
)


@pytest.fixture
async def two(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> Any:
    """Set up a PBX where Alice was missed twice, and Bob once since."""
    entry = await set_up()
    missed(pbx, ago=50)
    missed(pbx, ago=40)
    missed(pbx, BOB)
    await poll(hass, freezer)
    return entry


@pytest.mark.usefixtures("two")
async def test_a_tick_says_that_a_caller_is_seen_and_without_it_they_wait_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx
) -> None:
    assert await listed(hass) == [BOB_SHOWN, "Alice Morgan (2)"]
    await tick(hass, "Alice Morgan (2)")
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan (2)"]
    assert state_of(hass, "new_missed_calls").state == "1"
    await poll(hass, freezer)
    await tick(hass, "Alice Morgan (2)", OPEN)
    assert await listed(hass) == [BOB_SHOWN, "Alice Morgan (2)"]
    assert state_of(hass, "new_missed_calls").state == "3"
    await poll(hass, freezer)
    returned(pbx, ago=10)
    await poll(hass, freezer)
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan (2)"]


@pytest.mark.usefixtures("two")
async def test_what_was_said_before_does_not_count_for_who_waits_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx
) -> None:
    returned(pbx, ago=20)
    await poll(hass, freezer)
    await tick(hass, "Alice Morgan (2)", OPEN)
    await poll(hass, freezer)
    missed(pbx, ago=10)
    await poll(hass, freezer)
    assert await listed(hass) == ["Alice Morgan (3)", BOB_SHOWN]


async def test_an_item_has_the_same_name_for_good_and_it_is_no_number(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, two: Any
) -> None:
    before = {one["summary"]: one["uid"] for one in await items(hass)}
    assert not [uid for uid in before.values() if "7700" in uid or "900001" in uid]
    assert len({*before.values()}) == 2
    await reload(hass, two)
    missed(pbx, "00447700900001", name="Alice Morgan")
    returned(pbx, BOB)
    await poll(hass, freezer)
    after = {one["summary"]: one["uid"] for one in await items(hass)}
    assert after == {
        "Alice Morgan (3)": before["Alice Morgan (2)"],
        BOB_SHOWN: before[BOB_SHOWN],
    }


async def test_those_who_withheld_their_number_are_one_item(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    for name in ("", "Somebody"):
        missed(pbx, "anonymous", caller_id=f'"{name}" <anonymous>')
    await poll(hass, freezer)
    answered(pbx, "anonymous")
    await poll(hass, freezer)
    (item,) = await items(hass)
    assert item["summary"] == "Withheld number (2)"
    assert item["description"].startswith("Last called ")
    await tick(hass, item["uid"])
    assert await listed(hass) == ["✓ Withheld number (2)"]


@pytest.mark.usefixtures("two")
async def test_texts_stay_as_they_are(hass: HomeAssistant) -> None:
    before = await items(hass)
    for change in ({"rename": "Alice"}, {"description": "a friend"}, {"description": None}):
        with pytest.raises(ServiceValidationError) as caught:
            await tick(hass, "Alice Morgan (2)", OPEN, **change)
        assert caught.value.translation_key == "list_of_calls"
    assert await items(hass) == before
    # As the card sends it, and the dialog of an item.
    item = before[1]
    await tick(hass, item["uid"], OPEN, rename=item["summary"])
    assert await items(hass) == before
    await tick(hass, item["uid"], rename="Alice Morgan (1)", description=item["description"])
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan (2)"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("add_item", {"item": "Carol"}),
        ("remove_item", {"item": "Alice Morgan (2)"}),
        ("remove_completed_items", {}),
    ],
)
async def test_nothing_is_added_or_taken_away(
    hass: HomeAssistant, action: str, data: dict[str, Any]
) -> None:
    with pytest.raises(HomeAssistantError):
        await hass.services.async_call(
            "todo", action, data, target={"entity_id": TO_RETURN}, blocking=True
        )
    assert len(await items(hass)) == 2


@pytest.mark.usefixtures("two")
async def test_a_card_is_told_of_each_change(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    hass_ws_client: WebSocketGenerator,
) -> None:
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "todo/item/subscribe", "entity_id": TO_RETURN})
    assert (await socket.receive_json())["success"]
    shown = (await socket.receive_json())["event"]["items"]
    assert [one["summary"] for one in shown] == [BOB_SHOWN, "Alice Morgan (2)"]
    returned(pbx, BOB)
    await poll(hass, freezer)
    shown = (await socket.receive_json())["event"]["items"]
    assert [(one["summary"], one["status"]) for one in shown] == [
        ("Alice Morgan (2)", OPEN),
        (BOB_SHOWN, DONE),
    ]


@pytest.mark.usefixtures("two")
async def test_it_works_by_voice(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "intent", {})
    await hass.async_block_till_done()
    slots = {"item": {"value": "alice morgan (2)"}, "name": {"value": "Difuse PBX Calls to return"}}
    await intent.async_handle(hass, "test", "HassListCompleteItem", slots, assistant=None)
    assert await listed(hass) == [BOB_SHOWN, "✓ Alice Morgan (2)"]


async def test_assistants_are_told_of_it_only_where_the_user_says_so(
    hass: HomeAssistant, two: Any
) -> None:
    """Any other to-do list is exposed to them by default."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert async_should_expose(hass, "conversation", "todo.any")
    assert not async_should_expose(hass, "conversation", TO_RETURN)
    async_expose_entity(hass, "conversation", TO_RETURN, should_expose=True)
    await reload(hass, two)
    assert async_should_expose(hass, "conversation", TO_RETURN)


@pytest.mark.usefixtures("two")
async def test_all_are_seen_at_once(hass: HomeAssistant) -> None:
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    assert await listed(hass) == [f"✓ {BOB_SHOWN}", "✓ Alice Morgan (2)"]
    assert state_of(hass, TO_RETURN).state == "0"


async def test_who_was_missed_long_ago_is_only_listed_while_they_wait(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    missed(pbx)
    missed(pbx, BOB)
    await poll(hass, freezer)
    await tick(hass, "Alice Morgan")
    for _ in range(8):
        assert await listed(hass, DONE) == ["✓ Alice Morgan"]
        await poll(hass, freezer, 86_400)
    missed(pbx, "+447700900003")
    await poll(hass, freezer)
    assert await listed(hass) == ["+44 7700 900003", BOB_SHOWN]


async def test_the_list_has_an_end(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    await poll(hass, freezer, 1000)
    for number in range(MOST_CALLERS + 5):
        missed(pbx, f"+44770091{number:04}", ago=900 - number)
    await poll(hass, freezer)
    assert len(await listed(hass, OPEN)) == MOST_CALLERS
    assert state_of(hass, "calls_to_return").state == str(MOST_CALLERS + 5)
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    assert len(await listed(hass)) == MOST_HANDLED


@pytest.mark.usefixtures("two")
async def test_an_archive_that_cannot_be_written(
    hass: HomeAssistant, two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(two.runtime_data.archive, "write", fail)
        with pytest.raises(HomeAssistantError) as caught:
            await tick(hass, "Alice Morgan (2)")
    assert caught.value.translation_key == "archive_unavailable"
    assert await listed(hass) == [BOB_SHOWN, "Alice Morgan (2)"]
