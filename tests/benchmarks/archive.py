"""What questions cost that the archive answers, with a million calls in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path
import random
import tempfile
import time
from typing import Any, Final

from custom_components.difuse.cdr import CallRecord, Disposition
from custom_components.difuse.cdr.archive import EVERY_ROW
from custom_components.difuse.cdr.books import BookCopy, Card, KeptCard
from custom_components.difuse.cdr.callers import (
    handled_callers,
    keep_book,
    keep_people,
    match_people,
    open_callers,
    open_calls,
)
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.database import sqlite_engine
from custom_components.difuse.cdr.figures import (
    calls_by_extension,
    count,
    extension_days,
    hours,
    insight,
    keep_days,
    today,
)
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.views import (
    find,
    recorded_extensions,
    recorded_people,
    recorded_spans,
)
from tests.cdr.archives import Kept, run

from .table import Line, middle

_MOST_BYTES: Final = 400
_PEOPLE: Final = 20_000
_CONTACTS: Final = 5_000
_SINCE_SET_UP: Final = timedelta(days=90)
"""What was missed since is open, or was handled."""
_SYLLABLES: Final = (
    "an",
    "be",
    "chi",
    "dor",
    "el",
    "fra",
    "gu",
    "hol",
    "in",
    "jo",
    "ka",
    "lu",
    "mi",
)
_SPACING: Final = 63
"""Seconds from call to call: a million of them are two years."""
_TWO_YEARS: Final = 730


def measure(*, quick: bool) -> list[Line]:
    """Fill an archive and ask it; each figure is the median of several answers."""
    calls = 20_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.db"
        kept = Kept(sqlite_engine(file), country="GB")
        now = datetime.now(UTC).replace(microsecond=0)
        rows = 0
        for part in batched(_legs(calls, now), 5_000, strict=False):
            is_past = part[-1].started_at < now - _SINCE_SET_UP
            kept.take(part, State.PAST if is_past else State.SILENT, import_to=EVERY_ROW)
            rows += len(part)
        of = f"of {calls:,} calls"
        lines = [*_know_people(kept, of), *_ask(kept, now, of), *_look_into(kept, now, of)]
        kept.engine.dispose()
        size = file.stat().st_size / rows
    return [
        *lines,
        Line(
            what=f"archive of {calls:,} calls on disk, a row",
            ours=size,
            unit="bytes",
            limit=_MOST_BYTES,
            budget=f"{_MOST_BYTES} bytes",
        ),
    ]


def _know_people(kept: Kept, of: str) -> list[Line]:
    """Keep an address book of one office, and find out who is behind which number."""
    cards = [
        Card(f"Contact {name}", numbers, ("Spam",) if at % 50 == 0 else (f"Group {at % 20}",))
        for at, (name, numbers) in enumerate(_contacts())
    ]
    book = BookCopy(files={"": KeptCard("1", tuple(cards))})
    run(kept.archive.write(keep_book, "book", book))
    begun = time.perf_counter()
    people = kept.ask(match_people, [("book", "")], kept.archive.numbering.numbers)
    matched = (time.perf_counter() - begun) * 1e3
    begun = time.perf_counter()
    run(kept.archive.write(keep_people, people))
    written = (time.perf_counter() - begun) * 1e3
    of = f"{len(cards):,} contacts {of}"
    return [
        Line(what=f"who is behind the numbers of {of}, in a thread", ours=matched, unit="ms"),
        Line(what=f"the same, written for the first time, {of}", ours=written, unit="ms"),
    ]


def _contacts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Make contacts, each with a number that calls and one that doesn't."""
    for at, (number, name) in enumerate(_people(random.Random(5))[:_CONTACTS]):  # noqa: S311
        yield name, (number, f"07400 {at:06}")


def _ask(kept: Kept, now: datetime, of: str) -> list[Line]:
    day, year = timedelta(days=1), timedelta(days=365)
    wanted: list[tuple[str, float | None, tuple[Any, ...]]] = [
        ("the latest 20", None, (find, CallFilter(), 20)),
        ("a part of a name that occurs", 300, (find, CallFilter(text="chidor"), 100)),
        ("a part of a name that doesn't occur", 300, (find, CallFilter(text="zzyzx"), 100)),
        ("a part of a number", 300, (find, CallFilter(text="0900123"), 100)),
        (
            "the oldest day's missed calls of a name",
            300,
            (find, CallFilter(text="chidor", missed=True, end=now - 700 * day), 100),
        ),
        (
            "a day of a year ago",
            10,
            (find, CallFilter(start=now - year, end=now - year + day), 1000),
        ),
        ("today's counters", 2, (count, now - day, now)),
        ("a contact's name", 300, (find, CallFilter(text="contact chidor"), 100)),
        ("every contact", 300, (find, CallFilter(text="contact"), 100)),
        ("a group of contacts", 300, (find, CallFilter(groups=frozenset({"group 7"})), 100)),
        ("who is in no address book", 300, (find, CallFilter(groups=frozenset({"unknown"})), 100)),
        (
            "the oldest missed calls of who is in no address book",
            300,
            (
                find,
                CallFilter(groups=frozenset({"unknown"}), missed=True, end=now - 700 * day),
                100,
            ),
        ),
        ("how many calls are open", None, (open_calls, 1000)),
        ("who is to be called back", None, (open_callers, 200)),
        ("who needs nobody any more", None, (handled_callers, now - 7 * day, 20)),
        (
            "the day of three extensions",
            None,
            (extension_days, ("1001", "1002", "1003"), (now - day, now), now),
        ),
        ("which extensions had calls, and how many", None, (calls_by_extension, now - 90 * day)),
        (
            "the hours of the last week, for statistics",
            None,
            (hours, int((now - 7 * day).timestamp())),
        ),
        ("all hours ever, for statistics", None, (hours, 0)),
        ("31 days with recordings", 300, (recorded_spans, _day_of, 31)),
        ("who is recorded", 300, (recorded_people, 500)),
        ("which extensions are recorded", 300, (recorded_extensions,)),
        (
            "the recordings of an extension that has none",
            300,
            (find, CallFilter(recorded=True, extensions=frozenset({"9999"})), 1000),
        ),
        (
            "the recordings with a part of a name",
            300,
            (find, CallFilter(recorded=True, text="chidor"), 100),
        ),
    ]
    lines = []
    for what, limit, (query, *args) in wanted:
        took = middle(_milliseconds(kept, query, args) for _ in range(7))
        budget = f"{limit} ms" if limit else ""
        lines.append(Line(what=f"{what}, {of}", ours=took, unit="ms", limit=limit, budget=budget))
    return lines


def _day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0)


def _look_into(kept: Kept, now: datetime, of: str) -> list[Line]:
    """Ask for what *Insight* shows; all calls are within two years."""
    whole = (now - timedelta(days=_TWO_YEARS)).date()
    begun = time.perf_counter()
    while run(kept.archive.write(keep_days, whole, now.date() - timedelta(days=1), UTC)):
        pass
    summed_up = (time.perf_counter() - begun) * 1e3
    lines = [Line(what=f"days summed up, once, in a thread, {of}", ours=summed_up, unit="ms")]
    wanted: list[tuple[str, tuple[Any, ...]]] = [
        ("today beside a usual day", (today, now)),
        *[(f"Insight of {days} days", (insight, now, days)) for days in (7, 30, 90, 365)],
        ("Insight of all of them", (insight, now, _TWO_YEARS)),
    ]
    for what, (query, *args) in wanted:
        took = middle(_milliseconds(kept, query, args) for _ in range(7))
        lines.append(Line(what=f"{what}, {of}", ours=took, unit="ms", limit=300, budget="300 ms"))
    return lines


def _milliseconds(kept: Kept, query: Any, args: list[Any]) -> float:
    begun = time.perf_counter()
    kept.ask(query, *args)
    return (time.perf_counter() - begun) * 1e3


def _legs(calls: int, now: datetime) -> Iterator[CallRecord]:
    """Make the rows of an office's calls, oldest first: six in ten have one row, others more."""
    chance = random.Random(5)  # noqa: S311 - made-up calls
    people = _people(chance)
    number = 0
    for call in range(calls):
        start = now - timedelta(seconds=_SPACING * (calls - call) + 60)
        caller, name = people[min(int(chance.expovariate(1 / 2_000)), _PEOPLE - 1)]
        phones = chance.choice((1, 1, 1, 2, 3))
        answered = chance.random() < 0.7
        for phone in range(phones):
            number += 1
            is_answered = answered and phone == 0
            talk = chance.randrange(10, 600) * is_answered
            answer = start + timedelta(seconds=8)
            yield CallRecord(
                db_id=number,
                call_id=f"{int(start.timestamp())}.{call}",
                caller_name=name,
                caller_number=caller,
                source=caller,
                destination=f"10{chance.randrange(40):02}",
                initial_destination="600" if phones > 1 else "1001",
                computed_destination="",
                context="from_trunk",
                disposition=Disposition.ANSWERED if is_answered else Disposition.NO_ANSWER,
                started_at=start,
                answered_at=answer if is_answered else None,
                ended_at=answer + timedelta(seconds=talk),
                recording_url=f"/recordings/{number}.wav" if is_answered and call % 4 else "",
            )


def _people(chance: random.Random) -> list[tuple[str, str]]:
    return [(f"+44790{chance.randrange(10**7):07}", _name(chance)) for _ in range(_PEOPLE)]


def _name(chance: random.Random) -> str:
    first, last = ("".join(chance.choices(_SYLLABLES, k=size)).title() for size in (2, 3))
    return f"{first} {last}"
