"""Which end of the list is the newest is found by looking at both."""

from dataclasses import replace

import pytest

from tests.cdr.archives import run
from tests.simulator import Order

from .test_listing import NOW, Listed


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("rows", [2, 3, 5, 10, 40, 300])
def test_the_newest_end_is_found_from_the_rows(order: Order, rows: int) -> None:
    listed = Listed(rows, order).oriented()
    assert listed.pages.newest_first is order.descending


@pytest.mark.parametrize("rows", [0, 1])
def test_where_no_row_is_older_than_another_nothing_is_changed(rows: int) -> None:
    listed = Listed(rows)
    for is_so in (True, False):
        listed.pages.newest_first = is_so
        run(listed.pages.orient())
        assert listed.pages.newest_first is is_so


@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.ID_ASCENDING])
def test_one_long_call_at_the_newest_end_says_the_opposite_and_further_pages_decide(
    order: Order,
) -> None:
    """By id it is the newest, by its start the oldest."""
    listed = Listed(40, order)
    for _ in range(2):
        listed.pbx.call(start=NOW - 10 * 86400)
    listed.oriented()
    assert listed.pages.newest_first is order.descending


def test_where_start_and_id_contradict_each_other_nothing_is_changed() -> None:
    """All ids run one way, all starts the other: a backup with a clock of its own."""
    listed = Listed(0, Order.ID_DESCENDING)
    for number in range(30):
        listed.pbx.call(start=NOW - 60 * number)
    for is_so in (True, False):
        listed.pages.newest_first = is_so
        run(listed.pages.orient())
        assert listed.pages.newest_first is is_so


@pytest.mark.parametrize("order", Order)
def test_where_a_clock_that_was_set_makes_the_ends_disagree_each_is_asked_by_itself(
    order: Order,
) -> None:
    """The first rows were written an hour too late, the others an hour too early."""
    listed = Listed(0, order)
    for number in range(100):
        shift = 3600 if number < 10 else -3600
        listed.pbx.call(start=NOW + 7 * number + shift)
    listed.pages.newest_first = not order.descending
    listed.oriented()
    assert listed.pages.newest_first is order.descending


@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.ID_ASCENDING])
@pytest.mark.parametrize("unreadable", [2, 12, 37, 40])
def test_unreadable_rows_say_nothing_about_the_order(order: Order, unreadable: int) -> None:
    """They have no start and no id, which isn't the same as an early start and a low id."""
    listed = Listed(40, order)
    for row in listed.pbx.rows[-unreadable:]:
        listed.pbx.delete(row.db_id)
        listed.pbx.add(replace(row, data="nonsense"))
    listed.pages.newest_first = not order.descending
    listed.oriented()
    is_known = unreadable <= 4
    assert listed.pages.newest_first is (order.descending is is_known)
