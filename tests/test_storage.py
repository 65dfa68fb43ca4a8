"""A database that is full, too new or locked: what Home Assistant shows, and what comes."""

import asyncio
from datetime import timedelta
from pathlib import Path
import sqlite3
import sys
import threading
from typing import Any, Final
from unittest.mock import AsyncMock

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.difuse.cdr.database import DatabaseError, remove
from custom_components.difuse.const import DOMAIN, signal_call
from tests.conftest import SetUp
from tests.home import Announced, assert_private, is_available, logged, now, poll, state_of
from tests.pushing import ALICE, BOB, Pusher, let_legs_come
from tests.simulator import SimulatedPbx
from tests.storing import (
    NOT_DELETED,
    UNAVAILABLE,
    break_while_it_runs,
    content,
    file_of,
    issues,
    loading,
    pragma,
    put_aside,
)

AWAY: Final = DatabaseError("OperationalError")


async def fill_disk(entry: MockConfigEntry) -> None:
    """Let the file grow no more."""
    await pragma(entry, f"max_page_count = {await pragma(entry, 'page_count')}")


async def test_calls_on_a_full_disk_are_announced_once_there_is_room(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    await fill_disk(entry)
    expected: list[str] = []
    while UNAVAILABLE not in issues(hass):
        assert len(expected) < 2000
        for _ in range(100):
            expected.append(f"+4477009{len(expected):05}")
            pbx.call(source=expected[-1], start=now() - 30, talk=5)
        await poll(hass, freezer)
    assert len(announced.callers) < len(expected)
    await poll(hass, freezer)
    assert UNAVAILABLE in issues(hass)
    await pragma(entry, "max_page_count = 1000000")
    for _ in range(3):
        await poll(hass, freezer)
    assert UNAVAILABLE not in issues(hass)
    assert is_available(hass)
    assert announced.callers == expected
    assert put_aside(hass, entry) == []
    assert_private(caplog.text)


async def test_what_was_announced_and_cannot_be_written_down_is_announced_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    announced = Announced(hass)
    entry = await set_up()

    @callback
    def fill(*_: object) -> None:
        # What was announced is written down only after this.
        full.append(hass.async_create_task(pragma(entry, "query_only = ON")))

    full: list[asyncio.Task[Any]] = []
    async_dispatcher_connect(hass, signal_call(entry.entry_id), fill)
    for number in (ALICE, BOB):
        pbx.call(source=number, start=now() - 40, talk=5)
    await poll(hass, freezer)
    assert announced.callers == [ALICE, BOB]
    assert len(full) == 2
    for _ in range(2):
        await poll(hass, freezer)
        assert UNAVAILABLE in issues(hass)
    await pragma(entry, "query_only = OFF")
    for _ in range(2):
        await poll(hass, freezer)
    assert UNAVAILABLE not in issues(hass)
    assert announced.callers == [ALICE, BOB]


async def test_a_pbx_that_only_pushes_is_listened_to_again_once_there_is_room(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert isinstance(entry, MockConfigEntry)
    alone.pbx.call(source=ALICE, start=now() - 40)
    await pragma(entry, "query_only = ON")
    assert await alone.push() == [503]
    assert UNAVAILABLE in issues(hass)
    await pragma(entry, "query_only = OFF")
    assert await alone.push() == [200]
    await let_legs_come(hass, freezer)
    assert UNAVAILABLE not in issues(hass)
    assert announced.callers == [ALICE]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_call_that_was_pushed_is_announced_once_the_database_is_back(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    """No poll looks after it, and perhaps no push comes for hours."""
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    alone.pbx.call(source=ALICE, start=now() - 40)
    assert await alone.push() == [200]
    with pytest.MonkeyPatch.context() as away:
        away.setattr(entry.runtime_data.archive.database, "read", AsyncMock(side_effect=AWAY))
        await let_legs_come(hass, freezer)
        assert UNAVAILABLE in issues(hass)
    assert announced.callers == []
    freezer.tick(timedelta(minutes=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert announced.callers == [ALICE]
    assert UNAVAILABLE not in issues(hass)


async def test_a_day_begins_though_the_database_cannot_be_read(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    alone: Pusher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    with monkeypatch.context() as away:
        away.setattr(entry.runtime_data.archive.database, "read", AsyncMock(side_effect=AWAY))
        freezer.move_to(dt_util.start_of_local_day(dt_util.now() + timedelta(days=1)))
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)
    assert UNAVAILABLE in issues(hass)
    assert "Traceback" not in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)


def write_version(path: Path, version: int) -> None:
    """Let a later release have written a file."""
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE difuse_schema SET version = ?", (version,))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


async def test_what_a_later_release_wrote_is_not_touched(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    pbx.call(source=ALICE, start=now() - 300, talk=5)
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    path = file_of(hass, entry)
    write_version(path, 99)
    before = content(path)
    await set_up()
    for _ in range(2):
        await hass.config_entries.async_reload(entry.entry_id)
        assert loading(entry) is ConfigEntryState.SETUP_ERROR
        assert entry.error_reason_translation_key == "archive_too_new"
    await poll(hass, freezer)
    assert content(path) == before
    assert issues(hass) == set()
    assert put_aside(hass, entry) == []
    # The user has updated.
    write_version(path, 1)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loading(entry) is ConfigEntryState.LOADED
    assert state_of(hass, "last_caller").state == ALICE


async def test_a_file_that_another_program_locks_is_tried_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    monkeypatch.setattr("custom_components.difuse.cdr.database.engines.PATIENCE_SECONDS", 0)
    other = sqlite3.connect(file_of(hass, entry), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == UNAVAILABLE
    assert issues(hass) == {UNAVAILABLE}
    other.close()
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert issues(hass) == set()
    assert put_aside(hass, entry) == []


def put_file(folder: Path) -> None:
    """Let there be a file where a folder should be."""
    if folder.exists():
        folder.rmdir()
    folder.touch()


async def test_a_folder_that_cannot_be_made_is_tried_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, entry: MockConfigEntry, set_up: SetUp
) -> None:
    folder = Path(hass.config.path(STORAGE_DIR))
    put_file(folder)
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == UNAVAILABLE
    assert UNAVAILABLE in issues(hass)
    remove(folder)
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert issues(hass) == set()


async def test_a_driver_that_is_missing_is_named(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    server = {"host": "nowhere", "port": 5432, "database_name": "calls", "username": "postgres"}
    entry.add_to_hass(hass)
    data = {**entry.data, "postgresql": {**server, "password": "swordfish", "tls": "prefer"}}
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(database="postgresql")
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "no_database_driver"
    assert not file_of(hass, entry).exists()
    caplog.clear()
    await hass.config_entries.async_remove(entry.entry_id)
    assert [line for line in logged(caplog) if "PostgreSQL" in line] == [
        f"{NOT_DELETED}: There is no driver for PostgreSQL"
    ]
    assert "swordfish" not in caplog.text


async def test_with_an_entry_all_its_files_go(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp
) -> None:
    entry = await set_up()
    path = file_of(hass, entry)
    await break_while_it_runs(hass, entry)
    await poll(hass, freezer)
    assert put_aside(hass, entry)
    other = path.with_name("difuse.another.db")
    other.touch()
    await hass.config_entries.async_remove(entry.entry_id)
    assert [*path.parent.glob("difuse.*.db*")] == [other]
    assert issues(hass) == set()


async def test_an_entry_whose_file_is_gone_can_be_removed(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    remove(file_of(hass, entry))
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(DOMAIN)


async def test_home_assistant_has_no_threads_to_wait_for_when_it_stops(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """It doesn't unload entries then, and waits ten seconds for threads that are left."""
    await set_up()
    assert database_threads()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    # What is written last of all still can be.
    assert database_threads()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_CLOSE)
    await hass.async_block_till_done()
    assert database_threads() == []


async def test_what_can_wait_is_not_waited_for(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    set_up: SetUp,
) -> None:
    """A PBX may hang; Home Assistant warns of a task that goes on when it stops."""
    entry = await set_up()
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> float:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return 0

    monkeypatch.setattr(entry.runtime_data.feed, "work", work)
    freezer.tick(2)
    async_fire_time_changed(hass)
    await begun.wait()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert ended.is_set()


def database_threads() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("difuse_database")]
