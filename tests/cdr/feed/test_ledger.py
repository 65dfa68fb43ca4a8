"""Rows in, calls out, each of them once."""

from datetime import timedelta
import json
from typing import Any

import pytest

from custom_components.difuse.cdr.feed.changes import LedgerChange
from custom_components.difuse.cdr.feed.ledger import CallLedger
from custom_components.difuse.cdr.feed.open_calls import WINDOW_ROWS
from custom_components.difuse.cdr.models import RowKey, UnreadableRow
from custom_components.difuse.cdr.pbx.exceptions import PbxStateError
from custom_components.difuse.cdr.pbx.wire import Row
from tests.cdr.helpers import NOON, leg

BAD = UnreadableRow((0, "!abc"), "a row without a time")


def new_ledger() -> CallLedger:
    ledger = CallLedger()
    ledger.baseline([], 0)
    return ledger


def ids(change: LedgerChange) -> list[int]:
    return [call.db_id for call in change.settled]


def restarted(ledger: CallLedger) -> CallLedger:
    return CallLedger.from_dict(json.loads(json.dumps(ledger.as_dict())))


def test_the_baseline_gives_its_calls_and_announces_them_never() -> None:
    ledger = CallLedger()
    rows: list[Row] = [leg(1, "a"), leg(2, "b"), leg(3, "b"), BAD]
    change = ledger.baseline(rows, 4)
    assert (ids(change), change.unreadable, ledger.count) == ([1, 2], 1, 4)
    assert ledger.newest_end == leg(1).ended_at
    assert not ledger.has_unsettled
    again = ledger.apply(rows, settle=True)
    assert (again.settled, again.new_rows, ledger.count) == ((), 0, 4)


def test_calls_come_in_the_order_of_their_records_whatever_order_rows_come_in() -> None:
    rows = [leg(at, f"c{at}", after=-at) for at in (5, 2, 9, 1)]
    assert ids(new_ledger().apply(rows, settle=True)) == [1, 2, 5, 9]


def test_a_row_that_comes_twice_counts_once() -> None:
    ledger = new_ledger()
    assert ids(ledger.apply([leg(1), leg(1)], settle=True)) == [1]
    assert ids(ledger.apply([leg(1)], settle=True)) == []
    assert ledger.count == 1


def test_fact_2_rows_that_differ_in_their_id_alone_are_all_legs() -> None:
    ledger = new_ledger()
    rows = [leg(at, "a", disposition="no_answer") for at in (63, 64, 65)]
    (call,) = ledger.apply(rows, settle=True).settled
    assert (call.legs, ledger.count) == (3, 3)


def test_c5_the_newest_call_waits_for_its_other_legs() -> None:
    ledger = new_ledger()
    assert ledger.apply([leg(1, "a", disposition="no_answer")]).settled == ()
    assert ledger.has_unsettled
    assert ledger.apply([leg(2, "a", computed="1002")]).settled == ()
    (call,) = ledger.apply([leg(3, "b")]).settled
    assert (call.call_id, call.legs, call.disposition) == ("a", 2, "answered")
    (last,) = ledger.apply([], settle=True).settled
    assert last.call_id == "b"
    assert not ledger.has_unsettled


@pytest.mark.parametrize(("seconds", "settled"), [(33, []), (34, [1])], ids=["not yet", "over"])
def test_the_newest_call_settles_when_it_has_been_over_for_a_while(
    seconds: int, settled: list[int]
) -> None:
    before = NOON + timedelta(seconds=seconds)
    assert ids(new_ledger().apply([leg(1)], settled_before=before)) == settled


def test_a_row_that_changes_while_its_call_waits_is_announced_as_it_is_then() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a", disposition="no_answer")])
    change = ledger.apply([leg(1, "a")], settle=True)
    assert change.amended == ()
    assert [call.disposition for call in change.settled] == ["answered"]


def test_c4_a_call_id_that_comes_again_after_half_a_day_is_another_call() -> None:
    ledger = new_ledger()
    day = 13 * 3600
    change = ledger.apply([leg(1, "1.0"), leg(2, "1.0", after=day)], settle=True)
    assert [(call.db_id, call.legs) for call in change.settled] == [(1, 1), (2, 1)]
    (third,) = ledger.apply([leg(3, "1.0", after=2 * day)], settle=True).settled
    assert (third.db_id, third.legs) == (3, 1)


def test_c4_a_call_id_within_half_a_day_is_the_same_call() -> None:
    change = new_ledger().apply([leg(1, "1.0"), leg(2, "1.0", after=11 * 3600)], settle=True)
    assert [(call.db_id, call.legs) for call in change.settled] == [(1, 2)]


def test_a_call_waits_over_a_restart_by_being_read_again() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a"), leg(2, "b")])
    again = restarted(ledger)
    assert again.count == 1
    rows: list[Row] = [leg(1, "a"), leg(2, "b"), leg(3, "b")]
    (call,) = again.apply(rows, settle=True).settled
    assert (call.call_id, call.legs) == ("b", 2)


def test_what_was_learned_and_the_newest_end_survive_a_restart() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, dialled="+442079460100")], settle=True)
    again = restarted(ledger)
    assert again.numbers.learned == ("442079460100",)
    assert (again.newest_end, again.count) == (leg(1).ended_at, 1)


def test_unreadable_rows_are_counted_once_and_make_no_calls() -> None:
    ledger = new_ledger()
    change = ledger.apply([BAD, leg(1)], settle=True)
    assert (ids(change), change.unreadable, change.new_rows, ledger.count) == ([1], 1, 2, 2)
    assert ledger.apply([BAD], settle=True).unreadable == 0


def test_a_count_that_is_not_known_is_not_guessed() -> None:
    ledger = new_ledger()
    ledger.count = None
    ledger.apply([leg(1)], settle=True)
    assert ledger.count is None
    assert restarted(ledger).count is None


def test_an_end_far_ahead_is_no_measure_of_the_newest() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a"), leg(2, "b", after=3 * 86400)], now=NOON)
    assert ledger.newest_end == leg(1).ended_at


def test_the_window_of_whole_calls_does_not_grow_without_end() -> None:
    ledger = new_ledger()
    for at in range(WINDOW_ROWS + 50):
        ledger.apply([leg(at, f"c{at}", after=at)], settle=True)
    assert len(ledger.known_calls) == WINDOW_ROWS
    assert ledger.known_calls[0].call_id == "c50"


def test_a_call_that_waits_is_never_dropped_from_the_window() -> None:
    ledger = new_ledger()
    rows = [leg(at, "a", after=at) for at in range(WINDOW_ROWS + 50)]
    ledger.apply(rows)
    (call,) = ledger.apply([], settle=True).settled
    assert call.legs == WINDOW_ROWS + 50


GOOD: dict[str, Any] = dict(new_ledger().as_dict())


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        {},
        GOOD | {"count": "many"},
        GOOD | {"count": float("inf")},
        GOOD | {"newest_end": "noon"},
        GOOD | {"newest_end": "2026-11-22T12:00:00"},
        GOOD | {"newest_end": 7},
        GOOD | {"own_numbers": None},
        GOOD | {"parts": 7},
        GOOD | {"seen": None},
    ],
    ids=repr,
)
def test_a_state_that_makes_no_sense_is_told(state: Any) -> None:
    with pytest.raises(PbxStateError):
        CallLedger.from_dict(state)


def test_what_is_pushed_is_noted_only_while_the_pbx_is_asked() -> None:
    """Where there is no polling, nothing would ever take it away again."""
    ledger = CallLedger()

    def noted() -> frozenset[RowKey] | None:
        keys = ledger.pushed_meanwhile
        return None if keys is None else frozenset(keys)

    ledger.apply_pushed([leg(1)])
    assert noted() is None
    ledger.begin_poll()
    assert noted() == frozenset()
    ledger.apply_pushed([leg(1), leg(2)])
    assert noted() == frozenset({leg(2).key})
    ledger.end_poll(2)
    assert (noted(), ledger.count) == (None, None)
