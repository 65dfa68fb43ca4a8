"""What goes: calls that are older than they are to be kept, and a PBX that was removed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select

from custom_components.difuse.cdr import UnreadableRow
from custom_components.difuse.cdr.archive import delete_calls, delete_pbx, due
from custom_components.difuse.cdr.archive.retention import STEP
from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import keep_book, keep_people, mark_seen, open_calls
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.figures import changed_hours, keep_days
from custom_components.difuse.cdr.people import Person
from custom_components.difuse.cdr.tables import HOUR, State, name_extensions
from custom_components.difuse.cdr.tables.schema import METADATA, PARTIES, SCHEMA
from custom_components.difuse.cdr.views import find, latest_records, sizes
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg


def delete(kept: Kept, before: datetime) -> int:
    """Delete calls that started before then; return in how many steps."""
    steps = 1
    while run(kept.archive.write(delete_calls, before)):
        steps += 1
    return steps


def people(kept: Kept) -> set[str]:
    """Return the numbers that are kept."""

    def numbers(db: Connection, pbx: int) -> set[str]:
        return set(db.scalars(select(PARTIES.c.number).where(PARTIES.c.pbx == pbx)))

    return kept.ask(numbers)


def test_calls_that_started_before_are_deleted_with_their_rows(kept: Kept) -> None:
    rows = [leg(number, f"{number}.0", after=60 * number) for number in range(1, 6)]
    kept.take([*rows, leg(11, "2.0", after=500), leg(12, "4.0", after=500)])
    assert delete(kept, NOON + timedelta(minutes=3)) == 1
    assert [call.call_id for call in kept.ask(find, CallFilter(), 9)] == ["5.0", "4.0", "3.0"]
    assert sorted(one.db_id for one in kept.ask(latest_records, 9)) == [3, 4, 5, 12]
    assert kept.ask(sizes) == {"rows": 4, "calls": 3, "people": 2}


def test_nothing_is_deleted_where_nothing_is_old(kept: Kept) -> None:
    kept.take([leg(1)])
    assert delete(kept, NOON) == 1
    assert kept.ask(sizes) == {"rows": 1, "calls": 1, "people": 2}


def test_many_calls_are_deleted_in_steps_the_oldest_first(kept: Kept) -> None:
    rows = [leg(number, f"{number}.0", after=number) for number in range(2 * STEP + 7, 0, -1)]
    kept.take(rows, State.PAST)
    later = NOON + timedelta(days=1)
    assert run(kept.archive.write(delete_calls, later))
    assert kept.ask(sizes) == {"rows": STEP + 7, "calls": STEP + 7, "people": 2}
    assert min(one.db_id for one in kept.ask(latest_records, 9999)) == STEP + 1
    assert delete(kept, later) == 2
    assert kept.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}


def test_people_go_with_their_last_call(kept: Kept) -> None:
    kept.take(
        [
            leg(1, "1.0", source="+447700900001", destination="1001"),
            leg(2, "2.0", source="+447700900002", destination="1001"),
            leg(3, "3.0", source="1002", destination="+447700900002", after=60),
            leg(4, "4.0", source="1003", destination="1004", after=60),
        ]
    )
    delete(kept, NOON + timedelta(seconds=1))
    assert people(kept) == {"1002", "+447700900002", "1003", "1004"}


def test_people_who_turned_out_to_be_no_part_of_a_call_go_as_well(kept: Kept) -> None:
    """An earlier row that came later says who really called."""
    kept.take([leg(2, source="+447700900002", after=60)])
    kept.take([leg(1, source="+447700900001")])
    assert kept.ask(find, CallFilter(), 9)[0].caller_number == "+447700900001"
    delete(kept, NOON)
    assert people(kept) == {"+447700900001", "1001"}


@pytest.mark.parametrize("others", [0, STEP])
def test_a_later_call_with_the_same_id_keeps_its_rows(kept: Kept, others: int) -> None:
    kept.take([leg(1), leg(2, after=13 * HOUR)])
    kept.take([leg(9 + at, f"{at}.9", after=2 * HOUR + at) for at in range(others)])
    delete(kept, NOON + timedelta(hours=12))
    assert [one.db_id for one in kept.ask(latest_records, 9)] == [2]
    assert [call.legs for call in kept.ask(find, CallFilter(), 9)] == [1]


def test_a_long_call_goes_with_all_its_rows(kept: Kept) -> None:
    kept.take([leg(1), leg(2, after=11 * HOUR)])
    delete(kept, NOON + timedelta(seconds=1))
    assert kept.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}


def test_statistics_keep_the_hours_of_what_is_deleted(kept: Kept) -> None:
    kept.take([leg(1)])
    before = kept.ask(changed_hours)
    delete(kept, NOON + timedelta(hours=1))
    assert kept.ask(changed_hours) == before


def remove(kept: Kept) -> None:
    """Delete all that is known of a PBX."""
    while run(kept.archive.write(delete_pbx)):
        pass


def rows_in(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine.connect() as db:
        tables = METADATA.sorted_tables
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        }


def test_of_a_pbx_that_is_removed_nothing_is_left(kept: Kept, engine: Engine) -> None:
    rows = [leg(at, f"{at}.0", after=at, dialled="+442079460100") for at in range(1, STEP + 2)]
    kept.take([*rows, UnreadableRow((0, "!1"), "nothing")])
    book = BookCopy(files={"/a": KeptCard("1", (Card("Alice"),))})
    run(kept.archive.write(keep_book, "book", book))
    run(kept.archive.write(keep_people, {"+442079460101": Person("Alice")}))
    run(kept.archive.write(name_extensions, {"1001": "Anna"}))
    run(kept.archive.write(keep_days, NOON.date(), NOON.date(), UTC))
    assert all(rows_in(engine).values())
    remove(kept)
    assert {name for name, number in rows_in(engine).items() if number} == {SCHEMA.name}
    remove(kept)


def test_two_pbxs_in_one_database_know_nothing_of_each_other(kept: Kept, engine: Engine) -> None:
    other = Kept(engine, entry="other")
    rows = [
        leg(1, disposition="no_answer"),
        leg(2, "2.2", source="1001", caller_name="Bob", after=60),
        leg(3, "3.3", source="+447700900003", dialled="+442079460100", after=120),
    ]
    kept.take(rows, listed=3)
    assert other.ask(sizes) == {"rows": 0, "calls": 0, "people": 0}
    assert other.announced() == []
    other.take([rows[0]], listed=1)
    assert other.archive.numbers.learned == ()
    run(other.archive.write(mark_seen))
    assert kept.ask(open_calls, 9)[0] == 1
    kept.at = other.at = 10
    assert len(kept.announced()) == 3
    assert len(other.announced()) == 1
    kept.take([leg(4, disposition="busy", after=30)], listed=4)
    assert [call.legs for call in other.ask(find, CallFilter(text="7700900001"), 9)] == [1]
    assert (Kept(engine).marks.listed, Kept(engine, entry="other").marks.listed) == (4, 1)


def test_removing_a_pbx_leaves_the_rows_of_others(kept: Kept, engine: Engine) -> None:
    other = Kept(engine, entry="other")
    rows = [leg(1), leg(2, "2.2", after=60, dialled="+442079460100"), leg(3, "3.3", after=99)]
    for one in (kept, other):
        one.take([*rows, UnreadableRow((0, "!1"), "nothing")])
    before = [other.ask(find, CallFilter(), 9), other.ask(sizes), other.ask(changed_hours)]
    remove(kept)
    delete(kept, NOON + timedelta(days=9))
    assert [other.ask(find, CallFilter(), 9), other.ask(sizes), other.ask(changed_hours)] == before
    assert len(other.ask(due, 99, 9)) == 3
    assert Kept(engine, entry="other").archive.numbers.learned == ("442079460100",)
    again = Kept(engine)
    assert (again.ask(sizes)["calls"], again.archive.numbers.learned) == (0, ())
