"""What a call does to missed ones, and which of several did it."""

from datetime import datetime, timedelta

import pytest

from custom_components.difuse.cdr import Direction, Disposition, Handled
from custom_components.difuse.cdr.calls import handled_by, handles
from tests.cdr.helpers import NOON

RETURNED, LATER = Handled.RETURNED, Handled.ANSWERED_LATER


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("direction", "disposition", "what"),
    [
        (Direction.OUTBOUND, Disposition.ANSWERED, RETURNED),
        (Direction.INBOUND, Disposition.ANSWERED, LATER),
        (Direction.INTERNAL, Disposition.ANSWERED, None),
        (Direction.OUTBOUND, Disposition.BUSY, None),
        (Direction.INBOUND, Disposition.NO_ANSWER, None),
    ],
)
def test_only_a_talk_with_somebody_outside_handles_missed_calls(
    direction: Direction, disposition: Disposition, what: Handled | None
) -> None:
    assert handles(direction, disposition) is what


@pytest.mark.parametrize(
    ("open_from", "by"),
    [(at(0), RETURNED), (at(1), LATER), (at(2), LATER), (at(3), None), (at(4), None)],
)
def test_the_first_contact_after_a_missed_call_handles_it(
    open_from: datetime, by: Handled | None
) -> None:
    assert handled_by(open_from, [(at(1), RETURNED), (at(3), LATER)]) is by


def test_where_nobody_was_in_contact_nothing_handles_it() -> None:
    assert handled_by(NOON, []) is None
