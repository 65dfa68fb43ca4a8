"""The event entity: each call once, in order, and only when somebody can hear it."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import CoreState, Event, EventStateChangedData, HomeAssistant, State
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.difuse.const import signal_call
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx, Simulator, ring_group

EVENT = "event.difuse_pbx_call"
LAST_CALLER = "sensor.difuse_pbx_last_caller"

type StateEvents = list[Event[EventStateChangedData]]


async def poll(hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float = 61) -> None:
    """Let so much time pass that the next poll is due, and wait until it is done."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


def now() -> float:
    return dt_util.utcnow().timestamp()


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    state = hass.states.get(entity_id)
    assert state is not None
    return state


def states_of(events: StateEvents, entity_id: str = EVENT) -> list[State]:
    new = [event.data["new_state"] for event in events if event.data["entity_id"] == entity_id]
    return [state for state in new if state is not None]


def callers(events: StateEvents) -> list[str]:
    return [state.attributes.get("caller_number", state.state) for state in states_of(events)]


async def test_set_up_announces_nothing_that_is_past(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.call(source="+447700900001", destination="1001")
    await set_up()
    assert state_of(hass, EVENT).state == STATE_UNKNOWN
    assert state_of(hass, LAST_CALLER).state == "+447700900001"


async def test_ten_calls_in_one_poll_are_ten_states_in_order(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    numbers = [f"+4477009000{number:02}" for number in range(10)]
    for number in numbers:
        pbx.call(source=number, destination="1001", start=now() - 5, ring=1, talk=2)
    await poll(hass, freezer)
    assert callers(events) == numbers
    assert len({state.state for state in states_of(events)}) == 10


async def test_the_attributes_are_the_call(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    pbx.call(
        source="+447700900001",
        name="Alice",
        destination="600",
        dialled="+442079460101",
        legs=ring_group(("1001", "1002", "1003"), "1002"),
        start=now() - 30,
        ring=4,
        talk=20,
    )
    await poll(hass, freezer)
    attributes = state_of(hass, EVENT).attributes
    assert attributes["event_type"] == "answered"
    assert attributes["disposition"] == "answered"
    assert attributes["caller_name"] == "Alice"
    assert attributes["called_number"] == "+442079460101"
    assert attributes["answered_by"] == "1002"
    assert attributes["missed"] is False
    assert attributes["legs"] == 3
    assert attributes["talk_duration"] == 60


async def test_the_newest_call_waits_ten_seconds_for_its_legs(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    await set_up()
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    await poll(hass, freezer, 55)
    start = now()
    pbx.row(
        call_id="x.1",
        source="+447700900001",
        destination="600",
        start=start,
        ring=4,
        disposition="NO ANSWER",
    )
    await poll(hass, freezer, 6)
    assert callers(events) == []
    pbx.row(
        call_id="x.1",
        source="+447700900001",
        destination="600",
        start=start,
        ring=4,
        talk=2,
        computed_destination="1002",
        disposition="ANSWERED",
    )
    await poll(hass, freezer, 11)
    assert callers(events) == ["+447700900001"]
    assert state_of(hass, EVENT).attributes["disposition"] == "answered"


async def test_after_an_outage_available_first_then_the_calls(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    await set_up()
    pbx.call(source="+447700900001", destination="1001", start=now() - 30)
    await poll(hass, freezer)
    await simulator.stop()
    await poll(hass, freezer)
    assert state_of(hass, EVENT).state == STATE_UNAVAILABLE
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    for number in (2, 3):
        pbx.call(source=f"+44770090000{number}", destination="1001", start=now() - 30)
    await simulator.start()
    await poll(hass, freezer)
    states = states_of(events)
    assert [state.attributes["caller_number"][-1] for state in states] == ["1", "2", "3"]
    assert STATE_UNAVAILABLE not in {state.state for state in states}


async def test_nothing_is_announced_before_home_assistant_has_started(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    pbx.call(source="+447700900001", destination="1001", start=now() - 30)
    hass.set_state(CoreState.starting)
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    await hass.config_entries.async_setup(entry.entry_id)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert "+447700900001" not in callers(events)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert callers(events).count("+447700900001") == 1


@pytest.mark.parametrize("times", [1, 3])
async def test_a_reload_repeats_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    times: int,
) -> None:
    entry = await set_up()
    heard: list[str] = []
    stop = async_dispatcher_connect(
        hass, signal_call(entry.entry_id), lambda call, _: heard.append(call.caller_number)
    )
    pbx.call(source="+447700900001", destination="1001", start=now() - 30)
    await poll(hass, freezer)
    for _ in range(times):
        await hass.config_entries.async_reload(entry.entry_id)
        await poll(hass, freezer)
    assert heard == ["+447700900001"]
    stop()
