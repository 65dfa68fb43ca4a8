"""Which call ids are one call: each rule by recorded rows, and what it leaves apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import (
    NumberPlan,
    OfficeNumbers,
    Part,
    build_call,
    gather,
    join,
    moments,
    was_placed,
)
from custom_components.difuse.cdr.calls.joining import MOST_AT_ONCE, MOST_ROUNDS
from tests.cdr.helpers import leg, recorded

CUSTOMER = "+447700900001"
OFFICE = "+442079460100"
ABROAD = "902079461003"
type Legs = dict[str, list[CallRecord]]


def by_call_id(records: Iterable[CallRecord]) -> Legs:
    legs: Legs = defaultdict(list)
    for record in records:
        legs[record.call_id].append(record)
    return legs


def parts_of(legs: Legs) -> dict[str, Part]:
    return {call_id: Part(one) for call_id, one in legs.items()}


def joined(*records: CallRecord, **plan: Any) -> list[set[int]]:
    """Return the db_ids of each call, those that are one together."""
    numbers, legs = OfficeNumbers(NumberPlan.of(**plan)), by_call_id(records)
    groups = join(parts_of(legs), numbers)
    found = [{record.db_id for one in group for record in legs[one]} for group in groups]
    return sorted(found, key=min)


@pytest.mark.parametrize(
    ("ids", "placed"),
    [
        pytest.param((12, 15, 16, 17), 15, id="forward to outside"),
        pytest.param((27, 32, 33, 34, 35), 32, id="forward to a colleague, with a stub"),
        pytest.param((337, 338, 339, 341, 342), 341, id="two hops"),
        pytest.param((251, 252, 253), 252, id="forward, nobody there either"),
        pytest.param((175, 176, 178, 179, 180), 178, id="follow me"),
        pytest.param((1, 2, 3, 4, 5, 6), 3, id="ring group of Local legs"),
        pytest.param((702, 703, 704, 705, 706, 707), 704, id="ring group, nobody"),
        pytest.param((130, 131, *range(137, 143)), 139, id="queue of Local agents"),
        pytest.param((36, 37, 38), 37, id="302 by the phone"),
        pytest.param((46, 47), 46, id="blind transfer by the caller"),
        pytest.param((434, 438), 434, id="blind transfer of an outbound call"),
        pytest.param((527, 528, 532), 527, id="attended transfer by the caller"),
        pytest.param((425, 426, 428), 426, id="attended transfer of an outbound call"),
        pytest.param((55, 60, 61), 60, id="attended transfer of an inbound call"),
        pytest.param((80, 83, 84, 85), 84, id="attended transfer by a queue's agent"),
        pytest.param((490, 495, 496), 495, id="attended transfer while ringing"),
        pytest.param((445, 448, 449), 448, id="the colleague didn't answer, blind transfer"),
        pytest.param((39, 40, 41, 42, 43, 44, 45), 43, id="attended transfer by feature code"),
        pytest.param((148, 149, 150, 151), 148, id="parked and retrieved"),
        pytest.param((28, 29, 30, 31), 28, id="retrieved by the same phone"),
        pytest.param((587, 588, 589, 590, 591, 592), 590, id="paging"),
        pytest.param((613, 614), 613, id="out and in again"),
    ],
)
def test_recorded_rows_of_several_call_ids_are_one_call(ids: tuple[int, ...], placed: int) -> None:
    records = recorded(*ids, name="office-open.json")
    numbers, legs = OfficeNumbers(NumberPlan()), by_call_id(records)
    assert len(records) == len(ids)
    assert len(legs) > 1
    (group,) = join(parts_of(legs), numbers)
    assert placed in [record.db_id for record in legs[group[0]]]
    assert sorted(group) == sorted(legs)
    assert joined(*records[::-1]) == [set(ids)]


def forwarded(after: float = 0, **more: Any) -> list[CallRecord]:
    """Make a call that is forwarded from 1005 to 1003, and the forward's own leg."""
    at = 100 * round(after)
    dialled: dict[str, Any] = {"dialled": OFFICE, "after": after, "talk": 0} | more
    return [
        leg(at + 1, f"{at}.1", destination="1005", computed="1003", **dialled),
        leg(at + 2, f"{at}.2", destination="1003", **dialled),
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"source": "+447700900002"}, id="another caller"),
        pytest.param({"dialled": "+442079460199"}, id="another number dialled"),
        pytest.param({"destination": "1005"}, id="the same destination: the company's second call"),
        pytest.param({"ring": 5}, id="it ends when no row of the call does"),
        pytest.param({"after": -1, "ring": 5}, id="it begins when no row of the call does"),
    ],
)
def test_a_leg_of_a_call_has_all_that_says_so(change: dict[str, Any]) -> None:
    call, _ = forwarded()
    part: dict[str, Any] = {"destination": "1003", "dialled": OFFICE, "talk": 0} | change
    part.setdefault("call_id", "0.2")
    assert joined(*forwarded()) == [{1, 2}]
    assert joined(call, leg(2, **part)) == [{1}, {2}]


def test_where_two_calls_would_do_a_part_stays_apart() -> None:
    first, part = forwarded()
    second = leg(3, "0.0", destination="1006", dialled=OFFICE, computed="1003", talk=0)
    other = leg(3, "0.0", destination="1005", dialled=OFFICE, computed="1003", talk=0)
    assert joined(first, part, other) == [{1}, {2}, {3}]
    assert joined(first, part, second) == [{1, 2, 3}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"source": ""}, id="withheld: nobody's number in particular"),
        pytest.param({"ring": 5}, id="other times"),
        pytest.param({"destination": "600", "dialled": "600"}, id="the queue itself"),
        pytest.param({"dialled": "600"}, id="it kept a dialled number"),
        pytest.param({"destination": OFFICE, "dialled": OFFICE}, id="no agent"),
        pytest.param({"call_id": "0.0"}, id="the older channel"),
    ],
)
def test_an_agent_of_a_queue_has_all_that_says_so(change: dict[str, Any]) -> None:
    def rows(change: dict[str, Any]) -> list[CallRecord]:
        caller = {"source": change.get("source", CUSTOMER), "disposition": "no_answer"}
        queue = leg(1, "0.1", destination="600", dialled="+442079460111", **caller)
        agent = {"call_id": "0.2", "destination": "1001"} | caller | change
        return [queue, leg(2, **agent)]

    assert joined(*rows({})) == [{1, 2}]
    assert joined(*rows(change)) == [{1}, {2}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"dialled": "1003"}, id="it dialled"),
        pytest.param({"source": "1007"}, id="another phone"),
        pytest.param({"after": 35}, id="later"),
    ],
)
def test_who_was_called_goes_on(change: dict[str, Any]) -> None:
    call = leg(1, "0.1", source="1001", destination="1002")
    part: dict[str, Any] = {"source": "1002", "destination": "", "computed": "1003", "after": 34}
    assert joined(call, leg(2, "0.2", ring=0, **part)) == [{1, 2}]
    assert joined(call, leg(2, "0.2", ring=0, **part | change)) == [{1}, {2}]
    unanswered = leg(1, "0.1", source="1001", destination="1002", disposition="busy", ring=34)
    assert joined(unanswered, leg(2, "0.2", ring=0, **part)) == [{1}, {2}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"source": "1007"}, id="another phone"),
        pytest.param({"source": CUSTOMER}, id="no phone of the office"),
        pytest.param({"destination": "1008"}, id="another colleague"),
        pytest.param({"destination": "", "computed": "1002"}, id="nobody dialled"),
        pytest.param({"talk": 9}, id="it ended before the talk did"),
        pytest.param({"after": 2, "talk": 28}, id="it began before the phone had answered"),
    ],
)
def test_a_consultation_ends_with_the_talk_and_names_who_goes_on(change: dict[str, Any]) -> None:
    call = [
        leg(1, "0.1", dialled=OFFICE),
        leg(2, "0.1", dialled=OFFICE, destination="1002", after=34, ring=0),
    ]
    asks: dict[str, Any] = {"source": "1001", "destination": "1002", "after": 20, "talk": 10}
    assert joined(*call, leg(3, "0.3", **asks)) == [{1, 2, 3}]
    assert joined(*call, leg(3, "0.3", **asks | change)) == [{1, 2}, {3}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"source": CUSTOMER}, id="somebody outside, who may have missed us"),
        pytest.param({"disposition": "no_answer", "ring": 14}, id="nobody answered"),
        pytest.param({"destination": "1008"}, id="another colleague"),
        pytest.param({"talk": 9}, id="it ended before"),
    ],
)
def test_who_was_asked_goes_on_with_whom_the_caller_had_called(change: dict[str, Any]) -> None:
    call = leg(1, "0.1", source="1003", destination="1004")
    goes_on = leg(2, "0.2", source="1004", destination="", computed="1002", after=34, ring=0)
    asks: dict[str, Any] = {"source": "1003", "destination": "1002", "after": 20, "talk": 10}
    assert joined(call, goes_on, leg(3, "0.3", **asks)) == [{1, 2, 3}]
    assert joined(call, goes_on, leg(3, "0.3", **asks | change)) == [{1, 2}, {3}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"source": "1007"}, id="another phone"),
        pytest.param({"talk": 3}, id="a call of some length"),
        pytest.param({"destination": "*46"}, id="a code"),
        pytest.param({"after": 39}, id="another second"),
    ],
)
def test_a_retrieval_has_no_length(change: dict[str, Any]) -> None:
    call = [
        leg(1, "0.1", dialled=OFFICE),
        leg(2, "0.1", dialled=OFFICE, after=34, ring=0, talk=6),
        leg(3, "0.1", dialled=OFFICE, computed="1002", after=40, ring=0),
    ]
    takes: dict[str, Any] = {"source": "1002", "destination": "771", "after": 40, "talk": 0}
    assert joined(*call, leg(4, "0.4", ring=0, **takes)) == [{1, 2, 3, 4}]
    assert joined(*call, leg(4, "0.4", ring=0, **takes | change)) == [{1, 2, 3}, {4}]


def test_a_queues_next_ring_is_no_retrieval() -> None:
    queue: dict[str, Any] = {"destination": "700", "dialled": OFFICE, "ring": 4}
    call = [
        leg(1, "0.1", disposition="no_answer", **queue),
        leg(2, "0.1", computed="1002", after=4, **queue),
    ]
    dials = leg(3, "0.3", source="1002", destination="771", after=4, ring=0, talk=0)
    assert joined(*call, dials) == [{1, 2}, {3}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"after": 1}, id="other times"),
        pytest.param({"source": "+442079460188"}, id="another source"),
        pytest.param({"dialled": "+442079460222"}, id="another number"),
        pytest.param(dict.fromkeys(["dialled", "destination"], ABROAD), id="two calls out"),
        pytest.param({"dialled": "46010"}, id="too short to tell"),
    ],
)
def test_a_call_that_comes_back_in_is_one(change: dict[str, Any]) -> None:
    out = leg(1, "0.1", source=OFFICE, destination=ABROAD)
    back: dict[str, Any] = {"source": OFFICE, "destination": "1003", "dialled": "+442079461003"}
    assert joined(out, leg(2, "0.2", **back)) == [{1, 2}]
    assert joined(out, leg(2, "0.2", **back | change)) == [{1}, {2}]


@pytest.mark.parametrize(
    ("change", "placed"),
    [
        ({}, True),
        ({"destination": ""}, False),
        ({"source": "1001", "destination": "s"}, False),
        ({"source": CUSTOMER, "destination": "s"}, True),
        ({"source": "1001", "destination": "s", "dialled": "1002"}, True),
    ],
)
def test_what_nobody_dialled_is_no_call(change: dict[str, Any], placed: bool) -> None:
    numbers = OfficeNumbers(NumberPlan())
    assert was_placed([leg(**change)], numbers) is placed
    assert was_placed([leg(**change), leg(2, destination="")], numbers) is placed


def test_a_call_ids_counter_tells_the_older_channel_not_its_text() -> None:
    numbers = OfficeNumbers(NumberPlan())
    call, part = (
        leg(number, call_id, destination=destination, dialled=OFFICE)
        for number, call_id, destination in ((1, "pbx-9.9", "1005"), (2, "pbx-9.10", "1003"))
    )
    assert join(parts_of(by_call_id([part, call])), numbers) == [("pbx-9.9", "pbx-9.10")]
    named = [leg(1, "b", destination="1005"), leg(2, "a", destination="1003", dialled="1005")]
    assert join(parts_of(by_call_id(named)), numbers) == [("a", "b")]


class Neighbours:
    """Legs by their moments, as an archive finds them; counts how often it is asked."""

    def __init__(self, records: Iterable[CallRecord]) -> None:
        self.legs = by_call_id(records)
        self.asked = 0

    def near(self, legs: Sequence[CallRecord]) -> Legs:
        self.asked += 1
        at = moments(legs)
        return {
            call_id: mine for call_id, mine in self.legs.items() if not at.isdisjoint(moments(mine))
        }


def test_only_what_may_be_one_call_is_gathered() -> None:
    strangers = [leg(9, "9.9", source="1008", destination="1009"), leg(10, "8.8", after=4000)]
    around = Neighbours([*forwarded(), *strangers])
    found = gather({"0.2": around.legs["0.2"]}, around.near, OfficeNumbers(NumberPlan()))
    assert {*found} == {"0.1", "0.2"}
    assert around.asked == 2


def test_a_call_alone_is_asked_for_once() -> None:
    around = Neighbours([leg(1, "0.1"), leg(2, "0.2", after=1)])
    assert {*gather({"0.1": around.legs["0.1"]}, around.near, OfficeNumbers(NumberPlan()))} == {
        "0.1"
    }
    assert around.asked == 1


def test_a_chain_without_end_is_not_followed() -> None:
    chain = []
    for n in range(1, 30):
        talk: dict[str, Any] = {"after": 10 * n, "ring": 0, "talk": 10, "dialled": ""}
        chain.append(leg(n, f"0.{n}", source=f"{n}", destination=f"{n + 1}", **talk))
    around = Neighbours(chain)
    found = gather({"0.1": around.legs["0.1"]}, around.near, OfficeNumbers(NumberPlan()))
    assert len(found) == MOST_ROUNDS + 1
    assert around.asked == MOST_ROUNDS


def test_the_placed_calls_rows_say_how_it_went() -> None:
    """A mobile's own voicemail answered the forward, which nobody had confirmed."""
    legs = by_call_id(recorded(109, 110, 111, name="office-open.json"))
    numbers = OfficeNumbers(NumberPlan())
    (ids,) = join(parts_of(legs), numbers)
    call = build_call([leg for one in ids for leg in legs[one]], numbers, ids)
    assert (call.disposition, call.missed, call.answered_by) == ("no_answer", True, None)
    assert (call.call_id, call.call_ids, call.legs) == (ids[0], ids, 3)


def test_talk_goes_on_under_another_call_id() -> None:
    legs = by_call_id(recorded(527, 528, 532, name="office-open.json"))
    numbers = OfficeNumbers(NumberPlan())
    (ids,) = join(parts_of(legs), numbers)
    call = build_call([leg for one in ids for leg in legs[one]], numbers, ids)
    assert (call.answered_by, call.extensions) == ("1004", ("1003", "1004", "1002"))
    assert (call.talk_duration, call.duration) == (timedelta(seconds=12), timedelta(seconds=13))


@pytest.mark.parametrize(("strangers", "found"), [(0, 1), (MOST_AT_ONCE, 2)])
def test_a_crowded_second_tells_nothing(strangers: int, found: int) -> None:
    """And costs nothing: thousands of calls in one second aren't held against each other."""
    crowd = [
        leg(n, f"9.{n}", source=f"+44770091{n:04}", destination="1009", talk=0)
        for n in range(10, 10 + strangers)
    ]
    groups = joined(*forwarded(), *crowd)
    assert len([group for group in groups if group & {1, 2}]) == found


def test_a_call_with_thousands_of_neighbours_is_joined_in_no_time() -> None:
    crowd = [leg(n, f"9.{n}", source=f"+44770{n:07}") for n in range(1, 5_000)]
    assert len(joined(*crowd)) == len(crowd)


def test_a_part_hangs_on_one_call_and_on_no_second_by_another_rule() -> None:
    call = leg(1, "0.1", dialled=OFFICE)
    rest: dict[str, Any] = {"destination": "", "computed": "1002", "ring": 0}
    goes_on = leg(2, "0.2", source="1001", after=34, talk=6, **rest)
    of_another = leg(3, "0.3", source="1005", after=40, **rest)
    assert joined(call, goes_on, of_another) == [{1, 2}, {3}]
    assert joined(goes_on, of_another) == [{2, 3}]


def test_eight_digits_tell_that_a_call_came_back_in() -> None:
    for dialled, calls in (("79460100", [{1, 2}]), ("9460100", [{1}, {2}])):
        left = leg(1, "1.0", destination=dialled)
        assert joined(left, leg(2, "2.0", destination=OFFICE)) == calls


def test_a_leg_of_no_length_is_none_of_a_call_without_a_row_like_it() -> None:
    placed = leg(1, "1.0", destination="2001", ring=9, disposition="no_answer")
    begun = leg(2, "2.0", destination="1002", dialled="2001", ring=0, disposition="no_answer")
    assert joined(placed, begun) == [{1}, {2}]
    like_it = leg(3, "1.0", destination="1003", dialled="2001", ring=0, disposition="no_answer")
    assert joined(placed, like_it, begun) == [{1, 2, 3}]
