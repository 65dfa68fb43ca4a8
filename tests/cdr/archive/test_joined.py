"""Rows of several call ids are one call where that is sure, whichever came first."""

from collections.abc import Sequence
from datetime import timedelta
import random

import pytest
from sqlalchemy import select

from custom_components.difuse.cdr import Call, CallRecord, Disposition
from custom_components.difuse.cdr.archive import delete_calls
from custom_components.difuse.cdr.callers import mark_seen, open_calls
from custom_components.difuse.cdr.calls import MOST_AT_ONCE, CallFilter, NumberPlan
from custom_components.difuse.cdr.figures import changed_hours, count
from custom_components.difuse.cdr.tables import HOUR, State
from custom_components.difuse.cdr.tables.schema import CALLS, LEGS
from custom_components.difuse.cdr.views import find, latest_records, sizes
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg, recorded
from tests.cdr.joined import calls_of

from .rows import ingest
from .test_reread import reread

OFFICE = "+442079460100"
DAY = timedelta(days=1)


def placed(call_id: str = "1.1", db_id: int = 2, **more: object) -> CallRecord:
    """Return the row of a call for which the PBX rings somebody else as well."""
    return leg(db_id, call_id, dialled=OFFICE, **{"destination": "1001", **more})  # type: ignore[arg-type]


def part(call_id: str = "1.2", db_id: int = 1, **more: object) -> CallRecord:
    """Return the row of the channel by which it rings: it is written first."""
    return placed(call_id, db_id, **{"destination": "1003", **more})


def rival() -> CallRecord:
    """Return a call of the same company to the same number at the same time: a part fits both."""
    return placed("1.0", 3)


def calls(kept: Kept) -> list[Call]:
    return kept.ask(find, CallFilter(), 9999)


def together(kept: Kept) -> list[tuple[str, ...]]:
    """Return the ids of each call, the earliest first."""
    return sorted(call.call_ids for call in calls(kept))


def states(kept: Kept) -> dict[str, State]:
    with kept.engine.connect() as db:
        return {row.call_id: State(row.state) for row in db.execute(CALLS.select())}


def missed_today(kept: Kept) -> int:
    return kept.ask(count, NOON - DAY, NOON + DAY).missed


@pytest.mark.parametrize("rows", [(part(), placed()), (placed(), part())])
@pytest.mark.parametrize("at_once", [True, False])
def test_they_are_one_call_that_is_announced_once(
    kept: Kept, rows: Sequence[CallRecord], *, at_once: bool
) -> None:
    for batch in [rows] if at_once else [[row] for row in rows]:
        ingest(kept, *batch)
        kept.at += 1
        kept.announced()
    (call,) = calls(kept)
    assert (call.call_ids, call.legs) == (("1.1", "1.2"), 2)
    assert {*call.extensions} == {"1001", "1003"}
    assert kept.announced() == []
    assert kept.ask(count, NOON - DAY, NOON + DAY).calls == 1
    assert states(kept) == {"1.1": State.ANNOUNCED}
    assert kept.ask(sizes)["calls"] == 1


def test_what_is_due_and_turns_out_to_be_a_part_is_announced_with_the_whole(kept: Kept) -> None:
    kept.take([part()])
    kept.take([placed()])
    kept.at += 10
    (call,) = kept.announced()
    assert call.call_ids == ("1.1", "1.2")


def test_a_missed_part_that_was_announced_is_no_missed_call_beside_the_answered_one(
    kept: Kept,
) -> None:
    ingest(kept, part(disposition="no_answer", ring=34))
    assert (kept.ask(open_calls, 9), missed_today(kept)) == ((1, ("1.2",)), 1)
    ingest(kept, placed())
    assert (kept.ask(open_calls, 9), missed_today(kept)) == ((0, ()), 0)


@pytest.mark.parametrize("came_first", [True, False])
def test_a_missed_call_stays_to_be_seen_whatever_its_parts_said(
    kept: Kept, *, came_first: bool
) -> None:
    """It went unanswered; what the PBX did for it was answered, as by a mobile's voicemail."""
    rows = [part(), placed(disposition="no_answer", ring=34)]
    for row in rows if came_first else reversed(rows):
        ingest(kept, row)
        kept.announced()
    assert (kept.ask(open_calls, 9), missed_today(kept)) == ((1, ("1.1",)), 1)
    run(kept.archive.write(mark_seen))
    ingest(kept, placed(db_id=4, disposition="no_answer", ring=34))
    assert kept.ask(open_calls, 9) == (0, ())


@pytest.mark.parametrize(
    ("first", "second", "becomes"),
    [
        (State.PAST, State.PAST, State.PAST),
        (State.PAST, State.DUE, State.DUE),
        (State.SILENT, State.DUE, State.DUE),
        (State.DUE, State.SILENT, State.SILENT),
        (State.DUE, State.PAST, State.PAST),
    ],
)
def test_it_becomes_of_the_call_what_becomes_of_the_placed_one(
    kept: Kept, first: State, second: State, becomes: State
) -> None:
    ingest(kept, part(disposition="no_answer", ring=34), state=first)
    ingest(kept, placed(disposition="no_answer", ring=34), state=second)
    assert states(kept) == {"1.1": becomes}
    assert len(kept.announced()) == (becomes is State.DUE)
    assert kept.ask(open_calls, 9)[0] == (becomes is not State.PAST or first is not State.PAST)


@pytest.mark.parametrize("state", [State.PAST, State.SILENT])
def test_a_part_that_comes_later_changes_nothing_of_that(kept: Kept, state: State) -> None:
    ingest(kept, placed(), state=state)
    ingest(kept, part())
    assert states(kept) == {"1.1": state}
    assert kept.announced() == []


def test_the_hours_of_a_call_that_became_a_part_have_changed(kept: Kept) -> None:
    ingest(kept, part(after=-60, talk=90, disposition="answered"))
    noon = int(NOON.timestamp())
    assert kept.ask(changed_hours) == {noon - HOUR: 1}
    ingest(kept, placed(after=-3600, ring=0, talk=3540), placed(db_id=3, after=-60, talk=90))
    assert together(kept) == [("1.1", "1.2")]
    assert kept.ask(changed_hours) == {noon - HOUR: 2}


def test_a_row_that_makes_a_tie_ambiguous_parts_them_again(kept: Kept) -> None:
    ingest(kept, placed(), part(disposition="no_answer", ring=34))
    assert together(kept) == [("1.1", "1.2")]
    assert len(kept.announced()) == 1
    ingest(kept, rival())
    assert together(kept) == [("1.0",), ("1.1",), ("1.2",)]
    # It is a missed call of its own, and was told as part of another.
    assert kept.ask(open_calls, 9) == (1, ("1.2",))
    assert [call.call_id for call in kept.announced()] == ["1.0"]
    assert states(kept)["1.2"] is State.ANNOUNCED
    assert [call.legs for call in calls(kept)] == [1, 1, 1]


@pytest.mark.parametrize("state", [State.PAST, State.SILENT])
def test_what_was_part_of_a_past_call_is_no_news(kept: Kept, state: State) -> None:
    ingest(kept, placed(), part(disposition="no_answer", ring=34), state=state)
    ingest(kept, rival())
    assert states(kept) == {"1.0": State.DUE, "1.1": state, "1.2": state}
    assert kept.ask(open_calls, 9)[0] == (state is State.SILENT)


def test_a_part_whose_tie_has_gone_is_a_call_of_its_own(kept: Kept) -> None:
    """By a later row it ends when nothing of the other does, and they no longer meet."""
    ingest(kept, placed(), part())
    ingest(kept, part(db_id=5, after=100, ring=7), state=State.SILENT)
    assert together(kept) == [("1.1",), ("1.2",)]
    assert {call.call_id: call.legs for call in calls(kept)} == {"1.1": 1, "1.2": 2}


def test_what_nobody_dialled_is_in_no_list_until_it_is_part_of_a_call(kept: Kept) -> None:
    stub = leg(1, "1.2", source="1001", destination="", after=34, ring=0, talk=20)
    ingest(kept, stub)
    assert (calls(kept), kept.ask(open_calls, 9), kept.announced()) == ([], (0, ()), [])
    assert kept.ask(sizes) == {"rows": 1, "calls": 0, "people": 0}
    assert kept.ask(changed_hours) == {}
    assert ingest(kept, stub).rows == 0
    ingest(kept, leg(2, "1.1"))
    (call,) = kept.announced()
    assert (call.call_ids, call.talk_duration) == (("1.1", "1.2"), timedelta(seconds=50))
    assert kept.ask(find, CallFilter(call_id="1.2"), 9) == [call]


def test_each_of_its_ids_finds_a_call(kept: Kept) -> None:
    ingest(kept, placed(), part(), leg(7, "7.7", after=99))
    for call_id in ("1.1", "1.2"):
        (call,) = kept.ask(find, CallFilter(call_id=call_id), 9)
        assert call.call_id == "1.1"
        assert CallFilter(call_id=call_id).matches(call)
    assert kept.ask(find, CallFilter(call_id="1.3"), 9) == []
    assert {record.db_id for record in kept.ask(latest_records, 2)} == {1, 2, 7}
    assert {record.db_id for record in kept.ask(latest_records, 1)} == {7}


def test_call_ids_may_hold_anything(kept: Kept) -> None:
    odd = ["a b%20c.1", "a\u2003b %.2"]
    ingest(kept, placed(odd[0]), part(odd[1]))
    (call,) = calls(kept)
    assert call.call_ids == tuple(odd)
    for call_id in odd:
        assert kept.ask(find, CallFilter(call_id=call_id), 9) == [call]
    delete(kept, NOON + DAY)
    assert kept.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}


def delete(kept: Kept, before: object) -> None:
    while run(kept.archive.write(delete_calls, before)):  # type: ignore[arg-type]
        pass


def test_a_call_is_deleted_with_all_its_parts_and_old_rows_of_none(kept: Kept) -> None:
    stubs = [
        leg(8 + at, f"{at}.9", destination="", after=at * DAY.total_seconds()) for at in (0, 2)
    ]
    late = DAY.total_seconds() * 2
    ingest(
        kept,
        placed(),
        part(),
        *stubs,
        part(db_id=20, after=late),
        leg(21, "1.3", after=late, talk=9),
    )
    delete(kept, NOON + DAY)
    assert together(kept) == [("1.2",), ("1.3",)]
    assert kept.ask(sizes)["rows"] == 3
    delete(kept, NOON + 3 * DAY)
    assert kept.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}


def test_an_id_that_came_again_is_joined_only_where_it_fits(kept: Kept) -> None:
    later = 13 * HOUR
    ingest(kept, placed(), part(), part(db_id=4, after=later))
    assert together(kept) == [("1.1", "1.2"), ("1.2",)]
    assert len(kept.announced()) == 2
    ingest(kept, placed("1.1", 5, after=later))
    assert together(kept) == [("1.1", "1.2"), ("1.1", "1.2")]
    assert [call.legs for call in calls(kept)] == [2, 2]
    assert kept.announced() == []


def test_a_row_that_splits_what_had_one_id_loses_neither_call(kept: Kept) -> None:
    """Seen from a row that came later, the last one started more than 12 hours after the first."""
    rows = [leg(1, after=6 * HOUR), leg(2, after=14 * HOUR), leg(3)]
    for row in rows:
        ingest(kept, row)
    assert [call.legs for call in calls(kept)] == [1, 2]
    assert [call.started_at for call in calls(kept)] == [rows[1].started_at, rows[2].started_at]


def test_in_crowded_seconds_nothing_is_joined(kept: Kept) -> None:
    crowd = [
        leg(at, f"{at}.0", source="1009", destination=f"2{at:03}")
        for at in range(10, 9 + MOST_AT_ONCE)
    ]
    ingest(kept, *crowd, placed(), part())
    assert ("1.1",) in together(kept)
    assert kept.ask(sizes)["calls"] == MOST_AT_ONCE + 1


def test_other_numbers_may_tie_what_was_apart_and_the_other_way_round(kept: Kept) -> None:
    """The queue's agents are known by their extensions."""
    rows = recorded(130, 131, *range(137, 143), name="office-open.json")
    ingest(kept, *rows)
    assert len(calls(kept)) == 1
    told = len(kept.announced())
    for digits, apart in ((3, True), (5, False)):
        kept = Kept(kept.engine, NumberPlan(internal_digits=digits))
        reread(kept)
        assert (len(calls(kept)) > 1) is apart
        assert kept.announced() == []
        assert kept.ask(open_calls, 9) == (0, ())
    assert told == 1


def test_other_numbers_make_a_call_of_what_nobody_had_dialled(kept: Kept) -> None:
    ingest(kept, leg(1, source="123456", destination="s"))
    long = NumberPlan(internal_digits=6)
    for plan, number in ((long, 0), (NumberPlan(), 1)):
        kept = Kept(kept.engine, plan)
        reread(kept)
        assert len(calls(kept)) == number
    assert kept.announced() == []


def told_by(call: Call) -> tuple[tuple[str, ...], Disposition, int]:
    return call.call_ids, call.disposition, call.legs


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_rows_come_makes_no_difference(kept: Kept, seed: int) -> None:
    rows = recorded(*range(2000), name="office-open.json")
    chance = random.Random(seed)  # noqa: S311
    left = chance.sample(rows, len(rows))
    while left:
        size = chance.randrange(1, 120)
        kept.take(left[:size])
        left = left[size:]
        kept.announced()
    reread(kept)
    found = calls(kept)
    assert {*map(told_by, found)} == {*map(told_by, calls_of(rows, kept.archive.numbers))}
    assert sum(call.legs for call in found) < kept.ask(sizes)["rows"] == len(rows)
    with kept.engine.connect() as db:
        assert len(db.scalars(select(LEGS.c.call).distinct()).all()) == len(found) + 1
