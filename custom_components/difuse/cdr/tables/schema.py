"""The archive's tables, one schema for SQLite and PostgreSQL.

Moments are whole epoch seconds, durations seconds.
"""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from .. import CallRecord, Direction, Disposition, Handled, Reached
from ..database import DURATION, LINES, MOMENT, WORDS, choice
from ..insight import SUMS
from .marks import MARKS

EPOCH: Final = datetime.fromtimestamp(0, UTC)
"""The time of what has none, as of rows that can't be read; before each call."""
HOUR: Final = 3600
LEG_FIELDS: Final = tuple([one.name for one in fields(CallRecord)])
METADATA: Final = sa.MetaData()
_ID: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite makes a row's own number only of a column whose type is INTEGER."""


type _Type = TypeEngine[Any] | type[TypeEngine[Any]]


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True)


def _key(name: str, kind: _Type = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _columns(kind: _Type, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


SCHEMA: Final = sa.Table("difuse_schema", METADATA, *_columns(sa.Integer, "version"))

PBXS: Final = sa.Table(
    "difuse_pbx",
    METADATA,
    _id(),
    sa.Column("entry", sa.String, nullable=False, unique=True),
    *_columns(sa.BigInteger, *MARKS),
    *_columns(sa.String, "plan"),
    sa.Column("reminded_until", MOMENT),
)
"""One row for each PBX: the marks by which its list is read, see ``Marks``.

``reminded_until``: whoever had waited too long for a call by then, users were reminded of.
"""

PARTIES: Final = sa.Table(
    "difuse_party",
    METADATA,
    _id(),
    *_columns(sa.BigInteger, "pbx"),
    *_columns(sa.String, "number", "name", "plain", "words", "who", "shown", "location"),
    *_columns(sa.Boolean, "dialled"),
    sa.UniqueConstraint("pbx", "number", "name", "dialled"),
)
"""Who called or was called; ``words`` is what a search looks through, see ``calls.search``.

``dialled``: a phone of the office dialled it. ``who`` and the rest see ``people.Line``; ``shown``
is "" where it is the number itself.
"""

PERSONS: Final = sa.Table(
    "difuse_person",
    METADATA,
    *(_key("pbx"), _key("who", sa.String)),
    *_columns(sa.String, "name", "words", "folded_groups", "photo"),
    *_columns(LINES, "groups"),
    *_columns(sa.Boolean, "unwanted"),
    sqlite_with_rowid=False,
)
"""Who is at a number, as the address books say together: looked up, in no call.

``photo`` names the card with the picture, see ``people.photo_of``; "" where there is none.
"""

CALLS: Final = sa.Table(
    "difuse_call",
    METADATA,
    _id(),
    *_columns(sa.BigInteger, "pbx", "db_id", "caller", "called"),
    *_columns(sa.String, "call_id", "recording_url"),
    *_columns(choice(Direction), "direction"),
    *_columns(choice(Disposition), "disposition"),
    sa.Column("answered_by", sa.String),
    *_columns(WORDS, "extensions", "call_ids"),
    *_columns(choice(Reached), "reached"),
    *_columns(MOMENT, "started_at", "ended_at"),
    sa.Column("answered_at", MOMENT),
    *_columns(DURATION, "talk_duration"),
    *_columns(sa.Integer, "legs", "state"),
    sa.Column("due_at", sa.BigInteger),
    *_columns(sa.Boolean, "unwanted", "is_open"),
    sa.Column("handled", choice(Handled)),
    sa.Column("open_from", MOMENT),
)
"""Calls as their rows say together. ``due_at`` is set while one is to be announced: the outbox.

``unwanted``: missed, if at all, from somebody of whom nobody wants to know. ``is_open``: missed,
and somebody is to call back; ``handled`` why nobody has to any more. ``open_from`` is when somebody
said that it is open all the same: what happened before doesn't count.
"""

LEGS: Final = sa.Table(
    "difuse_leg",
    METADATA,
    *(_key("pbx"), _key("call_id", sa.String), _key("db_id")),
    *_columns(sa.Boolean, "listed"),
    *_columns(sa.String, "caller_name", "caller_number", "source", "context", "destination"),
    *_columns(sa.String, "initial_destination", "computed_destination", "recording_url"),
    *_columns(choice(Disposition), "disposition"),
    *_columns(MOMENT, "started_at", "ended_at"),
    sa.Column("answered_at", MOMENT),
    sa.Column("call", sa.BigInteger),
    sqlite_with_rowid=False,
)
"""The PBX's rows. ``listed`` once a poll found the row in the list; ``call`` is the call of which
it is part, null where it is part of none. A row without a db_id of its own has a negative one, made
of what it says; one that can't be read has nothing else."""

LEARNED: Final = sa.Table(
    "difuse_learned",
    METADATA,
    *(_key("pbx"), _key("kind", sa.String), _key("word", sa.String)),
    sqlite_with_rowid=False,
)
"""What rows taught of the office, see ``calls.OfficeNumbers``."""

HOURS: Final = sa.Table(
    "difuse_hour",
    METADATA,
    *(_key("pbx"), _key("hour")),
    *_columns(sa.BigInteger, "changes"),
    sqlite_with_rowid=False,
)
"""Hours whose figures changed since they were sent to statistics, and how often they did."""

DAYS: Final = sa.Table(
    "difuse_day",
    METADATA,
    *(_key("pbx"), _key("start")),
    *_columns(sa.BigInteger, "until", *SUMS),
    *_columns(sa.String, "zone", "details"),
    sqlite_with_rowid=False,
)
"""Sums of days that are over, as days are in a time zone, see ``day_sums``; ``details`` are JSON.

A day is taken out as soon as anything of its calls changes: what is here is right.
"""

BOOKS: Final = sa.Table(
    "difuse_book",
    METADATA,
    *(_key("pbx"), _key("book", sa.String)),
    *_columns(sa.String, "tag"),
    sqlite_with_rowid=False,
)
"""Address books, each with what its server changes whenever a card changes."""

CARDS: Final = sa.Table(
    "difuse_card",
    METADATA,
    *(_key("pbx"), _key("book", sa.String), _key("path", sa.String), _key("position")),
    *_columns(sa.String, "etag", "name", "uid"),
    *_columns(LINES, "numbers", "groups"),
    sa.Column("members", LINES),
    sa.Column("photo_type", sa.String),
    sa.Column("photo", sa.LargeBinary),
)
"""What is in them, see ``books.Card``: a file on a server, which has a path, may hold several."""

EXTENSIONS: Final = sa.Table(
    "difuse_extension",
    METADATA,
    *(_key("pbx"), _key("number", sa.String)),
    sa.Column("learned", sa.String),
    sa.Column("learned_at", MOMENT),
    sa.Column("given", sa.String),
    sa.Column("last_at", MOMENT),
    sqlite_with_rowid=False,
)
"""What extensions are called: by the PBX, in the row that changed it last, and by users. No call in
which one took part started later than ``last_at``."""

_COUNTED: Final = (
    *("pbx", "started_at", "db_id", "direction", "disposition", "talk_duration", "unwanted"),
    *("answered_at", "caller"),
)
sa.Index("difuse_call_started", *[CALLS.c[name] for name in _COUNTED])
sa.Index("difuse_call_caller", CALLS.c.caller, CALLS.c.direction, CALLS.c.started_at)
sa.Index("difuse_call_called", CALLS.c.called, CALLS.c.started_at)
sa.Index("difuse_party_who", PARTIES.c.pbx, PARTIES.c.who)
sa.Index("difuse_leg_begin", LEGS.c.started_at)
sa.Index("difuse_leg_end", LEGS.c.ended_at)
_IS_DUE: Final = CALLS.c.due_at.is_not(None)
sa.Index("difuse_due", CALLS.c.pbx, CALLS.c.due_at, sqlite_where=_IS_DUE, postgresql_where=_IS_DUE)
# In the very words of a query: else SQLite doesn't use it.
_OPEN: Final = sa.and_(CALLS.c.is_open)
_PLACE: Final = ("pbx", "caller", "is_open", "started_at", "open_from")
sa.Index(
    "difuse_open", *[CALLS.c[name] for name in _PLACE], sqlite_where=_OPEN, postgresql_where=_OPEN
)
_IS_HANDLED: Final = CALLS.c.handled.is_not(None)
sa.Index(
    "difuse_handled",
    *(CALLS.c.pbx, CALLS.c.started_at, CALLS.c.caller),
    sqlite_where=_IS_HANDLED,
    postgresql_where=_IS_HANDLED,
)
# Likewise: with a bound value it would be another condition.
IS_RECORDED: Final = CALLS.c.recording_url != sa.literal_column("''")
_SHELVED: Final = (
    *("pbx", "started_at", "db_id", "direction", "caller", "called", "extensions"),
    "answered_by",
)
sa.Index(
    "difuse_recorded",
    *[CALLS.c[name] for name in _SHELVED],
    sqlite_where=IS_RECORDED,
    postgresql_where=IS_RECORDED,
)


def hour_of(moment: datetime) -> int:
    """Return the hour of a moment, by its epoch."""
    return int(moment.timestamp()) // HOUR * HOUR
