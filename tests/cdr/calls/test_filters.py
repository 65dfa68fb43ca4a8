"""What people ask for: numbers as they write them, and everything else a call is told by."""

import pytest

from custom_components.difuse.cdr import Direction, Disposition
from custom_components.difuse.cdr.calls.filters import CallFilter, NumberPattern
from tests.cdr.helpers import a_call


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
