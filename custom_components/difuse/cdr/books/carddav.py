"""Address books on a server: which there are, and what changed in one since it was read."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import Final

from yarl import URL

from ..pbx import parse_address
from .cards import Card
from .dav_client import DavClient
from .multistatus import CALENDAR_SERVER, CARDDAV, DAV, Resource, multiget, propfind
from .problems import BookError, BookProblem
from .vcard import LARGEST_PHOTOS, MOST_CARDS, read_cards

LONGEST_SECONDS: Final = 300
"""So long the whole reading of a book may take."""

MOST_BOOKS: Final = 50
AT_ONCE: Final = 50
"""So many cards are asked for in one request."""

_WELL_KNOWN: Final = "/.well-known/carddav"
_ELSEWHERE: Final = (BookProblem.NO_BOOK, BookProblem.FORBIDDEN, BookProblem.UNEXPECTED)
"""With these it is worth looking at another address of the same server."""
_PRINCIPAL: Final = f"{DAV}current-user-principal"
_HOME: Final = f"{CARDDAV}addressbook-home-set"
_WHAT: Final = propfind(f"{DAV}resourcetype", f"{DAV}displayname", _PRINCIPAL, _HOME)
_TAGS: Final = (f"{CALENDAR_SERVER}getctag", f"{DAV}sync-token")
_ETAG: Final = f"{DAV}getetag"
_TAGS_ASKED: Final = propfind(*_TAGS)
_ETAGS_ASKED: Final = propfind(f"{DAV}resourcetype", _ETAG)


@dataclass(frozen=True, slots=True)
class RemoteBook:
    """An address book on a server."""

    url: URL
    name: str


@dataclass(frozen=True, slots=True)
class KeptCard:
    """What a file on the server held when its etag was this; usually one card."""

    etag: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class BookCopy:
    """All that was read of a book: what changes with it, and its files by path."""

    tag: str = ""
    files: Mapping[str, KeptCard] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        """All cards, in the order of their paths, so that it is always the same."""
        return [card for _, file in sorted(self.files.items()) for card in file.cards]


def book_address(text: str) -> URL:
    """Read the address of a server or a book; https unless it says http. Raise ValueError."""
    text = text.strip()
    origin = parse_address(text)
    whole = URL(text if "://" in text else f"https://{text}")
    return origin.with_path(whole.raw_path, encoded=True)


async def find_books(client: DavClient, address: URL) -> list[RemoteBook]:
    """Return the address books of whoever logs in, or the one at this address.

    Raise BookError, NO_BOOK where there is none.
    """
    starts = [address] if address.path != "/" else []
    for start in (*starts, address.with_path(_WELL_KNOWN), address.with_path("/")):
        try:
            found = await _found_from(client, start)
        except BookError as err:
            if err.problem not in _ELSEWHERE:
                raise
            continue
        if found:
            return [RemoteBook(one.url, one.text(f"{DAV}displayname")) for one in found]
    raise BookError(BookProblem.NO_BOOK)


async def _found_from(client: DavClient, start: URL) -> list[Resource]:
    here = await client.ask("PROPFIND", start, _WHAT, depth=0)
    if any(one.is_book for one in here):
        return [one for one in here if one.is_book][:1]
    homes = [url for one in here for url in one.hrefs(_HOME)]
    if not homes and (principals := [url for one in here for url in one.hrefs(_PRINCIPAL)]):
        principal = await client.ask("PROPFIND", principals[0], _WHAT, depth=0)
        homes = [url for one in principal for url in one.hrefs(_HOME)]
    if not homes:
        return []
    inside = await client.ask("PROPFIND", homes[0], _WHAT, depth=1)
    return [one for one in inside if one.is_book][:MOST_BOOKS]


async def read_book(client: DavClient, url: URL, known: BookCopy) -> BookCopy:
    """Return a book as it is now; only what changed since ``known`` is fetched.

    Raise BookError, and then nothing is known anew.
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _read(client, url, known)
    except TimeoutError:
        raise BookError(BookProblem.TIMEOUT) from None


async def _read(client: DavClient, url: URL, known: BookCopy) -> BookCopy:
    # The tag first: what changes from here on changes it again.
    book = await client.ask("PROPFIND", url, _TAGS_ASKED, depth=0)
    tag = next((text for one in book for name in _TAGS if (text := one.text(name))), "")
    if tag and tag == known.tag:
        return known
    listed = await client.ask("PROPFIND", url, _ETAGS_ASKED, depth=1)
    there, files = await asyncio.to_thread(_files_there, listed, known)
    room = LARGEST_PHOTOS - _photo_bytes(files)
    for some in batched(there.keys() - files.keys(), AT_ONCE, strict=False):
        asked = multiget(there[path].url.raw_path for path in some)
        got = await client.ask("REPORT", url, asked, depth=1)
        new = await asyncio.to_thread(_read_files, got, room)
        files |= {path: file for path, file in new.items() if path in there}
        room -= _photo_bytes(new)
    return BookCopy(tag, files)


def _files_there(
    listed: list[Resource], known: BookCopy
) -> tuple[dict[str, Resource], dict[str, KeptCard]]:
    """Return which files there are, and those that are known as they are, by path.

    Raise BookError where they are too many.
    """
    there = {one.url.path: one for one in listed if _is_file(one)}
    if len(there) > MOST_CARDS:
        raise BookError(BookProblem.TOO_LARGE)
    return there, {
        path: known.files[path]
        for path, one in there.items()
        if path in known.files and known.files[path].etag == one.text(_ETAG)
    }


def _is_file(one: Resource) -> bool:
    # No database takes a null byte.
    return not one.is_book and bool(one.text(_ETAG)) and "\0" not in one.url.path


def _read_files(got: list[Resource], room: int) -> dict[str, KeptCard]:
    files: dict[str, KeptCard] = {}
    for one in got:
        cards = tuple(read_cards(one.text(f"{CARDDAV}address-data").encode(), room))
        files[one.url.path] = KeptCard(one.text(_ETAG), cards)
        room -= _photo_bytes({one.url.path: files[one.url.path]})
    return files


def _photo_bytes(files: Mapping[str, KeptCard]) -> int:
    photos = [card.photo for file in files.values() for card in file.cards if card.photo]
    return sum(len(photo.data) for photo in photos)
