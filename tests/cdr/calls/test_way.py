"""The way that a call went: recorded rows of both offices, and what rows leave open."""

from typing import Any

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import (
    MOST_LEGS,
    NumberPlan,
    OfficeNumbers,
    Step,
    StepKind,
    find_way,
    join,
)
from tests.cdr.calls.test_joining import by_call_id, parts_of
from tests.cdr.helpers import leg, recorded

OFFICE = "+442079460100"
MOBILE = "907700900555"
OPEN = "asterisk-open.json"


def words(step: Step) -> str:
    """Return a step in a few words."""
    by = f" by {step.by}" if step.by else ""
    phones = f" x{step.phones}" if step.phones else ""
    return " ".join(f"{step.kind} {step.number}{by}{phones} {step.seconds}".split())


def way_of(*legs: CallRecord, **plan: Any) -> list[str]:
    """Return how a call went, all of whose rows are given."""
    numbers = OfficeNumbers(NumberPlan.of(**{"own_numbers": [OFFICE]} | plan))
    for one in legs:
        numbers.learn(one)
    (call_ids,) = join(parts_of(by_call_id(legs)), numbers)
    return [words(step) for step in find_way(legs, numbers, call_ids)]


@pytest.mark.parametrize(
    ("ids", "way"),
    [
        pytest.param((13,), ["answered +447700900474 4"], id="nothing to tell"),
        pytest.param(
            (12, 15, 16, 17),
            ["rang 1005 5", f"forwarded {MOBILE} by 1005 0", f"answered {MOBILE} 4"],
            id="forward to outside",
        ),
        pytest.param(
            (27, 32, 33, 34, 35),
            ["rang 1005 5", "forwarded 1003 by 1005 0", "answered 1003 3"],
            id="forward to a colleague",
        ),
        pytest.param(
            (859, 861, 862, 863),
            [
                "rang 1004 1",
                "forwarded 907700900444 by 1004 0",
                "answered 907700900444 6",
            ],
            id="forward, with a second on the channel between",
        ),
        pytest.param(
            (337, 338, 339, 341, 342),
            ["forwarded 1004 by 1005 0", "forwarded 1002 by 1004 0", "answered 1002 4"],
            id="two hops",
        ),
        pytest.param(
            (251, 252, 253),
            ["rang 1005 5", "forwarded 1003 by 1005 0", "rang 1003 5"],
            id="forward, nobody there either",
        ),
        pytest.param(
            (81, 82),
            ["forwarded 907700900556 by 1005 0", "busy 907700900556 1"],
            id="forward, busy",
        ),
        pytest.param((36, 37, 38), ["forwarded 1003 by 1004 0", "rang 1003 5"], id="302"),
        pytest.param(
            (398, 401, 402, 403),
            ["forwarded 1001 by 1004 0", "answered 1001 3"],
            id="302, answered",
        ),
        pytest.param(
            (175, 176, 178, 179, 180),
            ["rang 1001 4", "forwarded 907700900789 by 1005 0", "answered 907700900789 5"],
            id="follow me",
        ),
        pytest.param(
            (53, 56, 57, 58, 59), ["rang 1001 4", "rang 907700900789 6"], id="follow me, nobody"
        ),
        pytest.param((7, 8), ["busy 1005 0", "answered 1002 5"], id="busy, the dialplan goes on"),
        pytest.param((50, 51), ["rang 1004 2", "picked_up 1001 by 1004 3"], id="pickup"),
        pytest.param(
            (104, 105, 106, 107),
            ["group 600 x3 1", "picked_up 1004 by 600 4"],
            id="pickup of a group",
        ),
        pytest.param((594, 595), ["answered 1004 4"], id="pickup by Replaces looks like no pickup"),
        pytest.param((204, 205, 206), ["group 600 x3 2", "answered 1002 3"], id="group"),
        pytest.param((653, 654, 655), ["group 600 x3 5"], id="group, nobody"),
        pytest.param((224, 225), ["group 1004 x2 1", "answered 1004 4"], id="two phones"),
        pytest.param(
            (702, 703, 704, 705, 706, 707), ["group 601 x3 5"], id="group of Local legs, nobody"
        ),
        pytest.param((207, 208), ["answered 907700900418 5"], id="fail-over"),
        pytest.param(
            (228, 231, 232), ["group 602 x2 1", "answered 1004 5"], id="desk phone and mobile"
        ),
        pytest.param(
            (750, 752, 753, 754),
            ["group 602 x2 2", "answered 907700900802 3"],
            id="desk phone and mobile, which answers",
        ),
        pytest.param(
            (130, 131, *range(137, 143)),
            ["rang 1001 3", "rang 1002 3", "rang 1003 3", "answered 1001 4"],
            id="agents",
        ),
        pytest.param((86, 87), ["rang 2011 5", "voicemail 2011 6"], id="voicemail"),
        pytest.param((553,), ["choice 6 7"], id="menu choice"),
        pytest.param((226,), ["service 3"], id="message"),
        pytest.param((373, 374), ["answered 1002 3", "choice 5 2"], id="choice after the call"),
        pytest.param(
            (23, 24, 25),
            ["answered 1004 3", "transferred 1002 by 1004 5", "transferred 1001 by 1002 6"],
            id="two blind transfers",
        ),
        pytest.param(
            (55, 60, 61), ["answered 1001 5", "transferred 1002 by 1001 7"], id="attended transfer"
        ),
        pytest.param(
            (490, 495, 496),
            ["answered 1004 5", "transferred 1002 by 1004 2"],
            id="attended transfer while it rings",
        ),
        pytest.param(
            (495, 496), ["answered 1004 5", "answered 1002 2"], id="the same without the question"
        ),
        pytest.param(
            (39, 40, 41, 42, 43, 44, 45),
            ["answered 1001 6", "transferred 1002 by 1001 9"],
            id="transfer by feature code",
        ),
        pytest.param(
            (80, 83, 84, 85),
            ["answered 1001 7", "transferred 1004 by 1001 6"],
            id="transfer by an agent",
        ),
        pytest.param(
            (541, 542, 543, 544),
            ["answered 1004 6", "transferred 600 by 1004 0", "group 600 x3 2", "answered 1002 7"],
            id="transfer to a group",
        ),
        pytest.param(
            (76, 77, 78),
            ["answered 1002 6", "transferred 1004 by 1002 0", "busy 1004 0"],
            id="transfer, busy",
        ),
        pytest.param(
            (376, 377),
            ["answered 1002 5", "transferred *31003 by 1002 0", "service *31003 7"],
            id="transfer to a code",
        ),
        pytest.param(
            (46, 47), ["answered 1002 4", "transferred 1003 by 1001 7"], id="transfer by the caller"
        ),
        pytest.param(
            (527, 528, 532),
            ["answered 1004 7", "transferred 1002 by 1003 5"],
            id="attended transfer by the caller",
        ),
        pytest.param(
            (425, 426, 428),
            ["answered 907700900298 7", "transferred 1003 6"],
            id="transfer of an outbound call",
        ),
        pytest.param(
            (148, 149, 150, 151), ["answered 1002 4", "parked 6", "taken 1001 5"], id="park"
        ),
        pytest.param(
            (28, 29, 30, 31),
            ["answered 1002 4", "parked 5", "taken 1002 3"],
            id="the same takes it",
        ),
        pytest.param((161, 162), ["answered 1002 9"], id="park, the caller hangs up"),
        pytest.param((201, 202, 203), ["answered 1003 19"], id="park, comes back"),
        pytest.param(
            (148, 149, 150),
            ["answered 1002 10", "answered 1001 5"],
            id="park without the retriever",
        ),
        pytest.param((420, 421), ["answered 1002 7", "answered 4001 5"], id="conference"),
    ],
)
def test_recorded_calls_of_the_second_office(ids: tuple[int, ...], way: list[str]) -> None:
    assert way_of(*recorded(*ids, name="office-open.json")) == way


@pytest.mark.parametrize(
    ("ids", "way"),
    [
        pytest.param((3,), ["service 1"], id="menu"),
        pytest.param((22, 23), ["answered 1004 1", "transferred 1005 by 1004 4"], id="transfer"),
        pytest.param((37, 38), ["forwarded 1003 by 1005 0", "answered 1003 1"], id="forward"),
        pytest.param((39, 40, 41), ["forwarded 1002 by 1004 0", "answered 1002 2"], id="302"),
        pytest.param((52, 53), ["answered 1001 1", "transferred 1002 by 4001 2"], id="by caller"),
        pytest.param((60, 61, 62), [f"group {OFFICE} x3 1", "answered 1002 2"], id="group"),
        pytest.param((80, 81), ["busy 2011 0", "voicemail 2011 2"], id="voicemail after busy"),
        pytest.param((480, 481, 482), ["busy 600 0"], id="group, all busy"),
    ],
)
def test_recorded_calls_of_the_first_office(ids: tuple[int, ...], way: list[str]) -> None:
    assert way_of(*recorded(*ids, name=OPEN)) == way


@pytest.mark.parametrize(
    ("ids", "told", "way"),
    [
        ((420, 421), "800 conference", ["conference 800 7"]),
        ((97, 98, 99), "702 queue", ["queue 702 8", "answered 1002 6"]),
        ((209, 210), "702 queue", ["queue 702 5"]),
        (
            (130, 131, *range(137, 143)),
            "708 queue",
            ["queue 708 12", "rang 1001 3", "rang 1002 3", "rang 1003 3", "answered 1001 4"],
        ),
        (
            (318, 319, 322, 323),
            "701 queue",
            ["forwarded 701 by 1005 0", "queue 701 2", "answered 1002 5"],
        ),
        ((164,), "706 queue", ["answered 1002 6"]),
        ((112,), "709 voicemail", ["voicemail 709 5"]),
        ((112,), "709", ["service 709 5"]),
        ((553,), "6 menu", ["menu 6 7"]),
    ],
)
def test_what_the_user_says_of_a_service_number_is_told(
    ids: tuple[int, ...], told: str, way: list[str]
) -> None:
    legs = recorded(*ids, name="office-open.json")
    assert way_of(*legs, service_numbers=[told]) == way


def test_what_nobody_can_read_isnt_shown() -> None:
    """Names in the dialplan, and what was left over of a channel."""
    assert way_of(leg(destination="s", dialled="1001", disposition="no_answer")) == []
    assert way_of(leg(destination="s", dialled=OFFICE, ring=0)) == ["service 30"]
    assert way_of(leg(destination="s", dialled=OFFICE, ring=0, talk=0)) == []


def test_phones_that_rang_together_but_for_one_answer_are_a_group_of_those_that_rang() -> None:
    at_once = leg(1, destination="600", disposition="no_answer", ring=0)
    rang = leg(2, destination="600", computed="1001", ring=4, talk=9)
    assert way_of(at_once, rang) == ["answered 1001 9"]
    second = leg(3, destination="600", disposition="no_answer", ring=4)
    assert way_of(at_once, rang, second) == ["group 600 x2 4", "answered 1001 9"]


def test_legs_come_in_any_order_and_without_call_ids() -> None:
    rang = leg(1, disposition="busy", ring=3)
    answered = leg(2, after=3, destination="1002")
    numbers = OfficeNumbers(NumberPlan())
    steps = (Step(StepKind.BUSY, "1001", 3), Step(StepKind.ANSWERED, "1002", 30))
    assert find_way([answered, rang], numbers) == steps


def test_of_very_many_rows_nothing_is_told() -> None:
    legs = [leg(number, after=number, disposition="busy") for number in range(MOST_LEGS + 1)]
    numbers = OfficeNumbers(NumberPlan())
    assert find_way(legs, numbers) == ()
    assert len(find_way(legs[1:], numbers)) == 1


def test_what_is_left_over_when_the_caller_has_hung_up_names_nobody_else() -> None:
    placed, numbers = leg(1, "1.0", source="1003", ring=0), OfficeNumbers(NumberPlan())
    for number in ("1001", ""):
        over = leg(2, "2.0", source="1001", destination=number, dialled="", after=30, ring=0)
        assert find_way([placed, over], numbers, ("1.0", "2.0")) == find_way([placed], numbers)
