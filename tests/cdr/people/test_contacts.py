"""Who is behind a number: several books, groups, names that change."""

from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.people import (
    Contact,
    Person,
    PhoneNumbers,
    are_unwanted,
    people_at,
)

NUMBERS = PhoneNumbers("GB", NumberPlan.of())
LONDON = "+442079460123"
MOBILE = "+447700900123"
PHOTO = "where it is kept"


def test_a_contact_is_found_under_each_of_its_numbers() -> None:
    alice = Contact("Alice Morgan", ("020 7946 0123", "+44 7700 900123"), ("VIP",), PHOTO)
    person = Person("Alice Morgan", ("VIP",), PHOTO)
    assert people_at([[alice]], NUMBERS) == {LONDON: person, MOBILE: person}


def test_numbers_that_are_nobodys_lead_to_nobody() -> None:
    odd = Contact("Odd", ("1001", "*97", "anonymous", "", "112"))
    assert people_at([[odd]], NUMBERS) == {}


def test_the_first_book_counts_and_groups_are_those_of_all() -> None:
    books = [
        [Contact("", (LONDON,), ("VIP",)), Contact("Acme", ("020 7946 0123",), ("VIP", "Firms"))],
        [Contact("Alice", ("0044 20 7946 0123",), ("Spam",), PHOTO)],
    ]
    assert people_at(books, NUMBERS)[LONDON] == Person("Acme", ("VIP", "Firms", "Spam"), PHOTO)


def test_who_is_blocked_or_spam_is_unwanted() -> None:
    groups = ("Blocked", "spam", "VIP", "Not spam")
    unwanted = [are_unwanted((group,)) for group in groups]
    assert unwanted == [True, True, False, False]
    assert not are_unwanted(())
