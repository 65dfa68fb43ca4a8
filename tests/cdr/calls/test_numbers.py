"""Inside, outside, own, nobody's: what numbers tell, and what the office's own ones are."""

from typing import Any

import pytest

from custom_components.difuse.cdr.calls.numbers import (
    MOST_LEARNED,
    LearnedKind,
    NumberPlan,
    OfficeNumbers,
    plain_number,
    says_more,
)
from tests.cdr.helpers import leg, recorded

OFFICE = "+442079460100"
CUSTOMER = "+447700900001"


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("+44 20 7946 0100", "442079460100"),
        ("0044 (20) 7946-0100", "442079460100"),
        ("442079460100", "442079460100"),
        ("020/7946.0100", "02079460100"),
        ("1001", "1001"),
        ("00", ""),
        ("", ""),
        ("*97", "*97"),
        ("+0044", "0044"),
    ],
)
def test_two_ways_of_writing_a_number_come_out_equal(number: str, plain: str) -> None:
    assert plain_number(number) == plain


@pytest.mark.parametrize(
    ("name", "says"),
    [("Ann", True), ("", False), (CUSTOMER, False), ("00447700900001", False), ("1001", False)],
)
def test_a_name_that_is_a_number_again_says_nothing(name: str, *, says: bool) -> None:
    assert says_more(name, CUSTOMER, "1001") is says


@pytest.mark.parametrize(
    ("number", "extension", "special"),
    [
        ("1001", True, False),
        ("7", True, False),
        ("12345", True, False),
        ("123456", False, False),
        ("+4420", False, False),
        ("9020794601", False, False),
        ("600", False, True),
        ("s", False, True),
        ("h", False, True),
        ("i", False, True),
        ("t", False, True),
        ("*97", False, True),
        ("#1", False, True),
        ("", False, True),
        ("sales", False, True),
        ("+", False, True),
    ],
)
def test_c14_what_a_number_is(number: str, extension: bool, special: bool) -> None:
    plan = NumberPlan.of(service_numbers=[" 600 "])
    assert (plan.is_extension(number), plan.is_special(number)) == (extension, special)
    assert plan.is_inside(number) == (extension or special)


@pytest.mark.parametrize(("digits", "inside"), [(3, False), (4, True), (5, True)])
def test_how_many_digits_an_extension_has_is_the_users_to_say(digits: int, inside: bool) -> None:
    assert NumberPlan.of(internal_digits=digits).is_inside("1001") is inside


@pytest.mark.parametrize(("number", "code"), [("*31*12345", True), ("*31*123456", False)])
def test_a_code_before_more_digits_than_an_extension_has_leads_out(
    number: str, *, code: bool
) -> None:
    assert NumberPlan().is_code(number) is code


def test_own_numbers_are_known_however_they_are_written() -> None:
    numbers = OfficeNumbers(NumberPlan.of(own_numbers=["+44 20 7946 0100"]))
    assert numbers.is_own("0044-2079460100")
    assert not numbers.is_own("02079460100")


IN_THE_OFFICE = leg(source="1001", destination="1002", context="phones", caller_name="Ann")


@pytest.mark.parametrize(
    ("rows", "own"),
    [
        pytest.param(
            [{"source": CUSTOMER, "destination": "1001", "dialled": OFFICE}],
            [OFFICE],
            id="dialled from outside and ended inside",
        ),
        pytest.param(
            [{"source": CUSTOMER, "destination": "s", "dialled": OFFICE}],
            [OFFICE],
            id="ended in a menu",
        ),
        pytest.param(
            [{"source": CUSTOMER, "destination": OFFICE, "computed": "1002"}],
            [OFFICE],
            id="a direct number keeps its number, the phone is computed",
        ),
        pytest.param(
            [{"source": CUSTOMER, "destination": OFFICE}],
            [],
            id="a direct number that nobody answered tells nothing",
        ),
        pytest.param(
            [{"source": CUSTOMER, "destination": "", "dialled": OFFICE}],
            [],
            id="an empty destination tells nothing",
        ),
        pytest.param(
            [
                {"source": "1001", "destination": CUSTOMER},
                {"source": CUSTOMER, "destination": "1001"},
            ],
            [],
            id="a customer who rings back isn't the office",
        ),
        pytest.param(
            [
                {
                    "source": OFFICE,
                    "destination": CUSTOMER,
                    "context": "phones",
                    "caller_name": "Ann",
                }
            ],
            [OFFICE],
            id="a phone's name with an outside source",
        ),
        pytest.param(
            [
                {
                    "source": OFFICE,
                    "destination": CUSTOMER,
                    "context": "phones",
                    "caller_name": "1001",
                }
            ],
            [OFFICE],
            id="an extension's number as its name",
        ),
        pytest.param(
            [{"source": OFFICE, "destination": CUSTOMER, "context": "trunk", "caller_name": "Ann"}],
            [],
            id="the same name from the trunk",
        ),
        pytest.param(
            [{"source": OFFICE, "destination": CUSTOMER, "context": "phones", "caller_name": "Bo"}],
            [],
            id="another name",
        ),
        pytest.param(
            [{"source": "asterisk", "destination": CUSTOMER, "context": "phones"}] * 2,
            [],
            id="no number at all",
        ),
    ],
)
def test_own_numbers_are_learned(rows: list[dict[str, Any]], own: list[str]) -> None:
    numbers = OfficeNumbers(NumberPlan())
    numbers.learn(IN_THE_OFFICE)
    for row in rows:
        numbers.learn(leg(**row))
    assert [*numbers.learned] == [plain_number(number) for number in own]
    assert all(numbers.is_own(number) for number in own)
    assert not numbers.is_own(CUSTOMER)


def test_fact_18_the_company_number_is_learned_from_recorded_calls() -> None:
    numbers = OfficeNumbers(NumberPlan())
    for record in recorded(*range(1, 124)):
        numbers.learn(record)
    assert numbers.is_own(OFFICE)
    assert not any(number.startswith("4477") for number in numbers.learned)


def test_learning_twice_changes_nothing() -> None:
    numbers = OfficeNumbers(NumberPlan())
    for _ in range(2):
        numbers.learn(leg(dialled=OFFICE))
    assert numbers.learned == (plain_number(OFFICE),)


def test_what_was_learned_before_is_kept() -> None:
    assert OfficeNumbers(NumberPlan(), [(LearnedKind.OWN, "442079460100")]).is_own(OFFICE)


def test_not_more_is_learned_than_an_office_can_have() -> None:
    numbers = OfficeNumbers(NumberPlan())
    for number in range(MOST_LEARNED + 10):
        numbers.learn(leg(dialled=f"+4420{number:06}"))
    assert len(numbers.learned) == MOST_LEARNED
