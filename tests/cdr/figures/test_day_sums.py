"""Sums of days are kept, and are right whatever changes afterwards."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, select

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.archive import delete_calls, delete_pbx
from custom_components.difuse.cdr.callers import keep_people
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.figures import insight, keep_days
from custom_components.difuse.cdr.figures.day_sums import DAYS_AT_ONCE
from custom_components.difuse.cdr.insight import quiet_hours
from custom_components.difuse.cdr.people import Person
from custom_components.difuse.cdr.tables.schema import DAYS
from tests.cdr.archive.test_reread import reread
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import NOON, leg

from .test_insight import BERLIN, assert_recounted, keep_all

NOW: Final = (NOON + timedelta(days=5, hours=3)).astimezone(BERLIN)
HOUR, DAY = 3600, 86400
CALLER = "+447700900001"
VOICEMAIL = "1009"


def office() -> list[CallRecord]:
    """Return the rows of three weeks: Alice, who calls often, somebody else, and nobody."""
    rows: list[CallRecord] = []
    for day in range(-16, 6):
        for hour in range(-3, 9):
            at = len(rows) + 1
            source = ("", CALLER, "+447700900002", "1001")[at % 4]
            destination = "+442079460100" if source == "1001" else f"100{at % 5}"
            is_missed = at % 3 == 0
            rows.append(
                leg(
                    at,
                    f"{at}.0",
                    source=source,
                    destination=VOICEMAIL if at % 7 == 0 else destination,
                    caller_name="Alice" if at % 8 == 1 else "",
                    disposition="no_answer" if is_missed else "answered",
                    after=day * DAY + hour * HOUR + at,
                    ring=at % 9 + 3,
                )
            )
    return rows


def kept_days(kept: Kept) -> list[date]:
    """Return which days are summed up."""

    def days(db: Connection, pbx: int) -> list[date]:
        starts = db.scalars(select(DAYS.c.start).where(DAYS.c.pbx == pbx).order_by(DAYS.c.start))
        return [datetime.fromtimestamp(start, BERLIN).date() for start in starts]

    return kept.ask(days)


def answer_late(kept: Kept, _: Engine) -> None:
    """Let another phone have answered a call that seemed to be missed."""
    kept.take([leg(9001, "27.0", destination="1003", after=-14 * DAY - HOUR + 50, talk=77)])


def begin_earlier(kept: Kept, _: Engine) -> None:
    """Let a call have begun on the day before."""
    kept.take([leg(9002, "37.0", destination="1003", after=-14 * DAY - 2 * HOUR, talk=5)])


def join(kept: Kept, _: Engine) -> None:
    """Let a call come again under its id, and others that fill an empty night."""
    late = [leg(9100 + at, f"{9100 + at}.0", after=-3 * DAY - 12 * HOUR + at) for at in range(5)]
    kept.take(late)


def meet_spam(kept: Kept, _: Engine) -> None:
    run(kept.archive.write(keep_people, {CALLER: Person("Spammer", ("Spam",))}))


def forgive_spam(kept: Kept, engine: Engine) -> None:
    meet_spam(kept, engine)
    keep_all(kept, NOW)
    run(kept.archive.write(keep_people, {CALLER: Person("Friend")}))


def grow_old(kept: Kept, _: Engine) -> None:
    assert not run(kept.archive.write(delete_calls, NOON - timedelta(days=4)))


def name_voicemail(kept: Kept, engine: Engine) -> None:
    """Change the options: no person answers there."""
    again = Kept(engine, NumberPlan.of(service_numbers=[VOICEMAIL]))
    reread(again)


@pytest.mark.parametrize(
    "change",
    [
        answer_late,
        begin_earlier,
        join,
        meet_spam,
        forgive_spam,
        grow_old,
        name_voicemail,
    ],
)
def test_figures_are_right_after_what_was_summed_up_has_changed(
    kept: Kept, engine: Engine, change: Callable[[Kept, Engine], None]
) -> None:
    kept.take(office(), listed=1)
    keep_all(kept, NOW)
    before = assert_recounted(kept, NOW, 7), assert_recounted(kept, NOW, 30)
    change(kept, engine)
    after = assert_recounted(kept, NOW, 7), assert_recounted(kept, NOW, 30)
    assert (change is forgive_spam and before[0]["week"] == after[0]["week"]) or before != after
    keep_all(kept, NOW)
    assert (assert_recounted(kept, NOW, 7), assert_recounted(kept, NOW, 30)) == after


def test_a_call_takes_out_its_own_day_and_no_other(kept: Kept) -> None:
    kept.take(office())
    keep_all(kept, NOW)
    days = kept_days(kept)
    assert days == [NOW.date() - timedelta(days=back) for back in range(21, 0, -1)]
    midnight = datetime(2026, 11, 20, tzinfo=BERLIN)
    kept.take([leg(9001, "9001.0", after=(midnight - NOON).total_seconds())])
    assert {*days} - {*kept_days(kept)} == {midnight.date()}
    kept.take([leg(9002, "9002.0", after=(midnight - NOON).total_seconds() - 1)])
    assert {*days} - {*kept_days(kept)} == {midnight.date(), date(2026, 11, 19)}
    kept.take([leg(9003, "9003.0", after=5 * DAY)])
    assert len(kept_days(kept)) == len(days) - 2


def test_days_are_summed_up_a_few_at_a_time_the_latest_first(kept: Kept) -> None:
    kept.take(office())
    first, last = NOW.date() - timedelta(days=365), NOW.date() - timedelta(days=1)
    assert run(kept.archive.write(keep_days, first, last, BERLIN))
    assert kept_days(kept) == [last - timedelta(days=back) for back in range(DAYS_AT_ONCE)][::-1]
    steps = 1
    while run(kept.archive.write(keep_days, first, last, BERLIN)):
        steps += 1
    assert (steps, len(kept_days(kept))) == (2, 21)


def test_nothing_is_summed_up_where_there_is_no_call(kept: Kept) -> None:
    keep_all(kept, NOW)
    assert kept_days(kept) == []
    found = assert_recounted(kept, NOW, 7)
    assert (found["usual"], found["period"]["since"], found["callers"]) == (None, None, [])


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC"])
def test_days_are_those_of_the_time_zone_that_is_asked_for(kept: Kept, zone: str) -> None:
    """What was summed up by another is of no use."""
    kept.take(office())
    there = NOW.astimezone(ZoneInfo(zone))
    counted = kept.ask(insight, there, 30)
    keep_all(kept, NOW)
    assert kept.ask(insight, there, 30) == counted
    keep_all(kept, there)
    assert kept.ask(insight, there, 30) == counted
    assert [one["day"] for one in counted["by_day"]][-1] == there.date().isoformat()
    assert (
        sum(one["answered"] for one in counted["by_day"]) == counted["period"]["total"]["answered"]
    )
    assert_recounted(kept, NOW, 30)


def test_two_pbxs_in_one_database_have_sums_of_their_own(kept: Kept, engine: Engine) -> None:
    other = Kept(engine, entry="other")
    kept.take(office())
    other.take(office()[:100])
    for one in (kept, other):
        keep_all(one, NOW)
        assert_recounted(one, NOW, 30)
    while run(other.archive.write(delete_pbx)):
        pass
    assert kept_days(other) == []
    assert len(kept_days(kept)) == 21
    assert_recounted(kept, NOW, 30)


@pytest.mark.parametrize(
    ("inbound", "quiet"),
    [
        ({}, []),
        ({9: 50}, []),
        ({8: 9, 9: 90, 10: 80, 11: 70, 12: 20, 13: 75, 14: 80, 15: 75, 16: 60}, [12, 16]),
        ({3: 1, 8: 10, 9: 10, 10: 10, 11: 10, 12: 10, 13: 1}, [8]),
    ],
)
def test_quiet_are_the_hours_with_the_fewest_calls_while_people_call(
    inbound: dict[int, int], quiet: list[int]
) -> None:
    assert quiet_hours([inbound.get(hour, 0) for hour in range(24)]) == quiet
