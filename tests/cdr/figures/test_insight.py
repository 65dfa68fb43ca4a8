"""Each figure of *Insight* is what a recount in SQL says, summed up before or not."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, text

from custom_components.difuse.cdr.figures import insight, keep_days, today
from custom_components.difuse.cdr.insight import quiet_hours
from custom_components.difuse.cdr.tables.schema import EXTENSIONS, PARTIES, PERSONS
from tests.cdr.archives import Kept, run

from .recount import SUMMERS, Recount

BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 12, 1, 15, 20, 7, tzinfo=BERLIN)
CALLS_MADE: Final = 100_000
EXTENSION_NUMBERS: Final = [f"100{at}" for at in range(10)]
_PEOPLE: Final = 400
_NOW: Final = int(NOW.timestamp())


def keep_all(kept: Kept, now: datetime = NOW, days: int = 800) -> None:
    """Sum up all days that are over."""
    first, last = (now.date() - timedelta(days=back) for back in (days, 1))
    zone = now.tzinfo or UTC
    assert not run(kept.archive.write(keep_days, first, last, zone, days))


def assert_recounted(kept: Kept, now: datetime, days: int) -> dict[str, Any]:
    """Compare all figures with a recount; return them."""
    found: dict[str, Any] = {**kept.ask(insight, now, days)}

    def recount(db: Connection, pbx: int) -> None:
        counted = Recount(db, pbx, now, days)
        extensions = [{**one} for one in found["extensions"]]
        names = [one.pop("name") for one in extensions]
        assert set(names) <= {None, "Anna"}
        assert found["today"] == counted.today()
        assert found["usual"] == counted.usual()
        assert found["period"] == counted.period()
        assert found["week"] == counted.week()
        assert found["by_day"] == counted.by_day()
        assert found["callers"] == counted.callers()
        assert found["repeated"] == counted.repeated()
        assert extensions == counted.extensions(EXTENSION_NUMBERS)

    kept.ask(recount)
    assert kept.ask(today, now) == {
        name: found[name] for name in ("now", "time_zone", "today", "usual")
    }
    return found


def test_each_figure_equals_a_recount_of_100_000_calls_in_sql(kept: Kept, engine: Engine) -> None:
    """They are of two years, in each of which clocks go forward and back."""
    with engine.begin() as db:
        fill(db)
    keep_all(kept, NOW - timedelta(days=200))
    found = assert_recounted(kept, NOW, 365)
    keep_all(kept)
    assert kept.ask(insight, NOW, 365) == found
    assert_recounted(kept, datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), 7)
    assert_recounted(kept, datetime(2026, 10, 25, 23, 59, 59, tzinfo=BERLIN), 30)
    # It isn't all the same: what is compared has something in it.
    assert found["period"]["total"]["calls"] > CALLS_MADE / 3
    assert found["period"]["before"] != found["period"]["total"]
    assert [len(found[name]) for name in ("callers", "repeated", "extensions")] == [10, 10, 8]
    assert "" in [one["number"] for one in found["callers"]]
    of_hours = [sum(day[hour]["inbound"] for day in found["week"][:5]) for hour in range(24)]
    assert found["quiet"]["hours"] == quiet_hours(of_hours) != []


def fill(db: Connection) -> None:
    """Write the calls of an office straight into the tables."""
    db.execute(insert(PARTIES), [_party(number) for number in range(_PEOPLE)])
    people = [
        {"who": _who(number), "name": f"Contact {number}", "unwanted": number % 25 == 0}
        for number in range(0, _PEOPLE, 5)
        if _who(number).startswith("+")
    ]
    empty = {"pbx": 1, "words": "", "folded_groups": "", "photo": "", "groups": ()}
    db.execute(insert(PERSONS), [empty | one for one in people])
    db.execute(insert(EXTENSIONS), {"pbx": 1, "number": "1001", "given": "Anna"})
    db.execute(text(MADE_UP_CALLS), {"calls": CALLS_MADE, "people": _PEOPLE, "now": _NOW})


def _who(number: int) -> str:
    """Return whose number a party has: some have three, others withhold theirs."""
    if number % 20 in (7, 9):
        return "" if number % 20 == 7 else f"0{number}"
    return f"+4930{number - number % 10 if number % 10 < 3 else number:07}"


def _party(number: int) -> dict[str, Any]:
    who = _who(number)
    return {
        "id": number + 1,
        "pbx": 1,
        "number": f"00{who[1:]}" if who.startswith("+") else who,
        "name": "" if number % 10 == 1 else f"Name {number}",
        "plain": "",
        "words": "",
        "who": who,
        "shown": f"shown {who}" if number % 4 and who else "",
        "location": "",
        "dialled": False,
    }


_CHANGES: Final = [int(moment.timestamp()) for summer in SUMMERS for moment in summer]
MADE_UP_CALLS: Final = f"""
INSERT INTO difuse_call (id, pbx, db_id, caller, called, call_id, recording_url, direction,
disposition, answered_by, extensions, call_ids, reached, started_at, ended_at, answered_at,
talk_duration, legs, state, unwanted, is_open)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :calls),
-- Each of these goes its own way through its numbers.
m AS (SELECT i, i * 48271 % 65537 AS a, i * 16807 % 65521 AS b, i * 39373 % 65519 AS c,
i * 69621 % 65497 AS d, i * 31327 % 65479 AS e FROM (SELECT CAST(i AS bigint) AS i FROM n) n),
calls AS (SELECT i, e, d % 100 AS how, 4 + e % 40 AS ring, e % 600 AS talk, c % 8 AS one,
(c + 1 + d % 7) % 8 AS two, c % 3 AS how_many, b * b / 65521 * b / 65521 * :people / 65521 AS who,
CASE WHEN d % 10 < 7 THEN 'inbound' WHEN d % 10 < 9 THEN 'outbound' ELSE 'internal' END AS way,
-- Some are around the moments when the clocks change; in some hours there are more than in others.
CASE i % 400 WHEN 0 THEN {_CHANGES[0]} WHEN 100 THEN {_CHANGES[1]} WHEN 200 THEN {_CHANGES[2]}
WHEN 300 THEN {_CHANGES[3]} ELSE :now - a * 975 + a * 975 % 5000 / 3 END
+ b % 28000 - 14000 AS at FROM m)
SELECT i, 1, i, who + 1, 1, 'c' || i, '', way,
CASE WHEN e < 45000 THEN 'answered' WHEN e < 50000 THEN 'busy' ELSE 'no_answer' END,
CASE WHEN e < 45000 AND how < 90 THEN '100' || CASE WHEN how < 60 THEN one ELSE two END END,
' 100' || one || CASE WHEN how_many > 0 OR how >= 60 THEN ' 100' || two ELSE '' END || ' ',
' c' || i || ' ', 'unknown', at, at + ring + CASE WHEN e < 45000 THEN talk ELSE 0 END,
CASE WHEN e < 45000 THEN at + ring END, CASE WHEN e < 45000 THEN talk ELSE 0 END, 1, 0,
way = 'inbound' AND EXISTS (SELECT 1 FROM difuse_person w JOIN difuse_party p ON p.who = w.who
WHERE p.id = calls.who + 1 AND w.unwanted), 1 = 0
FROM calls
"""  # noqa: S608 - nothing of it is from outside
