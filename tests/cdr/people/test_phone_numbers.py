"""One number, however it is written; and which texts are nobody's number."""

import subprocess
import sys

import pytest

from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.people.phone_numbers import (
    PhoneNumbers,
    bare_number,
    country_of,
    learn_dial_out,
)

LONDON = "+442079460123"
BERLIN = "+4930123456"
NEW_YORK = "+12125550123"
PARIS = "+33142685300"
PLAN = NumberPlan.of()


def office(country: str | None = "GB", dial_out: str = "") -> PhoneNumbers:
    return PhoneNumbers(country, PLAN, dial_out)


@pytest.mark.parametrize(
    "written",
    [
        "+44 20 7946 0123",
        "0044 20 7946 0123",
        "020 7946 0123",
        "(020) 7946-0123",
        "020/7946.0123",
        "020\u20117946\u00a00123",
        "+44 (0)20 7946 0123",
        "442079460123",
        "2079460123",
        "tel:+44-20-7946-0123",
        "tel:+44-20-7946-0123;ext=12",
        "+44 20 7946 0123 x12",
        "+442079460123,,12#",
        "٠٢٠ ٧٩٤٦ ٠١٢٣".translate({0x660 + digit: str(digit) for digit in range(10)}),
    ],
)
def test_spellings_of_one_number_come_out_equal(written: str) -> None:
    assert office().e164(written) == LONDON


@pytest.mark.parametrize(
    "nobody",
    [
        *("", "anonymous", "Restricted", "s", "*97", "#31#", "1001", "112", "999", "116117"),
        *("00", "+", "+44", "0000000", "1-800-FLOWERS", "+++442079460123", "+4420*79"),
        "20794601234567890123",
    ],
)
def test_c13_withheld_short_and_internal_numbers_are_nobodys(nobody: str) -> None:
    assert office().e164(nobody) is None
    assert office().e164(nobody, dialled=True) is None


def test_what_the_plan_has_inside_is_nobodys_whatever_its_length() -> None:
    long = PhoneNumbers("GB", NumberPlan.of(internal_digits=10))
    assert long.e164("2079460123") is None
    inside = PhoneNumbers("GB", NumberPlan.of(service_numbers=["02079460123"]))
    assert inside.e164("02079460123") is None


@pytest.mark.parametrize(
    ("country", "written", "e164"),
    [
        ("DE", "030 123456", BERLIN),
        ("DE", "49 30 123456", BERLIN),
        ("DE", "0049 30 123456", BERLIN),
        ("DE", "30 123456", BERLIN),
        ("DE", "44 20 7946 0123", LONDON),
        ("GB", "33142685300", PARIS),
        ("US", "(212) 555-0123", NEW_YORK),
        ("US", "1 212 555 0123", NEW_YORK),
        ("US", "011 44 20 7946 0123", LONDON),
        ("US", "0044 20 7946 0123", LONDON),
        ("US", "442079460123", LONDON),
        ("IT", "06 12345678", "+390612345678"),
        ("IT", "+39 06 12345678", "+390612345678"),
        ("IT", "390612345678", "+390612345678"),
        (None, "+44 20 7946 0123", LONDON),
        (None, "0044 20 7946 0123", LONDON),
        (None, "44 20 7946 0123", LONDON),
        (None, "020 7946 0123", None),
        ("GB", "07700 900123", "+447700900123"),  # of no use to anybody, but a number
    ],
)
def test_a_number_is_read_as_its_country_writes_it(
    country: str | None, written: str, e164: str | None
) -> None:
    assert office(country).e164(written) == e164


@pytest.mark.parametrize(
    ("country", "dial_out", "written", "calling", "dialled"),
    [
        ("GB", "9", "9 020 7946 0123", LONDON, LONDON),
        ("GB", "9", "9 0044 20 7946 0123", LONDON, LONDON),
        ("GB", "9", "020 7946 0123", LONDON, LONDON),
        ("US", "9", "9 212 555 0123", NEW_YORK, NEW_YORK),
        ("US", "9", "2125550123", NEW_YORK, NEW_YORK),
        # Istanbul calls, or somebody dials Solingen: who knows which digits were dialled, knows.
        ("DE", "9", "902123456789", "+902123456789", "+492123456789"),
        # Greece calls, or somebody dials Berlin with a 0 for the line.
        ("DE", "0", "0030 2101234567", "+302101234567", "+49302101234567"),
        ("DE", "0", "000 44 20 7946 0123", LONDON, LONDON),
        ("GB", "9", "9112", None, None),
        ("GB", "9", "900112", None, None),
        ("GB", "", "9 020 7946 0123", None, None),
    ],
)
def test_what_phones_dial_first_is_no_part_of_the_number(
    country: str, dial_out: str, written: str, calling: str | None, dialled: str | None
) -> None:
    numbers = office(country, dial_out)
    assert (numbers.e164(written), numbers.e164(written, dialled=True)) == (calling, dialled)


def test_nobody_dials_a_country_without_saying_so() -> None:
    assert office().e164("33142685300", dialled=True) is None


@pytest.mark.parametrize(
    ("country", "written", "shown"),
    [
        ("GB", LONDON, "020 7946 0123"),
        ("GB", "00442079460123", "020 7946 0123"),
        ("DE", LONDON, "+44 20 7946 0123"),
        ("DE", "4930123456", "030 123456"),
        ("US", "+14165550123", "(416) 555-0123"),
        (None, LONDON, "+44 20 7946 0123"),
        ("GB", "1001", "1001"),
        ("GB", "", ""),
        ("GB", "<b>anonymous</b>", "<b>anonymous</b>"),
        ("GB", "0212345678", "0212345678"),  # possible, but no number that is given out
    ],
)
def test_a_number_is_shown_the_local_way_or_as_it_came(
    country: str | None, written: str, shown: str
) -> None:
    assert office(country).shown(written) == shown


def test_a_dialled_number_is_shown_without_what_was_dialled_first() -> None:
    assert office("GB", "9").shown("902079460123", dialled=True) == "020 7946 0123"


def test_countries_of_numbers() -> None:
    assert [country_of(one) for one in (LONDON, BERLIN, "+80012345678")] == ["GB", "DE", None]
    assert [office().is_abroad(one) for one in (LONDON, BERLIN)] == [False, True]
    assert office(None).is_abroad(LONDON)


def test_a_number_without_its_trimmings() -> None:
    assert bare_number("tel:+44-20-7946-0123;ext=12") == LONDON
    assert bare_number("*97") == "*97"
    assert len(bare_number("1" * 1000)) < 50


CALLERS = ["+442079460123", "02079460124", "07700 900001", "0044 20 7946 0125", "anonymous", "1001"]


@pytest.mark.parametrize(
    ("dialled", "learned"),
    [
        (["902079460123", "902079460124", "907700900001", "1002", "*97"], "9"),
        (["902079460123", "902079460123", "902079460124"], None),
        (["02079460123", "02079460124", "00442079460125"], ""),
        (["02079460123", "902079460124", "907700900001", "902079460125"], None),
        (["0002079460123", "0002079460124", "0007700900001"], "00"),
        (["901632960001", "901632960002", "901632960003"], None),
        ([], None),
    ],
)
def test_what_phones_dial_first_shows_in_numbers_that_also_called(
    dialled: list[str], learned: str | None
) -> None:
    assert learn_dial_out(CALLERS, dialled, office("GB", "7")) == learned


def test_numbers_are_read_once() -> None:
    numbers = office()
    for _ in range(3):
        numbers.e164("020 7946 0123")
    assert numbers.e164.cache_info().misses == 1


def test_the_library_of_numbers_is_loaded_with_the_first_one() -> None:
    """It takes 80 ms, which the start doesn't wait for."""
    script = """
import sys
sys.path.insert(0, "custom_components/difuse")
from cdr import archive, books, feed, people
from cdr.calls import NumberPlan
numbers = people.PhoneNumbers("GB", NumberPlan.of())
assert "phonenumbers" not in sys.modules
assert numbers.e164("020 7946 0123") == "+442079460123"
assert "phonenumbers" in sys.modules and "phonenumbers.geocoder" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603
