"""What the PBX pushes: kept at once, announced by the same rules, no guide to any poll."""

from dataclasses import replace

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import Limits
from custom_components.difuse.cdr.tables import State
from tests.cdr.archives import run
from tests.simulator import SimulatedPbx

from .watched import DAY, HOUR, MINUTE, SMALL, Watched


def ready(history: int = 3) -> Watched:
    office = Watched(history).open().import_all()
    office.minute()
    return office


def foreign(office: Watched, count: int, first: int) -> SimulatedPbx:
    """Return another PBX with so many calls, whose ids begin there."""
    other = SimulatedPbx(clock=lambda: office.now)
    other.reset_ids(first)
    for number in range(count):
        other.call(call_id=f"foreign-{first}-{number}")
    return other


def test_pushed_rows_are_kept_and_announced_at_once_and_are_not_listed() -> None:
    office = ready()
    before = office.feed.intake.marks
    call = office.call()
    assert office.push(office.pbx.rows[-1:])
    assert office.announced == [call]
    assert office.rows() == 4
    assert office.feed.intake.marks == before


def test_pushed_rows_that_were_pushed_before_change_nothing() -> None:
    office = ready()
    rows = office.pbx.call()
    office.push(rows)
    office.push(rows)
    office.push(rows, is_batch=False)
    assert len(office.announced) == 1


@pytest.mark.parametrize("first", [1_000_000, 1])
def test_pushes_with_foreign_ids_stop_no_later_call_from_being_announced(first: int) -> None:
    """2,700 rows in six pushes, ids far above the list, or those of the list itself."""
    office = Watched(30, limits=Limits()).open().import_all()
    office.minute()
    other = foreign(office, 2700, first)
    for at in range(0, 2700, 450):
        office.push(other.rows[at : at + 450])
    office.announced.clear()
    calls = []
    for number in range(12):
        calls += office.calls(1 + number % 3)
        office.minute()
        assert len(office.requests) == 2
    assert office.announced == calls
    office.minute()
    assert len(office.requests) == 1


def test_pushed_foreign_rows_make_no_call_of_an_odd_count_too_old() -> None:
    """Ids above the highest *of the list* are new: were pushed ones counted, none would be."""
    office = ready(20)
    other = foreign(office, 5, 1_000_000)
    office.push(other.rows)
    office.announced.clear()
    office.pbx.clock_shift = -2 * HOUR
    office.has_date = False
    office.pbx.purge(4)
    calls = office.calls(4)
    office.minute()
    assert office.announced == calls


@pytest.mark.parametrize(("age", "count"), [(HOUR - 1, 1), (HOUR + 1, 0)])
def test_a_pushed_call_of_long_ago_is_announced_by_the_clock(age: float, count: int) -> None:
    """The PBX was offline since yesterday and pushes what it kept; its ids are new."""
    office = ready()
    office.now += DAY
    row = office.pbx.call(start=office.now - age - 25, talk=20)
    office.push(row)
    assert len(office.announced) == count


def test_more_pushed_rows_at_once_than_a_burst_go_by_the_clock() -> None:
    office = ready()
    rows = [office.pbx.call(start=office.now - DAY)[0] for _ in range(SMALL.burst + 1)]
    office.push(rows)
    assert office.announced == []


def test_a_pushed_row_of_a_known_call_changes_it_and_announces_nothing() -> None:
    office = ready()
    call = office.call()
    office.minute()
    record = office.record(office.pbx.rows[-1])
    run(office.feed.push([replace(record, db_id=record.db_id + 1)], is_batch=True))
    office.deliver()
    assert office.announced == [call]


def test_a_pushed_row_without_an_id_is_announced_once() -> None:
    office = ready()
    row = office.pbx.call()[0]
    record = office.reader.row_without_id(row.data)
    assert isinstance(record, CallRecord)
    for _ in range(2):
        assert run(office.feed.push([record], is_batch=True))
        office.deliver()
    assert len(office.announced) == 1


def test_while_the_first_import_runs_nothing_is_taken_from_a_push() -> None:
    office = Watched(100).open()
    rows = office.pbx.call()
    assert not office.push(rows)
    assert office.rows() == SMALL.audit
    office.minute()
    assert len(office.announced) == 1
    office.import_all()
    assert office.push(office.pbx.call())


def test_an_empty_push_is_kept_too() -> None:
    office = ready()
    assert office.push([])
    assert office.announced == []


def alone() -> Watched:
    return Watched(has_list=False).open()


@pytest.mark.parametrize(("age", "count"), [(0, 1), (HOUR - 1, 1), (HOUR + 1, 0)])
def test_where_the_pbx_only_pushes_the_first_calls_are_announced_up_to_an_age(
    age: float, count: int
) -> None:
    office = alone()
    row = office.pbx.call(start=office.now - age - 25, talk=20)
    office.push(row)
    assert len(office.announced) == count
    assert office.state(str(row[0].data["call_id"])) is (State.ANNOUNCED if count else State.PAST)


def test_where_the_pbx_only_pushes_nothing_is_asked_of_it() -> None:
    office = alone()
    for _ in range(3):
        office.push(office.pbx.call())
        office.now += DAY
        office.work()
        office.work()
    office.restart()
    assert office.requests == []
    assert len(office.announced) == 3


def test_where_the_pbx_only_pushes_ids_say_nothing() -> None:
    """Each of the boxes that share the address begins with its first id."""
    office = alone()
    office.push(office.pbx.call(ids=[1000]))
    office.now += MINUTE
    office.push(office.pbx.call(ids=[1]))
    assert len(office.announced) == 2
    old = office.pbx.call(start=office.now - 2 * HOUR, ids=[2000])
    office.push(old)
    assert len(office.announced) == 2


def test_after_a_restart_a_push_only_feed_announces_nothing_again() -> None:
    office = alone()
    rows = office.pbx.call()
    office.push(rows)
    office.restart()
    office.push(rows)
    assert len(office.announced) == 1
