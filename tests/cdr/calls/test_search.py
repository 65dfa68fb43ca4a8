"""What is looked through, and what is looked for where somebody typed something."""

from hypothesis import given, strategies as st
import pytest

from custom_components.difuse.cdr.calls.search import fold, search_term, search_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ann", "ann"),
        ("JOSÉ ÁLVAREZ", "jose alvarez"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Straße", "strasse"),
        ("Søren Ærø", "soren aero"),
        ("Đorđe", "dorde"),
        ("Œuvre", "oeuvre"),
        ("ﬁ", "fi"),
        ("Ⅳ", "iv"),
        ("İstanbul", "istanbul"),
        ("дом", "дом"),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_how_people_type_it(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_a_folded_text_is_found_by_itself(text: str) -> None:
    assert fold(text).casefold() in search_words("", text).casefold()


FOUND = [
    ("+442079460101", "Ann Example", "example"),
    ("+442079460101", "Ann Example", "N EX"),
    ("+442079460101", "José", "jose"),
    ("+442079460101", "Jose", "JOSÉ"),
    ("+442079460101", "", "+44 20 7946 0101"),
    ("+442079460101", "", "0044 (20) 7946-0101"),
    ("+442079460101", "", "020 7946 0101"),
    ("+442079460101", "", "7946"),
    ("+442079460101", "", "0101"),
    ("02079460101", "", "+442079460101"),
    ("442079460101", "", "020/7946.0101"),
    ("1001", "", "1001"),
    ("1001", "", "100"),
    ("1001", "Desk 7", "k 7"),
    ("10", "", "10"),
    ("7", "", "7"),
    ("*97", "", "*97"),
    ("anonymous", "", "ANON"),
]


@pytest.mark.parametrize(("number", "name", "typed"), FOUND)
def test_a_call_is_found_by_a_part_of_a_name_or_a_number(
    number: str, name: str, typed: str
) -> None:
    assert search_term(typed) in search_words(number, name)


NOT_FOUND = [
    ("+442079460101", "Ann", "Bob"),
    ("+442079460101", "", "0999"),
    ("+442079460101", "", "020 7946 0102"),
    ("1001", "Ann", "ann1001"),
    ("1001", "Ann", "ann 1001"),
]


@pytest.mark.parametrize(("number", "name", "typed"), NOT_FOUND)
def test_a_call_is_not_found_by_what_it_does_not_hold(number: str, name: str, typed: str) -> None:
    assert search_term(typed) not in search_words(number, name)


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_nothing_typed_looks_for_nothing(typed: str) -> None:
    assert search_term(typed) == ""


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("000", "000"),
        ("00", "00"),
        ("0", "0"),
        ("+44", "+44"),
        ("0123456789012345", "89012345"),
        ("007", "7"),
        ("12a", "12a"),
        ("..", ".."),
    ],
)
def test_few_digits_are_a_part_of_a_text_and_of_many_the_last_count(typed: str, term: str) -> None:
    assert search_term(typed) == term


def test_name_and_number_do_not_run_into_each_other() -> None:
    assert search_term("ann1001") not in search_words("1001", "Ann")
    assert search_words("1001", "Ann") == "ann\n1001\n"


@given(st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True), st.sampled_from(("", "+", "00", "0")))
def test_a_number_is_found_in_whatever_form_it_is_typed(digits: str, prefix: str) -> None:
    assert search_term(f"{prefix}{digits}") in search_words(f"+{digits}", "")
    assert search_term(f"{prefix}{' '.join(digits)}") in search_words(f"+{digits}", "")
