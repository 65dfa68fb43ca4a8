"""Calls by the hour: counted, amended, kept in a window, merged, stored."""

import json
from typing import Any

import pytest

from custom_components.difuse.cdr.feed import HourBook, LedgerChange, merged, no_figures, running
from custom_components.difuse.cdr.feed.changes import Amendment
from custom_components.difuse.cdr.feed.hours import HOUR, hour_of
from custom_components.difuse.cdr.models import Call, Direction, Disposition
from custom_components.difuse.cdr.pbx.exceptions import PbxStateError
from tests.cdr.helpers import NOON, a_call

AT = hour_of(NOON)


def settled(*calls: Call) -> LedgerChange:
    return LedgerChange(calls)


def missed(after: float = 0) -> Call:
    return a_call(2, after=after, disposition=Disposition.NO_ANSWER, talk_duration=NOON - NOON)


def figures(*numbers: int) -> list[int]:
    return [*numbers, *no_figures()][: len(no_figures())]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (a_call(), [1, 1, 0, 0, 0, 30]),
        (missed(), [1, 0, 1, 0, 0, 0]),
        (a_call(disposition=Disposition.BUSY, direction=Direction.OUTBOUND), [1, 0, 0, 1, 0, 30]),
        (a_call(disposition=Disposition.CONGESTION), [1, 0, 1, 0, 1, 30]),
    ],
)
def test_what_is_counted_of_a_call(call: Call, expected: list[int]) -> None:
    book = HourBook()
    book.apply(settled(call))
    assert book.pending == {AT: expected}
    assert (book.first_pending, book.changed) == (AT, None)


def test_an_amendment_takes_back_what_was_counted() -> None:
    book = HourBook.of("run", [missed()])
    book.apply(LedgerChange(amended=(Amendment(missed(), a_call(after=HOUR)),)))
    assert book.pending == {AT: no_figures(), AT + HOUR: [1, 1, 0, 0, 0, 30]}


def test_older_hours_wait_until_it_is_known_what_they_hold() -> None:
    book = HourBook()
    book.apply(settled(a_call()))
    book.deepen(AT, {AT - HOUR: figures(9), AT: figures(2, 1)}, figures(7, 5))
    assert [(row.hour, row.figures, row.sums) for row in book.rows(0)] == [
        (AT, [3, 2, 0, 0, 0, 30], [10, 7, 0, 0, 0, 30])
    ]
    assert book.take_changed() == AT
    assert book.take_changed() is None
    book.apply(settled(a_call(after=HOUR)))
    book.apply(settled(a_call(after=-5 * HOUR)))
    assert (book.changed, book.first_pending) == (AT + HOUR, AT - 5 * HOUR)
    # What the recorder says of hours that the book keeps itself is older than the book.
    rows = {AT - 5 * HOUR: figures(4), AT - HOUR: figures(1), AT: figures(99)}
    book.deepen(AT - 5 * HOUR, rows, no_figures())
    assert [(row.figures[0], row.sums[0]) for row in book.rows(0)] == [
        (5, 7), (1, 8), (3, 11), (1, 12),
    ]  # fmt: skip
    assert book.changed == AT - 5 * HOUR
    assert len(book.rows(AT)) == 2


def test_hours_that_are_written_are_forgotten_but_for_their_totals() -> None:
    book = HourBook()
    book.trim(AT)
    assert not book.rows(0)
    book.deepen(AT, {AT: figures(2), AT + HOUR: figures(3)}, figures(10))
    book.trim(AT)
    assert len(book.hours) == 2
    book.trim(AT + HOUR)
    assert (book.start, book.before[0], book.hours) == (AT + HOUR, 12, {AT + HOUR: figures(3)})
    assert book.rows(0)[0].sums == figures(15)


def test_what_is_stored_comes_back_and_is_written_again() -> None:
    book = HourBook("run")
    book.is_cut = True
    book.apply(settled(a_call()))
    assert HourBook.from_dict(book.as_dict()).changed is None
    book.deepen(AT, {}, figures(1))
    book.apply(settled(a_call(after=-HOUR), a_call(after=HOUR)))
    book.take_changed()
    restored = HourBook.from_dict(json.loads(json.dumps(book.as_dict())))
    assert restored.as_dict() == book.as_dict()
    assert restored.changed == AT


GOOD: dict[str, Any] = dict(HourBook().as_dict())


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        GOOD | {"start": "x"},
        GOOD | {"before": [1]},
        GOOD | {"before": None},
        GOOD | {"hours": {"x": no_figures()}},
        GOOD | {"hours": {"3600": [1]}},
        GOOD | {"pending": 7},
    ],
    ids=repr,
)
def test_a_state_that_makes_no_sense_is_told(state: Any) -> None:
    with pytest.raises(PbxStateError):
        HourBook.from_dict(state)


def test_running_totals_begin_at_what_was_before() -> None:
    rows = running({AT + HOUR: figures(2), AT: figures(1)}, figures(5), AT + HOUR)
    assert [(row.hour, row.sums[0]) for row in rows] == [(AT + HOUR, 8)]


@pytest.mark.parametrize(
    ("written", "pending", "expected"),
    [
        ({}, {}, {AT: 4}),
        ({AT - HOUR: 3}, {}, {AT - HOUR: 3, AT: 4}),
        ({AT: 9}, {}, {AT: 9}),
        ({AT: 9}, {AT: 2}, {AT: 7}),
        ({AT: 5}, {AT: 2}, {AT: 4}),
        ({AT + HOUR: 3}, {}, {AT: 4, AT + HOUR: 0}),
    ],
)
def test_what_an_earlier_reading_wrote_is_kept_where_the_list_no_longer_reaches(
    written: dict[int, int], pending: dict[int, int], expected: dict[int, int]
) -> None:
    def of(numbers: dict[int, int]) -> dict[int, list[int]]:
        return {hour: figures(number) for hour, number in numbers.items()}

    assert merged(of({AT: 4}), AT, of(written), of(pending)) == of(expected)


def test_a_list_in_which_nothing_is_past_leaves_what_was_written() -> None:
    assert merged({}, None, {AT: figures(3)}, {}) == {AT: figures(3)}
