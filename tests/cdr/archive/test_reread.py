"""Calls are understood anew from their rows: the office's numbers were set, or learned."""

from dataclasses import replace

from sqlalchemy import Connection, Engine, delete

from custom_components.difuse.cdr import Direction, Disposition
from custom_components.difuse.cdr.archive import next_due
from custom_components.difuse.cdr.archive.archive import EVERY_CALL, REREAD_AT_ONCE
from custom_components.difuse.cdr.callers import open_calls
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan
from custom_components.difuse.cdr.figures import changed_hours, forget_changes
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.tables.schema import CALLS
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import leg

VOICEMAIL = "1999"


def reread(kept: Kept) -> int:
    """Understand all calls anew; return in how many pieces."""
    pieces = 0
    while kept.marks.reread:
        kept.marks = run(kept.archive.reread(kept.marks))
        pieces += 1
    return pieces


def dispositions(kept: Kept) -> list[Disposition]:
    return [call.disposition for call in kept.ask(find, CallFilter(), 9999)]


def test_the_same_plan_leaves_everything_as_it_is(kept: Kept, engine: Engine) -> None:
    kept.take([leg(1)])
    assert Kept(engine, NumberPlan.of()).marks.reread == 0


def test_all_calls_are_understood_anew_where_the_plan_is_another(
    kept: Kept, engine: Engine
) -> None:
    rows = [
        leg(at, f"{at}.0", destination=VOICEMAIL, after=at) for at in range(2 * REREAD_AT_ONCE + 5)
    ]
    kept.take([replace(row, db_id=row.db_id + 1) for row in rows], listed=7)
    assert set(dispositions(kept)) == {Disposition.ANSWERED}
    kept.at = 10
    kept.announced()
    run(kept.archive.write(forget_changes, kept.ask(changed_hours)))

    again = Kept(engine, NumberPlan.of(service_numbers=[VOICEMAIL]))
    assert again.marks.reread == EVERY_CALL
    # A restart meanwhile goes on.
    again.marks = run(again.archive.reread(again.marks))
    assert dispositions(again).count(Disposition.NO_ANSWER) == REREAD_AT_ONCE
    again = Kept(engine, NumberPlan.of(service_numbers=[VOICEMAIL]))
    assert reread(again) == 3
    assert set(dispositions(again)) == {Disposition.NO_ANSWER}
    assert again.marks.listed == 7
    assert again.announced() == []
    assert len(again.ask(changed_hours)) == 1
    # They had been seen as answered ones.
    assert again.ask(open_calls, 9) == (0, ())


def test_what_is_due_is_announced_as_it_is_understood_by_then(kept: Kept, engine: Engine) -> None:
    kept.take([leg(1, destination=VOICEMAIL)])
    again = Kept(engine, NumberPlan.of(service_numbers=[VOICEMAIL]))
    reread(again)
    assert again.ask(next_due) == 10
    again.at = 10
    assert [call.disposition for call in again.announced()] == [Disposition.NO_ANSWER]


def test_an_own_number_that_is_learned_tells_which_way_older_calls_went(kept: Kept) -> None:
    office = "+442079460100"
    kept.take([leg(1, "1.0", source=office, destination="+447700900001")], State.PAST)
    assert kept.ask(find, CallFilter(), 9)[0].direction is Direction.INBOUND
    kept.take([leg(2, "2.0", destination="1001", dialled=office, after=60)], State.PAST)
    assert reread(kept) == 2
    assert [call.direction for call in kept.ask(find, CallFilter(), 9)] == [
        Direction.INBOUND,
        Direction.OUTBOUND,
    ]


def test_a_row_that_comes_while_calls_are_read_anew_leaves_none_out(kept: Kept) -> None:
    office = "+442079460100"
    old = [
        leg(at, f"{at}.0", source=office, destination="+447700900001", after=at)
        for at in range(1, REREAD_AT_ONCE + 9)
    ]
    kept.take([*old, leg(900, "900.0", dialled=office, after=900)], State.PAST)
    kept.marks = run(kept.archive.reread(kept.marks))
    marks = {"reread": kept.marks.reread}
    kept.take([leg(901, "901.0", dialled="+442079460101", after=901)], State.PAST, **marks)
    assert kept.marks.reread == EVERY_CALL
    reread(kept)
    assert len(kept.ask(find, CallFilter(directions=frozenset({Direction.OUTBOUND})), 999)) == len(
        old
    )


def test_a_call_that_is_missing_though_its_rows_are_there_comes_back_as_past(kept: Kept) -> None:
    kept.take([leg(1), leg(2, after=13 * 3600, disposition="busy")], State.PAST)

    def lose(db: Connection, pbx: int) -> None:
        db.execute(delete(CALLS).where(CALLS.c.pbx == pbx, CALLS.c.db_id == 2))

    run(kept.archive.write(lose))
    kept.marks = replace(kept.marks, reread=EVERY_CALL)
    reread(kept)
    assert [call.db_id for call in kept.ask(find, CallFilter(), 9)] == [2, 1]
    assert kept.ask(open_calls, 9) == (0, ())
    assert kept.announced() == []
