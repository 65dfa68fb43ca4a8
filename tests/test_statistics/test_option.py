"""The option: how it is turned on, what it is called by, and what is removed with the entry."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.feed.hours import HourRow
from custom_components.difuse.statistics.series import choose_slug, series_ids
from custom_components.difuse.statistics.store import ImportStore
from tests.conftest import SetUp
from tests.home import poll, state_of
from tests.simulator import SimulatedPbx

from .conftest import Recorded


def calls_in(rows: list[HourRow]) -> int:
    return sum(row.figures[0] for row in rows)


async def test_it_is_turned_on_in_the_options_and_keeps_the_others(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    set_up: SetUp,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    pbx.call()
    entry = await set_up(internal_digits=4)
    assert hass.states.get("sensor.difuse_pbx_import_of_past_calls") is None
    flow = hass.config_entries.options
    result = await flow.async_init(entry.entry_id)
    assert "statistics" in result["menu_options"]
    result = await flow.async_configure(result["flow_id"], {"next_step_id": "statistics"})
    assert result["step_id"] == "statistics"
    await flow.async_configure(result["flow_id"], {"statistics_enabled": True})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.options) == {"internal_digits": 4, "statistics_enabled": True}
    assert state_of(hass, "import_of_past_calls").state == "100"
    assert calls_in(await recorded()) == 1


async def test_the_entry_takes_its_progress_along_and_leaves_the_figures(
    on: SetUp,
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    pbx.call()
    entry = await on()
    assert await ImportStore(hass, entry.entry_id).async_load() is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert await ImportStore(hass, entry.entry_id).async_load() is None
    assert calls_in(await recorded()) == 1


async def test_a_pbx_that_only_pushes_is_kept_up_without_an_import(
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
    coordinator = entry.runtime_data
    assert coordinator.statistics.percent is None
    pbx = SimulatedPbx()
    pbx.call()
    rows = [coordinator.client._reader.row(row.data) for row in pbx.rows]
    await coordinator.delivery.deliver_pushed(rows, is_batch=True, alone=True)
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


async def test_a_full_disk_only_delays_it(
    on: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    """What isn't written down isn't handed to the recorder."""
    pbx.call()
    write, failures = Store._async_write_data, 4

    async def write_or_fail(store: Store[Any], data: dict[str, Any]) -> None:
        nonlocal failures
        if store.key.endswith(".statistics") and failures:
            failures -= 1
            raise OSError("No space left on device")
        await write(store, data)

    # Undone here: the plugin has put something in its place too, and takes that away later.
    with monkeypatch.context() as patched:
        patched.setattr(Store, "_async_write_data", write_or_fail)
        await on()
    assert failures == 0
    assert calls_in(await recorded()) == 1
    assert caplog.text.count("can't be written") == 1


@pytest.mark.parametrize(
    "broken",
    [{"stage": "x"}, {"hours": {"x": 1}}, {"version": 2}, {"version": None}, {"version": 0}],
    ids=str,
)
async def test_progress_that_makes_no_sense_is_begun_anew(
    hass_storage: dict[str, Any],
    on: SetUp,
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: Recorded,
    broken: dict[str, Any],
    only_sqlite: None,
) -> None:
    pbx.call()
    entry = await on()
    stored = hass_storage[f"difuse.{entry.entry_id}.statistics"]
    stored.update(broken)
    stored["data"] |= broken
    run = entry.runtime_data.memory.hours.run
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.runtime_data.memory.hours.run != run
    assert calls_in(await recorded()) == 1
