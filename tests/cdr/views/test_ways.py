"""The way that calls went, asked of the archive."""

from dataclasses import replace

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.calls import MOST_LEGS, CallFilter, Step, StepKind
from custom_components.difuse.cdr.views import find, ways
from tests.cdr.archive.rows import ring_group
from tests.cdr.archives import Kept
from tests.cdr.helpers import leg

DAY = 86_400


def calls_of(kept: Kept) -> list[Call]:
    found: list[Call] = kept.ask(find, CallFilter(), 10)
    return found


def ways_of(kept: Kept) -> list[tuple[Step, ...]]:
    """Return the way of all calls, the latest first."""
    found: list[tuple[Step, ...]] = kept.ask(ways, kept.archive.numbers, calls_of(kept))
    return found


def test_each_call_has_its_own(kept: Kept) -> None:
    kept.take([*ring_group(), leg(9, "9.0", after=99, disposition="busy", ring=2)])
    group = Step(StepKind.GROUP, "600", 20, phones=3)
    answered = Step(StepKind.ANSWERED, "1003", 40)
    assert ways_of(kept) == [(Step(StepKind.BUSY, "1001", 2),), (group, answered)]


def test_a_call_id_that_has_come_again_is_another_call(kept: Kept) -> None:
    kept.take([leg(1, disposition="busy"), leg(2, after=3 * DAY)])
    answered, busy = ways_of(kept)
    assert [one.kind for one in answered] == [StepKind.ANSWERED]
    assert [one.kind for one in busy] == [StepKind.BUSY]


def test_of_a_call_whose_rows_are_gone_or_very_many_nothing_is_told(kept: Kept) -> None:
    kept.take([leg(1)])
    (known,) = calls_of(kept)
    many = [leg(100 + one, "2.0", after=500 + one) for one in range(MOST_LEGS + 1)]
    kept.take(many)
    assert ways_of(kept)[0] == ()
    kept.archive._pbx += 1
    assert kept.ask(ways, kept.archive.numbers, [known]) == [()]


def test_the_rows_of_all_call_ids_of_a_call_are_looked_at(kept: Kept) -> None:
    rang = leg(1, "1.0", disposition="no_answer", ring=5)
    caller = leg(2, "1.0", after=5, computed="1002", ring=2, talk=9)
    to = leg(3, "1.1", after=5, destination="1002", dialled="1001", ring=2, talk=9)
    kept.take([rang, caller, to])
    (call,) = [one for one in calls_of(kept) if one.call_id == "1.0"]
    joined = replace(call, call_ids=("1.0", "1.1"))
    (way,) = kept.ask(ways, kept.archive.numbers, [joined])
    assert [one.kind for one in way] == [StepKind.RANG, StepKind.FORWARDED, StepKind.ANSWERED]
