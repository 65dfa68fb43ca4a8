"""vCards as address books export them: what is read, and what of each."""

from base64 import b64encode

import pytest

from custom_components.difuse.cdr.books import Card, contacts_of, read_cards, vcard
from custom_components.difuse.cdr.people import Contact, Photo

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(200))
BASE64 = b64encode(JPEG).decode()


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read_one(*lines: str, version: str = "3.0") -> Card:
    [found] = read_cards(card(*lines, version=version).encode())
    return found


def test_a_card_2_1_of_a_phone() -> None:
    found = read_one(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen=",
        "=20Karl;;Dr.;",
        "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=FCrgen M=FCller",
        "TEL;CELL;PREF:0151 23456789",
        "TEL;WORK;VOICE:030/123456",
        "TEL;HOME;ENCODING=QUOTED-PRINTABLE:030=20123457",
        "NOTE;ENCODING=QUOTED-PRINTABLE:nothing of=0D=0A=",
        "END:VCARD is meant by this",
        "PHOTO;ENCODING=BASE64;JPEG:" + BASE64[:70],
        *(f" {BASE64[at : at + 70]}" for at in range(70, len(BASE64), 70)),
        "",
        version="2.1",
    )
    numbers = ("0151 23456789", "030/123456", "030 123457")
    assert found == Card("Jürgen Müller", numbers, photo=Photo("image/jpeg", JPEG))


def test_a_card_3_0_of_google() -> None:
    found = read_one(
        "FN:Alice Morgan",
        "N:Morgan;Alice;;;",
        "ORG:Acme\\, Inc.",
        "TEL;TYPE=CELL:+44 7700 900123",
        "item1.TEL:+44 20 7946 0123",
        "item1.X-ABLabel:",
        "PHOTO:https://lh3.example.com/contacts/photo",
        "CATEGORIES:VIP,myContacts",
    )
    assert found == Card(
        "Alice Morgan", ("+44 7700 900123", "+44 20 7946 0123"), ("VIP", "myContacts")
    )


def test_a_card_3_0_of_apple() -> None:
    found = read_one(
        "PRODID:-//Apple Inc.//macOS 15.0//EN",
        "N:Morgan;Alice;;;",
        "FN:Alice ",
        " Mor",
        "\tgan",
        "TEL;type=CELL;type=VOICE;type=pref:+44 7700 900123",
        "item1.TEL:020 7946 0123",
        "item1.X-ABLabel:_$!<Other>!$_",
        "item2.X-ABRELATEDNAMES;type=pref:Bob",
        "PHOTO;ENCODING=b;TYPE=JPEG:" + BASE64,
        "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
    )
    assert found.name == "Alice Morgan"
    assert found.numbers == ("+44 7700 900123", "020 7946 0123")
    assert found.photo == Photo("image/jpeg", JPEG)
    assert found.uid == "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"


def test_a_card_4_0_of_nextcloud() -> None:
    found = read_one(
        "FN:Alice Morgan",
        'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+44-20-7946-0123;ext=12',
        'TEL;TYPE="x;y:z":+44 7700 900123',
        "CATEGORIES:VIP\\, old;Friends,  Firms ",
        f"PHOTO:data:image/png;base64,{BASE64}",
        "KIND:individual",
        version="4.0",
    )
    assert found.numbers == ("tel:+44-20-7946-0123;ext=12", "+44 7700 900123")
    assert found.groups == ("VIP, old;Friends", "Firms")
    assert found.photo == Photo("image/jpeg", JPEG)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN:", "N:Morgan;Alice;Maria;Dr.;MBE", "ORG:Acme"], "Dr. Alice Maria Morgan MBE"),
        (["N:Morgan"], "Morgan"),
        (["N:;;;;", "NICKNAME:Ally,A", "ORG:Acme"], "Ally"),
        (["FN:", "N:;;;;", "ORG:Acme GmbH;;Sales"], "Acme GmbH, Sales"),
        (["ORG:;"], ""),
        (["FN:AC\\DC\\; Back\\nin\\\\Black"], "AC\\DC; Back in\\Black"),
        (["FN;CHARSET=klingon;QUOTED-PRINTABLE:J=C3=BCrgen"], "Jürgen"),
        (["FN:ends with a backslash\\"], "ends with a backslash\\"),
        (["FN:turned \u202eround\u0007"], "turned round"),
        (["fn:small letters"], "small letters"),
        (['FN;X="never closed:Lost', "N:Found"], "Found"),
        ([f"FN:{'long ' * 2000}", "N:Short"], "Short"),
        ([f"FN:{'x' * 400}"], "x" * 255),
    ],
)
def test_a_name_is_what_is_shown_or_the_own_or_the_firms(lines: list[str], name: str) -> None:
    assert read_one(*lines, "TEL:1").name == name


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be-with-mark"]
)
def test_a_file_may_be_in_any_usual_encoding(encoding: str) -> None:
    text = card("FN:Jürgen Müller")
    if encoding == "utf-16-be-with-mark":
        data = b"\xfe\xff" + text.encode("utf-16-be")
    else:
        data = text.encode(encoding)
    assert [one.name for one in read_cards(data)] == ["Jürgen Müller"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_may_end_in_any_way_and_bad_ones_are_left_out(end: str) -> None:
    text = card("this is garbage", "X-FOO", "FN", "FN:Alice", "TEL;CELL:1", "=20garbage")
    text += "garbage between\r\n" + card("FN:Bob") + "BEGIN:VCALENDAR\r\nFN:No\r\nEND:VCALENDAR\r\n"
    found = read_cards(text.replace("\r\n", end).encode())
    assert [(one.name, one.numbers) for one in found] == [("Alice", ("1",)), ("Bob", ())]


def test_a_file_that_is_cut_off_has_the_cards_before() -> None:
    text = card("FN:Alice") + "BEGIN:VCARD\r\nFN:Bob\r\nBEGIN:VCARD\r\nFN:Carol\r\nEND:VCARD\r\n"
    assert [one.name for one in read_cards(text.encode())] == ["Alice", "Carol"]
    assert read_cards(b"") == []
    assert read_cards(b"\xff\xd8\xff not a vCard") == []


@pytest.mark.parametrize(
    "photo",
    [
        "PHOTO;VALUE=uri:https://example.com/a.jpg",
        "PHOTO;ENCODING=b:AAAA",
        "PHOTO;ENCODING=b:A",
        f"PHOTO;ENCODING=b;TYPE=SVG:{b64encode(b'<svg onload=x>').decode()}",
        "PHOTO;ENCODING=b:" + b64encode(JPEG + bytes(vcard.LARGEST_PHOTO)).decode(),
        "PHOTO;ENCODING=b:" + "A" * vcard.LARGEST_PHOTO * 2,
        "PHOTO;ENCODING=b:ÄÖÜ",
    ],
)
def test_a_photo_is_a_picture_in_the_card_and_not_too_large(photo: str) -> None:
    assert read_one("FN:Alice", photo).photo is None


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\n\x00\x00\x00WEBP", "image/webp"),
    ],
)
def test_a_photo_is_of_the_kind_that_it_begins_like(begin: bytes, kind: str) -> None:
    line = f"PHOTO;ENCODING=b;TYPE=X:{b64encode(begin + b'rest').decode()}"
    assert read_one("FN:Alice", line).photo == Photo(kind, begin + b"rest")


def test_photos_that_are_too_large_together_are_left_out() -> None:
    line = f"PHOTO;ENCODING=b:{BASE64}"
    text = "".join(card(f"FN:{name}", line) for name in ("Alice", "Bob"))
    found = read_cards(text.encode(), room=len(JPEG) + 1)
    assert [one.photo is None for one in found] == [False, True]


def test_a_file_without_end_is_read_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcard, "MOST_CARDS", 3)
    assert len(read_cards(card("FN:Alice").encode() * 10)) == 3


def test_numbers_and_groups_of_a_contact_have_an_end() -> None:
    found = read_one(*[f"TEL:{number}" for number in range(1000)], "TEL:", "TEL:1")
    assert found.numbers == tuple(map(str, range(vcard.MOST_NUMBERS)))


@pytest.mark.parametrize(
    "evil",
    [
        "FN" + ";A=b," * 600,
        'TEL;"' + '""' * 1900,
        "PHOTO" + ";A=b," * 200_000,
        "PHOTO;ENCODING=b:\r\n" + " AAAA\r\n" * 100_000,
        "PHOTO;QUOTED-PRINTABLE:\r\n" + " =\r\n" * 100_000,
        "N;ENCODING=QUOTED-PRINTABLE:" + "A=\r\n" * 100_000,
        "FN:" + "\\" * 4000,
        "a." * 500_000,
        "-" * 1_000_000,
        "\r\n".join(["TEL:" + ";" * 4000] * 500),
    ],
    ids=str.__len__,
)
@pytest.mark.timeout(5)
def test_no_text_takes_long(evil: str) -> None:
    """The library that Home Assistant's calendars use needs years for the first one."""
    assert len(read_cards(card(evil).encode())) == 1


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{}"),
        ("KIND:group", "MEMBER:urn:uuid:{}"),
        ("KIND:Group", "MEMBER:{}"),
    ],
)
def test_a_group_may_be_a_card_that_names_its_members(kind: str, member: str) -> None:
    """As Apple's and some servers do it."""
    cards = [
        read_one("FN:VIP", kind, member.format("a-1"), member.format("gone")),
        read_one("FN:Alice", "TEL:1", "UID:a-1", "CATEGORIES:Friends"),
        read_one("FN:Bob", "TEL:2", "UID:urn:uuid:b-1"),
        read_one("FN:Carol", "TEL:3"),
        read_one("FN:Without a number"),
    ]
    assert contacts_of(cards, "Office") == [
        Contact("Alice", ("1",), ("Office", "Friends", "VIP")),
        Contact("Bob", ("2",), ("Office",)),
        Contact("Carol", ("3",), ("Office",)),
    ]
    assert contacts_of(cards)[1].groups == ()


def test_groups_of_a_contact_are_no_more_than_anybody_needs() -> None:
    names = [f"{at} {'long' * 40}" for at in range(50)]
    cards = [Card("Alice", ("1",), tuple(names), uid="a"), Card("VIP", members=("a",) * 9)]
    [alice] = contacts_of(cards, "Office")
    assert (alice.groups[0], len(alice.groups)) == ("Office", 32)
    assert max(map(len, alice.groups)) == 64
