"""Address books are kept as they were read, and only what changed is written."""

from dataclasses import replace

from sqlalchemy import Connection, Engine, event, func, select

from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import forget_books, keep_book, kept_book
from custom_components.difuse.cdr.people import Photo
from custom_components.difuse.cdr.tables.schema import BOOKS, CARDS
from tests.cdr.archives import Kept, run

ALICE = Card("Alice", ("1", "+44 2"), ("VIP", "Old friends"), Photo("image/png", b"\0png"), "a-1")
VIP = Card("VIP", members=("a-1", "b-2"))
EMPTY = Card("Nobody", members=())
COPY = BookCopy("tag", {"/a": KeptCard("1", (ALICE, VIP)), "/b": KeptCard("2", (EMPTY,))})


def keep(kept: Kept, copy: BookCopy, book: str = "friends") -> None:
    run(kept.archive.write(keep_book, book, copy))


def test_a_book_comes_back_as_it_was_kept(kept: Kept) -> None:
    keep(kept, COPY)
    keep(kept, BookCopy("other", {"/a": KeptCard("9", (VIP,))}), "firms")
    assert kept.ask(kept_book, "friends") == COPY
    assert kept.ask(kept_book, "firms").tag == "other"
    assert kept.ask(kept_book, "no such book") == BookCopy()


def test_what_is_gone_goes_and_what_changed_changes(kept: Kept) -> None:
    keep(kept, COPY)
    bob = Card("Bob", ("3",))
    changed = BookCopy("tag 2", {"/a": KeptCard("1", (ALICE, VIP)), "/c": KeptCard("1", (bob,))})
    keep(kept, changed)
    assert kept.ask(kept_book, "friends") == changed
    renamed = replace(changed, files={"/a": KeptCard("2", (replace(ALICE, name="Al"),))})
    keep(kept, renamed)
    assert [card.name for card in kept.ask(kept_book, "friends").cards] == ["Al"]


def test_only_files_that_changed_are_written(kept: Kept, engine: Engine) -> None:
    keep(kept, COPY)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(str(args[2])))
    keep(kept, replace(COPY, tag="tag 2"))
    assert not [statement for statement in said if "INTO difuse_card" in statement]
    assert not [statement for statement in said if statement.startswith("DELETE")]


def test_a_large_book_is_kept(kept: Kept) -> None:
    number = 1200
    files = {f"/{n:05}": KeptCard("1", (Card(f"C {n}", (str(n),)),)) for n in range(number)}
    keep(kept, BookCopy("1", files))
    keep(kept, BookCopy("2", {}))
    keep(kept, BookCopy("3", files))
    assert len(kept.ask(kept_book, "friends").cards) == number


def count_rows(db: Connection, pbx: int) -> int:
    tables = (BOOKS, CARDS)
    return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_books_that_are_not_wanted_any_more_go(kept: Kept) -> None:
    keep(kept, COPY)
    keep(kept, COPY, "firms")
    assert run(kept.archive.write(forget_books, ["firms", "not yet read"]))
    assert not run(kept.archive.write(forget_books, ["firms"]))
    assert kept.ask(kept_book, "friends") == BookCopy()
    assert kept.ask(kept_book, "firms") == COPY
    assert run(kept.archive.write(forget_books, []))
    assert kept.ask(count_rows) == 0
