"""A PBX that only pushes: what comes is taken as it is, and each call is announced once."""

from datetime import timedelta
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.difuse.const import DOMAIN
from tests.simulator import Shape

from .home import Announced, is_available, logged, now, poll, state_of
from .pushing import ALICE, BOB, CAROL, FEW, Pusher, let_legs_come, send


async def test_a_restart_repeats_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert is_available(hass)
    alone.pbx.call(source=ALICE, start=now() - 40)
    assert await alone.push() == [200]
    await let_legs_come(hass, freezer)
    assert state_of(hass, "calls_today").state == "1"
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    alone.pbx.call(source=BOB, start=now() - 40)
    assert await alone.push(shape=Shape.LIST) == [200]
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE, BOB]
    assert state_of(hass, "calls_today").state == "2"
    assert is_available(hass)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("how", ["unload", "stop"])
async def test_a_call_that_waits_is_announced_after_the_start(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher, how: str
) -> None:
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    alone.pbx.call(source=ALICE, start=now() - 40)
    assert await alone.push() == [200]
    assert announced.callers == []
    if how == "stop":
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await hass.async_block_till_done()
        assert await alone.push() == [503]
    await hass.config_entries.async_unload(entry.entry_id)
    assert announced.callers == []
    await hass.config_entries.async_setup(entry.entry_id)
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE]
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("shape", [*Shape])
async def test_the_whole_history_is_counted_and_not_announced(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher, shape: Shape
) -> None:
    announced = Announced(hass)
    for minutes in range(300, 0, -10):
        alone.pbx.call(source=ALICE, start=now() - 60 * minutes, ring=1, talk=1)
    assert set(await alone.push(shape=shape)) == {200}
    await let_legs_come(hass, freezer)
    assert len(announced.callers) == 6
    assert len(state_of(hass, "recent_calls").attributes["calls"]) == 20
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_what_is_missing_is_told_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    alone: Pusher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    alone.pbx.call(source=ALICE, start=now() - 40)
    for _ in range(3):
        assert await alone.push(fields=FEW) == [400]
    (line,) = logged(caplog)
    assert "disposition" in line
    freezer.tick(timedelta(hours=1))
    await poll(hass, freezer)
    assert is_available(hass)
    assert not alone.pbx.requests
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_history_can_be_asked_for(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    alone.pbx.call(source=ALICE, start=now() - 40)
    assert await alone.push(shape=Shape.LIST) == [200]
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "get_calls",
        {"config_entry_id": entry.entry_id},
        blocking=True,
        return_response=True,
    )
    assert [call["caller_number"] for call in answer["calls"]] == [ALICE]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_pbx_whose_ids_start_over_goes_on(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, alone: Pusher
) -> None:
    """As after a factory reset: rows are known by their call as well."""
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    alone.pbx.skip_ids(5_000)
    for _ in range(120):
        alone.pbx.row(source=ALICE, start=now() - 40)
    assert set(await alone.push(shape=Shape.LIST)) == {200}
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE] * 120
    old = alone.pbx.rows[0]
    alone.pbx.start_over()
    freezer.tick(timedelta(minutes=5))
    assert await send(alone, old) == 200
    for caller in (BOB, CAROL):
        freezer.tick(timedelta(minutes=1))
        alone.pbx.row(source=caller, start=now() - 10, ring=1, talk=1)
        assert set(await alone.push(shape=Shape.LIST)) == {200}
        await let_legs_come(hass, freezer)
    assert announced.callers[120:] == [BOB, CAROL]
    await hass.config_entries.async_unload(entry.entry_id)


async def test_it_is_unavailable_after_a_day_without_the_usual_calls(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    alone: Pusher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    announced = Announced(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    for days in range(14, -1, -1):
        alone.pbx.call(source=ALICE, start=now() - 86400 * days - 90)
    alone.pbx.call(source=CAROL, start=now() + 86400 * 30)
    assert set(await alone.push(shape=Shape.LIST)) == {200}
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE, CAROL]

    for days in (1, 2, 3):
        freezer.tick(timedelta(days=1))
        freezer.move_to(dt_util.start_of_local_day())
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)
        assert is_available(hass) == (days < 2)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not is_available(hass)
    away = "Difuse PBX has sent no call for a whole day"
    assert [line.startswith(away) for line in logged(caplog)] == [True, True]  # once a start

    alone.pbx.call(source=BOB, start=now() - 60)
    assert await send(alone, alone.pbx.rows[-1]) == 200
    assert is_available(hass)
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE, CAROL, BOB]
    assert logged(caplog, logging.INFO)[-1] == "Difuse PBX sends its calls again"
    await hass.config_entries.async_unload(entry.entry_id)
