"""Missed calls are open until they are handled, in whatever order their calls come."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from custom_components.difuse.cdr import CallRecord, Handled
from custom_components.difuse.cdr.callers import (
    became_of,
    count_callers,
    handled_callers,
    keep_people,
    mark_seen,
    note_reminded,
    open_callers,
    open_calls,
    reminded_until,
    reopen,
)
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan
from custom_components.difuse.cdr.people import Person
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

ALICE = "+447700900001"
BOB = "+447700900002"
MISSED: dict[str, Any] = {"disposition": "no_answer"}


def missed(number: int, source: str = ALICE) -> CallRecord:
    """Return a call from outside that nobody took, each a minute after the one before."""
    return leg(number, f"{number}.0", source=source, after=60 * number, disposition="no_answer")


def answered(number: int, source: str = ALICE) -> CallRecord:
    return leg(number, f"{number}.0", source=source, after=60 * number)


def dialled(number: int, destination: str = ALICE, disposition: str = "answered") -> CallRecord:
    """Return a call by which somebody in the office rings back."""
    more: dict[str, Any] = {"source": "1001", "destination": destination}
    return leg(number, f"{number}.0", after=60 * number, disposition=disposition, **more)


def handled(kept: Kept) -> dict[str, Handled | None]:
    """Return what handled each missed call."""
    calls = kept.ask(find, CallFilter(missed=True), 99)
    return {call.call_id: call.handled for call in reversed(calls)}


def callers(kept: Kept) -> list[tuple[str, int, str]]:
    """Return who is to be called back, how often they called, and their latest call."""
    return [(one.who, one.calls, one.call.call_id) for one in kept.ask(open_callers, 99)]


def test_a_missed_call_is_open(kept: Kept) -> None:
    kept.take([missed(1), missed(2), missed(3, BOB), answered(4, "+447700900009")])
    assert handled(kept) == {"1.0": None, "2.0": None, "3.0": None}
    assert callers(kept) == [(BOB, 1, "3.0"), (ALICE, 2, "2.0")]
    assert (kept.ask(count_callers), kept.ask(open_calls, 9)) == (2, (3, ("3.0", "2.0", "1.0")))


@pytest.mark.parametrize(
    ("later", "by"),
    [
        (dialled(5), Handled.RETURNED),
        (dialled(5, "00447700900001"), Handled.RETURNED),
        (answered(5), Handled.ANSWERED_LATER),
        (dialled(5, disposition="busy"), None),
        (dialled(5, BOB), None),
        (answered(5, BOB), None),
        (missed(5), None),
    ],
)
def test_what_handles_a_missed_call(kept: Kept, later: CallRecord, by: Handled | None) -> None:
    kept.take([missed(1), missed(2)])
    kept.take([later])
    assert {**handled(kept), "5.0": None} == {"1.0": by, "2.0": by, "5.0": None}
    assert kept.ask(count_callers) == (by is None)


def test_a_call_before_handles_nothing_and_the_first_one_afterwards_does(kept: Kept) -> None:
    kept.take([dialled(1), missed(2), answered(3), dialled(4), missed(5)])
    assert handled(kept) == {"2.0": Handled.ANSWERED_LATER, "5.0": None}
    assert callers(kept) == [(ALICE, 1, "5.0")]


@pytest.mark.parametrize("order", permutations(range(4)))
def test_the_order_in_which_calls_come_makes_no_difference(
    kept: Kept, order: tuple[int, ...]
) -> None:
    rows = [missed(1), answered(2), missed(3), dialled(4)]
    for at in order:
        kept.take([rows[at]])
    assert handled(kept) == {"1.0": Handled.ANSWERED_LATER, "3.0": Handled.RETURNED}
    assert kept.ask(count_callers) == 0


def test_a_call_that_was_answered_after_all_needs_nobody(kept: Kept) -> None:
    kept.take([missed(1)])
    kept.take([leg(2, "1.0", after=80)])
    assert (handled(kept), kept.ask(open_calls, 9)) == ({}, (0, ()))


def test_what_turns_out_to_be_no_answer_handles_nothing_any_more(kept: Kept) -> None:
    kept.take([missed(1), leg(2, "2.0", after=120, destination="700")])
    assert handled(kept) == {"1.0": Handled.ANSWERED_LATER}
    again = Kept(kept.engine, plan=NumberPlan.of(service_numbers=("700",)))
    while again.marks.reread:
        again.marks = run(again.archive.reread(again.marks))
    assert handled(again) == {"1.0": None, "2.0": None}
    assert callers(again) == [(ALICE, 1, "1.0")]


def test_what_was_opened_again_is_open_once_more_when_no_answer_handles_it(kept: Kept) -> None:
    kept.take([missed(1), dialled(2)])
    run(kept.archive.write(reopen, ALICE, NOON, NOON + timedelta(minutes=3)))
    # Voicemail, as it turns out: the row in which nobody took the call comes late.
    kept.take([leg(5, "4.0", after=260, ring=0)])
    assert handled(kept) == {"1.0": Handled.ANSWERED_LATER}
    kept.take([leg(4, "4.0", after=240, ring=20, disposition="no_answer")])
    assert handled(kept) == {"1.0": None, "4.0": None}


def test_those_who_withhold_their_number_can_only_be_seen(kept: Kept) -> None:
    kept.take([missed(1, ""), missed(2, ""), answered(3, "")])
    assert callers(kept) == [("", 2, "2.0")]
    run(kept.archive.write(mark_seen, ""))
    assert handled(kept) == {"1.0": Handled.SEEN, "2.0": Handled.SEEN}


def test_one_caller_is_marked_as_seen_and_stays_so(kept: Kept) -> None:
    kept.take([missed(1), missed(2, BOB)])
    run(kept.archive.write(mark_seen, ALICE))
    assert handled(kept) == {"1.0": Handled.SEEN, "2.0": None}
    kept.take([dialled(3)])
    assert handled(kept)["1.0"] is Handled.SEEN
    kept.take([missed(4)])
    assert callers(kept) == [(ALICE, 1, "4.0"), (BOB, 1, "2.0")]


def test_who_is_opened_again_waits_for_the_next_call(kept: Kept) -> None:
    kept.take([missed(1), dialled(2), missed(3, BOB)])
    run(kept.archive.write(reopen, ALICE, NOON, NOON + timedelta(minutes=5)))
    assert handled(kept) == {"1.0": None, "3.0": None}
    kept.take([missed(4)])
    assert callers(kept) == [(ALICE, 2, "4.0"), (BOB, 1, "3.0")]
    kept.take([dialled(6)])
    assert handled(kept) == {"1.0": Handled.RETURNED, "3.0": None, "4.0": Handled.RETURNED}


def test_whom_nobody_has_to_call_back_any_more_is_listed_too(kept: Kept) -> None:
    kept.take([missed(1), dialled(2), missed(3, BOB), missed(4), missed(5), answered(6)])
    asked = NOON + timedelta(minutes=3, seconds=30)
    [alice] = kept.ask(handled_callers, asked, 9)
    assert (alice.who, alice.calls, alice.call.call_id) == (ALICE, 2, "5.0")
    assert alice.call.handled is Handled.ANSWERED_LATER
    assert alice.open_from == NOON + timedelta(minutes=4)
    kept.take([missed(7)])
    assert kept.ask(handled_callers, NOON, 9) == []


def test_what_was_there_before_the_set_up_is_nothing_to_call_back_for(kept: Kept) -> None:
    kept.take([missed(1)], State.PAST)
    kept.take([dialled(2), missed(3)])
    assert handled(kept) == {"1.0": None, "3.0": None}
    assert callers(kept) == [(ALICE, 1, "3.0")]


def test_calls_within_the_office_are_nobodys_to_be_returned(kept: Kept) -> None:
    inside: dict[str, Any] = {"source": "1001", "destination": "1002"}
    kept.take([leg(1, "1.0", **inside, **MISSED), missed(2), leg(3, "3.0", after=180, **inside)])
    assert callers(kept) == [(ALICE, 1, "2.0")]


def test_who_is_unwanted_is_never_missed(kept: Kept) -> None:
    kept.take([missed(1), missed(2, BOB)])
    spam = {ALICE: Person("Prizes", ("Spam",)), BOB: Person("Bob", ("VIP",))}
    assert run(kept.archive.write(keep_people, spam))
    kept.take([missed(3)])
    assert (callers(kept), [*handled(kept)]) == ([(BOB, 1, "2.0")], ["2.0"])
    assert [one.is_unwanted for one in kept.ask(find, CallFilter(), 9)] == [True, False, True]
    assert run(kept.archive.write(keep_people, {ALICE: Person("Prizes")}))
    assert callers(kept) == [(ALICE, 2, "3.0"), (BOB, 1, "2.0")]
    kept.take([dialled(4)])
    run(kept.archive.write(keep_people, spam))
    run(kept.archive.write(keep_people, {}))
    assert callers(kept) == [(BOB, 1, "2.0")]
    kept.take([missed(5)])
    blocked = {ALICE: Person("Prizes", ("Gesperrt",))}
    run(kept.archive.write(keep_people, blocked))
    assert (ALICE, 1, "5.0") in callers(kept)
    run(kept.archive.write(keep_people, blocked, {"gesperrt"}))
    assert callers(kept) == [(BOB, 1, "2.0")]


def test_what_has_become_of_those_who_waited(kept: Kept) -> None:
    kept.take([missed(1), missed(2, BOB), missed(3), missed(4, ""), missed(5, "+447700900003")])
    before = kept.ask(open_callers, 99)
    assert kept.ask(became_of, before) == []
    assert kept.ask(became_of, []) == []
    kept.take([dialled(6), missed(7, BOB), leg(8, "5.0", source="+447700900003", after=310)])
    run(kept.archive.write(mark_seen, ""))
    found = kept.ask(became_of, before)
    assert [(one.who, one.calls, one.call.call_id, one.call.handled) for one in found] == [
        ("", 1, "4.0", Handled.SEEN),
        (ALICE, 2, "3.0", Handled.RETURNED),
    ]


def test_many_who_waited_are_all_looked_for(kept: Kept) -> None:
    numbers = [f"+4477{number:08}" for number in range(1100)]
    kept.take([missed(at, number) for at, number in enumerate(numbers)])
    before = kept.ask(open_callers, 2000)
    assert [one.who for one in before] == numbers[::-1]
    run(kept.archive.write(mark_seen))
    assert [one.who for one in kept.ask(became_of, before)] == numbers[::-1]
    assert len(kept.ask(handled_callers, NOON, 20)) == 20


def test_one_person_with_several_numbers_and_calls_at_the_same_moment_is_one(kept: Kept) -> None:
    kept.take(
        [
            missed(1, "+447700900001"),
            missed(2, "00447700900001"),
            leg(4, "4.0", source="+447700900001", after=180, caller_name="A", **MISSED),
            leg(3, "3.0", source="+447700900001", after=180, **MISSED),
            missed(5, BOB),
        ]
    )
    assert callers(kept) == [(BOB, 1, "5.0"), (ALICE, 4, "4.0")]


def test_until_when_users_were_reminded_is_kept(kept: Kept) -> None:
    assert kept.ask(reminded_until) is None
    run(kept.archive.write(note_reminded, NOON))
    again = Kept(kept.engine)
    assert again.ask(reminded_until) == NOON
    assert Kept(kept.engine, entry="other").ask(reminded_until) is None
