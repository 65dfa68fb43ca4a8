"""Missed calls are told at once, or when the quiet hours are over, and can be marked as seen."""

from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.difuse.const import DOMAIN
from tests.blueprints import MADE, Use, call, go_to, messages
from tests.conftest import SetUp
from tests.home import EVENT, poll, state_of
from tests.simulator import SimulatedPbx, Simulator

OTHERS = "sensor.other_new_missed_calls"
OF = ("of_entity", "of_device", "of_area")


@pytest.fixture
async def second(
    hass: HomeAssistant,
    enable_custom_integrations: None,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> AsyncGenerator[SimulatedPbx]:
    """Set up another PBX, named Other."""
    pbx = SimulatedPbx()
    async with Simulator(pbx) as running:
        data = {**entry.data, "host": running.url}
        other = MockConfigEntry(domain=DOMAIN, title="Other", data=data)
        other.add_to_hass(hass)
        await hass.config_entries.async_setup(other.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        yield pbx
        await hass.config_entries.async_unload(other.entry_id)


async def press(hass: HomeAssistant, notice: ServiceCall) -> None:
    """Press the notification's only button; its action is all that every phone tells of it."""
    (button,) = notice.data["data"]["actions"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": button["action"]})
    await hass.async_block_till_done()


def put_somewhere(hass: HomeAssistant) -> dict[str, str]:
    """Put the PBX on a floor, and labels on all that it is part of."""
    entities, areas = er.async_get(hass), ar.async_get(hass)
    labels = {of: lr.async_get(hass).async_create(of).label_id for of in OF}
    floor = fr.async_get(hass).async_create("Ground floor").floor_id
    area = areas.async_create("Office", floor_id=floor, labels={labels["of_area"]}).id
    device = entities.entities[EVENT].device_id
    assert device is not None
    dr.async_get(hass).async_update_device(device, area_id=area, labels={labels["of_device"]})
    entities.async_update_entity(EVENT, labels={labels["of_entity"]})
    return {**labels, "floor": floor, "area": area, "device": device}


def filled_in(chosen: dict[str, Any], places: dict[str, str]) -> dict[str, Any]:
    return {
        key: value.format_map(places)
        if isinstance(value, str)
        else [one.format_map(places) for one in value]
        for key, value in chosen.items()
    }


async def test_missed_calls_are_told_at_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:05:00")
    sent = async_mock_service(hass, "notify", "mobile_app_anna")
    await set_up()
    await use("missed_call_notify", notify_action="notify.mobile_app_anna")
    call(pbx, name="Alice", disposition="NO ANSWER")
    call(pbx, "+447700900002", disposition="BUSY", ring=0)
    call(pbx, "anonymous", disposition="NO ANSWER")
    call(pbx, "+447700900003")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == [
        "Alice (+447700900001) called 1001 at 12:04.",
        "+447700900002 called 1001 at 12:04.",
        "Withheld number called 1001 at 12:04.",
    ]
    last_call = state_of(hass, MADE).attributes["last_triggered"]
    notices = [one.data["data"] for one in sent]
    assert len({notice["tag"] for notice in notices}) == 3
    assert {notice["group"] for notice in notices} == {"difuse_missed_calls"}
    assert state_of(hass, "new_missed_calls").state == "3"
    for other in ({"action": "SOMETHING_ELSE"}, {"reply_text": "No button of ours"}):
        hass.bus.async_fire("mobile_app_notification_action", other)
        await hass.async_block_till_done()
    assert state_of(hass, "new_missed_calls").state == "3"
    assert state_of(hass, MADE).attributes["last_triggered"] == last_call
    await press(hass, sent[0])
    assert state_of(hass, "new_missed_calls").state == "0"
    assert len(sent) == 3


async def test_the_button_marks_the_calls_of_the_pbx_that_was_called(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    second: SimulatedPbx,
    use: Use,
) -> None:
    await go_to(hass, freezer, "12:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    await use("missed_call_notify")
    call(pbx, disposition="NO ANSWER")
    call(second, "+447700900002", disposition="NO ANSWER")
    await poll(hass, freezer)
    numbers = [text.split()[0] for text in messages(sent)]
    assert sorted(numbers) == ["+447700900001", "+447700900002"]
    await press(hass, sent[numbers.index("+447700900002")])
    assert state_of(hass, "new_missed_calls").state == "1"
    assert state_of(hass, OTHERS).state == "0"
    await press(hass, sent[numbers.index("+447700900001")])
    assert state_of(hass, "new_missed_calls").state == "0"


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"entity_id": EVENT},
        {"entity_id": ["event.somebody_elses", EVENT]},
        {"device_id": "{device}"},
        {"area_id": ["{area}"]},
        {"floor_id": "{floor}"},
        {"label_id": ["{of_entity}"]},
        {"label_id": "{of_device}"},
        {"label_id": "{of_area}"},
    ],
    ids=str,
)
async def test_the_button_after_quiet_hours_marks_the_calls_of_the_chosen_pbxs(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    second: SimulatedPbx,
    use: Use,
    chosen: dict[str, Any],
) -> None:
    await go_to(hass, freezer, "23:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    await use("missed_call_notify", pbx=filled_in(chosen, put_somewhere(hass)))
    call(pbx, disposition="NO ANSWER")
    call(second, "+447700900002", disposition="NO ANSWER")
    await poll(hass, freezer)
    await go_to(hass, freezer, "07:00:00")
    (notice,) = sent
    await press(hass, notice)
    assert state_of(hass, "new_missed_calls").state == "0"
    assert state_of(hass, OTHERS).state == ("1" if chosen else "0")


@pytest.mark.parametrize(
    ("start", "end", "time"),
    [("22:00:00", "07:00:00", "03:00:00"), ("12:00:00", "14:00:00", "13:00:00")],
)
async def test_missed_calls_wait_in_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    start: str,
    end: str,
    time: str,
) -> None:
    await go_to(hass, freezer, time)
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    target = {"entity_id": EVENT}
    await use("missed_call_notify", quiet_start=start, quiet_end=end, pbx=target)
    call(pbx, disposition="NO ANSWER")
    await poll(hass, freezer)
    assert not sent
    await go_to(hass, freezer, end)
    assert messages(sent) == ["There are missed calls that nobody has seen yet."]
    await hass.services.async_call("difuse", "mark_missed_calls_seen", blocking=True)
    await go_to(hass, freezer, end)
    assert len(sent) == 1


async def test_no_quiet_hours_and_other_directions(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
) -> None:
    await go_to(hass, freezer, "23:00:00")
    sent = async_mock_service(hass, "notify", "notify")
    await set_up()
    times = {"quiet_start": "23:00:00", "quiet_end": "23:00:00"}
    await use("missed_call_notify", direction=["internal"], **times)
    call(pbx, disposition="NO ANSWER")
    call(pbx, "1002", disposition="NO ANSWER")
    await poll(hass, freezer)
    assert messages(sent) == ["1002 called 1001 at 22:59."]
    await go_to(hass, freezer, "23:00:00")
    assert len(sent) == 1
