"""How a leg ended, in every spelling that Asterisk and its backends have (``docs/vendor.md``)."""

import pytest

from custom_components.difuse.cdr.pbx.wire import WireReader
from tests.cdr.helpers import raw, read


@pytest.mark.parametrize(
    ("text", "disposition"),
    [
        ("NO ANSWER", "no_answer"),
        ("FAILED", "failed"),
        ("BUSY", "busy"),
        ("ANSWERED", "answered"),
        ("CONGESTION", "congestion"),
        ("CANCEL", "cancel"),
        ("UNKNOWN", "unknown"),
        ("no_answer", "no_answer"),
        ("NoAnswer", "no_answer"),
        ("no-answer ", "no_answer"),
        ("answered", "answered"),
        ("Cancelled", "cancel"),
        ("canceled", "cancel"),
        (0, "no_answer"),
        (1, "no_answer"),
        (2, "failed"),
        ("4", "busy"),
        (8, "answered"),
        (16, "congestion"),
        (32, "cancel"),
        ("Teapot", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
        (["ANSWERED"], "unknown"),
    ],
    ids=repr,
)
def test_c1_dispositions_are_read_in_every_spelling(text: object, disposition: str) -> None:
    assert read(raw(disposition=text)).disposition == disposition


def test_c1_dispositions_without_end_are_not_remembered_without_end() -> None:
    reader = WireReader()
    for number in range(1000):
        assert read(raw(disposition=f"odd {number}"), reader).disposition == "unknown"
    assert read(raw(disposition="Busy"), reader).disposition == "busy"
    assert len(reader._dispositions) < 100
