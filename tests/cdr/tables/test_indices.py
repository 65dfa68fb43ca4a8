"""What each poll asks is looked up: it takes no longer where the archive is large."""

from collections.abc import Callable
from datetime import timedelta
import re
from typing import Any

import pytest
from sqlalchemy import Connection, event

from custom_components.difuse.cdr.archive import next_due
from custom_components.difuse.cdr.archive.rows import Rows
from custom_components.difuse.cdr.callers import (
    MissedCaller,
    became_of,
    count_callers,
    handled_callers,
    mark_seen,
    open_callers,
    open_calls,
)
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan, OfficeNumbers
from custom_components.difuse.cdr.figures import extension_days, insight
from custom_components.difuse.cdr.figures.day_sums import sum_between
from custom_components.difuse.cdr.figures.top_callers import top_callers
from custom_components.difuse.cdr.views import (
    find,
    recorded_extensions,
    recorded_people,
    recorded_spans,
)
from tests.cdr.archives import Kept, memory_engine
from tests.cdr.helpers import NOON, a_call, leg


@pytest.mark.parametrize(
    ("query", "arguments", "index"),
    [
        (next_due, (), "difuse_due"),
        (mark_seen, (), "difuse_open"),
    ],
)
def test_sqlite_looks_it_up(
    query: Callable[..., Any], arguments: tuple[int, ...], index: str
) -> None:
    for first, *_ in plans(query, *arguments):
        assert f"INDEX {index} " in f"{first} "


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        (open_calls, (10,)),
        (count_callers, ()),
        (open_callers, (10,)),
        (handled_callers, (NOON, 10)),
        (became_of, ([MissedCaller("+447700900001", a_call(), 1, NOON)],)),
    ],
)
def test_sqlite_asks_no_call_that_nobody_missed(
    query: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    """Of a million calls a few are open: by their start it would look at each, time and again."""
    steps = [step for plan in plans(query, *arguments) for step in plan]
    calls = [step for step in steps if re.search(r" (difuse_call|missed) ", step)]
    assert calls
    for step in calls:
        assert re.search(
            r"INDEX difuse_(open|handled|call_caller) |PRIMARY KEY \(rowid=", f"{step} "
        )


def test_sqlite_looks_up_what_extensions_had_to_do_with_calls() -> None:
    found = plans(extension_days, ["1001"], (NOON, NOON + timedelta(days=1)), NOON)
    assert len(found) == 4
    indices = ("difuse_call_started", "PRIMARY KEY", "difuse_call_started", "difuse_open")
    for steps, index in zip(found, indices, strict=True):
        assert (
            f"SEARCH difuse_{'extension' if index == 'PRIMARY KEY' else 'call'} USING" in steps[0]
        )
        assert index in steps[0]


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        (recorded_spans, (lambda moment: moment, 2)),
        (recorded_extensions, ()),
        (recorded_people, (9,)),
        (find, (CallFilter(recorded=True), 9)),
        (find, (CallFilter(recorded=True, extensions=frozenset({"1001"})), 9)),
    ],
)
def test_sqlite_asks_no_call_that_was_not_recorded(
    query: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    steps = [step for plan in plans(query, *arguments) for step in plan]
    calls = [step for step in steps if " difuse_call " in step]
    assert calls
    assert all("INDEX difuse_recorded " in step for step in calls), calls


@pytest.mark.parametrize(
    ("days", "index"), [(30, "difuse_call_started"), (365, "difuse_call_caller")]
)
def test_sqlite_counts_callers_by_an_index_that_has_all(days: int, index: str) -> None:
    plan = str(plans(top_callers, (NOON, NOON + timedelta(days=days)), 10)[0])
    assert f"difuse_call USING COVERING INDEX {index}" in plan


def test_sqlite_sums_up_a_time_by_an_index_that_has_all() -> None:
    ((step,),) = plans(sum_between, NOON, NOON + timedelta(days=1))
    assert "USING COVERING INDEX difuse_call_started" in step


def test_a_year_of_which_a_week_has_calls_takes_few_questions() -> None:
    """On the first day of all, there is nothing to be counted of the others."""
    assert len(plans(insight, NOON + timedelta(hours=1), 365)) < 40


def plans(query: Callable[..., Any], *arguments: Any) -> list[list[str]]:
    """Return how SQLite goes about each of the statements of a query."""
    asked: list[tuple[str, Any]] = []
    engine = memory_engine()
    kept = Kept(engine)
    kept.take([leg(1), leg(2, after=60), leg(3, "3.3", after=120, disposition="no_answer")])
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    kept.ask(query, *arguments)
    with engine.begin() as db:
        return [
            [*map(str, db.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", values).scalars(3))]
            for one, values in [*asked]
        ]


def test_sqlite_looks_up_a_call_by_any_of_its_ids() -> None:
    (plan,) = plans(find, CallFilter(call_id="1795387191.8"), 9)
    assert not [step for step in plan if step.startswith("SCAN")]


def test_sqlite_looks_up_what_begins_or_ends_with_a_call() -> None:
    def gathered(db: Connection, pbx: int) -> object:
        return Rows(db, pbx).gathered(["1795387191.8"], OfficeNumbers(NumberPlan()))

    near = next(plan for plan in plans(gathered) if "difuse_leg_begin" in str(plan))
    assert "difuse_leg_end" in str(near)
    assert not [step for step in near if step.startswith("SCAN difuse_leg")]
