"""A PBX whose list has no end: a poll reads, holds and asks for only so much of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from custom_components.difuse.cdr import UnreadableRow
from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.database import Database
from custom_components.difuse.cdr.feed import CallFeed
from custom_components.difuse.cdr.pbx import Page, PbxResponseError, RecordList
from custom_components.difuse.cdr.pbx.listing import MOST_READ
from custom_components.difuse.cdr.pbx.wire import MOST_ROWS
from tests.cdr.archives import Inline, memory_engine, read_as, run

MOST_REQUESTS = 100


@dataclass(slots=True)
class Endless:
    """Sends as many rows and names as many pages as it likes; none of its rows comes twice."""

    sizes: Callable[[], int]
    pages: Callable[[int], int]
    sent: list[int] = field(default_factory=list)
    rows: int = 0

    async def read_page(
        self,
        page: int,
        limit: int,  # noqa: ARG002  it is ignored
        unless: bytes | None = None,  # noqa: ARG002  no answer is like another
    ) -> Page:
        assert len(self.sent) < MOST_REQUESTS
        size, first = self.sizes(), self.rows
        self.sent.append(size)
        self.rows += size
        rows = [UnreadableRow((first + number, ""), "new") for number in range(size)]
        return Page(tuple(rows), self.pages(page))

    def feed(self) -> CallFeed:
        engine = memory_engine()
        archive = Archive(Database(lambda: engine, Inline), "entry", read_as())
        return CallFeed(self.read_page, archive)


def test_so_many_rows_are_read_in_one_go_at_most() -> None:
    pbx = Endless(lambda: MOST_ROWS, lambda _: 40)
    pages = RecordList(pbx.read_page, lambda: 0.0, 100)

    def read_on() -> None:
        while True:
            run(pages.look(len(pbx.sent)))

    for _ in range(2):
        pbx.sent.clear()
        pages.begin()
        with pytest.raises(PbxResponseError, match="more records than can be read at once"):
            read_on()
        assert sum(pbx.sent) == MOST_READ


def test_a_list_that_has_a_page_more_after_each_request_is_given_up() -> None:
    pbx = Endless(lambda: 2, lambda page: page + 1)
    with pytest.raises(PbxResponseError, match="growing while it is read"):
        run(pbx.feed().open())


def test_what_was_read_does_not_count_for_the_next_poll() -> None:
    """A PBX that sends its whole list whatever is asked for, many times over."""
    pbx = Endless(lambda: MOST_ROWS, lambda _: 1)
    feed = pbx.feed()
    run(feed.open())
    while pbx.rows < 2 * MOST_READ:
        pbx.sent.clear()
        run(feed.poll())
