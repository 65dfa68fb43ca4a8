"""Rows come in: each is kept once, and its call is what all its rows say together."""

from dataclasses import replace

import pytest

from custom_components.difuse.cdr import Call, Row
from custom_components.difuse.cdr.archive import EVERY_ROW, Ingested, known_rows
from custom_components.difuse.cdr.callers import open_calls
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.figures import changed_hours
from custom_components.difuse.cdr.pbx import WireReader
from custom_components.difuse.cdr.tables import Marks, State
from custom_components.difuse.cdr.views import find, latest_records, sizes
from tests.cdr.archives import Kept, as_said
from tests.cdr.helpers import call_of, leg, load_rows, raw

from .rows import UNREADABLE, everything, ingest, ring_group

HOUR = 3600


def figures(done: Ingested) -> tuple[int, int]:
    """Return how many rows were new, and how many of them unreadable."""
    return done.rows, done.unreadable


def said(kept: Kept) -> list[Call]:
    """Return what the rows of the calls say."""
    return [as_said(call) for call in kept.ask(find, CallFilter(), 9)]


def test_a_row_comes_out_as_it_went_in(kept: Kept) -> None:
    rows = [
        leg(1, caller_name="Ада Лавлейс 🎉", context="from-trunk", recording_url="http://x/1"),
        leg(2, "2.2", source="", destination="s", disposition="cancel", after=60),
        leg(3, "3.3", source="1001", destination="+442079460101", dialled="0", after=120, up=True),
    ]
    kept.take(rows)
    assert sorted(kept.ask(latest_records, 9), key=lambda record: record.db_id) == rows
    assert said(kept) == [call_of(row) for row in reversed(rows)]


def test_real_rows_come_out_as_they_went_in(kept: Kept) -> None:
    reader = WireReader()
    rows = [reader.row(row) for row in load_rows()]
    kept.take(rows, State.PAST)
    found = kept.ask(latest_records, 1000)
    assert {record.key: record for record in found} == {row.key: row for row in rows}


def test_what_comes_again_changes_nothing(kept: Kept) -> None:
    rows: list[Row] = [*ring_group(), leg(4, "4.4", after=60, disposition="no_answer"), UNREADABLE]
    assert figures(ingest(kept, *rows)) == (5, 1)
    assert len(kept.announced()) == 2
    before, hours = everything(kept), kept.ask(changed_hours)
    assert figures(ingest(kept, *rows, *reversed(rows))) == (0, 0)
    assert figures(ingest(kept, *rows, listed=False)) == (0, 0)
    assert everything(kept) == before
    assert kept.ask(changed_hours) == hours
    assert kept.announced() == []


def test_a_row_that_is_there_twice_in_one_answer_counts_once(kept: Kept) -> None:
    assert ingest(kept, leg(1), leg(1)).rows == 1
    assert kept.ask(sizes) == {"rows": 1, "calls": 1, "people": 2}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_legs_that_come_later_change_the_call_and_announce_nothing(
    kept: Kept, order: list[int]
) -> None:
    legs = ring_group()
    ingest(kept, legs[order[0]])
    assert len(kept.announced()) == 1
    ingest(kept, legs[order[1]])
    ingest(kept, legs[order[2]])
    assert said(kept) == [call_of(*legs)]
    assert kept.announced() == []


def test_a_leg_that_comes_while_the_call_is_due_is_part_of_what_is_announced(kept: Kept) -> None:
    legs = ring_group()
    kept.take(legs[:2])
    assert kept.announced() == []
    kept.take(legs[2:])
    kept.at += 10
    assert [as_said(call) for call in kept.announced()] == [call_of(*legs)]


def test_a_call_that_was_missed_and_is_answered_after_all_is_unseen_no_more(kept: Kept) -> None:
    missed, answered = leg(1, disposition="no_answer"), leg(2, after=20)
    ingest(kept, missed)
    assert kept.ask(open_calls, 9) == (1, (missed.call_id,))
    ingest(kept, answered)
    assert kept.ask(open_calls, 9) == (0, ())


@pytest.mark.parametrize(("state", "number"), [(State.PAST, 0), (State.SILENT, 1), (State.DUE, 1)])
def test_what_is_past_is_nobodys_to_be_seen(kept: Kept, state: State, number: int) -> None:
    ingest(kept, leg(1, disposition="no_answer"), state=state)
    assert kept.ask(open_calls, 9)[0] == number
    assert len(kept.announced()) == (state is State.DUE)


def test_a_recording_that_comes_later_is_added(kept: Kept) -> None:
    ingest(kept, leg(1))
    kept.announced()
    assert figures(ingest(kept, leg(1, recording_url="http://x/1"))) == (0, 0)
    (call,) = kept.ask(find, CallFilter(recorded=True), 9)
    assert call.recording_url == "http://x/1"
    assert kept.ask(latest_records, 9)[0].recording_url == "http://x/1"
    ingest(kept, leg(1))
    assert kept.ask(find, CallFilter(), 9)[0].recording_url == "http://x/1"
    assert kept.announced() == []


def test_a_call_has_the_first_of_its_recordings_whichever_came_first(kept: Kept) -> None:
    legs = [leg(1), leg(2, after=40)]
    ingest(kept, *legs)
    for number in (1, 0):
        legs[number] = replace(legs[number], recording_url=f"http://x/{number}")
        ingest(kept, *legs)
        assert said(kept) == [call_of(*legs)]
    legs[1] = replace(legs[1], recording_url="http://x/another")
    ingest(kept, *legs)
    assert said(kept) == [call_of(*legs)]


def test_a_recording_belongs_to_its_call_and_not_to_another_with_the_same_id(kept: Kept) -> None:
    ingest(kept, leg(1, after=-13 * HOUR), leg(2))
    ingest(kept, leg(2, recording_url="http://x/2"))
    assert [call.recording_url for call in kept.ask(find, CallFilter(), 9)] == ["http://x/2", ""]


def test_rows_with_one_call_id_more_than_12_hours_apart_are_two_calls(kept: Kept) -> None:
    first, second = leg(1, after=-13 * HOUR), leg(2, disposition="busy")
    ingest(kept, first)
    ingest(kept, second)
    assert [as_said(call) for call in kept.announced()] == [call_of(first), call_of(second)]
    late = leg(3, after=-13 * HOUR + 60, talk=90)
    ingest(kept, late)
    assert said(kept) == [call_of(second), call_of(first, late)]
    assert kept.announced() == []


def test_rows_without_an_id_of_their_own_are_kept_by_what_they_say(kept: Kept) -> None:
    reader = WireReader()
    pushed = [reader.row_without_id(raw(destination=to)) for to in ("2011", "2012")]
    assert all(row.key[0] < 0 for row in pushed)
    ingest(kept, *pushed, listed=False)
    ingest(kept, *pushed, listed=False)
    (call,) = kept.announced()
    assert (call.legs, call.db_id) == (2, 0)
    assert kept.ask(sizes)["rows"] == 2


def test_the_largest_id_that_a_pbx_may_send_is_kept(kept: Kept) -> None:
    largest = 2**63 - 1
    kept.take([leg(largest)], highest_id=largest, import_to=EVERY_ROW)
    assert [call.db_id for call in kept.ask(find, CallFilter(), 9)] == [largest]
    assert Kept(kept.engine).marks == Marks(highest_id=largest, import_to=EVERY_ROW)


def test_rows_that_no_call_can_be_made_of_are_kept_and_known(kept: Kept) -> None:
    assert figures(ingest(kept, UNREADABLE)) == (1, 1)
    assert kept.ask(known_rows, [UNREADABLE, leg(1)]) == {UNREADABLE.key: (True, "")}
    assert kept.ask(find, CallFilter(), 9) == []
    assert kept.ask(latest_records, 9) == []
    assert kept.announced() == []


def test_a_row_is_listed_once_a_poll_found_it(kept: Kept) -> None:
    ingest(kept, leg(1), listed=False)
    assert kept.ask(known_rows, [leg(1)]) == {leg(1).key: (False, "")}
    ingest(kept, leg(1))
    assert kept.ask(known_rows, [leg(1)]) == {leg(1).key: (True, "")}
    ingest(kept, leg(1, recording_url="http://x/1"), listed=False)
    assert kept.ask(known_rows, [leg(1)]) == {leg(1).key: (True, "http://x/1")}


def test_more_rows_at_once_than_a_statement_takes(kept: Kept) -> None:
    rows = [leg(number, f"{number}.0", after=number) for number in range(1, 1301)]
    assert ingest(kept, *rows).rows == 1300
    assert ingest(kept, *rows).rows == 0
    assert len(kept.ask(known_rows, rows)) == 1300
    assert [call.db_id for call in kept.announced()] == [*range(1, 1301)]


def test_hours_that_change_are_noted_the_former_hour_of_a_call_as_well(kept: Kept) -> None:
    noon = int(leg(1).started_at.timestamp())
    ingest(kept, leg(2))
    assert kept.ask(changed_hours) == {noon: 1}
    ingest(kept, leg(1, after=-60))
    assert kept.ask(changed_hours) == {noon: 2, noon - HOUR: 1}
