"""Keeps address books as they were read last."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row as Found, delete, insert, select

from ..books import BookCopy, Card, KeptCard
from ..database import chunks, insert_or_update
from ..people import Photo
from ..tables import BOOKS, CARDS


def keep_book(db: Connection, pbx: int, book: str, copy: BookCopy) -> None:
    """Keep a book; only files that changed are written."""
    there = (CARDS.c.pbx == pbx, CARDS.c.book == book)
    etags = select(CARDS.c.path, CARDS.c.etag).where(*there).distinct()
    known: dict[str, str] = {row.path: row.etag for row in db.execute(etags)}
    now = {path: file.etag for path, file in copy.files.items()}
    for some in chunks(path for path, etag in known.items() if now.get(path) != etag):
        db.execute(delete(CARDS).where(*there, CARDS.c.path.in_(some)))
    rows = [
        {"pbx": pbx, "book": book, "path": path, "position": position, "etag": file.etag}
        | _values(card)
        for path, file in copy.files.items()
        if known.get(path) != file.etag
        for position, card in enumerate(file.cards)
    ]
    for some_rows in chunks(rows):
        db.execute(insert(CARDS), some_rows)
    kept = {"pbx": pbx, "book": book, "tag": copy.tag}
    insert_or_update(db, BOOKS, [kept], {"tag": copy.tag})


def kept_book(db: Connection, pbx: int, book: str) -> BookCopy:
    """Return a book as it was kept; an empty one if it never was."""
    here = (BOOKS.c.pbx == pbx, BOOKS.c.book == book)
    there = (CARDS.c.pbx == pbx, CARDS.c.book == book)
    cards: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for row in db.execute(select(CARDS).where(*there).order_by(CARDS.c.path, CARDS.c.position)):
        cards[row.path, row.etag].append(_card(row))
    files = {path: KeptCard(etag, tuple(some)) for (path, etag), some in cards.items()}
    return BookCopy(db.scalar(select(BOOKS.c.tag).where(*here)) or "", files)


def forget_books(db: Connection, pbx: int, but_for: Collection[str]) -> bool:
    """Delete all books but those; return whether there were any."""
    gone = set(db.scalars(select(BOOKS.c.book).where(BOOKS.c.pbx == pbx))) - {*but_for}
    for table in (CARDS, BOOKS):
        db.execute(delete(table).where(table.c.pbx == pbx, table.c.book.in_(gone)))
    return bool(gone)


def _values(card: Card) -> dict[str, Any]:
    photo = card.photo
    return {
        "name": card.name,
        "uid": card.uid,
        "numbers": card.numbers,
        "groups": card.groups,
        "members": card.members,
        "photo_type": photo.content_type if photo else None,
        "photo": photo.data if photo else None,
    }


def _card(row: Found[Any]) -> Card:
    photo = Photo(row.photo_type, row.photo) if row.photo_type else None
    return Card(row.name, row.numbers, row.groups, photo, row.uid, row.members)
