"""A long call that was the last to end before the set-up, and lay deeper than was read."""

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import ListState
from custom_components.difuse.cdr.feed.past import Boundary
from tests.cdr.inprocess import Office
from tests.simulator import Order, ring_group

BY_START = [Order.START_ASCENDING, Order.START_DESCENDING]


@pytest.fixture(params=BY_START, ids=str)
def office(request: pytest.FixtureRequest) -> Office:
    """Give a PBX whose list goes by start, with 300 calls."""
    office = Office(request.param)
    office.history(300)
    return office


def end_long_call(office: Office, before: int = 290) -> str:
    """End a call that began before so many of those that are there; give its id."""
    office.clock.now += 5
    start = office.clock.now - 40 * before
    (row,) = office.pbx.call(start=start, talk=int(office.clock.now - start) - 5)
    return str(row.data["call_id"])


async def test_it_is_past_when_the_order_changes(office: Office) -> None:
    end_long_call(office)
    await office.set_up()
    office.calls(2)
    await office.poll()
    office.pbx.order = Order.ID_ASCENDING
    for audit in (True, False, True):
        await office.poll(audit=audit)
    office.calls(1)
    await office.poll()
    office.check()


async def test_it_does_not_stand_for_a_call_that_began_before_it_and_ended_after(
    office: Office,
) -> None:
    end_long_call(office)
    await office.set_up()
    office.expected.append(end_long_call(office, before=295))
    await office.poll()
    office.check()


async def test_it_is_past_after_a_restart(office: Office) -> None:
    end_long_call(office)
    await office.set_up()
    office.restart()
    office.expected.append(end_long_call(office, before=295))
    await office.poll()
    office.restart()
    office.pbx.order = Order.ID_DESCENDING
    await office.poll(audit=True)
    office.check()


async def test_it_is_past_where_all_that_was_read_is_deleted(office: Office) -> None:
    end_long_call(office)
    await office.set_up()
    office.pbx.purge(300)
    await office.poll()
    office.check(states=[office.states[0]])


async def test_the_count_tells_more_than_the_clock(office: Office) -> None:
    """The PBX's clock is set back, so a call that ends now seems to have ended before."""
    past = end_long_call(office)
    await office.set_up()
    office.clock.now -= 3600
    office.expected.append(end_long_call(office, before=195))
    await office.poll()
    assert past not in office.announced
    office.check()


async def test_once_known_as_past_it_is_so_for_good(office: Office) -> None:
    end_long_call(office)
    await office.set_up()
    office.expected.append(end_long_call(office, before=295))
    await office.poll()
    office.pbx.purge(299)
    office.calls(1)
    await office.poll()
    office.pbx.order = Order.ID_ASCENDING
    office.calls(1)
    await office.poll(audit=True)
    assert office.announced == office.expected


async def test_a_call_that_was_pushed_tells_more_than_the_clock(office: Office) -> None:
    """The count isn't known, as a row was pushed during the poll."""
    end_long_call(office)
    await office.set_up()
    office.clock.now -= 3600

    office.push_before(0)
    await office.poll()
    assert office.ledger.count is None
    office.expected.append(end_long_call(office, before=195))
    await office.poll()
    await office.poll(audit=True)
    assert office.announced == office.expected


@pytest.mark.parametrize("request_", range(6))
@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING], ids=str)
async def test_a_push_meanwhile_does_not_stand_for_the_call_that_the_poll_finds(
    order: Order, request_: int
) -> None:
    office = Office(order)
    office.history(300)
    await office.set_up()
    office.clock.now -= 12 * 3600
    office.calls(1)
    office.push_before(request_)
    await office.poll()
    office.direct.before = lambda _: None
    office.calls(1)
    await office.poll()
    await office.poll(audit=True)
    office.check_once()


async def test_two_such_calls_are_both_past(office: Office) -> None:
    office.history(150)
    end_long_call(office, before=310)
    end_long_call(office, before=420)
    await office.set_up()
    for before in (330, 430):
        office.expected.append(end_long_call(office, before=before))
        await office.poll()
    await office.poll(audit=True)
    office.check_once()


async def test_it_is_in_the_statistics_of_the_past(office: Office) -> None:
    end_long_call(office)
    await office.set_up()
    boundary = Boundary.of(office.ledger)
    office.expected.append(end_long_call(office, before=295))
    await office.poll()
    data = [row.data for row in office.pbx.rows]
    records = office.direct.reader.page({"data": data, "total_pages": 1}).rows
    live = [
        row.call_id for row in records if isinstance(row, CallRecord) and not boundary.is_past(row)
    ]
    assert live == office.announced


async def test_a_clock_set_back_makes_no_more_than_one_poll_past(office: Office) -> None:
    """The PBX deletes as many records as it writes, so the count tells nothing."""
    await office.set_up()
    office.clock.now -= 12 * 3600
    office.pbx.order = Order.ID_ASCENDING
    for _ in range(5):
        office.calls(1)
        office.pbx.purge(1)
        await office.poll(audit=True)
    assert office.announced == office.expected[1:]


async def test_after_the_first_new_call_the_clock_says_nothing(office: Office) -> None:
    await office.set_up()
    office.calls(1)
    await office.poll()
    office.restart()
    office.pbx.order = Order.ID_ASCENDING
    office.clock.now -= 12 * 3600
    for _ in range(5):
        office.calls(1)
        office.pbx.purge(1)
        await office.poll(audit=True)
    office.check(states=[ListState.SAME])


async def test_legs_that_ended_long_ago_are_of_a_call_that_ended_now(office: Office) -> None:
    await office.set_up()
    legs = ring_group(("1001", "1002", "1003"), "1003", ring=6, talk=11_000)
    rows = office.pbx.call(destination="600", legs=legs)
    office.expected.append(str(rows[0].data["call_id"]))
    await office.poll()
    (call,) = office.ledger.known_calls[-1:]
    assert call.legs == 3
    office.check()
