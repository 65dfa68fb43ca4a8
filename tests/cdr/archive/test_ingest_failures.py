"""A change that fails leaves nothing behind, and nothing is lost by it."""

import pytest
from sqlalchemy import Connection, Engine, event, select

from custom_components.difuse.cdr import Disposition, Row
from custom_components.difuse.cdr.archive import Arrival
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.tables import Marks, State
from custom_components.difuse.cdr.tables.schema import LEARNED
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept, as_said, run
from tests.cdr.helpers import call_of, leg, raw, read

from .rows import UNREADABLE, everything, ingest, ring_group


def learned(kept: Kept) -> set[str]:
    """Return what is kept of what rows taught."""

    def words(db: Connection, _: int) -> set[str]:
        return set(db.scalars(select(LEARNED.c.word)))

    return kept.ask(words)


class OutOfOrderError(Exception):
    """A change breaks off."""


def test_a_change_that_fails_midway_leaves_nothing_behind(kept: Kept) -> None:
    ingest(kept, leg(1, disposition="no_answer"))
    before = everything(kept)

    def judge(_: object) -> State:
        raise OutOfOrderError

    arrival = Arrival(listed=True, now=0, judge=judge, wait=lambda _: 0)
    rows: list[Row] = [
        leg(2, after=30),
        leg(3, "3.3", source="1001", caller_name="Bob"),
        UNREADABLE,
    ]
    with pytest.raises(OutOfOrderError):
        run(kept.archive.ingest(rows, arrival, Marks(listed=7)))
    assert everything(kept) == before
    assert Kept(kept.engine).marks == Marks()
    assert ingest(kept, *rows).rows == 3


def test_what_was_learned_of_rows_that_could_not_be_kept_is_learned_again(kept: Kept) -> None:
    """The office's number is learned once; lost, older calls would never be read anew by it."""
    row = leg(1, destination="1001", dialled="+442079460100")

    def fail(_: Connection) -> None:
        raise OutOfOrderError

    event.listen(kept.engine, "commit", fail)
    with pytest.raises(OutOfOrderError):
        ingest(kept, row)
    event.remove(kept.engine, "commit", fail)
    assert learned(kept) == set()
    assert ingest(kept, row).has_learned
    assert learned(kept) == {"442079460100"}
    assert kept.marks.reread
    assert not ingest(kept, leg(2, "2.2", dialled="+442079460100", after=60)).has_learned
    assert Kept(kept.engine).archive.numbers.learned == ("442079460100",)


def test_a_row_that_the_database_refuses_is_an_error_of_the_database(kept: Kept) -> None:
    with pytest.raises(DatabaseError):
        run(kept.archive.write(lambda db, _: db.exec_driver_sql("SELECT nothing")))
    ingest(kept, read(raw()))
    assert kept.ask(find, CallFilter(), 1)[0].disposition is Disposition.ANSWERED


def test_the_archive_is_as_it_was_after_a_restart(kept: Kept, engine: Engine) -> None:
    kept.take([*ring_group(), UNREADABLE], listed=4, highest_id=3, polled_at=77)
    again = Kept(engine)
    assert again.marks == Marks(listed=4, highest_id=3, polled_at=77)
    assert everything(again) == everything(kept)
    again.at = 10
    assert [as_said(call) for call in again.announced()] == [call_of(*ring_group())]
