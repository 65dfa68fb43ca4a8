"""What rows with one call id are: one call or several, whole or a part."""

from datetime import timedelta

import pytest

from custom_components.difuse.cdr.calls import SAME_CALL_WITHIN, calls_apart, may_be_part
from tests.cdr.helpers import leg

HOURS = SAME_CALL_WITHIN.total_seconds()


@pytest.mark.parametrize(
    ("starts", "calls"),
    [
        ([0], [[0]]),
        ([4, 0], [[0, 4]]),
        ([HOURS, 0], [[0, HOURS]]),
        ([HOURS + 1, 0], [[0], [HOURS + 1]]),
        ([0, HOURS, HOURS + 1], [[0, HOURS], [HOURS + 1]]),
        ([0, 2 * HOURS, 2 * HOURS + 9], [[0], [2 * HOURS, 2 * HOURS + 9]]),
    ],
)
def test_a_call_id_that_comes_again_half_a_day_after_a_call_began_is_another_call(
    starts: list[float], calls: list[list[float]]
) -> None:
    legs = [leg(at + 1, after=start) for at, start in enumerate(starts)]
    first = min(one.started_at for one in legs)
    apart = [[one.started_at - first for one in call] for call in calls_apart(legs)]
    assert apart == [[timedelta(seconds=start) for start in call] for call in calls]


def test_rows_that_all_went_elsewhere_may_be_a_part_of_a_call() -> None:
    forwarded, dialled = leg(destination="1001", dialled="2001"), leg(destination="2001")
    assert may_be_part([forwarded])
    assert not may_be_part([dialled])
    assert not may_be_part([forwarded, dialled])
