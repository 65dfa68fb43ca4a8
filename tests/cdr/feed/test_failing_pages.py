"""A page that fails is asked for again at once; then the poll fails, and the next begins anew."""

import pytest

from custom_components.difuse.cdr.pbx import (
    PbxAuthenticationError,
    PbxConnectionError,
    PbxError,
    PbxResponseError,
    PbxTimeoutError,
)
from custom_components.difuse.cdr.tables import State

from .watched import MINUTE, Watched


@pytest.mark.parametrize("failures", [1, 3])
def test_a_page_that_fails_is_asked_for_again_at_once(failures: int) -> None:
    office = Watched(30).open()
    office.minute()
    call = office.call()
    office.errors = [PbxConnectionError("broken off") for _ in range(failures)]
    office.minute()
    assert office.announced == [call]
    assert len(office.requests) == failures + 2


def test_a_page_that_fails_four_times_fails_the_poll_and_the_next_begins_anew() -> None:
    office = Watched(30).open()
    office.minute()
    calls = office.calls(12)
    office.errors = [PbxConnectionError("broken off") for _ in range(4)]
    with pytest.raises(PbxConnectionError):
        office.minute()
    assert len(office.requests) == 4
    assert office.listed() == 30
    office.minute()
    assert office.announced == calls


@pytest.mark.parametrize(
    "error",
    [
        PbxResponseError("too many", status=429),
        PbxResponseError("busy", status=503, retry_after=30),
        PbxAuthenticationError("no"),
        PbxTimeoutError("slow"),
    ],
    ids=["429", "Retry-After", "login", "timeout"],
)
def test_what_trying_at_once_cannot_mend_fails_the_poll_at_once(error: PbxError) -> None:
    office = Watched(30).open()
    office.minute()
    office.errors = [error]
    with pytest.raises(type(error)):
        office.minute()
    assert len(office.requests) == 1
    office.minute()
    assert len(office.requests) == 1


def test_a_poll_that_fails_says_nothing_of_how_long_ago_the_last_good_one_was() -> None:
    """An hour of failing polls is a gap: what the PBX dates before it is too old."""
    office = Watched(30, max_age=30 * MINUTE).open().import_all()
    office.minute()
    office.errors = [PbxConnectionError("away") for _ in range(4)]
    office.now += 60 * MINUTE
    with pytest.raises(PbxConnectionError):
        office.minute()
    call = office.call(start=office.now - 50 * MINUTE)
    office.minute()
    assert office.state(call) is State.SILENT
