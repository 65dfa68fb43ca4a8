"""*Insight* once more: counted in plain SQL out of the archive's tables, of which no sums are kept.

Local time is the epoch and what the clocks of Berlin were ahead of it by, written here by hand.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, text

DAY: Final = 86400

SUMMERS: Final = (
    (datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)),
    (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
)
_IS_SUMMER: Final = " OR ".join(
    f"c.started_at >= {start.timestamp():.0f} AND c.started_at < {end.timestamp():.0f}"
    for start, end in SUMMERS
)
_COUNTED: Final = f"""CREATE TEMP TABLE c AS SELECT c.*, at / 86400 AS day,
at % 86400 / 3600 AS hour, p.who,
CASE WHEN c.direction = 'inbound' AND c.disposition = 'answered' THEN 1 ELSE 0 END AS answered,
CASE WHEN c.direction = 'inbound' AND c.disposition <> 'answered' AND NOT c.unwanted THEN 1 ELSE 0
END AS missed, CASE WHEN c.direction = 'inbound' THEN 1 ELSE 0 END AS inbound,
CASE WHEN c.direction = 'outbound' THEN 1 ELSE 0 END AS outbound
FROM (SELECT c.*, c.started_at + CASE WHEN {_IS_SUMMER} THEN 7200 ELSE 3600 END AS at
FROM difuse_call c WHERE c.pbx = :pbx) c JOIN difuse_party p ON p.id = c.caller"""  # noqa: S608 - made here
_FIGURES: Final = """SELECT count(*), coalesce(sum(inbound), 0), coalesce(sum(outbound), 0),
coalesce(sum(answered), 0), coalesce(sum(missed), 0),
round(100.0 * sum(answered) / nullif(sum(answered + missed), 0), 1),
1.0 * sum((answered_at - started_at) * answered) / nullif(sum(answered), 0),
coalesce(sum(talk_duration), 0) FROM c WHERE {HERE}"""
_NAMES: Final = (
    *("calls", "inbound", "outbound", "answered", "missed", "answer_rate", "ring", "talk"),
)
_CALLER: Final = """SELECT CASE WHEN p.who LIKE '+%' THEN p.who ELSE p.number END,
coalesce(nullif(p.shown, ''), p.number), coalesce(nullif(w.name, ''), nullif(p.name, ''))
FROM c JOIN difuse_party p ON p.id = c.caller
LEFT JOIN difuse_person w ON w.pbx = c.pbx AND w.who = p.who
WHERE c.who = :who AND c.inbound = 1 AND c.day BETWEEN :first AND :last
ORDER BY c.started_at DESC, c.db_id DESC LIMIT 1"""


class Recount:
    """Counts the calls of some days, until today's."""

    def __init__(self, db: Connection, pbx: int, now: datetime, days: int) -> None:
        """Take where, and what."""
        db.execute(text("DROP TABLE IF EXISTS c"))
        db.execute(text(_COUNTED), {"pbx": pbx})
        self._db, self._now = db, now
        self._last = now.date().toordinal() - date(1970, 1, 1).toordinal()
        self._days = days
        self._span = {"first": self._last - days + 1, "last": self._last}

    def _rows(self, query: str, **values: object) -> list[Any]:
        here = query.replace("{HERE}", "c.day BETWEEN :first AND :last")
        return [*self._db.execute(text(here), self._span | values)]

    def _figures(self, first: int, last: int, seconds: int = DAY) -> dict[str, Any]:
        """Return the figures of some days, each up to so many seconds."""
        query = _FIGURES + " AND at % 86400 < :seconds"
        ((*found,),) = self._rows(query, first=first, last=last, seconds=seconds)
        figures = dict(
            zip(_NAMES, [one if one is None else float(one) for one in found], strict=True)
        )
        return figures | {"ring": None if found[6] is None else round(float(found[6]))}

    def usual(self) -> dict[str, Any] | None:
        """Return the mean of the days before that are the same weekday."""
        seconds = self._now.hour * 3600 + self._now.minute * 60 + self._now.second
        ((begun,),) = self._rows("SELECT min(day) FROM c")
        days = [self._last - 7 * week for week in range(1, 9)]
        days = [day for day in days if begun is not None and begun < day]
        if len(days) < 2:
            return None
        named = ", ".join(map(str, days))
        query = _FIGURES + f" AND at % 86400 < :seconds AND day IN ({named})"
        ((*found,),) = self._rows(query, seconds=seconds, first=0)
        values = [None if one is None else float(one) for one in found]
        means = {
            name: round((value or 0) / len(days), 1)
            for name, value in zip(_NAMES, values, strict=True)
            if name not in ("answer_rate", "ring")
        }
        ring = None if values[6] is None else round(values[6], 1)
        return means | {"answer_rate": values[5], "ring": ring}

    def period(self) -> dict[str, Any]:
        """Return all of the days together, and those before."""
        first, last = self._span["first"], self._span["last"]
        ((begun,),) = self._rows("SELECT min(day) FROM c")
        before = None
        if begun is not None and begun < first - self._days:
            before = self._figures(first - self._days, first - 1)
        return {
            "start": _date(first),
            "end": _date(last),
            "days": self._days,
            "total": self._figures(first, last),
            "before": before,
            "since": None if begun is None else _date(begun),
        }

    def week(self) -> list[list[dict[str, int]]]:
        """Return the heat map; the first day of all was a Thursday."""
        query = """SELECT (day + 3) % 7, hour, sum(inbound), sum(missed) FROM c
        WHERE {HERE} GROUP BY 1, 2"""
        found = {(day, hour): (inbound, missed) for day, hour, inbound, missed in self._rows(query)}
        cells = [[found.get((day, hour), (0, 0)) for hour in range(24)] for day in range(7)]
        return [[{"inbound": one, "missed": two} for one, two in day] for day in cells]

    def by_day(self) -> list[dict[str, Any]]:
        """Return the days, also those without a call."""
        query = """SELECT day, sum(answered), sum(missed), sum(outbound),
        1.0 * sum((answered_at - started_at) * answered) / nullif(sum(answered), 0),
        sum(talk_duration) FROM c WHERE {HERE} GROUP BY 1"""
        found = {day: rest for day, *rest in self._rows(query)}
        rows = []
        for day in range(self._span["first"], self._last + 1):
            answered, missed, outbound, ring, talk = found.get(day, (0, 0, 0, None, 0))
            of_day = {"answered": answered, "missed": missed, "outbound": outbound, "talk": talk}
            ring = None if ring is None else round(float(ring))
            rows.append({"day": _date(day), "ring": ring, **of_day})
        return rows

    def callers(self) -> list[dict[str, Any]]:
        """Return who called most often."""
        query = """SELECT who, count(*), sum(answered), sum(missed), sum(talk_duration) FROM c
        WHERE inbound = 1 AND {HERE} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"""
        return [
            self._named(who)
            | {"calls": calls, "answered": answered, "missed": missed, "talk": talk}
            for who, calls, answered, missed, talk in self._rows(query)
        ]

    def repeated(self) -> list[dict[str, Any]]:
        """Return who called three times within a day, or more often."""
        query = """SELECT who, max(calls), count(*) FROM
        (SELECT who, count(*) AS calls FROM c WHERE inbound = 1 AND who <> '' AND {HERE}
        GROUP BY who, day HAVING count(*) >= 3) r GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT 10"""
        return [
            self._named(who) | {"calls": calls, "days": days}
            for who, calls, days in self._rows(query)
        ]

    def _named(self, who: str) -> dict[str, Any]:
        if not who:
            return {"number": "", "shown": "", "name": None}
        ((number, shown, name),) = self._rows(_CALLER, who=who)
        return {"number": number, "shown": shown, "name": name}

    def extensions(self, numbers: list[str]) -> list[dict[str, Any]]:
        """Return what these had to do with calls."""
        query = """SELECT count(*), sum(CASE WHEN answered_by = :number THEN answered ELSE 0 END),
        sum(missed), sum(CASE WHEN answered_by = :number
        OR (inbound = 0 AND extensions LIKE :begins) THEN talk_duration ELSE 0 END),
        round(100.0 * sum(CASE WHEN answered_by = :number THEN answered ELSE 0 END) /
        nullif((SELECT sum(answered) FROM c WHERE {HERE}), 0), 1)
        FROM c WHERE extensions LIKE :part AND {HERE}"""
        rows = []
        for number in numbers:
            words = {"number": number, "begins": f" {number} %", "part": f"% {number} %"}
            ((calls, answered, missed, talk, share),) = self._rows(query, **words)
            if calls:
                of_calls = {"calls": calls, "answered": answered, "missed": missed, "talk": talk}
                part = None if share is None else float(share)
                rows.append({"number": number, **of_calls, "share": part})
        return sorted(rows, key=lambda one: (-one["calls"], one["number"]))

    def today(self) -> dict[str, Any]:
        """Return what became of today's calls."""
        return self._figures(self._last, self._last)


def _date(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
