"""Names of extensions: as the PBX sends them, and as users give them."""

import pytest
from sqlalchemy import Connection, Engine, event, func, select

from custom_components.difuse.cdr.tables import extension_names, name_extensions
from custom_components.difuse.cdr.tables.schema import EXTENSIONS
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import leg


def size(kept: Kept) -> int | None:
    def count(db: Connection, pbx: int) -> int | None:
        return db.scalar(select(func.count()).where(EXTENSIONS.c.pbx == pbx))

    return kept.ask(count)


def give(kept: Kept, **names: str) -> None:
    """Give names to extensions; numbers come behind an underscore."""
    given = {number.removeprefix("_"): name for number, name in names.items()}
    run(kept.archive.write(name_extensions, given))


def test_names_are_learned_from_calls_from_there(kept: Kept) -> None:
    kept.take([leg(1, "1.0", source="1001", caller_name="Anna", destination="1002")])
    assert kept.ask(extension_names) == {"1001": "Anna"}


def test_the_name_of_the_latest_call_counts_in_whatever_order_they_come(kept: Kept) -> None:
    ann = leg(1, "1.0", source="1001", caller_name="Ann")
    anna = leg(2, "2.0", source="1001", caller_name="Anna", after=60)
    kept.take([anna])
    kept.take([ann])
    assert kept.ask(extension_names) == {"1001": "Anna"}
    kept.take([leg(3, "3.0", source="1001", caller_name="Ben", after=120)])
    assert kept.ask(extension_names) == {"1001": "Ben"}


def test_a_name_is_written_only_where_it_is_another(kept: Kept, engine: Engine) -> None:
    kept.take([leg(1, "1.0", source="1001", caller_name="Anna")])
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(str(args[2])))
    kept.take([leg(2, "2.0", source="1001", caller_name="Anna", after=60)])
    assert not [statement for statement in said if "SET learned" in statement]
    kept.take([leg(3, "3.0", source="1001", caller_name="Ben", after=90)])
    assert [statement for statement in said if "SET learned" in statement]


def test_names_that_users_give_go_before(kept: Kept) -> None:
    kept.take([leg(1, "1.0", source="1001", caller_name="Phone 1")])
    give(kept, _1001="Anna", _1002="Ben")
    assert kept.ask(extension_names) == {"1001": "Anna", "1002": "Ben"}
    kept.take([leg(2, "2.0", source="1001", caller_name="Phone one", after=60)])
    kept.take([leg(3, "3.0", source="1002", caller_name="Phone 2", after=60)])
    assert kept.ask(extension_names) == {"1001": "Anna", "1002": "Ben"}
    give(kept, _1002="Bea")
    assert kept.ask(extension_names) == {"1001": "Phone one", "1002": "Bea"}


def test_a_given_name_that_is_taken_back_leaves_nothing_behind(kept: Kept) -> None:
    give(kept, _1001="Anna")
    give(kept)
    assert size(kept) == 0


@pytest.mark.parametrize("name", ["%", "O'Neil; DROP TABLE", "ÅÄÖ 電話 \u200d"])
def test_any_text_may_be_a_name(kept: Kept, name: str) -> None:
    give(kept, _1001=name)
    assert kept.ask(extension_names) == {"1001": name}


def test_each_pbx_has_its_own_extensions(engine: Engine) -> None:
    one, other = Kept(engine, entry="one"), Kept(engine, entry="other")
    give(one, _1001="Anna")
    other.take([leg(1, "1.0", source="1001", caller_name="Zoe")])
    give(other)
    assert one.ask(extension_names) == {"1001": "Anna"}
    assert other.ask(extension_names) == {"1001": "Zoe"}
