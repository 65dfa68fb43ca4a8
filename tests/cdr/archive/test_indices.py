"""What each poll asks is looked up: it takes no longer where the archive is large."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from custom_components.difuse.cdr.archive import (
    extension_days,
    find,
    mark_seen,
    next_due,
    open_calls,
)
from custom_components.difuse.cdr.archive.rows import Rows
from custom_components.difuse.cdr.calls import CallFilter, NumberPlan, OfficeNumbers
from tests.cdr.archives import Kept, memory_engine
from tests.cdr.helpers import NOON, leg


@pytest.mark.parametrize(
    ("query", "arguments", "index"),
    [
        (next_due, (), "difuse_due"),
        (open_calls, (10,), "difuse_open"),
        (mark_seen, (), "difuse_open"),
    ],
)
def test_sqlite_looks_it_up(
    query: Callable[..., Any], arguments: tuple[int, ...], index: str
) -> None:
    assert f"INDEX {index} " in plans(query, *arguments)[0][0]


def test_sqlite_looks_up_what_extensions_had_to_do_with_calls() -> None:
    found = plans(extension_days, ["1001"], (NOON, NOON + timedelta(days=1)), NOON)
    assert len(found) == 4
    indices = ("difuse_call_started", "PRIMARY KEY", "difuse_call_started", "difuse_open")
    for steps, index in zip(found, indices, strict=True):
        assert (
            f"SEARCH difuse_{'extension' if index == 'PRIMARY KEY' else 'call'} USING" in steps[0]
        )
        assert index in steps[0]


def plans(query: Callable[..., Any], *arguments: Any) -> list[list[str]]:
    """Return how SQLite goes about each of the statements of a query."""
    asked: list[tuple[str, Any]] = []
    engine = memory_engine()
    kept = Kept(engine)
    kept.take([leg(1), leg(2, after=60)])
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
