"""What other call ids say of who handed a talk on: consultations, parks, Asterisk's own channels.

Rows are those of ``tests/cdr/fixtures/office-open.json``.
"""

from datetime import datetime

from .. import CallRecord
from .steps import Facts
from .ties import asks_back, retrieves


def was_retrieved(facts: Facts, moment: datetime, by: str = "") -> bool:
    """Return whether a parked caller was taken then: the call to the place says so (151, 31).

    Without it, a parked caller looks like one who talks on (149). What is left over of a
    channel dialled nothing, or its own number (35, 123).
    """
    return any(
        one.start == moment
        and one.first.source == (by or one.first.source)
        and one.first.initial_destination not in ("", one.first.source)
        and retrieves(one, facts.placed, facts.answers.numbers)
        for one in facts.others
    )


def is_same_talk(facts: Facts, leg: CallRecord, last: CallRecord) -> bool:
    """Return whether a talk goes on under the number that was dialled.

    Asterisk has taken the channel of its own, which had another destination, out of the way (17
    after 16, 180 after 179, 754 after 753).
    """
    return (
        not leg.computed_destination
        and leg.destination == last.destination
        and any(
            (one.start, one.first.destination) == (last.started_at, last.ended_where)
            for one in facts.others
        )
    )


def was_asked(facts: Facts, leg: CallRecord) -> bool:
    """Return whether the phone that talked had asked before who answers this leg (490 of 496)."""
    return any(
        leg.ended_where == one.first.initial_destination
        and asks_back(one, facts.placed, facts.answers.numbers)
        for one in facts.others
    )
