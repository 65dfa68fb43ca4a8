"""How to log in and where to: nothing secret is ever shown."""

import base64
import hashlib

import pytest

from custom_components.difuse.cdr.pbx.credentials import (
    Authentication,
    Credentials,
    hash_secret,
    parse_address,
)

KEY = hashlib.sha256(b"secret").hexdigest()


def test_section_1_the_hash_is_the_password_and_is_in_no_repr() -> None:
    for way in Authentication:
        shown = repr(Credentials("4001", KEY, way)) + str(Credentials("4001", KEY, way))
        assert KEY not in shown
        assert "4001" in shown


@pytest.mark.parametrize(
    ("way", "headers", "query"),
    [
        (
            Authentication.BASIC,
            {"Authorization": "Basic " + base64.b64encode(f"4001:{KEY}".encode()).decode()},
            {},
        ),
        (Authentication.QUERY, {}, {"extension": "4001", "key": KEY}),
        (Authentication.SESSION, {"Cookie": f"4001={KEY}"}, {}),
    ],
    ids=str,
)
def test_each_way_sends_what_the_vendor_documents(
    way: Authentication, headers: dict[str, str], query: dict[str, str]
) -> None:
    credentials = Credentials("4001", KEY, way)
    assert (credentials.headers(), credentials.query()) == (headers, query)


def test_basic_is_what_is_used_unless_asked_otherwise() -> None:
    assert Credentials("4001", KEY).authentication is Authentication.BASIC


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        pytest.param("secret", KEY, id="plain"),
        pytest.param(KEY, KEY, id="hash"),
        pytest.param(KEY.upper(), KEY, id="upper-case hash"),
        pytest.param("0" * 63, hashlib.sha256(b"0" * 63).hexdigest(), id="63 digits"),
        pytest.param("g" * 64, hashlib.sha256(b"g" * 64).hexdigest(), id="no digits"),
        pytest.param("пароль", hashlib.sha256("пароль".encode()).hexdigest(), id="cyrillic"),
        pytest.param("two words", hashlib.sha256(b"two words").hexdigest(), id="two words"),
        pytest.param(" secret\n", KEY, id="pasted secret"),
        pytest.param(f"{KEY} ", KEY, id="hash and a blank"),
        pytest.param(f"\t{KEY}\r\n", KEY, id="hash and a line end"),
        pytest.param(f"{KEY}  -\n", KEY, id="sha256sum"),
        pytest.param(f"{KEY} *-", KEY, id="sha256sum --binary"),
        pytest.param(f"{KEY}-", hashlib.sha256(f"{KEY}-".encode()).hexdigest(), id="not quite"),
    ],
)
def test_a_secret_is_hashed_and_a_hash_is_kept(secret: str, key: str) -> None:
    assert hash_secret(secret) == key


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("10.254.248.1", "https://10.254.248.1"),
        (" 10.254.248.1 ", "https://10.254.248.1"),
        ("pbx.example", "https://pbx.example"),
        ("pbx", "https://pbx"),
        ("pbx.example:8443", "https://pbx.example:8443"),
        ("https://pbx.example:443", "https://pbx.example"),
        ("http://pbx.example", "http://pbx.example"),
        ("HTTP://pbx.example:80/", "http://pbx.example"),
        ("https://pbx.example/pbx/cdr/data?page=1", "https://pbx.example"),
        ("pbx.example/login", "https://pbx.example"),
        ("fe80::1", "https://[fe80::1]"),
        ("[::1]:8443", "https://[::1]:8443"),
        ("http://::1", "http://[::1]"),
        ("[fe80::1%eth0.5]:8443/login", "https://[fe80::1%eth0.5]:8443"),
        ("fe80::", "https://[fe80::]"),
        ("my_pbx-2.lan.", "https://my_pbx-2.lan."),
        ("büro.lan", "https://xn--bro-hoa.lan"),
        ("bu\u0308ro.lan", "https://xn--bro-hoa.lan"),
        ("हिन्दी.भारत", "https://xn--j2bd4cyah0f.xn--h2brj9c"),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str, url: str) -> None:
    assert str(parse_address(text)).rstrip("/") == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "ftp://pbx",
        "https://",
        "https:///x",
        "pbx:0",
        "pbx:99999",
        "pbx:port",
        "user:pass@pbx",
        "http://user@pbx",
        "\\\\pbx",
        "[::1",
        "?",
        "#",
        "ws://pbx",
        "https:/pbx",
        "https:",
        "https://https://pbx",
        "pbx:/login",
        "<script>",
        "a,b",
        "!!!",
        "a%20b",
        "“pbx”",
        "☎.lan",
        ".",
        "-",
        "pbx..lan",
        ".lan",
        "pbx:80:90",
        "1:2:3",
        "fe80::1%<script>",
        "[10.0.0.1]",
    ],
    ids=repr,
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_address(text)
