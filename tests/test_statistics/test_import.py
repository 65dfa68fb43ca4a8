"""What the recorder holds in the end equals a count of all rows afresh."""

import asyncio
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy.exc import OperationalError

from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.calls import LearnedKind, NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.figures import hours
from custom_components.difuse.statistics.series import CallSeries, HourRow, series_ids
from custom_components.difuse.statistics.writer import CallStatistics
from tests.cdr.counting import Hours, records_of, recount, without_empty
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.simulator import Order, SimulatedPbx, Synthetic, Traffic, ring_group

from .conftest import Recorded

IDS = series_ids("difuse_pbx")


def fail_once(
    patched: pytest.MonkeyPatch, owner: type, name: str, *, error: BaseException, after: bool
) -> None:
    """Let a method fail the first time, before it does anything or right after it."""
    original = getattr(owner, name)
    assert iscoroutinefunction(original)
    errors = [error]

    async def call(*args: Any) -> Any:
        if errors and not after:
            raise errors.pop()
        result = await original(*args)
        if errors:
            raise errors.pop()
        return result

    patched.setattr(owner, name, call)


async def restart(
    hass: HomeAssistant, entry: MockConfigEntry, title: str = "", **options: bool
) -> None:
    """Set the entry up again with what is stored, as after a crash."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, **options}, title=title or entry.title
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def until_imported(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: int = 12
) -> None:
    """Let the import go on for a while, and then the statistics be written."""
    for _ in range(seconds):
        await poll(hass, freezer, 1)
    await poll(hass, freezer, 301)


def hours_of(rows: list[HourRow]) -> Hours:
    return without_empty({row.hour: row.figures for row in rows})


def counted(pbx: SimulatedPbx, entry: MockConfigEntry) -> Hours:
    """Count afresh, with the office's own numbers as they are known now."""
    learned = [(LearnedKind.OWN, one) for one in entry.runtime_data.archive.numbers.learned]
    return without_empty(recount(records_of(pbx), OfficeNumbers(NumberPlan(), learned)))


def fill(pbx: SimulatedPbx, calls_per_day: float = 50) -> None:
    """Let it have calls of a whole week, so that it matters little on which day the test runs."""
    Traffic(pbx, seed=2).history(7.2, calls_per_day=calls_per_day)


@pytest.mark.parametrize("order", Order)
async def test_all_that_is_past_is_in_it(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
    order: Order,
    only_sqlite: None,
) -> None:
    pbx.order = order
    fill(pbx)
    entry = await on()
    await until_imported(hass, freezer)
    assert len(pbx) > 200
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_what_the_frontend_draws(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    await on()
    await until_imported(hass, freezer)
    rows = await recorded()
    start = datetime.fromtimestamp(rows[0].hour, UTC)
    for period in ("hour", "day"):
        drawn = await get_instance(hass).async_add_executor_job(
            statistics_during_period, hass, start, None, set(IDS), period, None, {"change"}
        )
        for place, name in enumerate(IDS):
            changes = [row["change"] or 0 for row in drawn[name]]
            assert sum(changes) == rows[-1].sums[place]
            if period == "hour":
                assert changes == [row.figures[place] for row in rows]
    listed = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass, set(IDS))
    shown = {
        one["statistic_id"]: (one["name"], one["statistics_unit_of_measurement"]) for one in listed
    }
    assert shown[IDS[2]] == ("Difuse PBX missed calls", None)
    assert shown[IDS[5]] == ("Difuse PBX talk time", "s")


async def test_from_then_on_it_is_kept_up(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    entry = await on()
    await until_imported(hass, freezer)
    for _ in range(6):
        pbx.call(source="+447700900001", disposition="NO ANSWER")
        pbx.call(destination="600", legs=ring_group(("1001", "1002"), "1002"))
        await poll(hass, freezer)
        await poll(hass, freezer, 1800)
    await poll(hass, freezer, 301)
    assert hours_of(await recorded()) == counted(pbx, entry)
    await restart(hass, entry)
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_a_leg_that_comes_late_changes_its_hour(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    entry = await on()
    start = now() - 600
    row: dict[str, Any] = {"destination": "600", "call_id": "one", "start": start}
    pbx.row(**row, ring=20, disposition="NO ANSWER")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert [row.figures[:3] for row in await recorded()] == [[1, 0, 1]]
    pbx.row(**row, ring=20, talk=30, computed_destination="1002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert [row.figures[:3] for row in await recorded()] == [[1, 1, 0]]
    assert hours_of(await recorded()) == counted(pbx, entry)


@pytest.mark.parametrize(
    "point",
    [
        (CallSeries, "async_write", False),
        (CallSeries, "async_write", True),
        (CallSeries, "async_read", False),
        (CallStatistics, "_write", False),
        (CallStatistics, "_write", True),
        (Archive, "write", True),
    ],
)
async def test_interrupted_anywhere(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: Recorded,
    point: tuple[type, str, bool],
    only_sqlite: None,
) -> None:
    fill(pbx)
    entry = await on()
    await until_imported(hass, freezer)
    pbx.call(source="+447700900001")
    await poll(hass, freezer)
    with monkeypatch.context() as patched:
        owner, name, after = point
        fail_once(patched, owner, name, error=asyncio.CancelledError(), after=after)
        await poll(hass, freezer, 301)
        await restart(hass, entry)
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_turned_off_and_on_again_after_a_purge(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    entry = await on()
    await until_imported(hass, freezer)
    await restart(hass, entry, statistics_enabled=False)
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    everything = counted(pbx, entry)
    assert hours_of(await recorded()) != everything
    pbx.purge(100)
    await restart(hass, entry, statistics_enabled=True, title="Another title")
    await poll(hass, freezer, 301)
    assert hours_of(await recorded()) == everything
    assert entry.data["statistics_slug"] == "difuse_pbx"


async def test_what_is_kept_no_longer_stays_in_the_statistics(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    entry = await on(keep_days=3650)
    await until_imported(hass, freezer)
    everything = counted(pbx, entry)
    hass.config_entries.async_update_entry(entry, options={"keep_days": 2})
    await restart(hass, entry)
    await poll(hass, freezer, 86_400)
    await until_imported(hass, freezer)
    assert int(state_of(hass, "recent_calls").state) <= 20
    assert len(await entry.runtime_data.archive.read(hours, 0)) < len(everything)
    assert hours_of(await recorded()) == everything


async def test_a_new_database_is_filled_again(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    fill(pbx)
    entry = await on()
    await until_imported(hass, freezer)
    get_instance(hass).async_clear_statistics(list(IDS))
    await restart(hass, entry)
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_a_recorder_that_fails_is_tried_again(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    fill(pbx)
    away = OperationalError("", {}, Exception())
    with monkeypatch.context() as patched:
        for method in ("async_read", "async_write", "async_last_hour"):
            fail_once(patched, CallSeries, method, error=away, after=False)
        entry = await on()
        await until_imported(hass, freezer)
    await poll(hass, freezer, 301)
    assert entry.runtime_data.statistics.as_dict()["failures"] >= 2
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_without_a_recorder_nothing_happens(
    hass: HomeAssistant, set_up: SetUp, pbx: SimulatedPbx, only_sqlite: None
) -> None:
    fill(pbx)
    entry = await set_up()
    shown = entry.runtime_data.statistics.as_dict()
    assert (shown["is_turned_on"], shown["has_recorder"], shown["is_live"]) == (True, False, False)


@pytest.mark.long
@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.START_DESCENDING])
async def test_a_hundred_thousand_calls(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
    order: Order,
) -> None:
    pbx.order = order
    pbx.store.synthetic = Synthetic(100_000, last_end=now() - 60, spacing=120)
    entry = await on()
    await until_imported(hass, freezer, 1_100)
    rows = await recorded()
    assert rows[-1].sums[0] == 100_000
    assert hours_of(rows) == counted(pbx, entry)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Difuse PBX missed calls"), ("de", "Difuse PBX Verpasste Anrufe")],
)
async def test_series_are_named_in_the_language_of_home_assistant(
    on: SetUp, hass: HomeAssistant, language: str, name: str, only_sqlite: None
) -> None:
    await hass.config.async_update(language=language)
    await on()
    series = CallSeries(hass, "difuse_pbx", "Difuse PBX")
    assert await series.async_write([HourRow(1_800_000_000, [1] * 6, [1] * 6)])
    listed = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass, {IDS[2]})
    assert [one["name"] for one in listed] == [name]
