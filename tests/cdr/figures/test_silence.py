"""A PBX from which only pushes come is silent when a day passes that used to have calls."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import pytest

from custom_components.difuse.cdr.figures import is_silent
from tests.cdr.archives import Kept
from tests.cdr.helpers import NOON, leg

from .test_insight import BERLIN

DAY: Final = 86400
WEEK: Final = tuple(range(-6, -1))
"""From Monday to Friday, seen from the Sunday on which it is noon."""
TWO_WEEKS: Final = (*range(-13, -8), *WEEK)


@pytest.mark.parametrize(
    ("days", "today", "silent"),
    [
        pytest.param(TWO_WEEKS, 0, False, id="there never were calls on Saturday"),
        pytest.param(TWO_WEEKS, 1, False, id="Monday isn't over"),
        pytest.param(TWO_WEEKS, 2, True, id="Monday is over"),
        pytest.param(TWO_WEEKS, 7, True, id="on the next Sunday as well"),
        pytest.param(TWO_WEEKS, 90, True, id="and for good"),
        pytest.param((*TWO_WEEKS, 1), 2, False, id="there was one on Monday"),
        pytest.param(WEEK, 90, False, id="a week is no habit"),
        pytest.param((-9, -2), 90, True, id="each Friday"),
        pytest.param((-16, -2), 90, False, id="but not on the Friday between"),
        pytest.param((), 90, False, id="nothing came yet"),
        pytest.param((*TWO_WEEKS, 3), 2, False, id="the PBX's clock is ahead"),
        pytest.param((*TWO_WEEKS, 5), 2, True, id="a date that is far off is broken"),
    ],
)
def test_a_day_that_used_to_have_calls(
    kept: Kept, days: Iterable[int], today: int, silent: bool
) -> None:
    kept.take([leg(20 + day, f"{20 + day}.0", after=day * DAY) for day in days])
    now = (NOON + timedelta(days=today)).astimezone(BERLIN)
    assert kept.ask(is_silent, now, now + timedelta(days=1)) is silent
