"""Names of extensions, learned from what the PBX sends with calls from there."""

from collections.abc import Iterable
from datetime import timedelta

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.calls import NumberPlan, extension_names
from tests.cdr.helpers import NOON, leg, recorded

PLAN = NumberPlan.of(service_numbers=["600"])


def names(rows: Iterable[CallRecord]) -> dict[str, str]:
    """Return the names that are learned from rows."""
    return {number: sent.name for number, sent in extension_names(rows, PLAN).items()}


def test_the_latest_name_of_an_extension_counts() -> None:
    rows = [
        leg(2, source="1001", caller_name="Anna", after=60),
        leg(1, source="1001", caller_name="Ann", after=0),
        leg(3, source="1002", caller_name=" Ben ", after=0),
    ]
    assert names(rows) == {"1001": "Anna", "1002": "Ben"}
    assert extension_names(rows, PLAN)["1001"].at == NOON + timedelta(seconds=60)


def test_the_latest_is_told_by_the_time_and_within_one_second_by_the_id() -> None:
    rows = [
        leg(3, source="1001", caller_name="Ann", after=0),
        leg(2, source="1001", caller_name="Anna", after=9),
        leg(1, source="1001", caller_name="Annie", after=9),
    ]
    assert names(rows) == {"1001": "Anna"}


def test_what_is_no_name_of_an_extension_is_not_learned() -> None:
    rows = [
        leg(1, source="1001", caller_name="1001"),
        leg(2, source="1002", caller_name=""),
        leg(3, source="+447700900001", caller_name="Alice"),
        leg(4, source="600", caller_name="Voicemail"),
        leg(5, source="1003", caller_name="Alice", caller_number="+447700900001"),
    ]
    assert names(rows) == {}


def test_a_name_stays_where_the_next_row_has_none() -> None:
    rows = [leg(1, source="1001", caller_name="Anna"), leg(2, source="1001", after=9)]
    assert names(rows) == {"1001": "Anna"}


def test_names_in_rows_that_a_real_asterisk_wrote() -> None:
    rows = recorded(*range(1000))
    assert all(number.isdecimal() for number in names(rows))
    assert len(names(rows)) > 1
