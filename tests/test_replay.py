"""What a real Asterisk wrote, replayed to Home Assistant: the calls that people made come out."""

from collections.abc import Iterator
import itertools
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from tests.cdr.calls.test_recorded_calls import CANNOT_BE_KNOWN, OUTCOMES, truth
from tests.cdr.helpers import load_rows
from tests.conftest import SetUp
from tests.simulator import Order, Replay, SimulatedPbx, Synthetic

from .test_event import poll, state_of, states_of

CALLS_TODAY = "sensor.difuse_pbx_calls_today"
BEFORE = "2026-11-22T22:39:00Z"
AFTERWARDS = "2026-11-22T23:02:00Z"
type Calls = dict[str, dict[str, Any]]


async def announced(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> Calls:
    """Set up against an empty PBX, let it write the recorded rows, and collect what is heard."""
    freezer.move_to(BEFORE)
    await set_up()
    freezer.move_to(AFTERWARDS)
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    Replay(pbx, load_rows(), redate=False).all_at_once()
    await poll(hass, freezer)
    calls = [dict(state.attributes) for state in states_of(events)]
    assert len({call["call_id"] for call in calls}) == len(calls)
    return {call["call_id"]: call for call in calls}


def is_right(placed: dict[str, Any], call: dict[str, Any]) -> bool:
    missed = placed["outcome"] != "answered" and placed["direction"] != "outbound"
    return (
        call["disposition"] in OUTCOMES[placed["outcome"]]
        and call["direction"] == placed["direction"]
        and call["missed"] == missed
    )


async def test_placed_calls_are_announced_as_what_they_were(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    calls = await announced(hass, freezer, pbx, set_up)
    wrong = {call["gt_id"] for call in truth() if not is_right(call, calls[call["call_id"]])}
    assert wrong == set(CANNOT_BE_KNOWN)
    assert len(wrong) <= 0.02 * len(truth())


def paging() -> Iterator[Any]:
    echoes = itertools.cycle((True, False))
    for order in Order:
        for cap in (1, 7, 100):
            yield pytest.param(order, cap, next(echoes), id=f"{order}-cap-{cap}")


@pytest.mark.parametrize(("order", "cap", "numeric"), paging())
async def test_the_same_calls_come_whatever_the_pages_look_like(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    order: Order,
    cap: int,
    numeric: bool,
) -> None:
    pbx.order, pbx.cap = order, cap
    pbx.paging.numeric_echo, pbx.paging.numeric_total = numeric, not numeric
    calls = await announced(hass, freezer, pbx, set_up)
    written = [call_id for call in calls.values() for call_id in call["call_ids"]]
    assert sorted(written) == sorted({row["call_id"] for row in load_rows()})
    assert state_of(hass, CALLS_TODAY).state == str(len(calls))


async def test_set_up_costs_the_same_against_ten_million_rows(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    midnight = int(dt_util.start_of_local_day().timestamp())
    costs = []
    for rows in (1_000, 10_000_000):
        today = Synthetic(rows, last_end=midnight + 3600, today=50, midnight=midnight)
        pbx.store.replace([], today)
        pbx.requests.clear()
        entry = await set_up()
        costs.append(len(pbx.data_requests))
        assert state_of(hass, CALLS_TODAY).state == "50"
        await hass.config_entries.async_remove(entry.entry_id)
    assert costs[0] == costs[1] < 10
    assert not [state for state in states_of(events) if "call_id" in state.attributes]
