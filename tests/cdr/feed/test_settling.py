"""When a call is announced: once no more of its rows are expected."""

import pytest

from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import run
from tests.simulator import Leg, Row, ring_group

from .watched import HOUR, MINUTE, Watched


def ready(max_age: int = HOUR) -> Watched:
    office = Watched(3, max_age=max_age).open().import_all()
    office.minute()
    return office


def test_a_call_that_has_just_ended_waits_for_ten_seconds_after_its_end() -> None:
    office = ready()
    call = office.call()
    office.now += 3
    office.poll()
    office.now += 6
    office.deliver()
    assert office.announced == []
    office.now += 1
    office.deliver()
    assert office.announced == [call]


def test_a_call_whose_end_is_ten_seconds_ago_is_announced_at_once() -> None:
    office = ready()
    call = office.call()
    office.now += 10
    office.poll()
    assert office.announced == [call]


def test_a_call_that_is_followed_by_a_row_of_another_is_announced_at_once() -> None:
    office = ready()
    first, second = office.calls(2)
    office.poll()
    assert office.announced == [first]
    office.now += 10
    office.deliver()
    assert office.announced == [first, second]


def test_a_call_that_waits_is_announced_when_a_row_of_another_follows() -> None:
    office = ready()
    first = office.call()
    office.poll()
    office.now += 2
    office.call()
    office.poll()
    assert office.announced == [first]


def test_a_call_that_waits_takes_in_the_rows_that_come_meanwhile() -> None:
    office = ready()
    rows = office.pbx.call(legs=ring_group(("1001", "1002")))
    office.pbx.delete(rows[1].db_id)
    legs = []
    office.listener = lambda call: legs.append(call.legs)
    office.poll()
    office.pbx.add(rows[1])
    office.now += 5
    office.poll()
    assert legs == []
    office.now += 5
    office.deliver()
    assert legs == [2]


def test_rows_that_come_later_change_the_call_and_announce_nothing() -> None:
    office = ready()
    start = office.now - 36
    call = office.call(start=start, disposition="NO ANSWER", ring=36)
    office.minute()
    leg = (Leg(ring=6, talk=30, computed="1002"),)
    office.call(start=start, call_id=call, legs=leg)
    assert office.minute().has_changed
    office.now += 60
    office.deliver()
    assert office.announced == [call]
    (latest, *_) = run(office.archive.read(find, CallFilter(), 1))
    assert (latest.call_id, latest.legs, latest.disposition) == (call, 2, "answered")


@pytest.mark.parametrize("max_age", [0, MINUTE])
def test_a_call_that_waits_while_settings_are_changed_is_announced(max_age: int) -> None:
    """As a call of an ordinary poll it is announced, whatever the user says of late ones."""
    office = ready(max_age=max_age)
    call = office.call()
    office.poll()
    assert office.announced == []
    office.restart()
    office.now += MINUTE
    office.restart()
    office.deliver()
    assert office.announced == [call]


@pytest.mark.parametrize("is_batch", [True, False])
def test_a_pushed_batch_is_announced_at_once_and_a_single_row_two_seconds_later(
    *, is_batch: bool
) -> None:
    office = ready()
    rows = office.pbx.call()
    office.push(rows, is_batch=is_batch)
    assert len(office.announced) == is_batch
    office.now += 2
    office.deliver()
    assert len(office.announced) == 1


def test_of_rows_pushed_one_by_one_the_call_is_announced_whole() -> None:
    office = ready()
    legs = []
    office.listener = lambda call: legs.append(call.legs)
    for row in office.pbx.call(legs=ring_group(("1001", "1002", "1003"))):
        office.push([row], is_batch=False)
        office.now += 0.5
    office.now += 2
    office.deliver()
    assert legs == [3]


def test_a_pushed_row_that_a_poll_finds_meanwhile_is_announced_once() -> None:
    office = ready()
    rows = office.pbx.call()
    office.push(rows, is_batch=False)
    office.minute()
    office.minute()
    assert len(office.announced) == 1


def forwarded(office: Watched) -> tuple[Row, ...]:
    """Place a call that nobody took, and that was forwarded in vain: the PBX took it after all.

    The row of the channel by which it was forwarded is written first.
    """
    legs = (
        Leg(destination="604", disposition="NO ANSWER", ring=1),
        Leg(destination="604", disposition="FAILED", ring=5),
        Leg(destination="907700900804", talk=5, channel=1),
    )
    first = office.pbx.next_id
    ids = (first + 1, first + 2, first)
    dialled, start = "+442079460157", office.now - 5
    *others, part = office.pbx.call(dialled=dialled, start=start, ids=ids, legs=legs)
    return part, *others


def test_what_may_be_a_part_waits_though_rows_of_another_call_follow() -> None:
    office = ready()
    rows = forwarded(office)
    for row in rows[1:]:
        office.pbx.delete(row.db_id)
    other = office.call()
    office.poll()
    assert office.announced == []
    for row in rows[1:]:
        office.pbx.add(row)
    office.now += 2
    office.poll()
    assert office.announced == []
    office.now += 8
    office.deliver()
    assert office.announced == [other, rows[1].data["call_id"]]
    (call,) = run(office.archive.read(find, CallFilter(call_id=rows[0].data["call_id"]), 9))
    assert (call.legs, call.missed) == (3, True)


def test_it_waits_no_longer_once_there_are_rows_that_ended_later() -> None:
    office = ready()
    part, *others = forwarded(office)
    for row in others:
        office.pbx.delete(row.db_id)
    office.now += 2
    last = office.call()
    office.poll()
    assert office.announced == [part.data["call_id"]]
    office.now += 2
    office.call()
    office.poll()
    assert office.announced == [part.data["call_id"], last]


def test_rows_that_come_in_one_poll_are_joined_before_anything_is_announced() -> None:
    office = ready()
    rows = forwarded(office)
    office.minute()
    assert office.announced == [rows[1].data["call_id"]]
