"""A backup of Home Assistant that is made while calls come in restores to a whole database."""

import asyncio
from pathlib import Path
import sqlite3
import threading
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse import backup
from custom_components.difuse.backup import async_post_backup, async_pre_backup
from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import Announced, logged, now, poll, state_of
from tests.simulator import SimulatedPbx, Simulator
from tests.storing import content, file_of, kept_calls, pragma

BEFORE: Final = 120
MEANWHILE: Final = 60


def calls(pbx: SimulatedPbx, first: int, number: int) -> list[str]:
    """Let calls come in; return their callers."""
    callers = [f"+4477009{at:05}" for at in range(first, first + number)]
    for caller in callers:
        pbx.call(source=caller, start=now() - 30, talk=5)
    return callers


def put(path: Path, file: bytes, log: bytes) -> None:
    """Put a copy in the place of an archive."""
    path.write_bytes(file)
    Path(f"{path}-wal").write_bytes(log)


def look(path: Path) -> list[object]:
    """Return whether a database is whole, and how many calls are in it."""
    db = sqlite3.connect(path)
    found = [
        db.execute(question).fetchone()[0]
        for question in ("PRAGMA integrity_check", "SELECT count(*) FROM difuse_call")
    ]
    db.close()
    return found


async def test_a_backup_that_is_made_while_calls_come_in_restores_to_a_whole_database(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    tmp_path: Path,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    path = file_of(hass, entry)
    expected = calls(pbx, 0, BEFORE)
    await poll(hass, freezer)
    await async_pre_backup(hass)
    # As a slow disk does: a part of the file, then calls come, then the rest, then the log.
    first = content(path)
    half = len(first) // 2
    for _ in range(3):
        expected += calls(pbx, len(expected), MEANWHILE)
        await poll(hass, freezer)
    file, log = first[:half] + content(path)[half:], content(Path(f"{path}-wal"))
    expected += calls(pbx, len(expected), MEANWHILE)
    await poll(hass, freezer)
    await async_post_backup(hass)
    numbers = []
    for share in (0, 0.5, 1):
        copy = tmp_path / f"{share}.db"
        put(copy, file, log[: int(len(log) * share)])
        is_whole, number = look(copy)
        assert is_whole == "ok"
        numbers.append(number)
    assert numbers[0] == BEFORE
    assert numbers[-1] == BEFORE + 3 * MEANWHILE

    await poll(hass, freezer)
    assert announced.callers == expected
    await hass.config_entries.async_unload(entry.entry_id)
    put(path, file, log)
    await set_up()
    await poll(hass, freezer)
    assert entry.state is ConfigEntryState.LOADED
    assert await kept_calls(entry) == len(expected)
    assert state_of(hass, "calls_today").state == str(len(expected))
    # Only those that the backup doesn't hold come again.
    again = announced.callers[len(expected) :]
    assert again == expected[-MEANWHILE:]


async def test_archives_are_written_to_again_after_a_backup(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    entry = await set_up()
    await async_pre_backup(hass)
    assert await pragma(entry, "wal_autocheckpoint") == 0
    await async_post_backup(hass)
    assert await pragma(entry, "wal_autocheckpoint") > 0


async def test_home_assistants_backups_hold_the_archives(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    entry = await set_up()
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    manager = hass.data[DATA_MANAGER]
    assert DOMAIN in manager.platforms
    calls(pbx, 0, 5)
    await poll(hass, freezer)
    assert content(Path(f"{file_of(hass, entry)}-wal"))
    await manager.async_pre_backup_actions()
    assert content(Path(f"{file_of(hass, entry)}-wal")) == b""
    await manager.async_post_backup_actions()


async def test_entries_that_are_not_loaded_are_left_alone(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    simulator: Simulator,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    await simulator.stop()
    other = MockConfigEntry(domain=DOMAIN, data=entry.data)
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    assert other.state is ConfigEntryState.SETUP_RETRY
    caplog.clear()
    await async_pre_backup(hass)
    await async_post_backup(hass)
    assert logged(caplog) == []


async def test_an_archive_that_cannot_be_held_does_not_stop_the_backup(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    entry = await set_up()
    other = MockConfigEntry(domain=DOMAIN, data=entry.data)
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await entry.runtime_data.archive.database.close()
    caplog.clear()
    await async_pre_backup(hass)
    assert content(Path(f"{file_of(hass, other)}-wal")) == b""
    await async_post_backup(hass)
    assert logged(caplog) == [
        "An archive couldn't be made ready for the backup: The database is closed",
        "An archive can't be written after the backup: The database is closed",
    ]
    await hass.config_entries.async_unload(other.entry_id)


async def test_a_backup_waits_only_so_long_for_an_archive(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    set_up: SetUp,
) -> None:
    monkeypatch.setattr(backup, "PATIENCE_SECONDS", 0)
    entry = await set_up()
    goes_on = threading.Event()
    database = entry.runtime_data.archive.database
    writing = asyncio.ensure_future(database.write(lambda _: goes_on.wait(30)))
    caplog.clear()
    await async_pre_backup(hass)
    goes_on.set()
    assert await writing
    await async_post_backup(hass)
    (line,) = logged(caplog)
    assert line.startswith("An archive couldn't be made ready for the backup")
