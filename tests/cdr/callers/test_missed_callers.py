"""What it takes to find missed callers, whatever they are called."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from custom_components.difuse.cdr.callers import (
    became_of,
    handled_callers,
    keep_people,
    mark_seen,
    open_callers,
)
from custom_components.difuse.cdr.people import Person
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


def test_a_long_list_of_spammers_who_never_called_takes_few_statements() -> None:
    """Each took three, and while they are written nothing else is."""
    kept, statements = Kept(), list[str]()
    kept.take([leg(disposition="no_answer")])
    people = {f"+4477009{number:05}": Person("Spammer", ("Spam",)) for number in range(1000)}
    event.listen(kept.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    run(kept.archive.write(keep_people, people))
    assert len(statements) < 20
    assert kept.ask(open_callers, 9) == []
