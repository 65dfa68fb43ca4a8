"""From legs to the call that people made (``docs/calls.md``)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from custom_components.difuse.cdr import Call, Reached
from custom_components.difuse.cdr.calls import NumberPlan, OfficeNumbers, build_call
from tests.cdr.helpers import NOON, call_of, leg, recorded

OFFICE = "+442079460100"
GROUP: list[dict[str, Any]] = [
    {"disposition": "no_answer", "ring": 6},
    {"computed": "1002", "ring": 6, "talk": 60},
    {"disposition": "no_answer", "ring": 6},
]


def shape(call: Call) -> tuple[str, str, bool, str | None]:
    return (call.disposition.value, call.direction.value, call.missed, call.answered_by)


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_fact_2_a_ring_group_is_one_call_answered_by_one(order: tuple[int, ...]) -> None:
    legs = [leg(60 + place, destination=OFFICE, **GROUP[at]) for place, at in enumerate(order)]
    call = call_of(*legs)
    assert shape(call) == ("answered", "inbound", False, "1002")
    assert (call.legs, call.db_id, call.talk_duration) == (3, 60, timedelta(seconds=60))


def test_fact_2_equal_rows_of_a_ring_group_are_one_missed_call_with_all_its_legs() -> None:
    call = call_of(*[leg(db_id, disposition="no_answer") for db_id in (63, 64, 65)])
    assert shape(call) == ("no_answer", "inbound", True, None)
    assert call.legs == 3


@pytest.mark.parametrize(
    ("ids", "outcome"),
    [
        pytest.param((60, 61, 62), ("answered", "inbound", False, "1002"), id="60-62"),
        pytest.param((63, 64, 65), ("no_answer", "inbound", True, None), id="63-65"),
        pytest.param((40, 41), ("answered", "internal", False, "1002"), id="a 302"),
        pytest.param((22, 23), ("answered", "inbound", False, "1004"), id="blind transfer"),
        pytest.param((54, 55), ("answered", "internal", False, "1002"), id="not rewritten"),
        pytest.param((78, 79), ("no_answer", "inbound", True, None), id="voicemail"),
        pytest.param((80, 81), ("busy", "internal", True, None), id="and of a busy phone"),
        pytest.param((3,), ("no_answer", "inbound", True, None), id="left in the menu"),
        pytest.param((77,), ("no_answer", "inbound", True, None), id="queue, no answer"),
        pytest.param((58, 59), ("answered", "inbound", False, "1003"), id="2nd agent"),
        pytest.param((12,), ("answered", "inbound", False, "1001"), id="through the menu"),
        pytest.param((43,), ("no_answer", "internal", True, None), id="declined, 603"),
        pytest.param((35,), ("no_answer", "internal", True, None), id="switched off"),
        pytest.param((34,), ("failed", "outbound", False, None), id="503 is FAILED"),
        pytest.param((56,), ("answered", "internal", False, "1002"), id="0 seconds"),
        pytest.param((46, 47, 48), ("no_answer", "inbound", True, None), id="Goto 600"),
        pytest.param((18, 19), ("no_answer", "outbound", False, None), id="route retry"),
    ],
)
def test_recorded_calls_come_out_as_they_were(
    ids: tuple[int, ...], outcome: tuple[str, str, bool, str | None]
) -> None:
    assert shape(call_of(*recorded(*ids), own_numbers=[OFFICE])) == outcome


@pytest.mark.parametrize(
    ("source", "dialled", "direction"),
    [
        ("1001", "1002", "internal"),
        ("1001", "*97", "internal"),
        ("1001", "600", "internal"),
        ("1001", "902079460200", "outbound"),
        ("1001", "+442079460200", "outbound"),
        ("+447700900001", OFFICE, "inbound"),
        ("+447700900001", "1001", "inbound"),
        ("anonymous", OFFICE, "inbound"),
        ("", "s", "inbound"),
        (OFFICE, "902079460200", "outbound"),
        (OFFICE, "+442079460199", "outbound"),
        (OFFICE, "999", "outbound"),
        (OFFICE, "*05", "outbound"),
        (OFFICE, OFFICE, "inbound"),
        ("1001", "112", "outbound"),
        ("1001", "*31*02079460200", "outbound"),
        ("1001", "*31*1002", "internal"),
        ("1001", "*7210011002", "internal"),
        ("84433", OFFICE, "inbound"),
        ("*55", "s", "internal"),
    ],
)
def test_c14_fact_15_direction_is_told_from_the_numbers(
    source: str, dialled: str, direction: str
) -> None:
    call = call_of(leg(source=source, destination=dialled), own_numbers=[OFFICE])
    assert call.direction == direction


@pytest.mark.parametrize(
    ("dispositions", "best"),
    [
        (["no_answer", "busy"], "no_answer"),
        (["busy", "cancel"], "busy"),
        (["cancel", "congestion"], "cancel"),
        (["congestion", "failed"], "congestion"),
        (["failed", "unknown"], "failed"),
        (["unknown"], "unknown"),
        (["failed", "busy", "no_answer"], "no_answer"),
    ],
    ids=" ".join,
)
def test_c10_an_unanswered_call_is_the_best_of_its_legs(dispositions: list[str], best: str) -> None:
    legs = [leg(at, disposition=one, after=at) for at, one in enumerate(dispositions)]
    assert call_of(*legs).disposition == best
    assert call_of(*legs[::-1]).disposition == best


@pytest.mark.parametrize("special", ["s", "t", "i", "h", "*97", "", "700"])
def test_c9_fact_10_answered_by_no_person_is_not_answered(special: str) -> None:
    call = call_of(leg(destination=special, dialled=OFFICE), service_numbers=["700"])
    assert shape(call) == ("no_answer", "inbound", True, None)
    assert (call.answered_at, call.talk_duration) == (None, timedelta())


@pytest.mark.parametrize("special", ["*97", "*72", "700"])
def test_fact_15_an_extension_that_dialled_a_service_got_what_it_wanted(special: str) -> None:
    call = call_of(leg(source="1001", destination=special), service_numbers=["700"])
    assert shape(call) == ("answered", "internal", False, None)


def test_an_extension_that_ends_up_at_a_service_was_not_answered() -> None:
    call = call_of(leg(source="1001", destination="700", dialled="1002"), service_numbers=["700"])
    assert shape(call) == ("no_answer", "internal", True, None)


@pytest.mark.parametrize(
    ("second", "answered"),
    [
        pytest.param({"ring": 0}, False, id="voicemail: same destination, at once"),
        pytest.param({"ring": 0, "answered_at": None}, False, id="without answer time"),
        pytest.param({"ring": 3}, True, id="it rang again"),
        pytest.param({"ring": 0, "computed": "1002"}, True, id="a phone took it"),
        pytest.param({"ring": 0, "destination": "1003"}, True, id="another destination"),
    ],
)
def test_c9_fact_10_the_dialplan_going_on_is_not_an_answer(
    second: dict[str, Any], answered: bool
) -> None:
    call = call_of(leg(1, disposition="no_answer"), leg(2, after=4, **second))
    assert (call.disposition == "answered") is answered
    assert call.missed is not answered


def test_c9_an_answered_leg_before_the_unanswered_one_counts() -> None:
    call = call_of(leg(1, ring=0), leg(2, disposition="no_answer", after=30))
    assert shape(call) == ("answered", "inbound", False, "1001")


def test_c9_fact_11_an_answer_time_alone_is_no_answer() -> None:
    call = call_of(leg(disposition="no_answer", ring=12, up=True, destination="600"))
    assert shape(call) == ("no_answer", "inbound", True, None)
    assert call.ring_duration == timedelta(seconds=12)


def test_c10_times_span_all_legs_and_talk_is_that_of_answered_ones() -> None:
    call = call_of(
        leg(1, disposition="no_answer", ring=10),
        leg(2, destination="1002", after=10, ring=5, talk=20),
        leg(3, destination="1003", after=40, ring=0, talk=7),
    )
    assert (call.started_at, call.ended_at) == (NOON, NOON + timedelta(seconds=47))
    assert call.answered_at == NOON + timedelta(seconds=15)
    assert (call.duration, call.ring_duration) == (timedelta(seconds=47), timedelta(seconds=15))
    assert call.talk_duration == timedelta(seconds=27)
    assert (call.answered_by, call.extensions) == ("1002", ("1001", "1002", "1003"))


def test_c15_a_busy_member_for_the_whole_call_does_not_make_it_longer_or_busy() -> None:
    call = call_of(
        leg(1, destination="600", disposition="busy", ring=90),
        leg(2, destination="600", computed="1002", after=12, ring=0, talk=78),
    )
    assert shape(call) == ("answered", "inbound", False, "1002")
    assert (call.duration, call.talk_duration) == (timedelta(seconds=90), timedelta(seconds=78))


@pytest.mark.parametrize("tries", [1, 2, 40], ids=str)
def test_c15_c16_a_queue_is_one_call_however_often_it_rang(tries: int) -> None:
    rings = [
        leg(at, destination="600", disposition="no_answer", ring=2, after=3 * at, up=True)
        for at in range(tries)
    ]
    taken = leg(tries, destination="600", computed="1002", after=3 * tries, ring=1, up=True)
    assert shape(call_of(*rings, taken)) == ("answered", "inbound", False, "1002")
    assert shape(call_of(*rings)) == ("no_answer", "inbound", True, None)


def test_fact_14_cancel_of_losing_members_does_not_cancel_an_answered_group() -> None:
    call = call_of(leg(1, disposition="cancel"), leg(2, computed="1002"))
    assert shape(call) == ("answered", "inbound", False, "1002")


def test_fact_14_a_caller_who_gave_up_is_a_missed_call() -> None:
    assert shape(call_of(leg(disposition="cancel"))) == ("cancel", "inbound", True, None)


def test_fact_21_a_route_retry_is_one_outbound_call() -> None:
    call = call_of(
        leg(1, source="1001", destination="902079460200", disposition="congestion", ring=1),
        leg(2, source="1001", destination="902079460200", after=1, ring=8, talk=45),
    )
    assert shape(call) == ("answered", "outbound", False, "902079460200")


def test_fact_24_a_calls_start_is_that_of_its_first_leg() -> None:
    call = call_of(leg(2, after=10), leg(1, disposition="no_answer", after=0))
    assert call.started_at == NOON


def test_c13_what_is_known_of_the_caller_may_be_on_any_leg() -> None:
    call = call_of(
        leg(1, disposition="no_answer", caller_number=""),
        leg(2, after=5, caller_name="Ann", recording_url="/pbx/recordings/a.wav"),
    )
    assert (call.caller_name, call.caller_number) == ("Ann", "+447700900001")
    assert call.recording_url == "/pbx/recordings/a.wav"


def test_of_a_withheld_number_nothing_is_known_but_what_was_called() -> None:
    call = call_of(leg(caller_number="", caller_name=""))
    assert (call.caller_number, call.caller_name, call.called_number) == ("", "", "1001")


def test_who_rings_in_vain_reaches_nobody() -> None:
    assert call_of(leg(disposition="no_answer")).reached is Reached.NOBODY


def test_what_the_pbx_did_during_a_call_is_no_more_talk_of_it() -> None:
    placed, numbers = leg(1, "1.0", ring=0, talk=30), OfficeNumbers(NumberPlan())
    for after, talk in ((20, 30), (30, 50)):
        other = leg(2, "2.0", destination="1002", after=after, ring=0, talk=20)
        call = build_call([placed, other], numbers, ("1.0", "2.0"))
        assert call.talk_duration == timedelta(seconds=talk)
