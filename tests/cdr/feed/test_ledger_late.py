"""Legs that come after their call was announced: they amend it, as far as it is known whole."""

from dataclasses import replace
from datetime import timedelta

from custom_components.difuse.cdr.feed.open_calls import WINDOW_ROWS
from tests.cdr.helpers import leg

from .test_ledger import new_ledger, restarted


def test_a_leg_that_comes_too_late_amends_and_announces_nothing() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a", disposition="no_answer")], settle=True)
    change = ledger.apply([leg(2, "a", computed="1002")], settle=True)
    assert change.settled == ()
    (amendment,) = change.amended
    assert (amendment.before.missed, amendment.after.missed) == (True, False)
    assert (amendment.after.legs, amendment.after.db_id) == (2, 1)


def test_a_late_leg_that_changes_nothing_of_the_call_amends_its_legs_alone() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a"), leg(2, "a")], settle=True)
    (amendment,) = ledger.apply([leg(3, "a")], settle=True).amended
    assert replace(amendment.before, legs=3, talk_duration=timedelta(seconds=90)) == amendment.after


def test_a_known_row_that_changed_amends_its_call() -> None:
    """C9 of section 3: a recording's address may come after the row."""
    ledger = new_ledger()
    ledger.apply([leg(1, "a")], settle=True)
    change = ledger.apply([leg(1, "a", recording_url="/pbx/recordings/a.wav")], settle=True)
    (amendment,) = change.amended
    assert (change.settled, change.new_rows) == ((), 0)
    assert amendment.after.recording_url == "/pbx/recordings/a.wav"
    assert ledger.apply([leg(1, "a", recording_url="/pbx/recordings/a.wav")]).amended == ()


def test_a_known_row_that_changed_in_nothing_that_matters_amends_nothing() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a")], settle=True)
    assert ledger.apply([leg(1, "a", context="elsewhere")], settle=True).amended == ()


def test_after_a_restart_known_rows_fill_the_lists_and_are_not_announced() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a", disposition="no_answer"), leg(2, "b")], settle=True)
    again = restarted(ledger)
    rows = [leg(1, "a", disposition="no_answer"), leg(2, "b"), leg(9, "new")]
    again.recall(rows)
    assert [call.call_id for call in again.known_calls] == ["a", "b"]
    late = again.apply([leg(3, "a", computed="1002")], settle=True)
    assert [amendment.after.legs for amendment in late.amended] == [2]


def test_a_late_leg_of_a_call_of_which_nothing_is_left_is_counted_only() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a")], settle=True)
    change = restarted(ledger).apply([leg(2, "a")], settle=True)
    assert (change.settled, change.amended, change.late, change.new_rows) == ((), (), 1, 1)


def test_of_a_call_that_is_known_in_part_a_late_leg_is_counted_only() -> None:
    """What was counted of it is more than what is known now: no difference can be told."""
    ledger = new_ledger()
    rows = [leg(1, "a", disposition="no_answer"), leg(2, "a"), leg(3, "b")]
    ledger.apply(rows, settle=True)
    again = restarted(ledger)
    again.recall([rows[0], rows[2]])
    assert [call.disposition for call in again.known_calls] == ["no_answer", "answered"]
    changed = again.apply([leg(1, "a", disposition="busy")], settle=True)
    late = again.apply([leg(4, "a", computed="1002")], settle=True)
    assert (changed.amended, late.amended, late.settled, late.late) == ((), (), (), 1)


def test_known_rows_of_a_call_that_is_not_held_bring_it_back_in_no_other_way() -> None:
    """A leg that was dropped as too late would be among them."""
    ledger = new_ledger()
    ledger.apply([leg(1, "a")], settle=True)
    again = restarted(ledger)
    assert again.apply([leg(1, "a"), leg(2, "a")], settle=True).late == 1
    assert again.apply([leg(1, "a"), leg(2, "a"), leg(3, "a")], settle=True).late == 1
    assert again.known_calls == ()


def test_a_late_leg_amends_what_was_counted_though_an_old_backup_has_only_a_part() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a", disposition="no_answer"), leg(2, "a"), leg(3, "b")], settle=True)
    ledger.start_over([leg(1, "a", disposition="no_answer")], 1)
    (amendment,) = ledger.apply([leg(4, "a")], settle=True).amended
    assert (amendment.before.legs, amendment.after.legs) == (2, 3)


def test_of_a_call_that_was_past_when_a_list_began_anew_a_late_leg_is_counted_only() -> None:
    """A call that ended, by a clock that was set back, before the last one from before."""
    ledger = new_ledger()
    ledger.apply([leg(9, "b")], settle=True)
    ledger.start_over([leg(1, "a", after=-3600)], 1)
    late = ledger.apply([leg(2, "a", after=-3600)], settle=True)
    assert (late.amended, late.settled, late.late) == ((), (), 1)


def test_nor_does_it_amend_after_a_restart() -> None:
    ledger = new_ledger()
    ledger.apply([leg(9, "b")], settle=True)
    past = [leg(1, "a", after=-3600)]
    ledger.start_over(past, 1)
    for _ in range(2):
        ledger = restarted(ledger)
        ledger.recall(past)
    late = ledger.apply([leg(2, "a", after=-3600)], settle=True)
    assert (late.amended, late.settled, late.late) == ((), (), 1)


def test_of_a_call_that_an_old_backup_has_whole_a_late_leg_amends() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a", disposition="no_answer"), leg(2, "b")], settle=True)
    ledger.start_over([leg(1, "a", disposition="no_answer")], 1)
    (amendment,) = ledger.apply([leg(3, "a")], settle=True).amended
    assert (amendment.before.missed, amendment.after.missed) == (True, False)


def test_the_latest_call_is_kept_though_many_before_it_came_after_it() -> None:
    """It was pushed while the PBX was asked for all that had come in a night."""
    ledger = new_ledger()
    ledger.apply_pushed([leg(2 * WINDOW_ROWS, "pushed", disposition="no_answer")])
    for at in range(1, WINDOW_ROWS + 50):
        ledger.apply([leg(at, f"c{at}", after=at)], settle=True)
    (amendment,) = ledger.apply([leg(2 * WINDOW_ROWS + 1, "pushed")], settle=True).amended
    assert (amendment.before.missed, amendment.after.missed) == (True, False)


def test_a_call_pushed_as_a_list_begins_anew_is_amended_by_its_other_leg() -> None:
    """It was announced already, and its rows may or may not be in the list by now."""
    ledger = new_ledger()
    ledger.apply([leg(7, "old")], settle=True)
    ledger.apply_pushed([leg(1, "a", disposition="no_answer")])
    ledger.start_over([], 0)
    change = ledger.apply([leg(1, "a", disposition="no_answer"), leg(2, "a")], settle=True)
    (amendment,) = change.amended
    assert (change.settled, amendment.before.missed, amendment.after.missed) == ((), True, False)
    assert [call.call_id for call in ledger.known_calls] == ["a"]


def test_an_old_backup_leaves_the_last_end_known() -> None:
    ledger = new_ledger()
    ledger.apply([leg(7)], settle=True)
    ledger.start_over([leg(1, "a", after=-3600)], 1)
    for kept in (ledger, restarted(ledger)):
        assert kept.last_end == leg(7).ended_at
        assert kept.newest_end == leg(1, after=-3600).ended_at


def test_an_end_years_ahead_is_no_measure_at_a_set_up_either() -> None:
    ledger = new_ledger()
    rows = [leg(1, "a"), leg(2, "b", after=20 * 365 * 86400)]
    ledger.baseline(rows, 2, now=leg(1).ended_at)
    assert ledger.newest_end == leg(1).ended_at


def test_a_list_that_begins_anew_and_empty_leaves_the_last_end_known() -> None:
    ledger = new_ledger()
    ledger.apply([leg(7)], settle=True)
    ledger.start_over([], 0)
    assert ledger.newest_end == leg(7).ended_at


def test_a_call_whose_id_came_again_leaves_the_window_unnoticed() -> None:
    ledger = new_ledger()
    ledger.apply([leg(1, "a"), leg(2, "a", after=13 * 3600)], settle=True)
    for at in range(3, WINDOW_ROWS + 10):
        ledger.apply([leg(at, f"c{at}", after=at)], settle=True)
    assert len(ledger.known_calls) == WINDOW_ROWS
    assert ledger.known_calls[0].call_id == "c10"
