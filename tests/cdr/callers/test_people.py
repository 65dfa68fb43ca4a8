"""Who is at the other end: by the address books as they are now, in old calls as well."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from custom_components.difuse.cdr import CallRecord, OtherEnd
from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import keep_book, keep_people, match_people, photo_of
from custom_components.difuse.cdr.calls import CallFilter, NumberPattern
from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.cdr.figures import changed_hours, count, forget_changes
from custom_components.difuse.cdr.people import Areas, Person, Photo
from custom_components.difuse.cdr.tables import name_extensions
from custom_components.difuse.cdr.views import find, sought
from tests.cdr.archives import Kept, read_as, run
from tests.cdr.helpers import NOON, leg

LONDON = "+442079460123"
ALICE = Person("Alice Mörgan", ("VIP", "Équipe"))
SPELLINGS = ("+442079460123", "00442079460123", "02079460123", "442079460123")


@pytest.fixture
def kept(engine: Engine) -> Kept:
    """Return an archive of an office in Britain."""
    return Kept(engine, country="GB")


def call(number: int, source: str = LONDON, name: str = "", **more: Any) -> CallRecord:
    return leg(number, f"{number}.0", source=source, caller_name=name, after=60 * number, **more)


def dialled(number: int, destination: str) -> CallRecord:
    return call(number, "1001", "Anna", destination=destination)


def know(kept: Kept, **people: Person) -> None:
    """Keep who is at some numbers, 442… for +442…."""
    run(kept.archive.write(keep_people, {f"+{who[1:]}": one for who, one in people.items()}))


def others(kept: Kept, **wanted: Any) -> list[OtherEnd]:
    return [one.other for one in kept.ask(find, CallFilter(**wanted), 99)]


def ids(kept: Kept, **wanted: Any) -> list[str]:
    return [one.call_id for one in kept.ask(find, CallFilter(**wanted), 99)]


def test_a_number_is_one_person_however_it_is_written(kept: Kept) -> None:
    kept.take([call(at, spelling, "PBX's name") for at, spelling in enumerate(SPELLINGS)])
    kept.take([dialled(9, "02079460123")])
    know(kept, _442079460123=ALICE)
    groups = ("VIP", "Équipe")
    alice = OtherEnd(LONDON, "020 7946 0123", "Alice Mörgan", groups, None, is_contact=True)
    assert others(kept) == [alice] * 5


def test_who_is_in_no_address_book_is_called_what_the_pbx_sends(kept: Kept) -> None:
    kept.take([call(1, name="Bob"), call(2, ""), call(3, "1002", "Anna", destination="1001")])
    assert others(kept) == [
        OtherEnd("1002", "1002", "Anna"),
        OtherEnd(),
        OtherEnd(LONDON, "020 7946 0123", "Bob"),
    ]


def test_a_rename_is_seen_in_old_calls(kept: Kept) -> None:
    kept.take([call(1, name="Bob")])
    for name in ("Alice Morgan", "Alice Smith"):
        know(kept, _442079460123=Person(name))
        assert [one.name for one in others(kept)] == [name]
    know(kept)
    assert [one.name for one in others(kept)] == ["Bob"]


def test_keeping_the_same_people_changes_nothing(kept: Kept) -> None:
    people = {LONDON: ALICE}
    assert run(kept.archive.write(keep_people, people))
    assert not run(kept.archive.write(keep_people, people))
    assert run(kept.archive.write(keep_people, {}))


@pytest.mark.parametrize("few", [sought._FEW, 0], ids=["few people", "many people"])
def test_people_are_found_by_name_number_and_group(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(sought, "_FEW", few)
    kept.take([call(1, "02079460123", "Bob"), dialled(2, "00442079460123"), call(3, "07700900009")])
    kept.take([call(4, ""), call(5, "1002", destination="1001"), call(6, "02079460999")])
    know(kept, _442079460123=ALICE, _442079460999=Person("Bob 100%", ("Firms",)))
    assert ids(kept, text="morgan") == ["2.0", "1.0"]
    assert ids(kept, text="bob") == ["6.0", "1.0"]
    assert ids(kept, text="%") == ["6.0"]
    assert ids(kept, name="mor") == ["2.0", "1.0"]
    assert ids(kept, name="anna") == ["2.0"]
    assert ids(kept, text="nobody") == ids(kept, name="nobody") == []
    assert ids(kept, groups=frozenset({"vip"})) == ["2.0", "1.0"]
    assert ids(kept, groups=frozenset({"equipe", "firms"})) == ["6.0", "2.0", "1.0"]
    assert ids(kept, groups=frozenset({"vi"})) == []
    assert ids(kept, groups=frozenset({"unknown"})) == ["4.0", "3.0"]
    assert ids(kept, groups=frozenset({"unknown"}), text="900009") == ["3.0"]
    assert ids(kept, groups=frozenset({"unknown"}), text="bob") == []
    assert ids(kept, groups=frozenset({"unknown", "firms"})) == ["6.0", "4.0", "3.0"]
    who = kept.archive.numbering.who
    for spelling in SPELLINGS:
        pattern = NumberPattern.parse(spelling, who)
        assert ids(kept, numbers=(pattern,)) == ["2.0", "1.0"]
    assert ids(kept, numbers=(NumberPattern.parse("+4420*"),)) == ["6.0", "2.0", "1.0"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"groups": frozenset({"vip"})},
        {"groups": frozenset({"unknown"})},
        {"groups": frozenset({"vip", "unknown"})},
        {"name": "morgan"},
        {"numbers": (NumberPattern("2079460123", who=LONDON),)},
        {"numbers": (NumberPattern("44207", is_prefix=True, names_country=True),)},
    ],
)
def test_the_filter_matches_what_the_archive_finds(kept: Kept, wanted: dict[str, Any]) -> None:
    kept.take([call(1, "02079460123", "Bob"), dialled(2, "00442079460123"), call(3, "07700900009")])
    kept.take([call(4, ""), call(5, "1002", destination="1001")])
    know(kept, _442079460123=ALICE)
    asked = CallFilter(**wanted)
    calls = kept.ask(find, CallFilter(), 99)
    assert [one.call_id for one in calls if asked.matches(one)] == ids(kept, **wanted) != []


def test_a_call_that_is_announced_knows_who_it_is(kept: Kept) -> None:
    know(kept, _442079460123=ALICE)
    run(kept.archive.write(name_extensions, {"1001": "Anna"}))
    kept.take([call(1)])
    kept.at = 10
    [announced] = kept.announced()
    assert announced.other.name == "Alice Mörgan"
    assert announced.answered_by_name == "Anna"


def test_counters_leave_out_whom_nobody_wants_to_know_of(kept: Kept) -> None:
    kept.take([call(1, disposition="no_answer"), call(2, "", disposition="no_answer")])
    day = (NOON - timedelta(hours=1), NOON + timedelta(hours=1))
    run(kept.archive.write(forget_changes, kept.ask(changed_hours)))
    know(kept, _442079460123=Person("Prizes", ("Blocked",)))
    assert (kept.ask(count, *day).calls, kept.ask(count, *day).missed) == (2, 1)
    assert len(kept.ask(changed_hours)) == 1
    assert ids(kept, missed=True) == ["2.0"]


def test_numbers_are_read_anew_where_it_is_known_where_they_are_from(kept: Kept) -> None:
    kept.take([call(1), call(2, "+33123456789"), call(3, "07400123456")])
    assert [one.location for one in others(kept)] == [None] * 3
    areas = Areas({"4420": "London"}, {"FR": "France", "GB": "United Kingdom"})
    kept.marks = run(kept.archive.locate(areas, kept.marks))
    while kept.marks.reread:
        kept.marks = run(kept.archive.reread(kept.marks))
    assert [one.location for one in others(kept)] == [None, "France", "London"]
    assert run(kept.archive.locate(areas, kept.marks)) == kept.marks


def test_what_phones_dial_first_is_learned_and_old_calls_are_read_anew(kept: Kept) -> None:
    numbers = [f"0207946012{at}" for at in range(4)]
    kept.take([call(at, number, disposition="no_answer") for at, number in enumerate(numbers)])
    kept.take([dialled(10 + at, f"9{number}") for at, number in enumerate(numbers)])
    assert len(ids(kept, text="9020")) == 4
    assert all(one.handled is None for one in kept.ask(find, CallFilter(missed=True), 99))
    kept.marks = run(kept.archive.learn_dial_out(kept.marks))
    assert kept.archive.numbering.numbers.dial_out == "9"
    while kept.marks.reread:
        kept.marks = run(kept.archive.reread(kept.marks))
    assert {one.number for one in others(kept)} == {f"+4420794601{at}" for at in range(20, 24)}
    assert [one.handled for one in kept.ask(find, CallFilter(missed=True), 99)] == ["returned"] * 4
    again = Kept(kept.engine, country="GB")
    assert (again.archive.numbering.numbers.dial_out, again.marks.reread) == ("9", 0)
    assert run(again.archive.learn_dial_out(again.marks)) == again.marks


def test_what_cant_be_written_down_is_not_learned_yet(kept: Kept) -> None:
    numbers = [f"0207946012{at}" for at in range(4)]
    kept.take([call(at, number) for at, number in enumerate(numbers)])
    kept.take([dialled(10 + at, f"9{number}") for at, number in enumerate(numbers)])

    def fail(_: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    areas = Areas({"4420": "London"}, {"GB": "United Kingdom"})
    event.listen(kept.engine, "commit", fail)
    for work in (kept.archive.learn_dial_out, partial(kept.archive.locate, areas)):
        with pytest.raises(DatabaseError):
            run(work(kept.marks))
    event.remove(kept.engine, "commit", fail)
    read = kept.archive.numbering
    assert (read.numbers.dial_out, read.areas.countries) == ("", {})
    assert run(kept.archive.learn_dial_out(kept.marks)).reread
    assert run(kept.archive.locate(areas, kept.marks)).reread


def test_what_was_learned_is_forgotten_where_phones_dial_numbers_as_they_are(kept: Kept) -> None:
    numbers = [f"0207946012{at}" for at in range(4)]
    kept.take([call(at, number) for at, number in enumerate(numbers)])
    kept.take([dialled(10 + at, f"9{number}") for at, number in enumerate(numbers[:3])])
    kept.marks = run(kept.archive.learn_dial_out(kept.marks))
    assert kept.archive.numbering.numbers.dial_out == "9"
    many = [f"0207946{at:04}" for at in range(500, 540)]
    kept.take([call(100 + at, number) for at, number in enumerate(many)])
    kept.take([dialled(200 + at, number) for at, number in enumerate(many)])
    kept.marks = run(kept.archive.learn_dial_out(kept.marks))
    assert (kept.archive.numbering.numbers.dial_out, kept.marks.reread > 0) == ("", True)
    assert Kept(kept.engine, country="GB").archive.numbering.numbers.dial_out == ""


def test_what_the_user_says_that_phones_dial_first_counts_more_than_what_is_learned(
    kept: Kept,
) -> None:
    numbers = [f"0207946012{at}" for at in range(4)]
    kept.take([call(at, number) for at, number in enumerate(numbers)])
    kept.take([dialled(10 + at, f"9{number}") for at, number in enumerate(numbers)])
    run(kept.archive.learn_dial_out(kept.marks))
    said = read_as(None, "GB").dialling_out("0")
    archive = Archive(kept.archive.database, "entry", said)
    marks = run(archive.open())
    assert run(archive.learn_dial_out(marks)) == marks
    assert (archive.numbering.numbers.dial_out, marks.reread > 0) == ("0", True)
    located = Areas({}, {"GB": "United Kingdom"})
    run(archive.locate(located, marks))
    assert (archive.numbering.numbers.dial_out, archive.numbering.areas) == ("0", located)


def test_people_are_those_of_the_books_with_their_pictures(kept: Kept) -> None:
    photo = Photo("image/png", b"png")
    cards = (Card("Alice Morgan", ("020 7946 0123",), ("VIP",), photo), Card("Bob", ("1001",)))
    run(kept.archive.write(keep_book, "a", BookCopy(files={"/x\ny": KeptCard("1", cards)})))
    second = (
        Card(
            "Second",
            ("+44 20 7946 0123", "07400 123456"),
        ),
    )
    run(kept.archive.write(keep_book, "b", BookCopy(files={"": KeptCard("1", second)})))
    books, numbers = [("a", "Office"), ("b", "")], kept.archive.numbering.numbers
    people = kept.ask(match_people, books, numbers)
    assert [(who, one.name, one.groups) for who, one in people.items()] == [
        (LONDON, "Alice Morgan", ("Office", "VIP")),
        ("+447400123456", "Second", ()),
    ]
    run(kept.archive.write(keep_people, people))
    assert kept.ask(photo_of, LONDON) == photo
    assert kept.ask(photo_of, "+447400123456") is None
    assert kept.ask(photo_of, "+447400000000") is None
    kept.take([call(1), call(2, "07400123456")])
    assert [one.has_photo for one in others(kept)] == [False, True]
