"""The view ``calls``, which is there for people: nothing of this integration reads it.

``docs/postgresql.md`` describes it.
"""

from typing import Final

from sqlalchemy import Connection, text

_VIEW: Final = """CREATE VIEW calls AS SELECT p.entry AS pbx, c.call_id, c.db_id, c.direction,
c.disposition,
c.disposition <> 'answered' AND c.direction <> 'outbound' AND NOT c.unwanted AS missed,
f.number AS caller_number, f.name AS caller_name, t.number AS called_number, c.answered_by,
trim(c.extensions) AS extensions, {0}(c.started_at{1}) AS started_at,
{0}(c.answered_at{1}) AS answered_at, {0}(c.ended_at{1}) AS ended_at,
c.ended_at - c.started_at AS duration,
coalesce(c.answered_at, c.ended_at) - c.started_at AS ring_duration, c.talk_duration,
c.recording_url <> '' AS has_recording, c.legs, trim(c.call_ids) AS call_ids,
CASE WHEN o.who LIKE '+%' THEN o.who ELSE o.number END AS other_number,
coalesce(nullif(w.name, ''), nullif(o.name, '')) AS other_name, w.groups AS groups,
nullif(o.location, '') AS location, coalesce(e.given, e.learned) AS answered_by_name, c.reached,
c.handled FROM difuse_call c
JOIN difuse_pbx p ON p.id = c.pbx JOIN difuse_party f ON f.id = c.caller
JOIN difuse_party t ON t.id = c.called
JOIN difuse_party o ON o.id = CASE c.direction WHEN 'outbound' THEN c.called ELSE c.caller END
LEFT JOIN difuse_person w ON w.pbx = c.pbx AND w.who = o.who
LEFT JOIN difuse_extension e ON e.pbx = c.pbx AND e.number = c.answered_by"""
_MOMENTS: Final = {"sqlite": ("datetime", ", 'unixepoch'"), "postgresql": ("to_timestamp", "")}


def create_view(db: Connection) -> None:
    """Make the view, once its tables are there."""
    db.execute(text(_VIEW.format(*_MOMENTS[db.dialect.name])))
