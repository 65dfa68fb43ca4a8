"""What it takes to find missed callers, whatever they call themselves."""

from collections.abc import Callable
from typing import Any

from custom_components.difuse.cdr.archive import (
    became_of,
    handled_callers,
    mark_seen,
    open_callers,
)
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg


def steps_of(kept: Kept, query: Callable[..., object], *args: Any) -> int:
    """Return how many thousands of steps SQLite takes for a query."""
    steps = iter(range(10**9))
    connection: Any = kept.engine.raw_connection().driver_connection
    connection.set_progress_handler(lambda: next(steps) < 0, 1000)
    kept.ask(query, *args)
    connection.set_progress_handler(None, 0)
    return next(steps)


def test_a_caller_with_another_name_each_time_takes_no_square_of_the_names() -> None:
    """It took seconds whenever anything had changed."""
    kept, taken = Kept(), list[tuple[int, int]]()
    for begin, end in ((0, 100), (100, 400)):
        kept.take(
            leg(one, f"{one}.0", after=60 * one, disposition="no_answer", caller_name=f"Name {one}")
            for one in range(begin, end)
        )
        waiting = kept.ask(open_callers, 9)
        run(kept.archive.write(mark_seen))
        handled = steps_of(kept, handled_callers, NOON, 9)
        taken.append((handled, steps_of(kept, became_of, waiting)))
    assert all(after < 8 * before for before, after in zip(*taken, strict=True))
