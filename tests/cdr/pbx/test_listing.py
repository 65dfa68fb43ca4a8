"""The paged list: how it is looked at, how its newest end is found, what a failing page does."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from custom_components.difuse.cdr.pbx import (
    Page,
    PbxAuthenticationError,
    PbxCertificateError,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
    RecordList,
    WireReader,
)
from custom_components.difuse.cdr.pbx.listing import ATTEMPTS
from tests.cdr.archives import run
from tests.simulator import Order, PastEnd, SimulatedPbx

NOW: Final = 1_795_400_000.0


class Listed:
    """A list with so many rows, a minute apart, what was asked of it, and what it answers."""

    def __init__(self, rows: int, order: Order = Order.ID_DESCENDING, page: int = 10) -> None:
        self.pbx = SimulatedPbx(order=order, clock=lambda: NOW)
        for number in range(rows):
            self.pbx.call(start=NOW - 60 * (rows - number))
        self.asked: list[tuple[int, int]] = []
        self.errors: list[PbxError] = []
        self.sent_at: datetime | None = None
        self.pages = RecordList(self._read_page, lambda: NOW, page)

    async def _read_page(self, page: int, limit: int, unless: bytes | None = None) -> Page:
        self.asked.append((page, limit))
        if self.errors:
            raise self.errors.pop(0)
        status, body = self.pbx.paging.answer(self.pbx.store, str(page), str(limit))
        if status != 200:
            raise PbxResponseError("gone", status=status)
        digest = repr(body).encode()
        if digest == unless:
            return Page((), 0, self.sent_at, digest)
        return replace(WireReader().page(body), sent_at=self.sent_at, digest=digest)

    def oriented(self) -> Listed:
        run(self.pages.orient())
        self.asked.clear()
        return self

    def newest_id(self) -> int:
        """Return the id of the row at the newest end, by the order that the PBX has."""
        rows = self.pbx.store.slice(self.pbx.order, 0, len(self.pbx))
        return rows[0 if self.pbx.order.descending else -1].db_id


@pytest.mark.parametrize("order", Order)
def test_a_look_is_one_request_for_one_row_at_the_newest_end(order: Order) -> None:
    listed = Listed(40, order).oriented()
    assert run(listed.pages.look(40)).count == 40
    assert listed.asked[0] == (1, 1), "which says how many rows such a page has"
    assert listed.asked[1:] == ([] if order.descending else [(40, 1)])
    listed.asked.clear()
    look = run(listed.pages.look(40))
    assert look.count == 40
    assert look.row is not None
    assert look.row.key[0] == listed.newest_id()
    assert listed.asked == [(1 if order.descending else 40, 1)]


GREW: Final[dict[str, tuple[Callable[[SimulatedPbx], object], int]]] = {
    "grew": (lambda pbx: [pbx.call() for _ in range(3)], 43),
    "shrank": (lambda pbx: pbx.purge(3), 37),
    "emptied": (lambda pbx: pbx.clear(), 0),
    "one row": (lambda pbx: pbx.purge(39), 1),
    "as it was": (lambda pbx: None, 40),  # noqa: ARG005
}


@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.ID_ASCENDING])
@pytest.mark.parametrize("past_end", PastEnd)
@pytest.mark.parametrize("fixed", [None, 1, 7, 40, 100])
@pytest.mark.parametrize("what", GREW)
def test_a_look_counts_the_rows_whatever_pages_the_pbx_has(
    order: Order, past_end: PastEnd, fixed: int | None, what: str
) -> None:
    change, count = GREW[what]
    listed = Listed(40, order).oriented()
    listed.pbx.paging.past_end, listed.pbx.paging.fixed_limit = past_end, fixed
    assert run(listed.pages.look(40)).count == 40
    change(listed.pbx)
    look = run(listed.pages.look(40))
    assert look.count == count
    if look.row is not None:
        assert look.row.key[0] == listed.newest_id()


@pytest.mark.parametrize(("before", "after"), [(None, 7), (7, None), (7, 25), (25, 7), (100, None)])
@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.ID_ASCENDING])
def test_a_look_counts_rightly_when_the_pbx_begins_to_make_other_pages(
    order: Order, before: int | None, after: int | None
) -> None:
    listed = Listed(40, order).oriented()
    listed.pbx.paging.fixed_limit = before
    run(listed.pages.look(40))
    listed.pbx.paging.fixed_limit = after
    for _ in range(2):
        assert run(listed.pages.look(40)).count == 40
    assert len(run(listed.pages.below(0, 40, 10))) >= 1


def test_of_an_answer_that_is_as_it_was_only_the_digest_is_known() -> None:
    listed = Listed(40).oriented()
    look = run(listed.pages.look(40))
    again = run(listed.pages.look(40, look.digest))
    assert (again.count, again.row, again.digest) == (40, None, look.digest)


def test_how_far_the_clock_is_ahead_is_known_from_any_answer() -> None:
    assert Listed(40).pages.ahead is None
    listed = Listed(40)
    listed.sent_at = datetime.fromtimestamp(NOW + 300, UTC)
    run(listed.pages.look(40))
    assert listed.pages.ahead == 300
    listed.sent_at = None
    run(listed.pages.look(40))
    assert listed.pages.ahead == 300


@pytest.mark.parametrize("failures", range(ATTEMPTS))
def test_a_page_that_fails_is_asked_for_at_once_up_to_four_times(failures: int) -> None:
    listed = Listed(40).oriented()
    listed.errors = [PbxConnectionError("lost") for _ in range(failures)]
    assert run(listed.pages.look(40)).count == 40
    assert len(listed.asked) == failures + 1


def test_after_four_failures_the_last_one_is_raised() -> None:
    listed = Listed(40).oriented()
    listed.errors = [PbxConnectionError(str(number)) for number in range(9)]
    with pytest.raises(PbxConnectionError, match="3"):
        run(listed.pages.look(40))
    assert len(listed.asked) == ATTEMPTS


@pytest.mark.parametrize(
    "error",
    [
        PbxAuthenticationError("no"),
        PbxCertificateError("another"),
        PbxTimeoutError("slow"),
        PbxResponseError("too many", status=429),
        PbxResponseError("wait", status=503, retry_after=5),
    ],
    ids=str,
)
def test_what_trying_again_cannot_mend_is_raised_at_once(error: PbxError) -> None:
    listed = Listed(40).oriented()
    listed.errors = [error]
    with pytest.raises(type(error)):
        run(listed.pages.look(40))
    assert len(listed.asked) == 1


@pytest.mark.parametrize("past_end", PastEnd)
def test_below_the_end_of_a_list_that_has_shrunk_there_is_no_row(past_end: PastEnd) -> None:
    listed = Listed(40).oriented()
    listed.pbx.paging.past_end = past_end
    listed.pbx.purge(30)
    assert run(listed.pages.below(35, 40, 10)) == ()


def test_a_page_that_is_the_whole_list_is_read_once_though_the_count_was_another() -> None:
    listed = Listed(5).oriented()
    assert len(run(listed.pages.below(0, 7, 10))) == 5
    assert len(listed.asked) == 1


def test_a_404_for_the_first_page_is_an_error() -> None:
    listed = Listed(40).oriented()
    listed.errors = [PbxResponseError("gone", status=404) for _ in range(9)]
    with pytest.raises(PbxResponseError):
        run(listed.pages.look(40))


def test_a_page_size_that_changes_with_each_answer_is_not_followed_for_ever() -> None:
    listed = Listed(400, Order.ID_ASCENDING).oriented()
    sizes = iter(range(3, 100))

    async def read_page(page: int, limit: int, unless: bytes | None = None) -> Page:
        listed.pbx.paging.fixed_limit = next(sizes)
        return await listed._read_page(page, limit, unless)

    listed.pages._read_page = read_page
    run(listed.pages.below(0, 400, 10))
    assert len(listed.asked) <= 6


def test_a_list_that_grows_by_a_page_after_each_answer_is_given_up() -> None:
    listed = Listed(40, Order.ID_ASCENDING).oriented()
    listed.pbx.paging.fixed_limit = 7
    run(listed.pages.look(40))

    async def read_page(page: int, limit: int, unless: bytes | None = None) -> Page:
        for _ in range(7):
            listed.pbx.call(start=NOW)
        return await listed._read_page(page, limit, unless)

    listed.pages._read_page = read_page
    with pytest.raises(PbxResponseError, match="keeps growing"):
        run(listed.pages.look(40))


def test_more_rows_than_can_be_read_in_one_go_are_refused_until_it_begins_again() -> None:
    listed = Listed(40)
    listed.pages._left = 41
    run(listed.pages.below(0, 40, 40))
    run(listed.pages.below(0, 40, 10))
    with pytest.raises(PbxResponseError, match="more records"):
        run(listed.pages.below(0, 40, 10))
    listed.pages.begin()
    assert run(listed.pages.below(0, 40, 10))


def test_every_request_is_counted() -> None:
    listed = Listed(40)
    run(listed.pages.orient())
    run(listed.pages.look(40))
    assert listed.pages.requests == len(listed.asked) == 3


def test_a_task_that_is_stopped_asks_for_nothing_more() -> None:
    listed = Listed(40)

    async def stop() -> None:
        task = asyncio.create_task(listed.pages.orient())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(stop())
    assert listed.asked == []


@pytest.mark.parametrize("order", [Order.ID_DESCENDING, Order.ID_ASCENDING])
@pytest.mark.parametrize("depth", range(1, 40))
def test_a_page_that_begins_just_above_a_row_goes_on_far_below_it(order: Order, depth: int) -> None:
    listed = Listed(40, order).oriented()
    rows = run(listed.pages.below(depth - 1, 40, listed.pages.overlapping(depth, 40)))
    assert rows[0].key[0] == 41 - depth
