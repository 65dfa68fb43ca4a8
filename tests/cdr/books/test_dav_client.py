"""Servers that are strange, slow or hostile, and those that want a digest."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import md5
import re
from threading import get_ident

from aiohttp import ClientSession, encode_basic_auth, web
from aiohttp.test_utils import TestServer
import pytest
from yarl import URL

from custom_components.difuse.cdr.books import (
    BookCopy,
    BookError,
    BookProblem,
    DavClient,
    RemoteBook,
    book_address,
    carddav,
    dav_client,
    find_books,
    read_book,
)
from custom_components.difuse.cdr.books.multistatus import Resource, read_multistatus
from tests.live.hass import free_port

LOGIN = ("alice", "a made-up password")
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nTEL:1\nEND:VCARD\n"
BOOK = (
    "<resourcetype><collection/><C:addressbook/></resourcetype><displayname>Friends</displayname>"
)

type Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def multistatus(**resources: str) -> web.Response:
    """Return an answer with the properties of some resources; _ in their names is /."""
    found = "".join(
        f"<response><href>{name.replace('_', '/')}</href><propstat><prop>{props}</prop>"
        "<status>HTTP/1.1 200 OK</status></propstat><propstat><prop><owner>nobody</owner></prop>"
        "<status>HTTP/1.1 404 Not Found</status></propstat></response>"
        for name, props in resources.items()
    )
    spaces = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'
    text = f"<multistatus {spaces}>{found}</multistatus>"
    return web.Response(status=207, content_type="application/xml", text=text)


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[URL]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield server.make_url("/")


async def problem_with(session: ClientSession, answer: Answer) -> BookProblem:
    async with serving(answer) as url:
        return await problem_at(session, url)


async def problem_at(session: ClientSession, url: URL) -> BookProblem:
    with pytest.raises(BookError) as raised:
        await read_book(DavClient(session, url, LOGIN, answer_seconds=0.5), url, BookCopy())
    assert raised.value.__cause__ is None or raised.value.problem is BookProblem.UNEXPECTED
    return raised.value.problem


def xml(text: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=207, text=text, content_type="application/xml")

    return answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<multistatus/>",
        "<html>log in</html>",
        '<!DOCTYPE m [<!ENTITY a "aaa">]><multistatus xmlns="DAV:"/>',
        '<!DOCTYPE m SYSTEM "file:///etc/passwd"><multistatus xmlns="DAV:"/>',
        '<multistatus xmlns="DAV:">&a;</multistatus>',
        '<?xml version="1.0" encoding="klingon"?><multistatus xmlns="DAV:"/>',
    ],
)
async def test_what_is_no_plain_answer_of_webdav_is_refused(
    session: ClientSession, text: str
) -> None:
    assert await problem_with(session, xml(text)) is BookProblem.UNEXPECTED


@pytest.mark.timeout(10)
def test_entities_are_not_even_declared() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<!DOCTYPE m [<!ENTITY a0 "ha">{laughs}]><multistatus xmlns="DAV:">&a29;</multistatus>'
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(BookError):
            read_multistatus(URL("http://here/"), bomb.encode(encoding))


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (200, BookProblem.NO_BOOK),
        (401, BookProblem.LOGIN),
        (403, BookProblem.FORBIDDEN),
        (404, BookProblem.NO_BOOK),
        (405, BookProblem.NO_BOOK),
        (500, BookProblem.UNEXPECTED),
        (304, BookProblem.UNEXPECTED),
        (301, BookProblem.UNEXPECTED),
    ],
)
async def test_a_status_says_what_is_wrong(
    session: ClientSession, status: int, problem: BookProblem
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    assert await problem_with(session, answer) is problem


async def test_what_is_slow_endless_or_gone_is_given_up(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    monkeypatch.setattr(dav_client, "LARGEST_ANSWER", 1000)
    assert await problem_with(session, slow) is BookProblem.TIMEOUT
    assert await problem_with(session, xml("x" * 1001)) is BookProblem.TOO_LARGE
    gone = URL(f"http://127.0.0.1:{free_port()}/")
    assert await problem_at(session, gone) is BookProblem.UNREACHABLE


async def test_the_reading_of_a_whole_book_has_an_end(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return multistatus(_book="<getctag>1</getctag>")

    monkeypatch.setattr(carddav, "LONGEST_SECONDS", 0.1)
    assert await problem_with(session, slow) is BookProblem.TIMEOUT


async def test_a_book_with_too_many_cards_is_refused(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return multistatus(_a="<getetag>1</getetag>", _b="<getetag>1</getetag>")

    threads = set[int]()
    is_file = carddav._is_file

    def note(one: Resource) -> bool:
        threads.add(get_ident())
        return is_file(one)

    monkeypatch.setattr(carddav, "MOST_CARDS", 1)
    monkeypatch.setattr(carddav, "_is_file", note)
    assert await problem_with(session, answer) is BookProblem.TOO_LARGE
    # A server may list a million: the loop has no time for them.
    assert get_ident() not in threads


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2/", "ftp://127.0.0.1/", "http://[::1", "https://user:pass@127.0.0.1/", "#"],
)
async def test_nobody_is_followed_to_where_a_password_would_be_read(
    session: ClientSession, target: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    assert await problem_with(session, answer) is BookProblem.UNEXPECTED


async def test_a_server_that_names_a_home_elsewhere_without_tls_is_not_followed(
    session: ClientSession,
) -> None:
    async def answer(_: web.Request) -> web.Response:
        home = "<C:addressbook-home-set><href>http://127.0.0.2/</href></C:addressbook-home-set>"
        return multistatus(_=home)

    async with serving(answer) as url:
        with pytest.raises(BookError) as raised:
            await find_books(DavClient(session, url, LOGIN), url)
        assert raised.value.problem is BookProblem.NO_BOOK


async def test_the_well_known_address_leads_on_with_the_same_method(session: ClientSession) -> None:
    asked: list[tuple[str, str, bool]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, request.path, "Authorization" in request.headers))
        if request.path == "/.well-known/carddav":
            return web.Response(status=301, headers={"Location": "/dav/"})
        if request.headers.get("Authorization") != encode_basic_auth(*LOGIN):
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
        principal = "<current-user-principal><href>/me/</href></current-user-principal>"
        home = "<C:addressbook-home-set><href>/home/</href></C:addressbook-home-set>"
        return {
            "/dav/": multistatus(_dav_=principal),
            "/me/": multistatus(_me_=home),
            "/home/": multistatus(
                _home_="<resourcetype><collection/></resourcetype>", _home_a_=BOOK
            ),
        }[request.path]

    async with serving(answer) as url:
        found = await find_books(DavClient(session, url, LOGIN), url)
    assert found == [RemoteBook(url.join(URL("/home/a/")), "Friends")]
    assert asked == [
        ("PROPFIND", "/.well-known/carddav", False),
        ("PROPFIND", "/dav/", False),
        ("PROPFIND", "/dav/", True),
        ("PROPFIND", "/me/", True),
        ("PROPFIND", "/home/", True),
    ]


async def test_a_server_that_wants_a_digest_never_sees_the_password(session: ClientSession) -> None:
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        sent = request.headers.get("Authorization", "")
        seen.append(sent)
        fields = dict(re.findall(r'(\w+)="?([^",]+)"?', sent))

        def digest(*parts: str) -> str:
            return md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

        if fields:
            right = digest(
                digest(LOGIN[0], "x", LOGIN[1]),
                *(fields["nonce"], fields["nc"], fields["cnonce"], "auth"),
                digest(request.method, fields["uri"]),
            )
            if fields["response"] == right:
                return multistatus(_=BOOK)
        challenge = 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'
        return web.Response(status=401, headers={"WWW-Authenticate": challenge})

    async with serving(answer) as url:
        assert await find_books(DavClient(session, url, LOGIN), url)
        assert not [sent for sent in seen if sent and not sent.startswith("Digest ")]
        with pytest.raises(BookError) as raised:
            await find_books(DavClient(session, url, ("alice", "wrong")), url)
    assert raised.value.problem is BookProblem.LOGIN


async def test_cards_that_nobody_asked_for_or_that_are_gone_are_left_out(
    session: ClientSession,
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.method == "REPORT":
            card = "<getetag>2</getetag><C:address-data>{}</C:address-data>"
            return multistatus(
                _a=card.format(CARD.format("Alice")), _other=card.format(CARD.format("Mallory"))
            )
        if request.headers["Depth"] == "0":
            return multistatus(_="<resourcetype/>")
        files = dict.fromkeys(("_a", "_b", "_%00"), "<getetag>1</getetag>")
        return multistatus(_=BOOK, _c="", **files)

    async with serving(answer) as url:
        client = DavClient(session, url, LOGIN)
        read = await read_book(client, url, BookCopy())
        assert [card.name for card in read.cards] == ["Alice"]
        # The book has no tag, and the card changed once more: it is fetched again.
        again = await read_book(client, url, read)
        assert again.files["/a"] is not read.files["/a"]


def test_addresses_that_make_no_sense_are_left_out() -> None:
    response = (
        '<response xmlns="DAV:"><href>{}</href><propstat><status>HTTP/1.1 200 OK</status><prop>'
        "<current-user-principal><href/><href>http://[</href></current-user-principal>"
        "</prop></propstat></response>"
    )
    body = f'<multistatus xmlns="DAV:">{response.format("http://[")}{response.format("/")}</multistatus>'
    [found] = read_multistatus(URL("http://here/"), body.encode())
    assert found.hrefs("{DAV:}current-user-principal") == []
    assert found.hrefs("{DAV:}owner") == []


async def test_a_server_that_tells_nothing_of_books_has_none(session: ClientSession) -> None:
    async def answer(_: web.Request) -> web.Response:
        return multistatus(_="<resourcetype><collection/></resourcetype>")

    async with serving(answer) as url:
        with pytest.raises(BookError) as raised:
            await find_books(DavClient(session, url, LOGIN), url)
    assert raised.value.problem is BookProblem.NO_BOOK


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("cloud.example.com", "https://cloud.example.com/"),
        (" cloud.example.com:8443/dav/me/ ", "https://cloud.example.com:8443/dav/me/"),
        ("http://192.0.2.1/a%20b/?query#part", "http://192.0.2.1/a%20b/"),
        ("https://cloud.example.com", "https://cloud.example.com/"),
    ],
)
def test_an_address_is_completed(typed: str, address: str) -> None:
    assert str(book_address(typed)) == address


@pytest.mark.parametrize("typed", ["", "ftp://example.com", "https://me:pass@example.com/", "a b"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        book_address(typed)
