"""The outbox: what is due is announced once, in order, a few rows at a time."""

from collections.abc import Callable

import pytest

from custom_components.difuse.cdr import Call, CallRecord
from custom_components.difuse.cdr.archive import Arrival, due, expire_due, mark_announced, next_due
from custom_components.difuse.cdr.callers import mark_seen, open_calls
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.tables import Marks, State
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import leg


def single(number: int, **more: object) -> CallRecord:
    """Return the one row of a call, each a minute after the one before."""
    return leg(number, f"{number}.0", after=60 * number, **more)  # type: ignore[arg-type]  # of leg


def arrive(
    kept: Kept, *rows: CallRecord, wait: Callable[[Call], float] = lambda _: 0
) -> int | None:
    """Ingest rows that are to be announced; return when the next call is due."""
    arrival = Arrival(listed=False, now=kept.at, judge=lambda _: State.DUE, wait=wait)
    done, _ = run(kept.archive.ingest(rows, arrival, Marks()))
    assert done.next_due == kept.ask(next_due)
    return done.next_due


def waiting(kept: Kept, rows: int = 50) -> list[str]:
    """Return the ids of the next calls to announce."""
    return [call.call_id for _, call in kept.ask(due, kept.at, rows)]


def test_calls_are_due_in_the_order_of_their_records(kept: Kept) -> None:
    arrive(kept, single(3), single(1, talk=500), single(2))
    arrive(kept, single(5), single(4))
    assert waiting(kept) == ["1.0", "2.0", "3.0", "4.0", "5.0"]


def test_many_calls_at_once_keep_the_order_of_their_records(kept: Kept) -> None:
    arrive(kept, *[single(number) for number in range(2500, 0, -1)])
    assert waiting(kept, 2500) == [f"{number}.0" for number in range(1, 2501)]


def test_rows_without_an_id_of_their_own_are_due_as_they_came(kept: Kept) -> None:
    arrive(kept, single(-7), single(-9), single(-8))
    assert waiting(kept) == ["-7.0", "-9.0", "-8.0"]


def test_a_batch_has_at_most_so_many_rows(kept: Kept) -> None:
    group = [leg(number, "2.0", after=number) for number in range(2, 9)]
    arrive(kept, single(1), *group, single(9), single(10))
    assert waiting(kept, 7) == ["1.0"]
    assert waiting(kept, 8) == ["1.0", "2.0"]
    assert waiting(kept, 9) == ["1.0", "2.0", "9.0"]


def test_a_call_with_more_rows_than_a_batch_is_a_batch_by_itself(kept: Kept) -> None:
    arrive(kept, *[leg(number) for number in range(1, 61)], single(61))
    assert waiting(kept, 50) == [leg().call_id]


def test_what_was_announced_is_due_no_more(kept: Kept) -> None:
    arrive(kept, single(1), single(2))
    ((number, call), _) = kept.ask(due, kept.at, 50)
    run(kept.archive.write(mark_announced, [number]))
    assert call.call_id == "1.0"
    assert waiting(kept) == ["2.0"]
    run(kept.archive.write(mark_announced, []))
    assert waiting(kept) == ["2.0"]


def test_the_last_call_waits_for_its_rows_and_is_due_then(kept: Kept) -> None:
    kept.at = 1000
    assert arrive(kept, single(1), single(2), wait=lambda _: 10) == 1000
    assert kept.announced() == kept.ask(find, CallFilter(call_id="1.0"), 1)
    assert kept.ask(next_due) == 1010
    kept.at = 1009
    assert kept.announced() == []
    kept.at = 1010
    assert [call.call_id for call in kept.announced()] == ["2.0"]
    assert kept.ask(next_due) is None


def test_a_row_of_another_call_ends_the_wait(kept: Kept) -> None:
    arrive(kept, single(1), wait=lambda _: 10)
    assert waiting(kept) == []
    arrive(kept, single(2), wait=lambda _: 10)
    assert waiting(kept) == ["1.0"]


def test_a_row_of_the_same_call_does_not_end_the_wait_nor_prolong_it(kept: Kept) -> None:
    assert arrive(kept, leg(1), wait=lambda _: 10) == 10
    kept.at = 5
    assert arrive(kept, leg(2), wait=lambda _: 10) == 10


@pytest.mark.parametrize("state", [State.PAST, State.SILENT])
def test_a_row_of_a_call_that_is_not_announced_ends_the_wait_as_well(
    kept: Kept, state: State
) -> None:
    arrive(kept, single(1), wait=lambda _: 10)
    kept.take([single(2)], state)
    assert waiting(kept) == ["1.0"]


def test_rows_that_are_known_leave_the_wait_alone(kept: Kept) -> None:
    arrive(kept, single(1), single(2), wait=lambda _: 10)
    kept.announced()
    arrive(kept, single(1), wait=lambda _: 10)
    assert waiting(kept) == []


def test_what_has_been_due_for_too_long_is_not_announced_and_still_unseen(kept: Kept) -> None:
    for kept.at, number in ((100, 1), (200, 2)):
        arrive(kept, single(number, disposition="no_answer"))
    run(kept.archive.write(expire_due, 200))
    assert [call.call_id for call in kept.announced()] == ["2.0"]
    assert kept.ask(open_calls, 9) == (2, ("2.0", "1.0"))


def test_missed_calls_are_unseen_until_they_are_marked(kept: Kept) -> None:
    rows = [single(number, disposition="no_answer") for number in (1, 2, 3)]
    outbound = {"source": "1001", "destination": "+442079460101"}
    answered = single(4, source="+447700900004")
    arrive(kept, *rows, answered, single(5, disposition="busy", **outbound))
    assert kept.ask(open_calls, 2) == (3, ("3.0", "2.0"))
    run(kept.archive.write(mark_seen))
    assert kept.ask(open_calls, 2) == (0, ())
    arrive(kept, leg(11, "1.0", after=61, disposition="busy"))
    assert kept.ask(open_calls, 2) == (0, ())
    arrive(kept, single(6, disposition="busy"))
    assert kept.ask(open_calls, 2) == (1, ("6.0",))


def test_a_call_that_waits_holds_up_those_behind_it(kept: Kept) -> None:
    """Both ended in the second in which the last one did: only the first waited for its rows."""
    arrive(kept, single(1), wait=lambda _: 10)
    kept.at += 5
    arrive(kept, *[leg(number, f"{number}.0", after=60) for number in (2, 3)])
    assert waiting(kept) == []
    kept.at += 5
    assert waiting(kept) == ["1.0", "2.0", "3.0"]


def test_what_is_due_by_a_clock_that_was_set_back_is_due_at_once(kept: Kept) -> None:
    arrive(kept, single(1), wait=lambda _: 10)
    kept.at -= 3600
    assert waiting(kept) == ["1.0"]
