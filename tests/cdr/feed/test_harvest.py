"""What a list is taken for of which nothing is there any more that it held before."""

import pytest

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.feed import CallLedger, ListState
from custom_components.difuse.cdr.feed.harvest import judge
from custom_components.difuse.cdr.feed.pages import PagedList
from custom_components.difuse.cdr.feed.walk import AUDIT_ROWS, Walk
from custom_components.difuse.cdr.pbx.wire import Page
from tests.cdr.helpers import leg

HOUR = 3600


async def no_page(page: int, limit: int) -> Page:
    raise AssertionError("nothing is to be read")


def ledger_of(*ids: int) -> CallLedger:
    """Give a ledger that has met rows with these ids in the list, each of a call of noon."""
    ledger = CallLedger()
    ledger.baseline([leg(at, f"known.{at}") for at in ids], len(ids))
    return ledger


def judged(ledger: CallLedger, *rows: CallRecord, at_end: bool = True) -> ListState:
    """Judge a list of which these rows were read."""
    walk = Walk(PagedList(no_page), ledger, rows={row.key: row for row in rows}, at_end=at_end)
    return judge(walk, ledger)


@pytest.mark.parametrize(
    ("at_end", "state"), [(False, ListState.SAME), (True, ListState.STARTED_OVER)]
)
def test_few_rows_say_nothing_unless_they_are_all(*, at_end: bool, state: ListState) -> None:
    rows = [leg(at, f"new.{at}", after=HOUR) for at in range(1, AUDIT_ROWS)]
    assert judged(ledger_of(500, 501), *rows, at_end=at_end) is state


def test_a_few_smaller_ids_among_later_ones_are_no_list_that_started_over() -> None:
    later = [leg(at, f"new.{at}", after=HOUR) for at in (600, 601, 602)]
    assert judged(ledger_of(500), leg(499, "late", after=HOUR), *later) is ListState.PURGED
    assert judged(ledger_of(700), *later) is ListState.STARTED_OVER


def test_all_ids_from_far_below_on_are_a_list_that_began_anew_and_outgrew_itself() -> None:
    ledger = CallLedger()
    ledger.baseline([leg(at, f"known.{at}") for at in (21, 22)], 22)
    rows = [leg(at, f"new.{at}", after=HOUR) for at in range(1, 46)]
    assert judged(ledger, *rows) is ListState.STARTED_OVER
    assert judged(ledger, *rows[20:]) is ListState.PURGED


def test_higher_ids_of_calls_from_before_are_another_pbx() -> None:
    assert judged(ledger_of(5), leg(900, "b", after=-HOUR)) is ListState.OTHER_PBX
    assert judged(ledger_of(5), leg(900, "b", after=HOUR)) is ListState.PURGED


def test_unanswered_legs_ended_long_before_their_call_did() -> None:
    tried = leg(900, "long", after=-HOUR, disposition="no_answer")
    answered = leg(901, "long", after=-HOUR, talk=2 * HOUR)
    assert judged(ledger_of(5), tried, answered) is ListState.PURGED


def test_rows_that_were_pushed_say_nothing_of_the_list() -> None:
    ledger = ledger_of(5)
    pushed = leg(900, "pushed", after=-HOUR)
    ledger.apply_pushed([pushed])
    assert judged(ledger, pushed, leg(901, "b", after=HOUR)) is ListState.PURGED
    assert judged(ledger, leg(800, "c", after=HOUR)) is ListState.PURGED
