"""The memory of rows: new, seen, or older than what is remembered."""

import json
from typing import Any

import pytest

from custom_components.difuse.cdr.feed.seen import REMEMBERED_ROWS, SeenRows
from custom_components.difuse.cdr.models import CallRecord, UnreadableRow
from custom_components.difuse.cdr.pbx.exceptions import PbxStateError
from tests.cdr.helpers import leg


def row(db_id: int, *, after: float = 0, call_id: str | None = None) -> CallRecord:
    return leg(db_id, call_id or f"call.{db_id}", after=after)


def seen_after(*rows: CallRecord | UnreadableRow, read_all: bool = True) -> SeenRows:
    seen = SeenRows()
    seen.start_over(rows, read_all=read_all)
    return seen


def test_to_begin_with_every_row_is_new() -> None:
    seen = SeenRows()
    assert (len(seen), seen.mark) == (0, -1)
    assert seen.is_new(row(0))


def test_a_row_is_that_row_by_its_id_and_its_call_id_together() -> None:
    seen = seen_after(row(7, call_id="a"))
    assert not seen.is_new(row(7, call_id="a", after=99))
    assert seen.is_new(row(7, call_id="b"))
    assert seen.is_new(row(8, call_id="a"))
    assert seen.knows_call("a")
    assert not seen.knows_call("b")


def test_late_smaller_ids_are_new_where_the_whole_list_was_read() -> None:
    seen = seen_after(row(101), row(103))
    assert seen.is_new(row(100))
    assert seen.is_new(row(102))
    assert seen.mark == 103


def test_ids_below_what_the_baseline_read_are_past() -> None:
    seen = seen_after(row(101), row(103), read_all=False)
    assert not seen.is_new(row(100))
    assert seen.is_new(row(102))


def test_a_long_call_that_lay_below_the_baseline_is_past_and_later_ones_are_not() -> None:
    seen = seen_after(row(101, after=100), row(109, after=200), read_all=False)
    assert not seen.is_new(row(105, after=50))
    assert seen.is_new(row(105, after=150))
    assert seen.is_new(row(110, after=50))


def test_such_a_call_may_be_past_though_its_id_is_higher_if_it_ended_by_then() -> None:
    rows = [row(101, after=100), row(109, after=200)]
    seen = SeenRows()
    seen.start_over(rows, read_all=False, by=row(1, after=300).ended_at)
    restored = SeenRows.from_dict(json.loads(json.dumps(seen.as_dict())))
    for memory in (seen, restored):
        assert memory.may_be_past(row(110, after=50))
        assert not memory.may_be_past(row(110, after=150))
        assert not memory.may_be_past(row(105, after=50))
        assert not memory.may_be_past(rows[0])
        assert not memory.may_be_past(UnreadableRow((110, "call.110"), "no start"))
        memory.take_as_past([row(110, after=50)])
        assert not memory.is_new(row(110, after=50))
        assert memory.is_new(row(111, after=50))
    assert not seen_after(*rows, read_all=False).may_be_past(row(110, after=50))


def test_what_is_past_may_end_within_a_call() -> None:
    """Legs of a ring group start in the same second, and some of them lay below."""
    first = row(102, after=100, call_id="group")
    seen = seen_after(first, row(109, after=200), read_all=False)
    assert not seen.is_new(row(103, after=100, call_id="group"))
    assert seen.is_new(row(104, after=101, call_id="group"))
    assert seen.is_new(row(110, after=100, call_id="group"))
    assert seen.is_new(row(103, after=100))


def test_the_lowest_id_is_forgotten_first_and_counts_as_past() -> None:
    seen = seen_after(*[row(at) for at in range(1, REMEMBERED_ROWS + 1)])
    seen.remember((2000, "x"))
    assert len(seen) == REMEMBERED_ROWS
    assert not seen.knows((1, "call.1"))
    assert not seen.knows_call("call.1")
    assert not seen.is_new(row(1))
    assert seen.knows((2, "call.2"))


def test_a_call_is_known_as_long_as_one_of_its_rows_is() -> None:
    seen = seen_after(row(1, call_id="a"), row(5000, call_id="a"))
    for at in range(REMEMBERED_ROWS):
        seen.remember((10 + at, f"x{at}"))
    assert not seen.knows((1, "a"))
    assert seen.knows_call("a")


def test_remembering_twice_is_remembering_once() -> None:
    seen = seen_after(row(1))
    seen.remember((1, "call.1"))
    assert len(seen) == 1


def test_an_unreadable_row_is_new_once_however_full_the_memory_is() -> None:
    seen = seen_after(*[row(at) for at in range(1, REMEMBERED_ROWS + 1)])
    bad = UnreadableRow((0, "!abc"), "a row without a time")
    assert seen.is_new(bad)
    seen.remember(bad.key)
    assert not seen.is_new(bad)


def test_rows_known_before_starting_over_stay_known() -> None:
    seen = seen_after(row(1000))
    seen.start_over([row(1)], read_all=True)
    assert seen.knows((1000, "call.1000"))
    assert (seen.mark, len(seen)) == (1, 1)


def test_what_is_stored_comes_back() -> None:
    seen = seen_after(row(101, call_id="a b"), row(103, after=60), read_all=False)
    seen.start_over([row(201), row(203)], read_all=False)
    seen.remember((205, ""))
    restored = SeenRows.from_dict(json.loads(json.dumps(seen.as_dict())))
    assert restored.as_dict() == seen.as_dict()
    assert restored.knows((101, "a b"))
    assert not restored.is_new(row(200))
    assert not restored.is_new(row(202, after=-60))


def test_rows_of_a_former_list_are_stored_in_their_order() -> None:
    seen = seen_after(*[row(at) for at in range(1, 101)])
    seen.start_over([row(201)], read_all=True)
    assert seen.as_dict()["former"] == [f"{at} call.{at}" for at in range(1, 101)]


def test_a_former_row_that_was_met_again_is_no_former_one_once_it_is_forgotten() -> None:
    """One that is dated years ahead stands at the newest end for ever, of whatever list."""
    seen = seen_after(row(1))
    seen.start_over([], read_all=True)
    assert seen.was_former((1, "call.1"))
    for at in range(1, REMEMBERED_ROWS + 10):
        seen.remember((at, f"call.{at}"))
    assert not seen.knows((1, "call.1"))
    assert not seen.was_former((1, "call.1"))
    assert not seen.is_new(row(1))


def test_the_newest_rows_of_a_former_list_are_kept() -> None:
    """A baseline is read from the newest row on, and they are the first to be met again."""
    seen = seen_after(*[row(at) for at in range(REMEMBERED_ROWS, 0, -1)])
    seen.start_over([row(5000)], read_all=True)
    seen.start_over([], read_all=True)
    assert seen.was_former((REMEMBERED_ROWS, f"call.{REMEMBERED_ROWS}"))
    assert not seen.was_former((1, "call.1"))


def test_rows_that_wait_are_not_stored() -> None:
    seen = seen_after(row(1), row(2))
    restored = SeenRows.from_dict(seen.as_dict(without={(2, "call.2")}))
    assert not restored.knows((2, "call.2"))
    assert restored.knows((1, "call.1"))


GOOD: dict[str, Any] = dict(SeenRows().as_dict())


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        {},
        GOOD | {"known": 7},
        GOOD | {"known": [7]},
        GOOD | {"known": ["7"]},
        GOOD | {"known": ["a b"]},
        GOOD | {"former": None},
        GOOD | {"floor": None},
        GOOD | {"floor": float("inf")},
        GOOD | {"first_mark": "x"},
        GOOD | {"horizon": "noon"},
        GOOD | {"horizon": "2026-11-22"},
        GOOD | {"horizon": 7},
        GOOD | {"begun_at": "noon"},
    ],
    ids=repr,
)
def test_a_state_that_makes_no_sense_is_told(state: Any) -> None:
    with pytest.raises(PbxStateError):
        SeenRows.from_dict(state)


def test_a_memory_full_of_pushed_rows_is_no_sign_that_the_list_is_another() -> None:
    """They took the place of all rows that had been met; a list before it says nothing then."""
    seen = seen_after(row(1))
    seen.start_over([], read_all=True)
    seen.remember((10, "pushed.10"), is_met=False)
    assert (seen.has_anchors, seen.has_met_any) == (False, True)
    for at in range(11, 11 + REMEMBERED_ROWS):
        seen.remember((at, f"pushed.{at}"), is_met=False)
    assert (seen.has_anchors, seen.has_met_any) == (False, False)
