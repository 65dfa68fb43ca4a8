"""What people ask for: numbers as they write them, and everything else a call is told by."""

from datetime import timedelta

import pytest

from custom_components.difuse.cdr import Direction, Disposition, OtherEnd
from custom_components.difuse.cdr.calls.filters import UNKNOWN_GROUP, CallFilter, NumberPattern
from tests.cdr.helpers import NOON, a_call


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        ("+44 7700 900001", "00447700900001", True),
        ("447700900001", "+447700900001", True),
        ("2011", "2011", True),
        ("2011", "20110", False),
        ("201*", "2011", True),
        ("+44*", "+447700900001", True),
        ("+44*", "4401", False),
        ("44*", "4401", True),
        ("*97", "*97", True),
        ("*97*", "*971", True),
        ("07700*", "07700900001", True),
        ("+44*", "", False),
        ("+*", "+447700900001", True),
        ("+*", "00447700900001", True),
        ("00 *", "+44 7700 900001", True),
        ("00*", "(0044) 7700 900001", True),
        ("00*", "447700900001", False),
        ("00*", "07700900001", False),
        ("+*", "2011", False),
        ("+*", "0012", False),
        ("+*", "", False),
        ("2011", "", False),
    ],
)
def test_numbers_are_compared_as_people_mean_them(
    pattern: str, number: str, *, expected: bool
) -> None:
    assert NumberPattern.parse(pattern).matches(number) is expected


@pytest.mark.parametrize("pattern", ["", "*", "+", "00", " ", "0*0", "4*4", "44**"])
def test_patterns_that_say_nothing_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"digit"):
        NumberPattern.parse(pattern)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CallFilter(), True),
        (CallFilter(name="ali"), True),
        (CallFilter(name="bob"), False),
        (CallFilter(extensions=frozenset({"1001"})), True),
        (CallFilter(extensions=frozenset({"1002"})), False),
        (CallFilter(directions=frozenset({Direction.INBOUND})), True),
        (CallFilter(directions=frozenset({Direction.OUTBOUND})), False),
        (CallFilter(dispositions=frozenset({Disposition.ANSWERED})), True),
        (CallFilter(dispositions=frozenset({Disposition.BUSY})), False),
        (CallFilter(missed=False), True),
        (CallFilter(missed=True), False),
        (CallFilter(min_talk=30, max_talk=30), True),
        (CallFilter(min_talk=30.5), False),
        (CallFilter(max_talk=29), False),
        (CallFilter(numbers=(NumberPattern.parse("1001"),)), True),
        (CallFilter(numbers=(NumberPattern.parse("1002"), NumberPattern.parse("+44*"))), True),
        (CallFilter(numbers=(NumberPattern.parse("1002"),)), False),
        (CallFilter(call_id="1763812800.1"), True),
        (CallFilter(call_id="1763812800.2"), True),
        (CallFilter(call_id="1763812800.10"), False),
        (CallFilter(recorded=True), True),
        (CallFilter(recorded=False), False),
    ],
)
def test_filters(wanted: CallFilter, *, expected: bool) -> None:
    ids = ("1763812800.1", "1763812800.2")
    call = a_call(caller_name="Alice", call_id=ids[0], call_ids=ids, recording_url="/a.wav")
    assert wanted.matches(call) is expected


@pytest.mark.parametrize(("number", "expected"), [("+447700900001", True), ("0777", False)])
def test_a_number_that_is_known_is_meant_however_it_is_written(
    number: str, *, expected: bool
) -> None:
    pattern = NumberPattern.parse(" 07700 900001 ", lambda text: f"+44{text[1:].replace(' ', '')}")
    assert pattern.matches("07700900001")
    assert pattern.matches(number) is expected


def test_numbers_that_begin_alike_are_nobodys() -> None:
    assert not NumberPattern.parse("07700*", lambda _: "+442079460101").who


def test_where_nobody_knows_whose_number_it_is_none_is_meant_but_itself() -> None:
    assert not NumberPattern.parse("2011").matches("")


@pytest.mark.parametrize(("number", "expected"), [("+44 2079", False), ("+44 20794", True)])
def test_a_number_abroad_has_at_least_seven_digits(number: str, *, expected: bool) -> None:
    assert NumberPattern.parse("+44*").matches(number) is expected


@pytest.mark.parametrize(
    ("from_second", "expected"), [(-9, False), (-5, True), (0, True), (1, False)]
)
def test_a_time_has_its_first_second_and_not_its_last(from_second: int, *, expected: bool) -> None:
    start = NOON + timedelta(seconds=from_second)
    assert CallFilter(start=start, end=start + timedelta(seconds=9)).matches(a_call()) is expected


@pytest.mark.parametrize(
    ("other", "direction", "groups"),
    [
        (
            OtherEnd(groups=("Família", "Work"), is_contact=True),
            Direction.INBOUND,
            {"familia", "work"},
        ),
        (OtherEnd(), Direction.INBOUND, {UNKNOWN_GROUP}),
        (OtherEnd(), Direction.INTERNAL, set()),
        (OtherEnd(is_contact=True), Direction.INBOUND, set()),
    ],
)
def test_groups_are_those_of_the_contact_and_strangers_are_the_unknown_group(
    other: OtherEnd, direction: Direction, groups: set[str]
) -> None:
    call = a_call(other=other, direction=direction)
    asked = {"familia", "work", "friends", UNKNOWN_GROUP}
    found = {one for one in asked if CallFilter(groups=frozenset({one})).matches(call)}
    assert found == groups
    assert CallFilter(groups=frozenset(asked)).matches(call) is bool(groups)


def test_who_is_in_the_group_may_still_have_another_number() -> None:
    other = OtherEnd(groups=("work",), is_contact=True)
    wanted = CallFilter(groups=frozenset({"work"}), numbers=(NumberPattern.parse("1002"),))
    assert not wanted.matches(a_call(other=other))


def test_a_contacts_name_is_looked_for_and_nothing_where_there_is_none() -> None:
    assert CallFilter(name="ann").matches(a_call(other=OtherEnd(name="Ann")))
    assert not CallFilter(name="x").matches(a_call())
