"""Large books: 5,000 contacts in each version of vCard are the same people; memory has an end."""

from collections.abc import Callable
from quopri import encodestring
import tracemalloc

import pytest

from custom_components.difuse.cdr.books import contacts_of, read_cards
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.people import Person, PhoneNumbers, people_at

CONTACTS = range(5_000)
PEOPLE = {f"+44207946{number:04}": Person(f"Zoë {number}", ("VIP",)) for number in CONTACTS}


def card_2_1(number: int, who: str = "Zoë") -> str:
    name = encodestring(f"{who} {number}".encode()).decode()
    return (
        f"VERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;{name};;;\r\n"
        f"TEL;WORK;VOICE:020 7946 {number:04}\r\nCATEGORIES:VIP"
    )


def card_3_0(number: int, who: str = "Zoë") -> str:
    return (
        f"VERSION:3.0\r\nFN:{who}\r\n  {number}\r\n"
        f"item1.TEL;type=pref:+44 (0)20 7946 {number:04}\r\n"
        "item1.X-ABLabel:_$!<Work>!$_\r\nCATEGORIES:VIP"
    )


def card_4_0(number: int, who: str = "Zoë") -> str:
    return (
        f'VERSION:4.0\r\nFN:{who} {number}\r\nTEL;VALUE=uri;TYPE="voice,work":'
        f"tel:+44-20-7946-{number:04}\r\nCATEGORIES:VIP"
    )


@pytest.mark.parametrize("card", [card_2_1, card_3_0, card_4_0])
@pytest.mark.timeout(30)
def test_a_large_book_in_each_version(card: Callable[[int], str]) -> None:
    text = "".join(f"BEGIN:VCARD\r\n{card(number)}\r\nEND:VCARD\r\n" for number in CONTACTS)
    contacts = contacts_of(read_cards(text.encode()))
    assert people_at([contacts], PhoneNumbers("GB", NumberPlan.of())) == PEOPLE


@pytest.mark.parametrize("line", [b"ab\r\n", b"\n", b"TEL:1\n", b"MEMBER:1\n"])
def test_a_large_file_takes_little_more_memory_than_its_size(line: bytes) -> None:
    """One of 64 MiB took 1.7 GiB: lines are small, and what holds them isn't."""
    data = b"BEGIN:VCARD\n" + line * (2**20 // len(line)) + b"END:VCARD\n"
    tracemalloc.start()
    try:
        assert len(read_cards(data)) == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(data)
