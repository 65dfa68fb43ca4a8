"""The store: what a broken file, one from the future, and a full disk lead to."""

from collections.abc import Callable
import errno
from functools import partial
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.simulator import SimulatedPbx, Simulator

from .home import Announced, assert_private, is_available, logged, now, poll, state_of


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Take the place of the plugin's storage, which is none."""
    return {}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Let Home Assistant write real files."""
    return hass_tmp_config_dir


@pytest.fixture
def file(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Name the file of the entry's store."""
    return Path(hass.config.path(".storage", f"difuse.{entry.entry_id}"))


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


def has_issue(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> bool:
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}") is not None


def loading(entry: MockConfigEntry) -> ConfigEntryState:
    state: ConfigEntryState = entry.state
    return state


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def change(file: Path, **values: Any) -> None:
    """Write the file with some keys of its envelope or of the state in it changed."""
    stored = json.loads(file.read_text())
    for key, value in values.items():
        (stored if key in stored else stored["data"])[key] = value
    file.write_text(json.dumps(stored))


def change_ledger(file: Path, **values: Any) -> None:
    stored = json.loads(file.read_text())
    stored["data"]["ledger"] |= values
    file.write_text(json.dumps(stored))


OTHER_SHAPES = ("null", "[]", '"x"', "5", "{}", '{"version": 1}', '{"version": 1, "data": 5}')
CORRUPT: dict[str, Callable[[Path], object]] = {
    **{text: partial(Path.write_text, data=text) for text in OTHER_SHAPES},
    "empty": lambda file: file.write_text(""),
    "cut-off": lambda file: file.write_text(file.read_text()[:100]),
    "binary": lambda file: file.write_bytes(bytes(range(256))),
    "version-is-null": lambda file: change(file, version=None),
    "version-is-text": lambda file: change(file, version="a"),
    "version-that-never-was": lambda file: change(file, version=0),
    "null-state": lambda file: change(file, data=None),
    "list-state": lambda file: change(file, data=[1, 2]),
    "empty-state": lambda file: change(file, data={}),
    "ledger-without-marks": lambda file: change(file, ledger={}),
    "summary-of-another-kind": lambda file: change(file, summary={"days": 3}),
    "summary-is-text": lambda file: change(file, summary="broken"),
    "no-moment": lambda file: change(file, polled_at="yesterday"),
    "moment-is-null": lambda file: change(file, polled_at=None),
    "clock-out-of-range": lambda file: change(file, clock_offset=1e300),
    "count-is-text": lambda file: change_ledger(file, count="many"),
    "end-without-zone": lambda file: change_ledger(file, newest_end="2026-01-01T00:00:00"),
    "seen-is-a-list": lambda file: change_ledger(file, seen=[]),
}


@pytest.mark.parametrize("spoil", CORRUPT.values(), ids=CORRUPT)
async def test_a_corrupt_file_means_a_new_baseline_and_an_issue(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    set_up: SetUp,
    file: Path,
    spoil: Callable[[Path], object],
) -> None:
    pbx.call(source="+447700900001", start=now() - 70)
    entry = await set_up()
    assert not has_issue(hass, entry, "store_corrupt")
    await hass.config_entries.async_unload(entry.entry_id)
    spoil(file)
    pbx.call(source="+447700900002", start=now() - 70)
    announced = Announced(hass)
    await set_up()
    assert loading(entry) is ConfigEntryState.LOADED
    assert has_issue(hass, entry, "store_corrupt")
    assert announced.callers == []
    assert state_of(hass, "calls_today").state == "2"
    pbx.call(source="+447700900003")
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900003"]
    logged(caplog)
    await hass.config_entries.async_reload(entry.entry_id)
    await poll(hass, freezer)
    assert announced.callers == ["+447700900003"]


async def test_a_corrupt_file_is_told_though_the_pbx_is_away_at_the_start(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    simulator: Simulator,
    set_up: SetUp,
    file: Path,
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    CORRUPT["cut-off"](file)
    await simulator.down()
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    await simulator.up()
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert has_issue(hass, entry, "store_corrupt")


async def test_a_file_of_a_newer_version_is_left_alone(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    file: Path,
) -> None:
    """Home Assistant itself logs a set-up error, once and with a traceback: that isn't ours."""
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    change(file, version=2)
    before, asked = content(file), len(pbx.requests)
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "store_too_new"
    assert entry.reason is not None
    assert "newer version of this integration" in entry.reason
    assert content(file) == before
    assert len(pbx.requests) == asked
    change(file, version=1)
    announced = Announced(hass)
    pbx.call(source="+447700900001")
    await hass.config_entries.async_reload(entry.entry_id)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert loading(entry) is ConfigEntryState.LOADED
    assert announced.callers == ["+447700900001"]


async def test_a_moment_without_a_zone_stops_nothing(
    hass: HomeAssistant, set_up: SetUp, file: Path
) -> None:
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    change(file, polled_at="2026-01-01T00:00:00")
    await set_up()
    assert loading(entry) is ConfigEntryState.LOADED
    assert is_available(hass)


async def test_the_file_is_private(set_up: SetUp, file: Path) -> None:
    await set_up()
    assert mode(file) == 0o600


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
