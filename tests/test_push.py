"""Push and poll meet in one ledger: whichever comes first announces, the other is silent."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.const import DOMAIN
from custom_components.difuse.running.push_watch import PUSH_LASTS
from tests.conftest import SetUp
from tests.simulator import FOREVER, Fault, Row, Shape, SimulatedPbx, Simulator

from .home import Announced, is_available, logged, now, poll, state_of
from .pushing import ALICE, BOB, CAROL, FEW, Pusher, let_legs_come, pusher_at, send, turn_on


def leg(pbx: SimulatedPbx, answered: bool = False, **changes: Any) -> Row:
    """Add one row of a ring group's call that ended half a minute ago."""
    talk = {"talk": 9, "disposition": "ANSWERED"} if answered else {"disposition": "NO ANSWER"}
    row = {"call_id": "x.1", "source": ALICE, "destination": "600", "start": now() - 40, "ring": 4}
    return pbx.row(**{**row, **talk, **changes})


async def test_a_call_is_announced_within_five_seconds_of_its_push(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    row = pusher.pbx.row(source=ALICE)
    assert await send(pusher, row) == 200
    await let_legs_come(hass, freezer, 4.9)
    assert announced.callers == [ALICE]
    assert state_of(hass, "last_caller").state == ALICE


async def test_a_doorbell_too(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    pusher.pbx.call(source=ALICE, start=now() - 3, ring=1, talk=1)
    assert await pusher.push(fields=FEW) == [202]
    await let_legs_come(hass, freezer, 2)
    await let_legs_come(hass, freezer, 8)
    assert announced.callers == [ALICE]


async def test_many_doorbells_are_one_poll(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    for _ in range(20):
        pusher.pbx.call(source=ALICE)
    pusher.pbx.requests.clear()
    assert set(await pusher.push(fields=FEW)) == {202}
    await let_legs_come(hass, freezer)
    await let_legs_come(hass, freezer)
    assert len(pusher.pbx.requests) < 5
    assert state_of(hass, "calls_today").state == "20"


async def test_a_poll_after_a_push_is_quiet(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    for _ in range(5):
        await send(pusher, pusher.pbx.row(source=ALICE, start=now() - 40))
        await let_legs_come(hass, freezer)
        pusher.pbx.requests.clear()
        await poll(hass, freezer)
        assert len(pusher.pbx.requests) == 1
    assert announced.callers == [ALICE] * 5


async def test_a_push_after_a_poll_is_silent(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    pusher.pbx.call(source=ALICE, start=now() - 40)
    await poll(hass, freezer)
    assert await pusher.push() == [200]
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE]


@pytest.mark.parametrize("late", [False, True], ids=["before it reads", "while it is read"])
async def test_a_push_survives_a_poll_in_flight(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher, *, late: bool
) -> None:
    announced = Announced(hass)
    first = pusher.pbx.row(source=ALICE, start=now() - 40)
    coordinator = hass.config_entries.async_entries(DOMAIN)[0].runtime_data
    read, reached, go_on = coordinator.client.read_page, asyncio.Event(), asyncio.Event()

    async def hold(page: int, limit: int, unless: bytes | None = None) -> Any:
        found = await read(page, limit, unless) if late else None
        reached.set()
        await go_on.wait()
        return found or await read(page, limit, unless)

    coordinator.feed.list._read_page = hold
    polling = hass.async_create_task(coordinator.async_refresh())
    await reached.wait()
    second = pusher.pbx.row(source=BOB, start=now() - 40)
    assert await send(pusher, first, second) == 200
    go_on.set()
    await polling
    coordinator.feed.list._read_page = read
    await let_legs_come(hass, freezer)
    for _ in range(3):
        await poll(hass, freezer)
    assert announced.callers == [ALICE, BOB]
    assert state_of(hass, "calls_today").state == "2"
    assert not hass.config_entries.flow.async_progress()
    assert not ir.async_get(hass).issues


async def test_duplicates_and_disorder(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    rows = [pusher.pbx.row(source=one, start=now() - 40) for one in (ALICE, BOB, CAROL)]
    for row in (rows[2], rows[0], rows[2], rows[1], rows[0]):
        assert await send(pusher, row, row) == 200
    await let_legs_come(hass, freezer)
    for _ in range(3):
        await poll(hass, freezer)
    assert sorted(announced.callers) == [ALICE, BOB, CAROL]


async def test_legs_pushed_one_by_one_are_one_call(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    await send(pusher, leg(pusher.pbx))
    await send(pusher, leg(pusher.pbx, answered=True))
    assert announced.callers == []
    await let_legs_come(hass, freezer)
    (state,) = announced.states
    assert (state.attributes["disposition"], state.attributes["legs"]) == ("answered", 2)


async def test_a_leg_that_comes_by_poll_amends_the_call_that_was_pushed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    await send(pusher, leg(pusher.pbx))
    await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE]
    leg(pusher.pbx, answered=True)
    for _ in range(2):
        await poll(hass, freezer)
    assert announced.callers == [ALICE]
    assert state_of(hass, "answered_today").state == "1"
    assert state_of(hass, "missed_today").state == "0"


async def test_a_leg_that_comes_by_poll_while_the_pushed_one_waits(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    leg(pusher.pbx, answered=True)
    row = leg(pusher.pbx)
    await send(pusher, row)
    await hass.config_entries.async_entries(DOMAIN)[0].runtime_data.async_refresh()
    await let_legs_come(hass, freezer)
    (state,) = announced.states
    assert (state.attributes["disposition"], state.attributes["legs"]) == ("answered", 2)


async def test_a_push_while_home_assistant_starts_comes_by_poll(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    pusher = pusher_at(pbx, await hass_client_no_auth())
    hass.set_state(CoreState.starting)
    turn_on(hass, entry)
    await set_up()
    announced = Announced(hass)
    pbx.call(source=ALICE, start=now() - 40)
    assert await pusher.push() == [503]
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await pusher.push() == [200]
    await let_legs_come(hass, freezer)
    await poll(hass, freezer)
    assert announced.callers == [ALICE]


async def test_a_reload_in_between_repeats_nothing_and_loses_nothing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher, entry: MockConfigEntry
) -> None:
    announced = Announced(hass)
    await send(pusher, pusher.pbx.row(source=ALICE, start=now() - 40))
    await let_legs_come(hass, freezer)
    await send(pusher, pusher.pbx.row(source=BOB, start=now() - 40))
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert announced.callers == [ALICE, BOB]


async def test_pushing_goes_on_where_polling_fails(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pusher: Pusher,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    announced = Announced(hass)
    pusher.pbx.faults.add(Fault.SERVER_ERROR, times=FOREVER)
    await poll(hass, freezer)
    assert not is_available(hass)
    assert await send(pusher, pusher.pbx.row(source=ALICE, start=now() - 40)) == 200
    await let_legs_come(hass, freezer)
    assert is_available(hass)
    assert announced.callers == [ALICE]
    for number in range(5):
        await poll(hass, freezer)
        assert is_available(hass)
        await send(pusher, pusher.pbx.row(source=BOB, start=now() - 40, call_id=f"b.{number}"))
        await let_legs_come(hass, freezer)
    assert announced.callers == [ALICE, *[BOB] * 5]
    assert len(logged(caplog)) == 1
    freezer.tick(PUSH_LASTS)
    await poll(hass, freezer)
    assert not is_available(hass)
    pusher.pbx.faults.clear()
    for _ in range(2):
        await poll(hass, freezer)
        assert is_available(hass)
    assert announced.callers == [ALICE, *[BOB] * 5]
    assert len(logged(caplog)) == 1


async def test_pushes_that_stay_away_are_noticed_where_nobody_polls_any_more(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    """The PBX refuses polls, so Home Assistant waits for a new secret."""
    pusher.pbx.access.extensions["4001"].secret = "other"
    for _ in range(3):
        await poll(hass, freezer)
    asked = len(pusher.pbx.requests)
    await poll(hass, freezer, 3600)
    assert (len(pusher.pbx.requests), is_available(hass)) == (asked, False)
    await send(pusher, pusher.pbx.row(source=ALICE, start=now() - 40))
    await let_legs_come(hass, freezer)
    assert is_available(hass)
    await poll(hass, freezer, PUSH_LASTS.total_seconds() - 60)
    assert is_available(hass)
    await poll(hass, freezer)
    assert not is_available(hass)


async def test_a_batch_settles_at_its_end(hass: HomeAssistant, pusher: Pusher) -> None:
    """The PBX sends what came since it last sent: no leg of the last call is missing."""
    announced = Announced(hass)
    rows = [pusher.pbx.row(source=BOB, start=now() - 40), leg(pusher.pbx), leg(pusher.pbx)]
    assert await send(pusher, *rows) == 200
    await hass.async_block_till_done()
    assert announced.callers == [BOB, ALICE]


@pytest.mark.parametrize("shape", [*Shape])
async def test_a_single_entry_waits_for_others(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher, shape: Shape
) -> None:
    announced = Announced(hass)
    assert await send(pusher, leg(pusher.pbx), shape=shape) == 200
    assert await send(pusher, leg(pusher.pbx, answered=True), shape=shape) == 200
    assert announced.callers == []
    await let_legs_come(hass, freezer)
    (state,) = announced.states
    assert (state.attributes["legs"], state.attributes["missed"]) == (2, False)


async def test_ids_may_jump(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    announced = Announced(hass)
    await send(pusher, pusher.pbx.row(source=ALICE, start=now() - 40))
    pusher.pbx.skip_ids(50_000)
    pusher.pbx.call(source=BOB, start=now() - 40)
    assert (await pusher.push())[-1] == 200
    for _ in range(2):
        await poll(hass, freezer)
    assert announced.callers == [ALICE, BOB]


def is_silent(hass: HomeAssistant) -> bool:
    return any(key[1].startswith("push_silent") for key in ir.async_get(hass).issues)


async def test_calls_that_no_push_brought_are_told_until_one_does(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    for _ in range(5):
        assert not is_silent(hass)
        pusher.pbx.call(source=ALICE, start=now() - 40)
        await poll(hass, freezer)
    pusher.pbx.call(source=ALICE, start=now() - 40)
    await poll(hass, freezer)
    assert is_silent(hass)
    await send(pusher, pusher.pbx.row(source=BOB, start=now() - 40))
    assert not is_silent(hass)


async def test_turning_pushing_off_ends_the_complaint(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher, entry: MockConfigEntry
) -> None:
    for _ in range(6):
        pusher.pbx.call(source=ALICE, start=now() - 40)
        await poll(hass, freezer)
    assert is_silent(hass)
    turn_on(hass, entry, push_enabled=False)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not is_silent(hass)
    for _ in range(6):
        pusher.pbx.call(source=ALICE, start=now() - 40)
        await poll(hass, freezer)
    assert not is_silent(hass)


async def test_pushes_that_come_after_the_poll_are_no_silence(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pusher: Pusher
) -> None:
    job = pusher.job(fields=FEW)
    for _ in range(10):
        pusher.pbx.call(source=ALICE, start=now() - 40)
        await poll(hass, freezer)
        await job.push_now()
        assert not is_silent(hass)
