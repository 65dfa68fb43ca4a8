"""Address books of a real server: found, read, read again, and whose login is wrong."""

from collections.abc import AsyncIterator, Iterator
import hashlib
from pathlib import Path
import ssl

from aiohttp import ClientSession
import pytest
import pytest_socket
import trustme
from yarl import URL

from custom_components.difuse.cdr.books import (
    BookCopy,
    BookError,
    BookProblem,
    DavClient,
    RemoteBook,
    carddav,
    contacts_of,
    find_books,
    read_book,
)
from custom_components.difuse.cdr.people import Contact
from tests.live.hass import free_port

from .radicale import LOGIN, Radicale, running_radicale, vcard

ALICE = vcard("Alice Morgan", "TEL:+44 20 7946 0123", "CATEGORIES:VIP")
BOB = vcard("Bob Dunn", "TEL:07700 900123")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    pytest_socket.enable_socket()
    with running_radicale(tmp_path_factory.mktemp("radicale"), free_port()) as url:
        yield url


@pytest.fixture
async def server(session: ClientSession, address: URL) -> AsyncIterator[Radicale]:
    radicale = Radicale(session, address)
    yield radicale
    await radicale.clear()


@pytest.fixture
async def book(server: Radicale) -> URL:
    return await server.make_book("friends", "Friends & firms", {"alice": ALICE, "bob": BOB})


def client_of(session: ClientSession, url: URL, login: tuple[str, str] = LOGIN) -> DavClient:
    return DavClient(session, url, login)


@pytest.mark.parametrize("path", ["", "/", "alice/", "alice/friends/", "no/such/place"])
async def test_books_are_found_from_any_address(
    session: ClientSession, server: Radicale, book: URL, path: str
) -> None:
    address = server.url.join(URL(path)) if path else server.url
    found = await find_books(client_of(session, server.url), address)
    assert found == [RemoteBook(book, "Friends & firms")]


async def test_several_books_are_found(session: ClientSession, server: Radicale, book: URL) -> None:
    other = await server.make_book("blocked", "Blocked", {})
    found = await find_books(client_of(session, server.url), server.url)
    assert {one.url: one.name for one in found} == {book: "Friends & firms", other: "Blocked"}


async def test_a_book_is_read_and_read_again(
    session: ClientSession, server: Radicale, book: URL
) -> None:
    client = client_of(session, server.url)
    first = await read_book(client, book, BookCopy())
    assert contacts_of(first.cards) == [
        Contact("Alice Morgan", ("+44 20 7946 0123",), ("VIP",)),
        Contact("Bob Dunn", ("07700 900123",)),
    ]
    assert await read_book(client, book, first) is first

    await server.put("friends", "alice", ALICE.replace("FN:Alice Morgan", "FN:Alice Smith"))
    await server.put("friends", "carol", vcard("Carol", "TEL:1"))
    await server.delete("friends", "bob")
    second = await read_book(client, book, first)
    assert [card.name for card in second.cards] == ["Alice Smith", "Carol"]
    assert second.tag != first.tag


async def test_only_what_changed_is_fetched(
    session: ClientSession, server: Radicale, book: URL
) -> None:
    client = client_of(session, server.url)
    first = await read_book(client, book, BookCopy())
    await server.put("friends", "carol", vcard("Carol", "TEL:1"))
    second = await read_book(client, book, first)
    kept = [path for path in second.files if second.files[path] is first.files.get(path)]
    assert sorted(kept) == [f"{book.path}alice.vcf", f"{book.path}bob.vcf"]


async def test_a_large_book_is_read_in_parts(
    session: ClientSession, server: Radicale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carddav, "AT_ONCE", 2)
    cards = {f"c{number}": vcard(f"Contact {number}", f"TEL:{number}") for number in range(5)}
    book = await server.make_book("large", "Large", cards)
    read = await read_book(client_of(session, server.url), book, BookCopy())
    assert len(read.cards) == 5


@pytest.mark.parametrize(
    ("login", "path", "problem"),
    [
        (("alice", "wrong"), "", BookProblem.LOGIN),
        (("bob", "a made-up password"), "alice/friends/", BookProblem.LOGIN),
        (LOGIN, "bob/friends/", BookProblem.FORBIDDEN),
        (LOGIN, "alice/gone/", BookProblem.NO_BOOK),
    ],
)
async def test_what_is_wrong_is_said(
    session: ClientSession,
    server: Radicale,
    book: URL,
    login: tuple[str, str],
    path: str,
    problem: BookProblem,
) -> None:
    client = client_of(session, server.url, login)
    with pytest.raises(BookError) as raised:
        await (
            read_book(client, server.url / path, BookCopy())
            if path
            else find_books(client, server.url)
        )
    assert raised.value.problem is problem
    assert str(raised.value) == problem.value


async def test_a_server_without_books_says_so(session: ClientSession, server: Radicale) -> None:
    with pytest.raises(BookError) as raised:
        await find_books(client_of(session, server.url), server.url)
    assert raised.value.problem is BookProblem.NO_BOOK


async def test_a_certificate_is_trusted_when_it_is_the_one_that_was_accepted(
    session: ClientSession, tmp_path: Path
) -> None:
    leaf = trustme.CA().issue_cert("127.0.0.1")
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    fingerprint = hashlib.sha256(der).digest()
    with running_radicale(tmp_path, free_port(), leaf) as url:
        server = Radicale(session, url)
        book = await server.make_book("friends", "Friends", {"alice": ALICE})
        client = DavClient(session, url, LOGIN, fingerprint=fingerprint)
        assert await find_books(client, url) == [RemoteBook(book, "Friends")]
        for wrong in (None, bytes(32)):
            with pytest.raises(BookError) as raised:
                await find_books(DavClient(session, url, LOGIN, fingerprint=wrong), url)
            assert raised.value.problem is BookProblem.CERTIFICATE
