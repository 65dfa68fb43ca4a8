"""What each poll asks is looked up: it takes no longer where the archive is large."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from custom_components.difuse.cdr.archive import mark_seen, next_due, unseen
from tests.cdr.archives import Kept, memory_engine


@pytest.mark.parametrize(
    ("query", "arguments", "index"),
    [
        (next_due, (), "difuse_due"),
        (unseen, (10,), "difuse_unseen"),
        (mark_seen, (), "difuse_unseen"),
    ],
)
def test_sqlite_looks_it_up(
    query: Callable[..., Any], arguments: tuple[int, ...], index: str
) -> None:
    asked: list[tuple[str, Any]] = []
    engine = memory_engine()
    kept = Kept(engine)
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    kept.ask(query, *arguments)
    statement, values = asked[0]
    with engine.begin() as db:
        plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).scalars(3).all()
    assert f"INDEX {index} " in str(plan[0])
