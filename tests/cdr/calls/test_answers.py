"""Who answered, who talked and how long, and what was reached: by recorded rows of an office."""

from typing import Any

import pytest

from custom_components.difuse.cdr.calls import NumberPlan
from tests.cdr.helpers import call_of, leg, recorded

OFFICE = "+442079460100"
DIRECT = "+442079460122"


@pytest.mark.parametrize(
    ("ids", "disposition", "answered_by", "talk", "reached"),
    [
        ((15, 16, 17), "answered", "907700900555", 4, "person"),
        ((50, 51), "answered", "1001", 3, "person"),
        ((104, 105, 106, 107), "answered", "1004", 4, "person"),
        ((341, 342), "answered", "1002", 4, "person"),
        ((594, 595), "answered", "1004", 4, "person"),
        ((178, 179, 180), "answered", "907700900789", 5, "person"),
        ((23, 24, 25), "answered", "1004", 14, "person"),
        ((196,), "answered", "4001", 6, "person"),
        ((420, 421), "answered", "1002", 7, "person"),
        ((86, 87), "no_answer", None, 0, "voicemail"),
        ((335, 336), "busy", None, 0, "nobody"),
        ((226,), "no_answer", None, 0, "unknown"),
        ((553,), "no_answer", None, 0, "unknown"),
        ((57, 58, 59), "failed", None, 0, "nobody"),
        ((222,), "answered", None, 3, "unknown"),
        ((211,), "answered", None, 2, "person"),
        ((198,), "answered", None, 3, "person"),
        ((26,), "answered", "*31*07700900260", 6, "person"),
    ],
    ids=str,
)
def test_recorded_calls_are_answered_by_who_talked(
    ids: tuple[int, ...], disposition: str, answered_by: str | None, talk: int, reached: str
) -> None:
    call = call_of(*recorded(*ids, name="office-open.json"), own_numbers=[OFFICE])
    assert (call.disposition, call.answered_by) == (disposition, answered_by)
    assert (call.talk_duration.total_seconds(), call.reached) == (talk, reached)


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        ({}, False),
        ({"answered_at": None}, False),
        ({"ring": 2}, True),
        ({"computed": "1002"}, True),
        ({"destination": "1001", "dialled": DIRECT}, True),
        ({"source": "1001"}, True),
    ],
)
def test_a_message_is_at_the_dialled_number_itself_at_once(
    change: dict[str, Any], answered: bool
) -> None:
    message: dict[str, Any] = {"destination": DIRECT, "ring": 0, "talk": 5}
    call = call_of(leg(**message | change))
    assert (call.disposition == "answered") is answered


@pytest.mark.parametrize(
    ("change", "answered"),
    [
        ({}, False),
        ({"ring": 3}, True),
        ({"computed": "1002"}, True),
        ({"destination": "12"}, True),
        ({"dialled": "6"}, True),
        ({"source": "1001"}, True),
    ],
)
def test_a_single_digit_is_a_choice_in_a_menu(change: dict[str, Any], answered: bool) -> None:
    choice: dict[str, Any] = {"destination": "6", "dialled": DIRECT, "ring": 0}
    call = call_of(leg(**choice | change))
    assert (call.disposition == "answered") is answered


@pytest.mark.parametrize(("after", "talk"), [(8, 20), (9, 20), (10, 0)])
def test_the_talk_goes_on_at_once_or_not_at_all(after: int, talk: int) -> None:
    """What follows later, where nobody had answered before, is voicemail."""
    rang = leg(1, disposition="no_answer")
    taken = leg(2, after=4, computed="1003", talk=0)
    goes_on = leg(3, after=after, ring=0, talk=20)
    call = call_of(rang, taken, goes_on)
    assert (call.answered_by, call.talk_duration.total_seconds()) == ("1003", talk)
    assert call_of(rang, goes_on).answered_by is None


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({}, "1004"),
        ({"computed": ""}, "1002"),
        ({"after": 6}, "1002"),
        ({"after": 5}, "1004"),
        ({"after": 3}, "1002"),
    ],
)
def test_a_leg_of_no_length_names_nobody_who_talked(change: dict[str, Any], who: str) -> None:
    rang = leg(1, computed="1002", talk=0)
    takes: dict[str, Any] = {"computed": "1004", "after": 4, "ring": 0}
    picked_up = leg(2, **takes | change)
    assert call_of(rang, picked_up).answered_by == who


def test_a_seconds_talk_is_talk() -> None:
    talked = leg(1, computed="1002", talk=1)
    assert call_of(talked, leg(2, computed="1004", after=5, ring=0)).answered_by == "1002"


def test_who_talked_first_isnt_who_talked_at_last() -> None:
    assert call_of(leg(1), leg(2, computed="1003", after=34, ring=0)).answered_by == "1001"


def test_talk_that_overlaps_counts_once() -> None:
    pairs = [leg(1, computed="1002", talk=60), leg(2, computed="1003", after=10, talk=20)]
    later = leg(3, computed="1004", after=50, talk=30)
    assert call_of(*pairs).talk_duration.total_seconds() == 60
    assert call_of(*pairs, later).talk_duration.total_seconds() == 80


@pytest.mark.parametrize(
    ("legs", "reached"),
    [
        ([{"destination": "700", "disposition": "no_answer"}], "queue"),
        ([{"destination": "700", "computed": "1002"}], "person"),
        ([{"destination": "700", "ring": 0}], "queue"),
        ([{"destination": "*97", "source": "1001"}], "voicemail"),
        ([{"destination": "*98", "source": "1001"}], "unknown"),
        ([{"destination": "800"}], "conference"),
        ([{"destination": "800", "computed": "1002"}], "conference"),
        ([{"destination": "900", "ring": 0}], "menu"),
        ([{"destination": "s", "ring": 0, "talk": 0}], "nobody"),
        ([{"destination": "s"}], "unknown"),
        (
            [
                {"destination": "700", "disposition": "no_answer"},
                {"destination": "700", "after": 4, "ring": 0},
            ],
            "voicemail",
        ),
    ],
    ids=str,
)
def test_what_was_reached_the_user_may_say(legs: list[dict[str, Any]], reached: str) -> None:
    services = ["700 queue", "*97 Voicemail", "800=conference", "900 : menu"]
    rows = [leg(at, **{"dialled": one["destination"]} | one) for at, one in enumerate(legs, 1)]
    assert call_of(*rows, service_numbers=services).reached == reached


def test_a_conference_is_answered_by_nobody_in_particular() -> None:
    call = call_of(leg(destination="800", dialled=DIRECT), service_numbers=["800 conference"])
    assert (call.disposition, call.missed, call.answered_by) == ("answered", False, None)


@pytest.mark.parametrize(
    ("entry", "number", "kind"),
    [
        ("700", "700", "unknown"),
        (" 700 ", "700", "unknown"),
        ("700 queue", "700", "queue"),
        ("*97=voicemail", "*97", "voicemail"),
        ("800 = Conference", "800", "conference"),
        ("900: menu", "900", "menu"),
        ("700 somebody", "700 somebody", "unknown"),
        ("700 person", "700 person", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_a_service_number_may_have_its_kind_behind_it(entry: str, number: str, kind: str) -> None:
    assert NumberPlan.of(service_numbers=[entry]).service_numbers == {number: kind}


def test_a_plan_with_another_kind_is_another_plan() -> None:
    plans = [NumberPlan.of(service_numbers=[entry]) for entry in ("700", "700 queue", "700=queue")]
    texts = [plan.as_text() for plan in plans]
    assert texts[0] != texts[1] == texts[2]
