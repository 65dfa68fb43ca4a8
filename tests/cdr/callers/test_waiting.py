"""Who waits to be called back: each wait comes due once, over restarts and late news."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from custom_components.difuse.cdr.callers import MissedCaller, Waiting
from tests.cdr.helpers import NOON, a_call

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)


def caller(who: str, since: float = 0, *, last: float | None = None) -> MissedCaller:
    """Return somebody who waits since so many minutes past noon, and called last later."""
    after = since if last is None else last
    return MissedCaller(who, a_call(after=60 * after), 1, NOON + since * MINUTE)


def look(
    waiting: Waiting, after: float, *callers: MissedCaller, patience: timedelta = HOUR
) -> list[str]:
    """Look so many minutes past noon, and return of whom users are reminded."""
    waiting.take(callers, NOON + after * MINUTE, is_all=True)
    due = [one.who for one in waiting.due(patience)]
    waiting.note_reminded()
    return due


def test_a_wait_comes_due_once() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 1, caller("a")) == []
    assert look(waiting, 59.9, caller("a")) == []
    assert look(waiting, 60, caller("a")) == ["a"]
    assert look(waiting, 61, caller("a"), caller("b", 1)) == ["b"]
    assert look(waiting, 180, caller("a"), caller("b", 1)) == []


def test_who_called_first_comes_first_and_each_patience_has_its_own_time() -> None:
    waiting = Waiting([], NOON)
    there = [caller("b", 2), caller("a", 1)]
    assert look(waiting, 3, *there) == []
    waiting.take(there, NOON + 65 * MINUTE, is_all=True)
    assert [one.who for one in waiting.due(HOUR)] == ["a", "b"]
    assert waiting.due(2 * HOUR) == []
    assert [one.who for one in waiting.due(10 * MINUTE)] == ["a", "b"]


def test_another_call_begins_no_wait_anew() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 1, caller("a")) == []
    assert look(waiting, 31, caller("a", last=30)) == []
    assert look(waiting, 60, caller("a", last=30)) == ["a"]
    assert look(waiting, 91, caller("a", last=90)) == []


def test_who_is_missed_again_after_it_was_handled_waits_anew() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 61, caller("a")) == ["a"]
    # Called back and missed again between two looks.
    assert look(waiting, 90, caller("a", 89)) == []
    assert look(waiting, 149, caller("a", 89)) == ["a"]
    assert look(waiting, 150) == []
    assert look(waiting, 151, caller("a", 150)) == []
    assert look(waiting, 210, caller("a", 150)) == ["a"]


def test_what_came_due_while_nobody_looked_is_told_once_and_the_rest_never() -> None:
    there = [caller("late", 50), caller("off", 30), caller("before", -90)]
    waiting = Waiting(there, NOON + 10 * MINUTE)
    assert look(waiting, 100, *there) == ["off"]
    assert waiting.next_due([HOUR]) == NOON + 110 * MINUTE
    again = Waiting(there, waiting.reminded_until)
    assert look(again, 120, *there) == ["late"]


def test_what_is_found_out_late_is_due_when_it_is_found_out() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 200) == []
    there = [caller("b", 180), caller("c", 110), caller("a", 100)]
    assert look(waiting, 201, *there) == ["a", "c"]
    assert look(waiting, 240, *there) == ["b"]


def test_an_older_call_that_comes_late_reminds_nobody_twice() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 61, caller("a")) == ["a"]
    assert look(waiting, 62, caller("a", -30)) == []
    waiting = Waiting([], NOON)
    assert look(waiting, 1, caller("a")) == []
    assert look(waiting, 40, caller("a", -30)) == []
    assert look(waiting, 60, caller("a", -30)) == ["a"]


def test_whose_first_call_is_deleted_is_reminded_of_no_second_time() -> None:
    """Retention deletes the oldest calls, day by day."""
    waiting = Waiting([], NOON)
    assert look(waiting, 200, caller("a", last=90)) == ["a"]
    assert look(waiting, 300, caller("a", 30, last=90)) == []
    assert look(waiting, 400, caller("a", 90)) == []
    assert look(waiting, 500, caller("a", 90, last=499)) == []


def test_who_rang_again_before_it_was_known_that_the_first_call_was_returned() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 50, caller("a", last=40)) == []
    assert look(waiting, 61, caller("a", 40)) == []
    assert look(waiting, 100, caller("a", 40)) == ["a"]


def test_two_looks_at_the_same_moment_find_what_is_new_in_the_second() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 0) == []
    assert look(waiting, 0, caller("a"), patience=timedelta()) == ["a"]
    assert look(waiting, 0, caller("a"), patience=timedelta()) == []


def test_a_clock_that_is_set_back_repeats_nothing() -> None:
    waiting = Waiting([], NOON)
    assert look(waiting, 60, caller("a")) == ["a"]
    assert look(waiting, 10, caller("a")) == []
    assert look(waiting, 60, caller("a")) == []
    assert look(waiting, 61, caller("a"), caller("b", 1)) == ["b"]


def test_nobody_is_told_of_what_was_due_before_they_asked() -> None:
    waiting = Waiting([], NOON)
    there = [caller("b", 5), caller("a")]
    waiting.take(there, NOON + MINUTE, is_all=True)
    waiting.take(there, NOON + 70 * MINUTE, is_all=True)
    assert [one.who for one in waiting.due(HOUR, since=NOON + 62 * MINUTE)] == ["b"]
    assert waiting.due(HOUR, since=NOON + 65 * MINUTE) == []


def test_who_comes_into_sight_when_others_are_gone_was_there_before() -> None:
    """Of very many who wait, only those who called last are looked at."""
    waiting = Waiting([], NOON)
    new, old, older = caller("new", 30), caller("old", 20), caller("older", 10)
    waiting.take([new, old], NOON + 100 * MINUTE, is_all=False)
    waiting.note_reminded()
    assert look(waiting, 101, new, older) == []
    assert look(waiting, 102, new, older, caller("found late", 1)) == ["found late"]


@pytest.mark.parametrize(("called", "due"), [(25, ["d"]), (20, [])])
def test_who_called_after_the_last_in_sight_would_have_been_seen(
    called: float, due: list[str]
) -> None:
    waiting = Waiting([], NOON)
    in_sight = [caller("c", 40), caller("b", 30), caller("a", 20)]
    waiting.take(in_sight, NOON + 100 * MINUTE, is_all=False)
    waiting.note_reminded()
    assert look(waiting, 101, *in_sight, caller("d", called)) == due


def test_who_is_gone_is_named_as_they_were() -> None:
    waiting = Waiting([a := caller("a")], NOON)
    assert waiting.gone([a]) == []
    assert waiting.gone([]) == [a]
    waiting.take([b := caller("b"), again := caller("a", last=3)], NOON, is_all=True)
    assert waiting.gone([b]) == [again]


@pytest.mark.parametrize(
    ("patiences", "minutes"),
    [([], None), ([HOUR], 65), ([HOUR, 10 * MINUTE], 15), ([MINUTE], None)],
)
def test_when_to_look_again(patiences: list[timedelta], minutes: float | None) -> None:
    waiting = Waiting([], NOON)
    waiting.take([caller("b", 5), caller("a", 5)], NOON + 6 * MINUTE, is_all=True)
    expected = None if minutes is None else NOON + minutes * MINUTE
    assert waiting.next_due(patiences) == expected


def test_where_nobody_waits_nothing_is_due() -> None:
    waiting = Waiting([], datetime.fromtimestamp(0, UTC))
    assert look(waiting, 0) == []
    assert waiting.next_due([HOUR]) is None
