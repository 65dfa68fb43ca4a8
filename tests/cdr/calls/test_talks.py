"""Who talked one after another, where no recorded call has it."""

from typing import Any

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers, find_way
from tests.cdr.calls.test_way import way_of, words
from tests.cdr.helpers import leg


def talk(db_id: int, begins: float, ends: float, number: str = "1001", **more: Any) -> CallRecord:
    """Make a row of a phone that answered at once."""
    return leg(db_id, destination=number, after=begins, ring=0, talk=ends - begins, **more)


def way_with(placed: list[CallRecord], *others: CallRecord) -> list[str]:
    """Return how a call went, with rows of other call ids."""
    ids = ("1795387191.8", *[other.call_id for other in others])
    steps = find_way([*placed, *others], OfficeNumbers(NumberPlan()), ids)
    return [words(step) for step in steps]


def test_who_talks_twice_at_a_time_may_still_hand_the_caller_over() -> None:
    overlapping = [talk(1, 0, 30), talk(2, 20, 40)]
    assert way_of(*overlapping, talk(3, 40, 50, "1002")) == [
        "answered 1001 40",
        "transferred 1002 by 1001 10",
    ]


def test_of_whom_a_caller_comes_to_after_a_hold_it_isnt_told_who_sent_him() -> None:
    held = [talk(1, 0, 30), talk(2, 35, 40)]
    assert way_of(*held, talk(3, 40, 50, "1002")) == ["answered 1001 35", "answered 1002 10"]


def test_one_of_a_group_may_hand_the_caller_on() -> None:
    group = talk(2, 30, 40, "2000", computed="1002")
    assert way_of(talk(1, 0, 30), group, talk(3, 40, 50, "1003")) == [
        "answered 1001 30",
        "transferred 2000 by 1001 0",
        "answered 1002 10",
        "transferred 1003 by 1002 10",
    ]


def test_a_call_to_who_answers_next_is_no_question_unless_the_one_who_talked_asked() -> None:
    placed = [talk(1, 0, 30), talk(2, 50, 60, "1002")]
    by_another = talk(3, 10, 30, "1002", call_id="9.0", source="1003")
    assert way_with(placed, by_another) == ["answered 1001 30", "answered 1002 10"]


def test_whoever_takes_over_from_the_caller_may_hand_on_as_well() -> None:
    called = leg(1, source="1003", ring=0)
    second = talk(2, 30, 40, "1002", call_id="2.0", source="1001", dialled="")
    third = talk(3, 40, 55, "1004", call_id="3.0", source="1002", dialled="")
    assert way_with([called], second, third) == [
        "answered 1001 30",
        "transferred 1002 by 1003 10",
        "transferred 1004 by 1003 15",
    ]


def test_who_answers_next_or_picks_up_may_hand_the_caller_on() -> None:
    later, third = talk(2, 50, 60, "1002"), talk(3, 60, 70, "1003")
    assert way_of(talk(1, 0, 30), later, third) == [
        "answered 1001 30",
        "answered 1002 10",
        "transferred 1003 by 1002 10",
    ]
    passed = leg(1, ring=0, talk=0, answered_at=None)
    picked_up = talk(2, 0, 60, "1001", computed="1002")
    assert way_of(passed, picked_up, third) == [
        "rang 1001 0",
        "picked_up 1002 by 1001 60",
        "transferred 1003 by 1002 10",
    ]


def test_whoever_takes_a_parked_caller_wasnt_sent_him() -> None:
    placed = [talk(1, 0, 30), talk(2, 30, 40, "1002"), talk(3, 40, 50, "1003")]
    to_the_place = talk(4, 30, 30, "710", call_id="9.0", source="1002")
    assert way_with(placed, to_the_place) == [
        "answered 1001 30",
        "taken 1002 10",
        "transferred 1003 by 1002 10",
    ]


def test_what_is_left_over_of_a_channel_takes_no_parked_caller() -> None:
    placed = [talk(1, 0, 30), talk(2, 31, 40, "1002")]
    left_over = talk(3, 30, 30, "710", call_id="9.0", source="1002", dialled="")
    for others in ((), (left_over,)):
        assert way_with(placed, *others) == ["answered 1001 30", "transferred 1002 by 1001 9"]


def test_the_wait_in_a_queue_ends_with_its_last_row() -> None:
    waited = leg(1, destination="702", disposition="no_answer", ring=20)
    elsewhere = leg(2, destination="1002", after=25, ring=5, talk=10)
    way = way_of(waited, elsewhere, service_numbers=["702 queue"])
    assert way == ["queue 702 20", "answered 1002 10"]


def test_of_two_rows_without_an_id_in_one_second_none_is_the_earlier() -> None:
    rang = leg(0, destination="700", disposition="no_answer", ring=0)
    told = talk(0, 0, 5, "700")
    assert way_of(rang, told, service_numbers=["700 menu"]) == ["rang 700 0", "menu 700 5"]
    phone = leg(0, disposition="no_answer", ring=0)
    assert way_of(phone, talk(0, 0, 5)) == ["answered 1001 5"]


def test_a_phone_that_rings_again_rang_for_as_long_as_both() -> None:
    rang = [leg(1, disposition="no_answer", ring=5), leg(2, disposition="cancel", after=6, ring=7)]
    assert way_of(*rang) == ["rang 1001 12"]


def test_a_phone_that_did_not_ring_is_told_unless_it_is_tried_again() -> None:
    off, other = leg(1, disposition="no_answer", ring=0), talk(2, 0, 9, "1002")
    assert way_of(off, other) == ["rang 1001 0", "answered 1002 9"]
    assert way_of(off, leg(2, disposition="no_answer", ring=5)) == ["rang 1001 5"]


def test_who_rang_by_follow_me_before_a_group_is_told_once() -> None:
    first = leg(1, destination="2000", disposition="no_answer", ring=5)
    group = [
        leg(2, destination="600", disposition="no_answer", after=10, ring=4),
        leg(3, destination="600", computed="1001", after=10, ring=4, talk=9),
    ]
    mobile = leg(4, "9.0", destination="1005", disposition="no_answer", ring=3)
    assert way_with([first, *group], mobile) == [
        "rang 2000 5",
        "rang 1005 3",
        "group 600 x2 4",
        "answered 1001 9",
    ]
