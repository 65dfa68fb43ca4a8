"""The import: what the recorder holds in the end equals a count of all rows afresh."""

import asyncio
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any
from unittest.mock import AsyncMock

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

from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.feed import HourBook, PastReading
from custom_components.difuse.cdr.feed.hours import HourRow
from custom_components.difuse.cdr.feed.pages import ListChangedError
from custom_components.difuse.cdr.pbx import PbxConnectionError
from custom_components.difuse.statistics import past as statistics_import
from custom_components.difuse.statistics.past import PastImport
from custom_components.difuse.statistics.series import CallSeries, series_ids
from custom_components.difuse.statistics.writer import CallStatistics
from custom_components.difuse.store import CallStore
from tests.cdr.counting import Hours, records_of, recount, without_empty
from tests.cdr.inprocess import ORDERS
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.simulator import (
    Order,
    SimulatedPbx,
    Synthetic,
    Traffic,
    ring_group,
)

from .conftest import Recorded

IDS = series_ids("difuse_pbx")


def crash_once(patched: pytest.MonkeyPatch, owner: type, name: str, after: bool) -> None:
    """Let a method die the first time, before it does anything or right after it."""
    original = getattr(owner, name)
    crashes = [asyncio.CancelledError()]

    async def call(*args: Any) -> Any:
        if crashes and not after:
            raise crashes.pop()
        result = await original(*args)
        if crashes:
            raise crashes.pop()
        return result

    def call_at_once(*args: Any) -> Any:
        if crashes and not after:
            raise crashes.pop()
        result = original(*args)
        if crashes:
            raise crashes.pop()
        return result

    patched.setattr(owner, name, call if iscoroutinefunction(original) else call_at_once)


def fail_once(patched: pytest.MonkeyPatch, name: str) -> None:
    """Let the database be away the first time."""
    original = getattr(CallSeries, name)
    failures = [OperationalError("", {}, Exception())]

    async def call(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return await original(*args)

    patched.setattr(CallSeries, name, call)


async def restart(
    hass: HomeAssistant, entry: MockConfigEntry, title: str = "", **options: bool
) -> None:
    """Set the entry up again with what is stored, as after a crash."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, **options}, title=title or entry.title
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def hours_of(rows: list[HourRow]) -> Hours:
    return without_empty({row.hour: row.figures for row in rows})


def counted(pbx: SimulatedPbx, entry: MockConfigEntry) -> Hours:
    """Count afresh, with the office's own numbers as they are known now."""
    learned = entry.runtime_data.memory.ledger.numbers.learned
    return without_empty(recount(records_of(pbx), OfficeNumbers(NumberPlan(), learned)))


def fill(pbx: SimulatedPbx, calls_per_day: float = 100) -> None:
    """Let it have calls of a whole week, so that it matters little on which day the test runs."""
    Traffic(pbx, seed=2).history(7.2, calls_per_day=calls_per_day)


@pytest.mark.parametrize("order", ORDERS)
async def test_all_that_is_past_is_in_it(
    on: SetUp,
    pbx: SimulatedPbx,
    recorded: Recorded,
    order: Order,
) -> None:
    pbx.order = order
    fill(pbx)
    entry = await on()
    assert len(pbx) > 200
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_what_the_frontend_draws(
    on: SetUp,
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    await on()
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
    assert shown[IDS[2]] == ("Difuse PBX missed calls", "calls")
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
    # After days nothing but the latest hours is kept with the marks.
    for _ in range(4):
        await poll(hass, freezer, 86400)
        pbx.call()
        await poll(hass, freezer)
        await poll(hass, freezer, 301)
    assert len(entry.runtime_data.memory.hours.hours) <= 4
    assert hours_of(await recorded()) == counted(pbx, entry)


@pytest.mark.parametrize("pages", [0, 1, 2, 3, 4])
async def test_interrupted_while_it_reads(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: Recorded,
    pages: int,
    only_sqlite: None,
) -> None:
    """What was read after the last save is read again; calls come in all the time."""
    fill(pbx)
    monkeypatch.setattr(statistics_import, "PAGES_BETWEEN_SAVES", 2)
    step = PastReading.step
    steps = 0

    async def step_or_hang(self: PastReading) -> bool:
        nonlocal steps
        steps += 1
        if steps == pages + 1:
            raise asyncio.CancelledError
        return await step(self)

    monkeypatch.setattr(PastReading, "step", step_or_hang)
    entry = await on()
    pbx.call(source="+447700900001")
    await poll(hass, freezer)
    await poll(hass, freezer)
    await restart(hass, entry)
    await poll(hass, freezer, 301)
    assert steps > pages + 1
    assert hours_of(await recorded()) == counted(pbx, entry)
    assert state_of(hass, "import_of_past_calls").state == "100"


@pytest.mark.parametrize(
    "point",
    [
        (PastImport, "_begin", False),
        (PastImport, "_begin", True),
        (PastImport, "_join", False),
        (PastImport, "_join", True),
        (PastImport, "_write", False),
        (CallSeries, "async_write", False),
        (CallSeries, "async_write", True),
        (PastImport, "_write", True),
        (CallStatistics, "_hand_over", False),
        (CallStatistics, "_hand_over", True),
        (HourBook, "deepen", True),
        (HourBook, "trim", False),
    ],
)
async def test_interrupted_at_every_stage(
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
    with monkeypatch.context() as patched:
        crash_once(patched, *point)
        entry = await on()
        pbx.call(source="+447700900001")
        await poll(hass, freezer)
        await poll(hass, freezer)
        await restart(hass, entry)
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert hours_of(await recorded()) == counted(pbx, entry)


@pytest.mark.parametrize("at", [1, 2])
async def test_the_recorder_has_it_and_the_marks_were_not_committed(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: Recorded,
    at: int,
) -> None:
    """Home Assistant dies between the row in the recorder and the commit of the call."""
    fill(pbx)
    entry = await on()
    with monkeypatch.context() as patched:
        patched.setattr(CallStore, "async_save", AsyncMock())
        pbx.call(source="+447700900001")
        await poll(hass, freezer)
        await poll(hass, freezer, 301 * at)
        await restart(hass, entry)
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
    pbx.call(source="+447700900001")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    await restart(hass, entry, statistics_enabled=False)
    pbx.call(source="+447700900002")
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    assert entry.runtime_data.statistics.percent is None
    assert hass.states.get("sensor.difuse_pbx_import_of_past_calls") is None
    everything = counted(pbx, entry)
    assert hours_of(await recorded()) != everything
    pbx.purge(100)
    await restart(hass, entry, statistics_enabled=True, title="Another title")
    assert hours_of(await recorded()) == everything
    assert entry.data["statistics_slug"] == "difuse_pbx"


async def test_another_list_ends_the_reading_and_spoils_nothing(
    on: SetUp,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: Recorded,
) -> None:
    fill(pbx)
    entry = await on()
    before = counted(pbx, entry)
    pbx.start_over(90_000)
    for _ in range(250):
        pbx.call(source="+447700900003", start=now() - 90000)
    await poll(hass, freezer)
    await poll(hass, freezer, 1000)
    pbx.call(source="+447700900002", talk=0)
    await poll(hass, freezer)
    await poll(hass, freezer)
    await poll(hass, freezer, 301)
    rows = hours_of(await recorded())
    assert all(rows[hour][0] >= figures[0] for hour, figures in before.items())
    assert sum(f[0] for f in rows.values()) == sum(f[0] for f in before.values()) + 1
    assert entry.runtime_data.memory.hours.is_cut


async def test_a_new_database_is_filled_again(
    on: SetUp,
    hass: HomeAssistant,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    fill(pbx)
    entry = await on()
    get_instance(hass).async_clear_statistics(list(IDS))
    await restart(hass, entry)
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_a_pbx_that_is_away_and_a_recorder_that_fails(
    on: SetUp,
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    recorded: Recorded,
    only_sqlite: None,
) -> None:
    fill(pbx)
    step, failing = PastReading.step, [PbxConnectionError("gone"), ListChangedError("empty")]

    async def step_or_fail(self: PastReading) -> bool:
        if failing:
            raise failing.pop()
        return await step(self)

    with monkeypatch.context() as patched:
        patched.setattr(PastReading, "step", step_or_fail)
        for method in ("async_read", "async_write"):
            fail_once(patched, method)
        entry = await on()
    shown = entry.runtime_data.statistics.as_dict()
    assert shown["import"]["failures"] >= 4
    assert shown["import"]["stage"] == "done"
    assert hours_of(await recorded()) == counted(pbx, entry)


async def test_without_a_recorder_nothing_happens(
    hass: HomeAssistant, set_up: SetUp, pbx: SimulatedPbx, only_sqlite: None
) -> None:
    fill(pbx)
    entry = await set_up(statistics_enabled=True)
    shown = entry.runtime_data.statistics.as_dict()
    assert (shown["is_turned_on"], shown["has_recorder"], shown["import"]) == (True, False, None)
    assert entry.runtime_data.memory.counts_hours is False


@pytest.mark.long
@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.START_DESCENDING])
async def test_a_hundred_thousand_calls(
    on: SetUp,
    pbx: SimulatedPbx,
    recorded: Recorded,
    order: Order,
) -> None:
    pbx.order = order
    pbx.store.synthetic = Synthetic(100_000, last_end=now() - 60, spacing=120)
    entry = await on()
    rows = await recorded()
    assert rows[-1].sums[0] == 100_000
    assert hours_of(rows) == counted(pbx, entry)
