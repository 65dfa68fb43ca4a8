"""Rows are read by how far below the newest they lie, whatever order and pages the PBX has."""

from dataclasses import dataclass
from typing import Final

from hypothesis import example, given, settings, strategies as st

from tests.cdr.archives import run
from tests.simulator import Order, PastEnd, ring_group

from .test_listing import NOW, Listed


@dataclass(frozen=True)
class Pages:
    """The most rows of a page, their number whatever is asked for, and the fewest."""

    cap: int | None = None
    fixed: int | None = None
    least: int = 1

    def set(self, listed: Listed) -> None:
        paging = listed.pbx.paging
        paging.cap, paging.fixed_limit, paging.minimum_limit = self.cap, self.fixed, self.least


KINDS: Final = st.one_of(
    st.builds(Pages),
    st.builds(Pages, cap=st.integers(1, 12)),
    st.builds(Pages, fixed=st.integers(1, 30)),
    st.builds(Pages, least=st.integers(2, 12)),
)


def listed_with(order: Order, rows: int, past_end: PastEnd) -> tuple[Listed, list[int]]:
    """Return a list that knows its newest end, and its ids from there on.

    Some rows start in the same second, and each seventh call was a long one.
    """
    listed = Listed(0, order)
    while len(listed.pbx) < rows:
        at = len(listed.pbx)
        phones = [str(1001 + phone) for phone in range(min(1 + at % 3, rows - at))]
        length = 1500 if at % 7 == 6 else 20
        listed.pbx.call(start=NOW - 60 * (rows - at) - length, legs=ring_group(phones))
    listed.pbx.paging.past_end = past_end
    stored = listed.pbx.store.slice(order, 0, rows)
    ids = [row.db_id for row in stored]
    listed.pages.newest_first = order.descending
    return listed, ids if order.descending else ids[::-1]


@settings(deadline=None, max_examples=300)
@given(
    order=st.sampled_from(Order),
    rows=st.integers(0, 60),
    kinds=st.lists(KINDS, min_size=1, max_size=3),
    past_end=st.sampled_from(PastEnd),
    asked=st.lists(st.tuples(st.integers(0, 61), st.sampled_from((1, 2, 5, 10))), max_size=6),
    looks=st.booleans(),
)
@example(
    order=Order.ID_ASCENDING,
    rows=21,
    kinds=[Pages(fixed=7)],
    past_end=PastEnd.LAST_PAGE,
    asked=[(0, 10)],
    looks=False,
)
def test_below_returns_the_rows_from_there_on_in_order_from_the_newest_end(
    order: Order,
    rows: int,
    kinds: list[Pages],
    past_end: PastEnd,
    asked: list[tuple[int, int]],
    *,
    looks: bool,
) -> None:
    listed, ids = listed_with(order, rows, past_end)
    for number, kind in enumerate(kinds):
        kind.set(listed)
        if looks and number == 0:
            assert run(listed.pages.look(rows)).count == rows
        for depth, limit in asked:
            found = [row.key[0] for row in run(listed.pages.below(depth, rows, limit))]
            assert found == ids[depth : depth + len(found)]
            assert bool(found) == (depth < rows)


@settings(deadline=None, max_examples=150)
@given(
    order=st.sampled_from(Order),
    rows=st.integers(0, 60),
    kind=KINDS,
    past_end=st.sampled_from(PastEnd),
    limit=st.sampled_from((1, 2, 9, 10)),
)
def test_reading_on_below_what_was_read_gives_the_whole_list_once(
    order: Order, rows: int, kind: Pages, past_end: PastEnd, limit: int
) -> None:
    listed, ids = listed_with(order, rows, past_end)
    kind.set(listed)
    found: list[int] = []
    while page := run(listed.pages.below(len(found), rows, limit)):
        found += [row.key[0] for row in page]
    assert found == ids


@settings(deadline=None, max_examples=100)
@given(
    order=st.sampled_from((Order.ID_DESCENDING, Order.ID_ASCENDING)),
    rows=st.integers(1, 60),
    kind=KINDS,
    past_end=st.sampled_from(PastEnd),
    purged=st.integers(0, 60),
    depth=st.integers(0, 60),
)
def test_where_rows_were_deleted_meanwhile_what_is_returned_is_still_in_order(
    order: Order, rows: int, kind: Pages, past_end: PastEnd, purged: int, depth: int
) -> None:
    listed, ids = listed_with(order, rows, past_end)
    kind.set(listed)
    run(listed.pages.below(0, rows, 10))
    listed.pbx.purge(purged)
    found = [row.key[0] for row in run(listed.pages.below(depth, rows, 10))]
    assert found == [db_id for db_id in ids if db_id in found]


@settings(deadline=None, max_examples=100)
@given(
    order=st.sampled_from(Order),
    rows=st.integers(2, 60),
    kind=KINDS,
    depth=st.integers(1, 60),
)
def test_an_overlapping_page_holds_the_row_above(
    order: Order, rows: int, kind: Pages, depth: int
) -> None:
    listed, ids = listed_with(order, rows, PastEnd.EMPTY)
    kind.set(listed)
    depth = min(depth, rows - 1)
    page = run(listed.pages.below(depth - 1, rows, listed.pages.overlapping(depth, rows)))
    assert page[0].key[0] == ids[depth - 1]
