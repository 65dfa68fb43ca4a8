"""A file of calls that is broken is put aside, and the past is read again."""

import asyncio
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.difuse import storage
from custom_components.difuse.cdr.database import DatabaseBrokenError
from custom_components.difuse.changes import async_mark_seen
from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import Announced, assert_private, logged, now, poll
from tests.pushing import ALICE, BOB, CAROL, Pusher, let_legs_come
from tests.simulator import SimulatedPbx
from tests.storing import (
    BROKEN,
    UNAVAILABLE,
    break_while_it_runs,
    content,
    file_of,
    issues,
    kept_calls,
    loading,
    overwrite,
    put_aside,
)


async def test_a_broken_file_is_noticed_by_a_push(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert isinstance(entry, MockConfigEntry)
    await break_while_it_runs(hass, entry)
    alone.pbx.call(source=ALICE, start=now() - 40)
    assert await alone.push() == [503]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert BROKEN in issues(hass)
    assert await alone.push() == [200]
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_file_that_broke_while_home_assistant_was_off_is_put_aside(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    for number in range(30):
        pbx.call(source=ALICE, name="Alice", start=now() - 7200 + 60 * number, talk=5)
    announced = Announced(hass)
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    path = file_of(hass, entry)
    overwrite(path)
    broken = content(path)
    pbx.call(source=BOB, start=now() - 60, talk=5)
    caplog.clear()
    await set_up()
    assert loading(entry) is ConfigEntryState.LOADED
    (aside,) = put_aside(hass, entry)
    assert content(aside) == broken
    assert issues(hass) == {BROKEN}
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{BROKEN}_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders == {"title": "Difuse PBX", "file": aside.name}
    assert [line for line in logged(caplog) if aside.name in line] == [
        f"The archive of calls was broken; it is {aside.name} now"
    ]
    await poll(hass, freezer, 2)
    assert await kept_calls(entry) == 31
    pbx.call(source=CAROL, start=now() - 30, talk=5)
    for _ in range(2):
        await poll(hass, freezer)
    assert announced.callers == [CAROL]
    assert issues(hass) == {BROKEN}
    assert_private(caplog.text)


async def test_a_file_that_breaks_while_it_is_used_is_put_aside(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    for number in range(30):
        pbx.call(source=ALICE, start=now() - 7200 + 60 * number, talk=5)
    announced = Announced(hass)
    entry = await set_up()
    await poll(hass, freezer, 2)
    await break_while_it_runs(hass, entry)
    pbx.call(source=BOB, start=now() - 30, talk=5)
    await poll(hass, freezer)
    assert loading(entry) is ConfigEntryState.LOADED
    assert len(put_aside(hass, entry)) == 1
    assert issues(hass) == {BROKEN}
    pbx.call(source=CAROL, start=now() - 20, talk=5)
    for _ in range(2):
        await poll(hass, freezer)
    assert await kept_calls(entry) == 32
    assert announced.callers == [CAROL]


async def test_a_file_of_which_two_notice_that_it_is_broken_is_put_aside_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp
) -> None:
    entry = await set_up()
    await break_while_it_runs(hass, entry)
    coordinator, database = entry.runtime_data, entry.runtime_data.archive.database
    loaded = async_capture_events(hass, EVENT_STATE_CHANGED)
    await asyncio.gather(
        *[async_mark_seen(coordinator) for _ in range(2)],
        *[coordinator.async_publish() for _ in range(2)],
        return_exceptions=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loading(entry) is ConfigEntryState.LOADED
    assert len(put_aside(hass, entry)) == 1
    assert entry.runtime_data.archive.database is not database
    shown = [
        state.state
        for event in loaded
        if (state := event.data["new_state"]) and state.entity_id == "sensor.difuse_pbx_calls_today"
    ]
    assert shown == ["unavailable", "0"]


async def test_a_file_that_is_new_is_not_put_aside_for_what_was_wrong_with_the_one_before(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp
) -> None:
    entry = await set_up()
    before = entry.runtime_data.archive
    await break_while_it_runs(hass, entry)
    await poll(hass, freezer)
    archive = entry.runtime_data.archive
    assert archive is not before
    storage.archive_error(hass, entry, before, DatabaseBrokenError("DatabaseError"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.runtime_data.archive is archive
    assert len(put_aside(hass, entry)) == 1


async def test_a_broken_file_that_cannot_be_renamed_is_logged_and_left(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    def refuse(_: Path, __: Path) -> None:
        raise PermissionError(13, "Permission denied")

    entry = await set_up()
    await break_while_it_runs(hass, entry)
    monkeypatch.setattr(Path, "rename", refuse)
    pbx.call(source=ALICE, name="Alice", start=now() - 30)
    for _ in range(2):
        await poll(hass, freezer)
    assert put_aside(hass, entry) == []
    assert issues(hass) == {UNAVAILABLE}
    said = [line for line in logged(caplog) if "renamed" in line]
    name = file_of(hass, entry).name
    assert said == [f"The broken archive {name} can't be renamed: [Errno 13] Permission denied"]
    assert_private(caplog.text)
    # The user mends it.
    monkeypatch.undo()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert loading(entry) is ConfigEntryState.LOADED
    assert len(put_aside(hass, entry)) == 1


async def test_a_file_that_cannot_be_deleted_is_told_and_the_entry_goes(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    set_up: SetUp,
) -> None:
    def refuse(_: Path, **__: bool) -> None:
        raise OSError(30, "Read-only file system")

    entry = await set_up()
    monkeypatch.setattr(Path, "unlink", refuse)
    caplog.clear()
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(entry.domain)
    assert issues(hass) == {"calls_left"}
    said = [line for line in logged(caplog) if "deleted" in line]
    assert said == ["The file of calls couldn't be deleted: Read-only file system"]
