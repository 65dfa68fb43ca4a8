"""What a disk that is full, or fails, leads to."""

from collections.abc import Callable
import errno
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import Announced, assert_private, is_available, logged, poll
from tests.simulator import SimulatedPbx

from .stored import content, has_issue, loading


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Give a function that fills the disk, or makes room again."""
    write, is_full = Store._write_prepared_data, False

    def maybe_write(store: Store[Any], mode: str, data: str | bytes) -> None:
        if is_full and store.key.startswith(DOMAIN):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(store, mode, data)

    def fill(full: bool) -> None:
        nonlocal is_full
        is_full = full

    monkeypatch.setattr(Store, "_write_prepared_data", maybe_write)
    return fill


async def test_a_disk_that_is_full_at_set_up_is_told_and_tried_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
    full_disk: Callable[[bool], None],
    file: Path,
) -> None:
    announced = Announced(hass)
    pbx.call(source="+447700900001")
    full_disk(True)
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "store_not_writable"
    assert entry.reason is not None
    assert "can't be written" in entry.reason
    assert content(file) is None
    full_disk(False)
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert content(file)
    assert announced.callers == []
    logged(caplog)
    assert_private(caplog.text)


async def test_a_disk_that_fills_up_is_told_until_there_is_room(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    full_disk: Callable[[bool], None],
    file: Path,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    before = content(file)
    caplog.clear()
    full_disk(True)
    for number in (1, 2):
        pbx.call(source=f"+44770090000{number}")
        await poll(hass, freezer)
        await poll(hass, freezer)
    assert is_available(hass)
    assert announced.callers == ["+447700900001", "+447700900002"]
    assert has_issue(hass, entry, "store_not_writable")
    assert content(file) == before
    (line,) = logged(caplog)
    assert "No space left on device" in line
    full_disk(False)
    await poll(hass, freezer, 16 * 60)
    assert not has_issue(hass, entry, "store_not_writable")
    await hass.config_entries.async_reload(entry.entry_id)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900001", "+447700900002"]


@pytest.fixture
def unreadable(file: Path) -> Path:
    """Put something in the file's place that can't be read."""
    file.mkdir(parents=True)
    return file


async def test_a_file_that_cannot_be_read_is_told_and_tried_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    entry: MockConfigEntry,
    set_up: SetUp,
    unreadable: Path,
) -> None:
    """What was announced is in it: to begin without it would announce calls again, or lose some."""
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "store_not_readable"
    assert entry.reason is not None
    assert "can't be read" in entry.reason
    await hass.async_add_executor_job(unreadable.rmdir)
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert logged(caplog) == []
    assert_private(caplog.text)
