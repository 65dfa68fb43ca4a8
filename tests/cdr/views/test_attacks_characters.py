"""A row whose texts hold a null byte: PostgreSQL takes none, and fails with all beside it."""

import pytest

from custom_components.difuse.cdr.calls import CallFilter, NumberPattern
from custom_components.difuse.cdr.pbx import WireReader
from custom_components.difuse.cdr.views import find
from tests.cdr.archives import Kept
from tests.cdr.helpers import raw

TEXTS = (
    "call_id",
    "caller_id",
    "source",
    "destination_context",
    "destination",
    "initial_destination",
    "computed_destination",
    "recording_url",
)


def test_a_null_byte_in_every_text_of_a_row_keeps_no_row_out(kept: Kept) -> None:
    spoilt = raw(db_id=2, **dict.fromkeys(TEXTS, "\0" + "42"))
    page = WireReader().page({"data": [raw(), spoilt], "total_pages": 1})
    kept.take(page.rows)
    found = kept.ask(find, CallFilter(), 10)
    assert {call.db_id for call in found} == {1, 2}


@pytest.mark.parametrize("text", ["a\0b", "\0", "4\ud800", "\udfff"], ids=ascii)
def test_what_no_database_takes_is_looked_for_in_vain(kept: Kept, text: str) -> None:
    kept.take(WireReader().page({"data": [raw()], "total_pages": 1}).rows)
    for wanted in (
        CallFilter(text=text),
        CallFilter(name=text),
        CallFilter(call_id=text),
        CallFilter(extensions=frozenset({text})),
        CallFilter(numbers=(NumberPattern(text),)),
    ):
        assert kept.ask(find, wanted, 10) == []
    assert len(kept.ask(find, CallFilter(text="4001"), 10)) == 1
