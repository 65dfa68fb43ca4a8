"""Home Assistant stops while statistics are read."""

import threading

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse.statistics.series import CallSeries


async def test_what_reads_the_recorder_is_waited_for(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    only_sqlite: None,
) -> None:
    """Whoever waits for it is cancelled by then; it must be over before the database is closed."""
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def read(_: CallSeries) -> None:
        begun.set()
        may_end.wait(5)
        ended.set()

    monkeypatch.setattr(CallSeries, "_last_hour", read)
    series = CallSeries(hass, "difuse_pbx", "Difuse PBX")
    waiting = hass.async_create_background_task(series.async_last_hour(), "statistics")
    assert await hass.async_add_executor_job(begun.wait, 5)
    waiting.cancel()
    hass.loop.call_later(0.2, may_end.set)
    await hass.async_block_till_done()
    assert ended.is_set()
