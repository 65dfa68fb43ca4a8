"""To version 2: sums of days, until when users were reminded, indexes for what is asked since.

It is written out, not made of today's tables: a migration never changes any more. What is there
already is left, as versions on the way to 1.0 had some of it under the number 1.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, inspect, text

_DAYS: Final = """CREATE TABLE IF NOT EXISTS difuse_day (
pbx BIGINT NOT NULL, start BIGINT NOT NULL, until BIGINT NOT NULL, calls BIGINT NOT NULL,
inbound BIGINT NOT NULL, outbound BIGINT NOT NULL, answered BIGINT NOT NULL, missed BIGINT NOT NULL,
ringing BIGINT NOT NULL, talk BIGINT NOT NULL, zone VARCHAR NOT NULL, details VARCHAR NOT NULL,
PRIMARY KEY (pbx, start))"""
_REMINDED: Final = "ALTER TABLE difuse_pbx ADD COLUMN reminded_until BIGINT"
_INDEXES: Final[Mapping[str, str]] = {
    "difuse_call_started": "(pbx, started_at, db_id, direction, disposition, talk_duration, "
    "unwanted, answered_at, caller)",
    "difuse_call_caller": "(caller, direction, started_at)",
    "difuse_open": "(pbx, caller, is_open, started_at, open_from) WHERE {is_open}",
    "difuse_handled": "(pbx, started_at, caller) WHERE handled IS NOT NULL",
    "difuse_recorded": "(pbx, started_at, db_id, direction, caller, called, extensions, "
    "answered_by) WHERE recording_url != ''",
}
"""Without ``difuse_call_inbound``, which was there for a while."""


def to_version_2(db: Connection) -> None:
    """Bring a database of version 1 up to date."""
    is_sqlite = db.dialect.name == "sqlite"
    db.execute(text(_DAYS + (" WITHOUT ROWID" if is_sqlite else "")))
    if "reminded_until" not in {column["name"] for column in inspect(db).get_columns("difuse_pbx")}:
        db.execute(text(_REMINDED))
    db.execute(text("DROP INDEX IF EXISTS difuse_call_inbound"))
    for name, what in _INDEXES.items():
        db.execute(text(f"DROP INDEX IF EXISTS {name}"))
        what_is = what.format(is_open="is_open = 1" if is_sqlite else "is_open")
        db.execute(text(f"CREATE INDEX {name} ON difuse_call {what_is}"))
