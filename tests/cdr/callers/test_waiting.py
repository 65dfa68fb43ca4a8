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


class Desk:
    """Somebody who looks at who waits, and reminds users."""

    def __init__(self, *callers: MissedCaller, until: datetime = NOON) -> None:
        """Take who waited then."""
        self.waiting = Waiting.since(until, callers)

    def see(self, after: float, *callers: MissedCaller, is_all: bool = True) -> Waiting:
        """Look so many minutes past noon, and return what is seen."""
        self.waiting = self.waiting.at(NOON + after * MINUTE, callers, is_all=is_all)
        return self.waiting

    def look(self, after: float, *callers: MissedCaller, patience: timedelta = HOUR) -> list[str]:
        """Return of whom users are reminded, which they then are."""
        due = [one.who for one in self.see(after, *callers).due(patience)]
        self.waiting = self.waiting.reminded()
        return due


def test_a_wait_comes_due_once() -> None:
    desk = Desk()
    assert desk.look(1, caller("a")) == []
    assert desk.look(59.9, caller("a")) == []
    assert desk.look(60, caller("a")) == ["a"]
    assert desk.look(61, caller("a"), caller("b", 1)) == ["b"]
    assert desk.look(180, caller("a"), caller("b", 1)) == []


def test_who_called_first_comes_first_and_each_patience_has_its_own_time() -> None:
    desk = Desk()
    there = [caller("b", 2), caller("a", 1)]
    assert desk.look(3, *there) == []
    waiting = desk.see(65, *there)
    assert [one.who for one in waiting.due(HOUR)] == ["a", "b"]
    assert waiting.due(2 * HOUR) == []
    assert [one.who for one in waiting.due(10 * MINUTE)] == ["a", "b"]


def test_another_call_begins_no_wait_anew() -> None:
    desk = Desk()
    assert desk.look(1, caller("a")) == []
    assert desk.look(31, caller("a", last=30)) == []
    assert desk.look(60, caller("a", last=30)) == ["a"]
    assert desk.look(91, caller("a", last=90)) == []


def test_who_is_missed_again_after_it_was_handled_waits_anew() -> None:
    desk = Desk()
    assert desk.look(61, caller("a")) == ["a"]
    # Called back and missed again between two looks.
    assert desk.look(90, caller("a", 89)) == []
    assert desk.look(149, caller("a", 89)) == ["a"]
    assert desk.look(150) == []
    assert desk.look(151, caller("a", 150)) == []
    assert desk.look(210, caller("a", 150)) == ["a"]


def test_what_came_due_while_nobody_looked_is_told_once_and_the_rest_never() -> None:
    there = [caller("late", 50), caller("off", 30), caller("before", -90)]
    desk = Desk(*there, until=NOON + 10 * MINUTE)
    assert desk.look(100, *there) == ["off"]
    assert desk.waiting.next_due([HOUR]) == NOON + 110 * MINUTE
    again = Desk(*there, until=desk.waiting.reminded_until)
    assert again.look(120, *there) == ["late"]


def test_what_is_found_out_late_is_due_when_it_is_found_out() -> None:
    desk = Desk()
    assert desk.look(200) == []
    there = [caller("b", 180), caller("c", 110), caller("a", 100)]
    assert desk.look(201, *there) == ["a", "c"]
    assert desk.look(240, *there) == ["b"]


def test_an_older_call_that_comes_late_reminds_nobody_twice() -> None:
    desk = Desk()
    assert desk.look(61, caller("a")) == ["a"]
    assert desk.look(62, caller("a", -30)) == []
    desk = Desk()
    assert desk.look(1, caller("a")) == []
    assert desk.look(40, caller("a", -30)) == []
    assert desk.look(60, caller("a", -30)) == ["a"]


def test_whose_first_call_is_deleted_is_reminded_of_no_second_time() -> None:
    """Retention deletes the oldest calls, day by day."""
    desk = Desk()
    assert desk.look(200, caller("a", last=90)) == ["a"]
    assert desk.look(300, caller("a", 30, last=90)) == []
    assert desk.look(400, caller("a", 90)) == []
    assert desk.look(500, caller("a", 90, last=499)) == []


def test_who_rang_again_before_it_was_known_that_the_first_call_was_returned() -> None:
    desk = Desk()
    assert desk.look(50, caller("a", last=40)) == []
    assert desk.look(61, caller("a", 40)) == []
    assert desk.look(100, caller("a", 40)) == ["a"]


def test_two_looks_at_the_same_moment_find_what_is_new_in_the_second() -> None:
    desk = Desk()
    assert desk.look(0) == []
    assert desk.look(0, caller("a"), patience=timedelta()) == ["a"]
    assert desk.look(0, caller("a"), patience=timedelta()) == []


def test_a_clock_that_is_set_back_repeats_nothing() -> None:
    desk = Desk()
    assert desk.look(60, caller("a")) == ["a"]
    assert desk.look(10, caller("a")) == []
    assert desk.look(60, caller("a")) == []
    assert desk.look(61, caller("a"), caller("b", 1)) == ["b"]


def test_nobody_is_told_of_what_was_due_before_they_asked() -> None:
    desk = Desk()
    there = [caller("b", 5), caller("a")]
    desk.see(1, *there)
    waiting = desk.see(70, *there)
    assert [one.who for one in waiting.due(HOUR, since=NOON + 62 * MINUTE)] == ["b"]
    assert waiting.due(HOUR, since=NOON + 65 * MINUTE) == []


def test_who_comes_into_sight_when_others_are_gone_was_there_before() -> None:
    """Of very many who wait, only those who called last are looked at."""
    desk = Desk()
    new, old, older = caller("new", 30), caller("old", 20), caller("older", 10)
    desk.waiting = desk.see(100, new, old, is_all=False).reminded()
    assert desk.look(101, new, older) == []
    assert desk.look(102, new, older, caller("found late", 1)) == ["found late"]


@pytest.mark.parametrize(("called", "due"), [(25, ["d"]), (20, [])])
def test_who_called_after_the_last_in_sight_would_have_been_seen(
    called: float, due: list[str]
) -> None:
    desk = Desk()
    in_sight = [caller("c", 40), caller("b", 30), caller("a", 20)]
    desk.waiting = desk.see(100, *in_sight, is_all=False).reminded()
    assert desk.look(101, *in_sight, caller("d", called)) == due


def test_who_is_gone_is_named_as_they_were() -> None:
    desk = Desk(a := caller("a"))
    assert desk.waiting.gone([a]) == []
    assert desk.waiting.gone([]) == [a]
    waiting = desk.see(0, b := caller("b"), again := caller("a", last=3))
    assert waiting.gone([b]) == [again]


@pytest.mark.parametrize(
    ("patiences", "minutes"),
    [([], None), ([HOUR], 65), ([HOUR, 10 * MINUTE], 15), ([MINUTE], None)],
)
def test_when_to_look_again(patiences: list[timedelta], minutes: float | None) -> None:
    waiting = Desk().see(6, caller("b", 5), caller("a", 5))
    expected = None if minutes is None else NOON + minutes * MINUTE
    assert waiting.next_due(patiences) == expected


def test_where_nobody_waits_nothing_is_due() -> None:
    desk = Desk(until=datetime.fromtimestamp(0, UTC))
    assert desk.look(0) == []
    assert desk.waiting.next_due([HOUR]) is None
