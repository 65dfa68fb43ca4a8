"""What tests ask of Home Assistant: to let time pass, what was announced, what was logged."""

import asyncio
from datetime import timedelta
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityStateAttribute,
    UnitOfTime,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import DurationConverter
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.difuse.cdr.pbx import hash_secret
from custom_components.difuse.const import LOGGER

EVENT = "event.difuse_pbx_call"
SENSOR = "sensor.difuse_pbx_"
CONNECTED = "binary_sensor.difuse_pbx_connected"
BUTTON = "button.difuse_pbx_mark_missed_calls_seen"
TO_RETURN = "todo.difuse_pbx_calls_to_return"

SECRET = "difuse-demo"
PRIVATE = (SECRET, hash_secret(SECRET), "447700900", "Alice", "secret_hash", "Basic ")
"""What must be found in no log: tests use callers of +447700900xxx, named Alice."""


class Announced:
    """The calls that an event entity announced, each by its caller's number."""

    def __init__(self, hass: HomeAssistant, entity_id: str = EVENT) -> None:
        """Listen from now on; an event's state is a moment, each another."""
        self._by_moment: dict[str, State] = {}
        async_track_state_change_event(hass, entity_id, self._note)

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            self._by_moment.setdefault(state.state, state)

    @property
    def states(self) -> list[State]:
        """The states, one for each call."""
        return list(self._by_moment.values())

    @property
    def callers(self) -> list[str]:
        """The callers' numbers, in the order of announcing."""
        return [state.attributes["caller_number"] for state in self.states]


async def poll(hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float = 61) -> None:
    """Let so much time pass at once that the next poll is due, and wait until it is done.

    Nothing is under way before: a request would seem to have taken as long.
    """
    await hass.async_block_till_done(wait_background_tasks=True)
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def poll_slowly(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float, step: float = 1.0
) -> None:
    """Poll a PBX that takes time: the event loop's clock is frozen too, so move it on."""
    freezer.tick(timedelta(seconds=61))
    async_fire_time_changed(hass)
    turns = max(1, round(seconds / step))
    done = None
    while turns > 0 or (done is not None and not done.done()):
        for _ in range(20):
            await asyncio.sleep(0)
        await hass.async_add_executor_job(int)  # threads have their turn as well
        freezer.tick(timedelta(seconds=step))
        turns -= 1
        if turns <= 0 and done is None:
            done = asyncio.ensure_future(hass.async_block_till_done(wait_background_tasks=True))


def now() -> float:
    """Return the frozen epoch seconds."""
    return dt_util.utcnow().timestamp()


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of an entity that is there, a sensor by its key alone."""
    state = hass.states.get(entity_id if "." in entity_id else SENSOR + entity_id)
    assert state is not None, entity_id
    return state


def seconds_of(state: State) -> int:
    """Return a duration in seconds, in whatever unit a sensor shows it."""
    unit = state.attributes[EntityStateAttribute.UNIT_OF_MEASUREMENT]
    return round(DurationConverter.convert(float(state.state), unit, UnitOfTime.SECONDS))


def is_available(hass: HomeAssistant) -> bool:
    """Return whether the PBX is connected; event and binary sensor agree, sensors are there."""
    assert not [
        state for state in hass.states.async_all("sensor") if state.state == STATE_UNAVAILABLE
    ]
    is_connected = state_of(hass, EVENT).state != STATE_UNAVAILABLE
    assert state_of(hass, CONNECTED).state == (STATE_ON if is_connected else STATE_OFF)
    return is_connected


def logged(log: pytest.LogCaptureFixture, least: int = logging.WARNING) -> list[str]:
    """Return what the integration logged; that no line has a traceback is checked."""
    ours = [record for record in log.records if record.name.startswith(LOGGER.name)]
    records = [record for record in ours if record.levelno >= least]
    assert not [record.getMessage() for record in records if record.exc_info]
    return [record.getMessage() for record in records]


def assert_private(text: str) -> None:
    """Check that nothing private is in a log, or in whatever else leaves Home Assistant."""
    found = [private for private in PRIVATE if private in text]
    assert not found, text
