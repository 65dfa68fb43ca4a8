"""Calls are found by whatever is known of them, however it is written."""

from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import insert

from custom_components.difuse.cdr import CallRecord, Direction, Disposition
from custom_components.difuse.cdr.calls import CallFilter, NumberPattern, fold
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.tables.schema import PARTIES
from custom_components.difuse.cdr.views import find, sought
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

ALICE: Final = "+447700900001"
NAMES: Final = {
    ALICE: "Ålice O'Hara",
    "+442079460102": "Łukasz 100% Østergård_x",
    "0044 20 7946 0103": "Straße \\ Zoë",
    "07700900104": "Ольга Ёлкина",
    "(0044) 7700 900105": "",
    "2079460106": "",
    "": "Anonymous",
}


few_or_many = pytest.mark.parametrize("few", [sought._FEW, 0], ids=["few people", "many people"])
"""People are looked up in two ways, by how many there are."""


def office() -> list[CallRecord]:
    """Return the rows of calls of all kinds."""
    rows: list[CallRecord] = []
    dispositions = [*Disposition]
    for number, (caller, name) in enumerate(NAMES.items(), 1):
        fields: dict[str, Any] = {"disposition": dispositions[number % len(dispositions)]}
        rows.append(leg(number, f"in-{number}", source=caller, caller_name=name, **fields))
    start = 100
    for at, (source, to, computed, talk) in enumerate(
        [
            ("1001", "+442079460102", "", 5),
            ("1001", "00447700900001", "", 600),
            ("1002", "1001", "", 61),
            (ALICE, "600", "1003", 59.5),
            ("1001", "*97", "", 9),
            (ALICE, "101", "1012", 60),
        ],
        start,
    ):
        url = f"http://x/{at}" if at % 2 else ""
        more: dict[str, Any] = {"computed": computed, "talk": talk, "recording_url": url}
        more["caller_name"] = NAMES.get(source, "")
        rows.append(leg(at, f"out-{at}", source=source, destination=to, after=60 * at, **more))
    return rows


@pytest.fixture
def kept(kept: Kept) -> Kept:
    """Return an archive with these calls, a second PBX's beside them."""
    kept.take(office(), State.PAST)
    return kept


def ids(kept: Kept, limit: int = 1000, **wanted: Any) -> list[str]:
    """Return the ids of the calls that are found."""
    return [call.call_id for call in kept.ask(find, CallFilter(**wanted), limit)]


NUMBERS: Final = (
    *NAMES,
    *("+44 7700 900001", "00447700900001", "447700900001", "44-20-7946-0102", "1001", "*97"),
    *("+44*", "0044 *", "44*", "+*", "00*", "+44 20*", "07700*", "100*", "*9*", "+4420794601020*"),
    *("+1*", "600"),
)
FILTERS: Final[list[dict[str, Any]]] = [
    *[{"numbers": (NumberPattern.parse(number),)} for number in NUMBERS if number],
    {"numbers": (NumberPattern.parse("1002"), NumberPattern.parse(ALICE))},
    *[{"directions": frozenset({direction})} for direction in Direction],
    {"directions": frozenset({Direction.INBOUND, Direction.INTERNAL})},
    *[{"dispositions": frozenset({disposition})} for disposition in Disposition],
    *[{"missed": missed} for missed in (True, False)],
    *[{"recorded": recorded} for recorded in (True, False)],
    *[{"extensions": frozenset({number})} for number in ("1001", "1003", "100", "101", "%", "")],
    {"extensions": frozenset({"1002", "1003"})},
    {"min_talk": 30},
    {"min_talk": 59.5, "max_talk": 61},
    {"max_talk": 0},
    {"start": NOON + timedelta(hours=1)},
    {"end": NOON + timedelta(minutes=101)},
    {"start": NOON + timedelta(minutes=101), "end": NOON + timedelta(minutes=102)},
    {"call_id": "in-3"},
    {"call_id": "in-"},
    *[{"name": name} for name in ("alice", "O'HARA", "100%", "0%", "d_x", "%", "_", "\\", "ß")],
    *[{"name": name} for name in ("lukasz ", "ostergard", "strasse", "ZOE", "ёлк", "77009", "\n")],
    {"name": "a", "numbers": (NumberPattern.parse("+*"),), "missed": True},
    {},
]


@few_or_many
def test_the_archive_finds_what_the_filter_matches(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(sought, "_FEW", few)
    everything = kept.ask(find, CallFilter(), 1000)
    assert len(everything) == len(office())
    for wanted in (CallFilter(**fields) for fields in FILTERS):
        matching = [call.call_id for call in everything if wanted.matches(call)]
        found = [call.call_id for call in kept.ask(find, wanted, 1000)]
        assert found == matching, wanted


def test_the_filters_of_these_tests_find_something_mostly(kept: Kept) -> None:
    found = [bool(ids(kept, **wanted)) for wanted in FILTERS]
    assert found.count(True) > 3 * found.count(False)


TYPED: Final[list[tuple[str, list[int]]]] = [
    ("alice", [1]),
    ("ÅLICE o'h", [1]),
    ("lice  ", [1]),
    ("lukasz", [2]),
    ("0%", [2]),
    ("d_x", [2]),
    ("strasse", [3]),
    ("\\", [3]),
    ("ольга", [4]),
    ("елкина", [4]),
    ("anonym", [7]),
    ("07700 900001", [1]),
    ("(07700) 900-001", [1]),
    ("+44 (0)7700 900001", [1]),
    ("0044.7700.900001", [1]),
    ("900001", [1]),
    ("79460103", [3]),
    ("+44 7700 900104", [4]),
    ("07700900105", [5]),
    ("0106", [6]),
    ("nobody", []),
    ("alice 07700", []),
    ("+49 30 1234567", []),
]
"""What somebody types, and whose calls are found by it."""


@few_or_many
def test_callers_are_found_by_what_somebody_types(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(sought, "_FEW", few)
    for text, callers in TYPED:
        inbound = [one for one in ids(kept, text=text) if one.startswith("in-")]
        assert inbound == [f"in-{number}" for number in reversed(callers)], text


def test_calls_to_whom_somebody_types_are_found_as_well(kept: Kept) -> None:
    assert ids(kept, text="alice") == ["out-105", "out-103", "in-1"]
    assert ids(kept, text="7700 900 001") == ["out-105", "out-103", "out-101", "in-1"]


@pytest.mark.parametrize("typed", ["1001", " 1001 "])
def test_an_extension_that_is_typed_is_found_wherever_it_took_part(kept: Kept, typed: str) -> None:
    kept.take([leg(200, "200", destination="600", computed="1001", after=9000)], State.PAST)
    found = ids(kept, text=typed)
    assert found[0] == "200"
    assert found == ids(kept, extensions=frozenset({"1001"}))


def test_nothing_typed_is_everything(kept: Kept) -> None:
    assert ids(kept, text=" ") == ids(kept)


def test_what_is_typed_narrows_what_else_is_asked_for(kept: Kept) -> None:
    assert ids(kept, text="alice", min_talk=60) == ["out-105"]


def test_the_latest_calls_come_first_and_no_more_than_are_asked_for(kept: Kept) -> None:
    everything = ids(kept)
    assert everything[:2] == ["out-105", "out-104"]
    # They all began at noon: the higher id is the later one.
    assert everything[-7:] == [f"in-{number}" for number in range(7, 0, -1)]
    assert ids(kept, limit=3) == everything[:3]


def test_names_are_found_among_more_people_than_are_looked_up_one_by_one(kept: Kept) -> None:
    people = [
        {"pbx": 1, "number": f"+4479{number:08}", "name": "Bob", "plain": f"4479{number:08}"}
        | {"words": f"{fold('Bob')}\n4479{number:08}\n", "dialled": False}
        | {"who": f"+4479{number:08}", "shown": "", "location": ""}
        for number in range(1500)
    ]
    run(kept.archive.write(lambda db, _: db.execute(insert(PARTIES), people)))
    rows = [
        leg(300 + at, f"bob-{at}", source=f"+4479{at:08}", caller_name="Bob", after=7e3 + at)
        for at in range(9)
    ]
    kept.take(rows, State.PAST)
    assert ids(kept, name="bob", limit=2) == ["bob-8", "bob-7"]
    assert len(ids(kept, text="bob")) == 9
    assert len(ids(kept, numbers=(NumberPattern.parse("+4479*"),))) == 9
