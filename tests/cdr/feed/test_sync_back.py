"""Lists that come back after another one had taken their place: a reset undone, a box returned."""

from datetime import UTC, datetime

import pytest

from custom_components.difuse.cdr.feed import ListState
from tests.cdr.inprocess import ORDERS, Office
from tests.simulator import Backup, Order

pytestmark = pytest.mark.parametrize("order", ORDERS, ids=str)

# That a short list was purged and not emptied can't be told when 300 rows came since.
SAME_OR_OVER = (ListState.SAME, ListState.STARTED_OVER, ListState.PURGED)


async def ready(order: Order, history: int) -> Office:
    office = Office(order)
    office.history(history)
    await office.set_up()
    office.calls(3)
    await office.poll()
    return office


async def swap_for_spare(office: Office, ago: float) -> Backup:
    """Put another box there, whose calls began so many seconds ago; give the list before it."""
    backup, now = office.pbx.snapshot(), office.clock.now
    office.pbx.start_over(5_000_000)
    office.clock.now = now - ago
    office.history(60)
    office.clock.now = now
    await office.poll()
    return backup


@pytest.mark.parametrize("meanwhile", [1, 300])
@pytest.mark.parametrize("since", [0, 2, 250])
@pytest.mark.parametrize("history", [3, 250, 1500])
async def test_c5_a_backup_restored_after_a_reset_announces_nothing_of_the_past(
    order: Order, history: int, since: int, meanwhile: int
) -> None:
    office = await ready(order, history)
    backup = office.pbx.snapshot()
    office.pbx.start_over()
    office.calls(meanwhile)
    await office.poll()
    office.pbx.restore(backup)
    office.calls(since)
    await office.poll()
    office.calls(2)
    await office.poll()
    office.check(states=SAME_OR_OVER)


async def test_so_it_does_after_a_restart(order: Order) -> None:
    office = await ready(order, 250)
    backup = office.pbx.snapshot()
    office.pbx.start_over()
    office.calls(1)
    await office.poll()
    office.restart()
    office.pbx.restore(backup)
    office.calls(1)
    await office.poll(audit=True)
    office.check(states=SAME_OR_OVER)


async def test_so_it_does_after_two_resets(order: Order) -> None:
    office = await ready(order, 250)
    backup = office.pbx.snapshot()
    for _ in range(2):
        office.pbx.start_over()
        office.calls(2)
        await office.poll()
    office.pbx.restore(backup)
    office.calls(1)
    await office.poll()
    office.check(states=SAME_OR_OVER)


async def test_the_old_box_in_place_of_another_announces_nothing_of_the_past(order: Order) -> None:
    office = await ready(order, 250)
    backup = await swap_for_spare(office, 40 * 90)
    assert office.states == [ListState.SAME, ListState.OTHER_PBX]
    office.pbx.restore(backup)
    office.calls(1)
    await office.poll()
    assert office.states.pop() is ListState.STARTED_OVER
    assert office.announced == office.expected


async def test_an_old_backup_is_past_though_the_clock_was_behind_at_the_set_up(
    order: Order,
) -> None:
    """Then all ends seem to lie ahead."""
    office = Office(order)
    office.history(250)
    old = office.pbx.snapshot()
    office.history(900)
    now = office.clock.now + 60
    office.clock.now = now - 3 * 86400
    harvest = await office.sync.baseline(datetime.fromtimestamp(now, UTC))
    behind = datetime.fromtimestamp(office.clock.now, UTC)
    office.ledger.baseline(harvest.past or (), harvest.count, by=behind, now=behind)
    office.pbx.restore(old)
    await office.poll(audit=True)
    office.check(states=[ListState.STARTED_OVER])


async def test_the_old_box_in_place_of_a_spare_that_had_long_been_off(order: Order) -> None:
    office = await ready(order, 600)
    backup = await swap_for_spare(office, 30 * 86400)
    assert office.states[-1] is ListState.OTHER_PBX
    office.pbx.restore(backup)
    office.calls(1)
    await office.poll()
    office.calls(2)
    await office.poll()
    office.check(states=(*SAME_OR_OVER, ListState.OTHER_PBX))


@pytest.mark.parametrize("limit", [None, 50])
@pytest.mark.parametrize("is_emptied", [True, False])
async def test_a_clock_far_behind_since_a_reset_makes_no_other_box(
    order: Order, limit: int | None, *, is_emptied: bool
) -> None:
    """Only at the reset are calls lost, as they seem to be those of an old backup."""
    office = await ready(order, 250)
    office.pbx.paging.fixed_limit = limit
    office.pbx.start_over()
    office.clock.now -= 300 * 86400
    office.history(5)
    await office.poll()
    office.calls(3)
    await office.poll()
    for _ in range(2):
        if is_emptied:
            office.pbx.clear()
        office.calls(1 if is_emptied else 300)
        await office.poll()
    assert ListState.OTHER_PBX not in office.states
    assert office.announced == office.expected


async def test_an_old_backup_that_is_undone_before_any_call_announces_nothing(order: Order) -> None:
    """It was older than all that is remembered, and the list that comes back holds it as well."""
    office = await ready(order, 250)
    old = office.pbx.snapshot()
    office.calls(1200)
    await office.poll()
    new = office.pbx.snapshot()
    office.pbx.restore(old)
    await office.poll(audit=True)
    office.pbx.restore(new)
    await office.poll(audit=True)
    office.calls(2)
    await office.poll()
    office.check(states=SAME_OR_OVER)
