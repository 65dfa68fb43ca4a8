"""What becomes of a call, and how long it waits, by all that is known of how it was found."""

from typing import Any

import pytest

from custom_components.difuse.cdr.feed.news import ORDINARY, SETTLE, News
from custom_components.difuse.cdr.tables import State
from tests.cdr.helpers import a_call

CALL = a_call(7)
HOUR = 3600
DUE, SILENT, PAST = State.DUE, State.SILENT, State.PAST


def news(age: float, **known: Any) -> News:
    """Return how a call was found that ended so many seconds ago by the PBX's clock."""
    fields = {"since_poll": 60, "since_set_up": 9 * HOUR, "max_age": HOUR} | known
    return News(pbx_now=CALL.ended_at.timestamp() + age, **fields)


@pytest.mark.parametrize(
    ("age", "known", "state"),
    [
        pytest.param(HOUR, {}, DUE, id="as old as is announced"),
        pytest.param(HOUR + 1, {}, SILENT, id="older"),
        pytest.param(-HOUR, {}, DUE, id="the PBX's clock is behind"),
        pytest.param(0, {"past_id": 7}, PAST, id="the first import brings it"),
        pytest.param(0, {"past_id": 6}, DUE, id="it came after the set-up"),
        pytest.param(9 * HOUR, {"max_age": 9 * HOUR}, DUE, id="it ended at the set-up"),
        pytest.param(9 * HOUR + 1, {"max_age": 99 * HOUR}, PAST, id="it ended before"),
        pytest.param(5 * HOUR, {"is_exact": True}, DUE, id="the list grew by it"),
        pytest.param(5 * HOUR, {"highest_id": 6}, DUE, id="its id is new"),
        pytest.param(5 * HOUR, {"highest_id": 7}, SILENT, id="its id isn't above all others"),
        pytest.param(5 * HOUR, {"is_exact": True, "is_burst": True}, SILENT, id="one of a burst"),
        pytest.param(60, {"is_burst": True}, DUE, id="one of a burst that has just ended"),
        pytest.param(
            5 * HOUR, {"is_exact": True, "since_poll": 4 * HOUR}, SILENT, id="after an outage"
        ),
        pytest.param(30, {"is_exact": True, "since_poll": 4 * HOUR}, DUE, id="since the outage"),
        pytest.param(60 + ORDINARY, {"has_known": False}, DUE, id="another list, since a poll"),
        pytest.param(61 + ORDINARY, {"has_known": False}, PAST, id="another list, before that"),
    ],
)
def test_a_call_is_announced_kept_silently_or_past(
    age: float, known: dict[str, Any], state: State
) -> None:
    assert news(age, **known).judge(CALL) is state


def test_a_call_without_an_id_is_none_that_the_first_import_brings() -> None:
    assert news(0, past_id=7).judge(a_call(0)) is DUE


@pytest.mark.parametrize(
    ("age", "seconds"), [(-5, SETTLE), (0, SETTLE), (4, SETTLE - 4), (SETTLE, 0), (SETTLE + 5, 0)]
)
def test_more_rows_of_a_call_are_waited_for_until_ten_seconds_after_its_end(
    age: float, seconds: float
) -> None:
    assert news(age).wait(CALL) == seconds
