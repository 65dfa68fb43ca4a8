"""What the recorder keeps: calls with the event, and of the sensors their states alone."""

from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import history
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.difuse.cdr import CALL_FIELDS
from custom_components.difuse.const import NOT_RECORDED
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx

from .home import EVENT, SENSOR, now

WITH_ROWS = ("last_caller", "last_call", "recent_calls", "calls_today", "missed_today")


async def recorded(hass: HomeAssistant, *entity_ids: str) -> dict[str, list[State]]:
    """Return the states that are in the database, by entity."""
    await async_wait_recording_done(hass)
    begin = dt_util.utcnow() - timedelta(hours=1)

    def read() -> Any:
        return history.get_significant_states(
            hass, begin, entity_ids=list(entity_ids), significant_changes_only=False
        )

    rows: dict[str, list[State]] = await get_instance(hass).async_add_executor_job(read)
    return rows


async def test_a_call_adds_one_row_for_each_entity_it_changes(
    recorder_mock: Recorder, hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    entity_ids = [EVENT, *(SENSOR + key for key in WITH_ROWS)]
    before = {key: len(rows) for key, rows in (await recorded(hass, *entity_ids)).items()}
    pbx.call(source="+447700900001", name="Alice", disposition="NO ANSWER", start=now() - 60)
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    rows = await recorded(hass, *entity_ids)
    assert {key: len(rows[key]) - before[key] for key in entity_ids} == dict.fromkeys(entity_ids, 1)
    event = rows[EVENT][-1]
    assert event.attributes["caller_number"] == "+447700900001"
    assert set(CALL_FIELDS) <= set(event.attributes)
    assert not NOT_RECORDED & set(event.attributes)
    for key in WITH_ROWS:
        kept = set(rows[SENSOR + key][-1].attributes)
        assert not kept & {"calls", "since", *CALL_FIELDS, *NOT_RECORDED}
    live = hass.states.get(f"{SENSOR}recent_calls")
    assert live is not None
    assert live.attributes["calls"][0]["caller_name"] == "Alice"
