"""Texts that a caller may choose, and what it takes that they do nothing where they are shown."""

import re

from tests.test_attacks_texts import NAMES

CHOSEN = [
    *NAMES,
    '<a href="https://evil.example">Bank</a>',
    "<b>Bank</b> <!-- no -->",
    "&lt;img src=x&gt;",
    "www.evil.example",
    "https://evil.example/?a=b",
    "evil@evil.example",
    "![x][1]",
    "~~gone~~ | a | b |",
    "- a point",
    "1. a point",
    "1) a point",
    "+ a point",
    "> quoted",
    ":warning:",
    r"one\ntwo",
    "$x^2$",
]


def assert_does_nothing(text: str) -> None:
    """Check that a text is words in one line: in HTML, in Markdown, where addresses are links."""
    assert not {*text} & {*'!"#$%*/:;<=>?@[\\]^_`{|}~\n\r\x85\u2028\u2029'}
    assert re.match(r"[-+]\s|\d+[.)]", text) is None
    assert re.search(r"\.\S", text) is None
