"""Texts as they are kept: short, and without characters that only do something."""

import re
from typing import Final

LONGEST_TEXT: Final = 255
"""No field of a CDR is longer; a longer one is cut, so that a bad row stays small."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""They end lines and texts, a null byte also a database's patience, or turn what stands beside
them round: a caller chose them. What joins letters and emoji (U+200C, U+200D) isn't among them."""


def read_text(value: object) -> str:
    """Return a text, or a number as one; "" for anything else.

    At most ``LONGEST_TEXT`` characters; half a character, where a name was cut, is a ``?``.
    """
    if type(value) is str:
        text = value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT]
        if text.isprintable():
            # No half character, which can't be stored or sent on, is printable either.
            return text
        return _CONTROLS.sub("", text).encode(errors="replace").decode()
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return str(value)[:LONGEST_TEXT]
        except ValueError:
            return ""
    return ""
