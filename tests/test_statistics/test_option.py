"""The option: how it is turned on, what it is called by, and what is removed with the entry."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.statistics import get_metadata
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
)

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import WireReader
from custom_components.difuse.statistics.series import HourRow, choose_slug, series_ids
from tests.conftest import SetUp
from tests.home import poll, state_of
from tests.simulator import SimulatedPbx

from .conftest import Recorded


def calls_in(rows: list[HourRow]) -> int:
    return sum(row.figures[0] for row in rows)


async def test_it_is_on_by_default_and_turned_off_in_the_options(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    set_up: SetUp,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    pbx.call()
    entry = await set_up(internal_digits=4)
    assert calls_in(await recorded()) == 1
    flow = hass.config_entries.options
    result = await flow.async_init(entry.entry_id)
    assert "statistics" in result["menu_options"]
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "statistics"})
    assert result["step_id"] == "statistics"
    await flow.async_configure(result["flow_id"], {"statistics_enabled": False})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.options) == {
        "internal_digits": 4,
        "statistics_enabled": False,
        "statistics_deleted": False,
    }
    pbx.call()
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert state_of(hass, "recent_calls").state == "2"
    assert calls_in(await recorded()) == 1


async def test_an_entry_that_is_removed_leaves_the_figures(
    on: SetUp,
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    pbx.call()
    entry = await on()
    await hass.config_entries.async_remove(entry.entry_id)
    assert calls_in(await recorded()) == 1


async def test_where_the_user_asked_for_it_statistics_go_with_the_entry(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    async def recorded_ids() -> set[str]:
        return {*await get_instance(hass).async_add_executor_job(get_metadata, hass)}

    pbx.call()
    entry = await on(statistics_deleted=True)
    await async_wait_recording_done(hass)
    do_adhoc_statistics(hass, start=get_start_time(dt_util.utcnow()))
    await async_wait_recording_done(hass)
    assert calls_in(await recorded()) == 1
    sensor = "sensor.difuse_pbx_calls_today"
    assert {sensor, *series_ids("difuse_pbx")} <= await recorded_ids()
    await hass.config_entries.async_remove(entry.entry_id)
    await async_wait_recording_done(hass)
    assert await recorded_ids() == set()


async def test_a_pbx_that_only_pushes_is_kept_up(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    entry.add_to_hass(hass)
    data = {**entry.data, "push_only": True, "webhook_id": "a" * 64, "push_token": "b" * 64}
    hass.config_entries.async_update_entry(entry, data=data)
    await on()
    pbx = SimulatedPbx()
    pbx.call()
    reader = WireReader()
    rows = [
        row for row in (reader.row(row.data) for row in pbx.rows) if isinstance(row, CallRecord)
    ]
    await entry.runtime_data.feed.push(rows, is_batch=True)
    await poll(hass, freezer, 301)
    assert calls_in(await recorded()) == 1


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Difuse PBX", set[str](), "difuse_pbx"),
        ("Difuse PBX", {"difuse_pbx"}, "difuse_pbx_2"),
        ("Difuse PBX", {"difuse_pbx", "difuse_pbx_2"}, "difuse_pbx_3"),
        ("Difuse PBX answered", {"difuse_pbx"}, "difuse_pbx_answered_2"),
        ("Difuse PBX (10.0.0.1:8443)", {"difuse_pbx"}, "difuse_pbx_10_0_0_1_8443"),
        ("Büro", set[str](), "buro"),
        ("☎", set[str](), "unknown"),
    ],
)
def test_no_two_have_a_series_in_common(title: str, taken: set[str], slug: str) -> None:
    assert choose_slug(title, taken) == slug


def test_the_names_of_the_series_are_a_promise() -> None:
    assert series_ids("difuse_pbx") == (
        "difuse:difuse_pbx_calls",
        "difuse:difuse_pbx_answered_calls",
        "difuse:difuse_pbx_missed_calls",
        "difuse:difuse_pbx_busy_calls",
        "difuse:difuse_pbx_failed_calls",
        "difuse:difuse_pbx_talk_time",
    )
