"""What a broken file, and one from the future, lead to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from tests.conftest import SetUp
from tests.home import Announced, is_available, logged, now, poll, state_of
from tests.simulator import SimulatedPbx, Simulator

from .stored import change, change_ledger, content, has_issue, loading, mode

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
