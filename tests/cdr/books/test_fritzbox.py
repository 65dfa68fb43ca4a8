"""The phone book that a Fritz!Box exports."""

import pytest

from custom_components.difuse.cdr.books import (
    BookError,
    BookProblem,
    Card,
    is_fritzbox,
    read_fritzbox,
)

BOOK = """<?xml version="1.0" encoding="utf-8"?>
<phonebooks><phonebook name="Telefonbuch">
<contact><category>1</category><person><realName>Jürgen Müller</realName></person>
<telephony nid="3"><number type="home" prio="1" id="0">030 123456</number>
<number type="mobile" id="1">+49 151 23456789</number><number type="work" id="2"/>
<number type="home" id="3">030 123456</number></telephony>
<services/><mod_time>1790000000</mod_time><uniqueid>17</uniqueid></contact>
<contact><category>0</category><person><realName>Intercom \u202e</realName></person>
<telephony><number type="home">**610</number></telephony></contact>
<contact><person/></contact>
</phonebook></phonebooks>
"""


def test_contacts_are_read_and_important_people_are_in_a_group() -> None:
    assert read_fritzbox(BOOK.encode()) == [
        Card("Jürgen Müller", ("030 123456", "+49 151 23456789"), ("VIP",)),
        Card("Intercom", ("**610",)),
        Card(""),
    ]


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (BOOK.encode(), True),
        (BOOK.encode("utf-8-sig"), True),
        (b"\n<phonebooks/>", True),
        (b"BEGIN:VCARD\n", False),
        (b"", False),
    ],
)
def test_the_file_is_known_by_how_it_begins(data: bytes, is_one: bool) -> None:
    assert is_fritzbox(data) is is_one


@pytest.mark.parametrize("data", [b"<?xml", b'<!DOCTYPE a [<!ENTITY b "c">]><phonebooks/>'])
def test_what_is_no_plain_xml_is_refused(data: bytes) -> None:
    with pytest.raises(BookError) as raised:
        read_fritzbox(data)
    assert raised.value.problem is BookProblem.UNEXPECTED
