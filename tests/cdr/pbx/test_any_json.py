"""Whatever JSON comes, the library answers with rows or with one of its own errors."""

import time

from hypothesis import HealthCheck, given, settings, strategies as st

from custom_components.difuse.cdr import CallRecord
from custom_components.difuse.cdr.pbx import PbxError, WireReader
from custom_components.difuse.cdr.pbx.wire import read_caller
from tests.cdr.archives import Kept
from tests.cdr.helpers import SAMPLE

SETTINGS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=300)
    | st.sampled_from(
        ["2026-11-22 22:39:51", "0000-00-00", "1795387191", "ANSWERED", "-1", "1e999"]
    )
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=20,
)
ROWS = st.fixed_dictionaries({}, optional=dict.fromkeys(SAMPLE, SCALARS)) | st.builds(
    lambda changes: SAMPLE | changes, st.dictionaries(st.sampled_from([*SAMPLE]), JSON, max_size=3)
)
PAGES = st.fixed_dictionaries(
    {},
    optional={"data": st.lists(ROWS | JSON, max_size=6) | JSON, "total_pages": SCALARS},
)


@SETTINGS
@given(PAGES | JSON)
def test_a_page_is_read_or_refused_and_its_calls_can_be_made(answer: object) -> None:
    before = time.perf_counter()
    try:
        page = WireReader().page(answer)
    except PbxError:
        return
    assert page.total_pages >= 0
    kept = Kept()
    kept.take(page.rows)
    kept.at += 10
    for call in kept.announced():
        given_out = call.as_dict()
        assert given_out["duration"] >= given_out["ring_duration"] >= 0
        assert call.talk_duration.total_seconds() >= 0
    assert time.perf_counter() - before < 1


@SETTINGS
@given(ROWS | JSON)
def test_a_row_is_read_the_same_twice_and_holds_what_can_be_stored(raw: object) -> None:
    row = WireReader().row(raw)
    assert WireReader().row(raw).key == row.key
    if isinstance(row, CallRecord):
        assert row.started_at <= row.ended_at
        assert row.answered_at is None or row.started_at <= row.answered_at <= row.ended_at
        assert 0 <= row.db_id < 2**63
        texts = (row.call_id, row.caller_name, row.caller_number, row.source, row.destination)
        for text in texts:
            text.encode()
            assert len(text) <= 255
        assert row.call_id


@SETTINGS
@given(st.text(max_size=255) | st.from_regex(r'"?[a-z\\" ]{0,9}"? ?<?[0-9]{0,5}>?', fullmatch=True))
def test_a_caller_id_is_read_whatever_it_holds(caller_id: str) -> None:
    name, number = read_caller(caller_id, "")
    assert len(name) + len(number) <= len(caller_id)
    assert read_caller(caller_id, "4001")[1] == "4001"
