"""Lists that change while they are read: nothing missed, nothing twice, no false alarm."""

import pytest

from custom_components.difuse.pbx import ListState
from tests.simulator import Order

from .inprocess import CAPS, ORDERS, Office

TURNED = {Order.ID_DESCENDING: Order.ID_ASCENDING, Order.ID_ASCENDING: Order.ID_DESCENDING}


async def ready(order: Order, cap: int | None = None, history: int = 250) -> Office:
    office = Office(order, cap)
    office.history(history)
    await office.set_up()
    await office.poll()
    office.direct.requests.clear()
    return office


def quiet(_: int) -> None:
    """Let nothing happen before a request."""


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("cap", CAPS, ids=lambda cap: f"cap {cap}")
@pytest.mark.parametrize("every", [1, 2, 3])
async def test_calls_that_never_stop_coming_are_no_rows_out_of_reach(
    order: Order, cap: int | None, every: int
) -> None:
    for burst in (1, 12):
        office = await ready(order, cap)
        office.calls(burst)
        office.direct.before = lambda number, office=office: (  # type: ignore[misc]
            office.calls() if number % every == 0 and number < 100 else None
        )
        await office.poll()
        assert set(office.announced) >= set(office.expected[:burst])
        office.direct.before = quiet
        await office.poll()
        assert sorted(office.announced) == sorted(office.expected)
        assert office.missing == 0
        assert set(office.states) == {ListState.SAME}
        office.direct.requests.clear()
        await office.poll()
        assert office.asked == 1


@pytest.mark.parametrize("order", TURNED, ids=str)
@pytest.mark.parametrize("burst", [1, 150])
async def test_a_list_that_turned_is_read_from_its_other_end(order: Order, burst: int) -> None:
    office = await ready(order)
    office.pbx.order = TURNED[order]
    office.calls(burst)
    await office.poll()
    office.check()
    await office.poll()
    office.direct.requests.clear()
    await office.poll()
    assert office.asked == 1
