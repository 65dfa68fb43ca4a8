"""Lists that change while they are read: nothing missed, nothing twice, no false alarm."""

import pytest

from custom_components.difuse.cdr.feed import ListState
from tests.cdr.inprocess import CAPS, ORDERS, Office
from tests.simulator import Order

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


async def announced_after(
    order: Order, calls: int, events: list[tuple[int, str]], *polls: bool
) -> tuple[Office, list[list[str]]]:
    """Poll while calls are placed and deleted before certain requests; pages hold one row.

    Gives what is missing after each further poll, which is an audit where it is True.
    """
    office = await ready(order, 1, history=4)
    office.calls(calls)

    def happen(number: int) -> None:
        for at, event in events:
            if at == number and event == "placed":
                office.calls()
            elif at == number:
                row = office.pbx.rows[0 if event == "oldest deleted" else -1]
                office.pbx.delete(row.db_id)

    office.direct.before = happen
    await office.poll()
    assert len(office.direct.requests) > events[-1][0]
    office.direct.before = quiet
    missing = []
    for audit in (None, *polls):
        if audit is not None:
            await office.poll(audit=audit)
        there = {str(row.data["call_id"]) for row in office.pbx.rows}
        missing.append([one for one in office.expected if one in there - {*office.announced}])
    assert len(office.announced) == len({*office.announced})
    return office, missing


@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.START_DESCENDING], ids=str)
async def test_a_call_whose_place_was_taken_by_one_met_twice_comes_at_the_next_poll(
    order: Order,
) -> None:
    events = [(2, "placed"), (3, "newest deleted")]
    _, missing = await announced_after(order, 2, events, False)
    assert len(missing[0]) == 1
    assert missing[1] == []


@pytest.mark.parametrize("second", [1, 3])
async def test_a_second_attempt_reaches_down_to_what_the_first_one_read(second: int) -> None:
    events = [(1, "placed"), (second, "placed"), (3, "oldest deleted")]
    _, missing = await announced_after(Order.ID_ASCENDING, 1, events)
    assert missing == [[]]


async def test_the_limit_in_the_readme_is_healed_by_the_next_audit() -> None:
    """The count of rows can't tell of two that came while pages were read, one of which went."""
    events = [(1, "placed"), (1, "placed"), (3, "newest deleted")]
    office, missing = await announced_after(Order.ID_DESCENDING, 1, events, False, True)
    assert [len(gap) for gap in missing] == [1, 1, 0]
    assert set(office.states) == {ListState.SAME}
